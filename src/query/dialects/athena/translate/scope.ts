/**
 * Which columns an expression can see. Every relation gets an alias of the translator's own and every column is referred to
 * through it, so that DuckDB never resolves a name of the user's: Athena's rules (case, shadowing, ambiguity) apply here.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlError } from "../../shared/sql-error.ts";
import type { Name } from "../syntax.ts";
import type { AthenaType } from "../types/athena-type.ts";

export interface Field {
  /** Undefined for an expression without a name. */
  readonly name?: string;
  /** How its relation may be named before a dot, outermost part first; empty when it has no name. */
  readonly qualifier: readonly string[];
  readonly sql: string;
  readonly type: AthenaType;
  /** Can be named but does not belong to `*`. */
  readonly hidden: boolean;
}

export interface Scope {
  readonly fields: readonly Field[];
  /** The query around this one, for correlated subqueries. */
  readonly parent?: Scope;
}

export interface Resolution {
  readonly field: Field;
  /** Number of name parts the column took; the rest are fields of a row. */
  readonly partCount: number;
}

function equalNames(left: string | undefined, right: string): boolean {
  return left !== undefined && left.toLowerCase() === right.toLowerCase();
}

/** `a` matches `t`, and `db.t`, and `catalog.db.t`. */
export function matchesQualifier(field: Field, qualifier: readonly string[]): boolean {
  if (qualifier.length > field.qualifier.length) return false;
  const tail = field.qualifier.slice(field.qualifier.length - qualifier.length);
  return tail.every((part, index) => equalNames(part, qualifier[index] ?? ""));
}

/** Finds `a`, `t.a`, `db.t.a` or `a.field`. @throws {SqlError} COLUMN_NOT_FOUND or ambiguity */
export function resolveColumn(scope: Scope, path: readonly Name[]): Resolution {
  for (let current: Scope | undefined = scope; current !== undefined; current = current.parent) {
    const found = resolveIn(current, path);
    if (found !== undefined) return found;
  }
  throw notFound(path);
}

function resolveIn(scope: Scope, path: readonly Name[]): Resolution | undefined {
  const [first] = path;
  if (first === undefined) return undefined;
  for (let qualifierLength = Math.min(path.length - 1, 3); qualifierLength >= 0; qualifierLength -= 1) {
    const qualifier = path.slice(0, qualifierLength).map((name) => name.text);
    const column = path[qualifierLength];
    if (column === undefined) continue;
    const matches = scope.fields.filter(
      (field) => equalNames(field.name, column.text) && matchesQualifier(field, qualifier),
    );
    const [match] = matches;
    if (matches.length > 1) throw sqlErrorAt("COLUMN_NOT_FOUND", first, `Column '${displayPath(path)}' is ambiguous`);
    if (match !== undefined) return { field: match, partCount: qualifierLength + 1 };
  }
  return undefined;
}

function displayPath(path: readonly Name[]): string {
  return path.map((name) => name.text.toLowerCase()).join(".");
}

export function notFound(path: readonly Name[]): SqlError {
  const position = path[0] ?? { line: 1, column: 1 };
  // AWS: engine version 3 does not tell a missing column from a hidden one (github.com/morganchorlton3/evidence-connector-aws-athena/pull/56).
  const hint = "cannot be resolved or requester is not authorized to access requested resources";
  return sqlErrorAt("COLUMN_NOT_FOUND", position, `Column '${displayPath(path)}' ${hint}`);
}
