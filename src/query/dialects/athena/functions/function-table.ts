/**
 * The closed function table: every function a query may name, and what becomes of it. A name that is not here does not
 * exist (`FUNCTION_NOT_FOUND`); nothing is passed through to the engine, whose own functions read files and settings.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlError, SqlPosition } from "../../shared/sql-error.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { displayType } from "../types/athena-type.ts";
import { AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS } from "./aggregate-functions.ts";
import { ARRAY_FUNCTIONS, SUBSCRIPTS } from "./array-functions.ts";
import { DATETIME_FUNCTIONS } from "./datetime-functions.ts";
import type { FunctionRow } from "./function-row.ts";
import { JSON_FUNCTIONS } from "./json-functions.ts";
import { MATH_FUNCTIONS } from "./math-functions.ts";
import { REFUSED_FUNCTIONS } from "./refused-functions.ts";
import { REGEXP_FUNCTIONS } from "./regexp-functions.ts";
import { STRING_FUNCTIONS } from "./string-functions.ts";

/** Functions whose arguments are not all evaluated, or whose type rules are their own; see `special-functions.ts`. */
export const SPECIAL_FUNCTIONS = [
  "coalesce",
  "if",
  "nullif",
  "try",
  "greatest",
  "least",
  "typeof",
  "grouping",
  "cast",
  "try_cast",
  "extract",
] as const;

const ROWS = new Map<string, FunctionRow[]>();
for (const row of [
  ...MATH_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...REGEXP_FUNCTIONS,
  ...DATETIME_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
  ...WINDOW_FUNCTIONS,
]) {
  const rows = ROWS.get(row.name);
  if (rows === undefined) ROWS.set(row.name, [row]);
  else rows.push(row);
}

export { SUBSCRIPTS };

/** Rows of a function. @throws {SqlError} FUNCTION_NOT_FOUND, or NOT_SUPPORTED for one that Athena has and Lakebed lacks */
export function functionRows(name: string, position: SqlPosition): readonly FunctionRow[] {
  const rows = ROWS.get(name);
  if (rows !== undefined) return rows;
  const reason = REFUSED_FUNCTIONS.get(name);
  if (reason !== undefined)
    throw sqlErrorAt("NOT_SUPPORTED", position, `Function '${name}' is not supported by Lakebed: ${reason}`);
  throw sqlErrorAt("FUNCTION_NOT_FOUND", position, `Function '${name}' not registered`);
}

export function isAggregate(name: string): boolean {
  return (name === "count" || ROWS.get(name)?.some((row) => row.kind === "aggregate")) ?? false;
}

/** "Unexpected parameters (integer) for function f. Expected: ...", in Trino's words. */
export function unexpectedParameters(name: string, types: readonly AthenaType[], position: SqlPosition): SqlError {
  return sqlErrorAt(
    "FUNCTION_NOT_FOUND",
    position,
    `Unexpected parameters (${types.map(displayType).join(", ")}) for function ${name}`,
  );
}

export type FunctionStatus = "translated" | "special" | "refused";

/** Every known name with its status: what the coverage table and its test read. */
export function functionStatuses(): ReadonlyMap<string, FunctionStatus> {
  return new Map([
    ...[...REFUSED_FUNCTIONS.keys()].map((name) => [name, "refused"] as const),
    ...[...ROWS.keys()].map((name) => [name, "translated"] as const),
    ...SPECIAL_FUNCTIONS.map((name) => [name, "special"] as const),
  ]);
}
