/** Functions with rules of their own: conditionals that do not evaluate everything, and those about types and groups. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import { quoteString } from "../type-names.ts";
import { BIGINT, BOOLEAN, VARCHAR, displayType } from "../types/athena-type.ts";
import type { Expression, FunctionCall } from "../syntax.ts";
import { coerce } from "./casts.ts";
import type { ExpressionEnvironment } from "./context.ts";
import { commonOf, meet } from "./operators.ts";
import { typed } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { comparable } from "./window-translator.ts";

type PlacedCall = FunctionCall & SqlPosition;
type Translate = (expression: Expression, environment: ExpressionEnvironment) => Typed;

export function translateSpecialCall(
  call: PlacedCall,
  environment: ExpressionEnvironment,
  translate: Translate,
): Typed | undefined {
  const special = SPECIALS[call.name];
  if (special === undefined) return undefined;
  const [countMin, countMax] = special.counts;
  if (call.star || call.args.length < countMin || call.args.length > countMax) {
    throw sqlErrorAt("SYNTAX_ERROR", call, `Invalid number of arguments for '${call.name}' function`);
  }
  return special.translate(
    call,
    call.args.map((arg) => translate(arg, environment)),
  );
}

interface Special {
  readonly counts: readonly [min: number, max: number];
  readonly translate: (call: PlacedCall, args: readonly Typed[]) => Typed;
}

const SPECIALS: Readonly<Record<string, Special>> = {
  coalesce: { counts: [2, 1000], translate: coalesce },
  if: { counts: [2, 3], translate: conditional },
  nullif: { counts: [2, 2], translate: nullif },
  try: {
    counts: [1, 1],
    translate: (_call, [value]) =>
      value === undefined ? typed("NULL", BOOLEAN) : typed(`TRY(${value.sql})`, value.type),
  },
  greatest: { counts: [1, 1000], translate: extreme },
  least: { counts: [1, 1000], translate: extreme },
  typeof: { counts: [1, 1], translate: typeOf },
  grouping: {
    counts: [1, 64],
    translate: (_call, args) => typed(`CAST(grouping(${args.map((arg) => arg.sql).join(", ")}) AS BIGINT)`, BIGINT),
  },
};

/** The type is known now; the argument stays, because an aggregate in it decides how many rows there are. */
function typeOf(_call: PlacedCall, [value]: readonly Typed[]): Typed {
  if (value === undefined) return typed("'unknown'", VARCHAR);
  return typed(
    `CASE WHEN ${value.sql} IS NULL THEN ${quoteString(displayType(value.type))} ELSE ${quoteString(displayType(value.type))} END`,
    VARCHAR,
  );
}

function coalesce(call: PlacedCall, args: readonly Typed[]): Typed {
  const type = commonOf(args, "COALESCE operands", call);
  return typed(`coalesce(${args.map((arg) => coerce(arg, type).sql).join(", ")})`, type);
}

function conditional(call: PlacedCall, args: readonly Typed[]): Typed {
  const [condition, then, otherwise] = args;
  if (condition === undefined || then === undefined)
    throw sqlErrorAt("SYNTAX_ERROR", call, "Invalid number of arguments for 'if' function");
  if (condition.type.kind !== "boolean" && condition.type.kind !== "unknown")
    throw sqlErrorAt(
      "TYPE_MISMATCH",
      call,
      `IF condition must evaluate to a boolean: actual type ${displayType(condition.type)}`,
    );
  const type = commonOf(otherwise === undefined ? [then] : [then, otherwise], "IF results", call);
  return typed(
    `CASE WHEN ${condition.sql} THEN ${coerce(then, type).sql} ${otherwise === undefined ? "" : `ELSE ${coerce(otherwise, type).sql} `}END`,
    type,
  );
}

function nullif(call: PlacedCall, args: readonly Typed[]): Typed {
  const [value, other] = args;
  if (value === undefined || other === undefined)
    throw sqlErrorAt("SYNTAX_ERROR", call, "Invalid number of arguments for 'nullif' function");
  const [a, b] = meet(value, other, "=", call);
  return typed(`CASE WHEN ${comparable(a)} = ${comparable(b)} THEN NULL ELSE ${value.sql} END`, value.type);
}

/** Null when any argument is, unlike DuckDB's. */
function extreme(call: PlacedCall, args: readonly Typed[]): Typed {
  const type = commonOf(args, `${call.name} arguments`, call);
  const values = args.map((arg) => coerce(arg, type).sql);
  return typed(
    `CASE WHEN ${values.map((value) => `${value} IS NULL`).join(" OR ")} THEN NULL ELSE ${call.name}(${values.join(", ")}) END`,
    type,
  );
}
