/**
 * Partition pruning: what a WHERE clause says about a table's partition columns, decided for one partition's values without
 * reading a file. Three-valued and conservative: only a partition for which the clause is certainly not true is left out.
 */
import type { Expression } from "../dialects/athena/syntax.ts";
import type { AthenaType } from "../dialects/athena/types/athena-type.ts";

/** A value with its kind; different kinds are never compared. */
export type Scalar =
  | { readonly kind: "string" | "date"; readonly value: string }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "boolean"; readonly value: boolean };

export type Verdict = "true" | "false" | "unknown";

/** The scalar of a column expression, or undefined when it is not a known partition value. */
export type ColumnValues = (column: Expression) => Scalar | undefined;

const DATE_PATTERN = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const INTEGER_PATTERN = /^[+-]?[0-9]{1,30}$/;

/** A partition's value as its column's type reads it; undefined when it cannot be compared here. */
export function partitionScalar(text: string, type: AthenaType): Scalar | undefined {
  switch (type.kind) {
    case "varchar":
      return { kind: "string", value: text };
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
      return INTEGER_PATTERN.test(text) ? { kind: "integer", value: BigInt(text.replace("+", "")) } : undefined;
    case "date":
      return DATE_PATTERN.test(text) ? { kind: "date", value: text } : undefined;
    default:
      return undefined;
  }
}

function castScalar(value: Scalar | undefined, typeName: string): Scalar | undefined {
  if (value === undefined) return undefined;
  const isInteger = ["tinyint", "smallint", "integer", "int", "bigint"].includes(typeName);
  if (isInteger && value.kind === "integer") return value;
  if (isInteger && value.kind === "string" && INTEGER_PATTERN.test(value.value))
    return { kind: "integer", value: BigInt(value.value.replace("+", "")) };
  if (typeName === "date" && (value.kind === "date" || (value.kind === "string" && DATE_PATTERN.test(value.value))))
    return { kind: "date", value: value.value };
  if (typeName === "varchar" && value.kind === "integer") return { kind: "string", value: String(value.value) };
  if (typeName === "varchar" && value.kind !== "boolean") return { kind: "string", value: String(value.value) };
  return undefined;
}

function scalarOf(expression: Expression, columns: ColumnValues): Scalar | undefined {
  switch (expression.kind) {
    case "string":
      return { kind: "string", value: expression.value };
    case "integer":
      return { kind: "integer", value: BigInt(expression.text) };
    case "boolean":
      return { kind: "boolean", value: expression.value };
    case "negate": {
      const value = scalarOf(expression.operand, columns);
      return value?.kind === "integer" ? { kind: "integer", value: -value.value } : undefined;
    }
    case "typed-literal":
      return castScalar({ kind: "string", value: expression.value }, expression.type.name);
    case "cast":
      return expression.type.parameters.length === 0
        ? castScalar(scalarOf(expression.operand, columns), expression.type.name)
        : undefined;
    case "column":
    case "dereference":
      return columns(expression);
    default:
      return undefined;
  }
}

/** Negative, zero or positive; undefined when the two cannot be compared. Text compares by code points, as Trino does. */
function compare(left: Scalar | undefined, right: Scalar | undefined): number | undefined {
  if (left === undefined || right === undefined || left.kind !== right.kind) return undefined;
  if (left.kind === "integer" && right.kind === "integer")
    return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  if (left.kind === "boolean" || right.kind === "boolean") return left.value === right.value ? 0 : undefined;
  return Buffer.compare(Buffer.from(String(left.value)), Buffer.from(String(right.value)));
}

function verdictOf(holds: boolean | undefined): Verdict {
  if (holds === undefined) return "unknown";
  return holds ? "true" : "false";
}

function negated(verdict: Verdict, isNegated: boolean): Verdict {
  if (!isNegated || verdict === "unknown") return verdict;
  return verdict === "true" ? "false" : "true";
}

function both(left: Verdict, right: Verdict): Verdict {
  if (left === "false" || right === "false") return "false";
  return left === "true" && right === "true" ? "true" : "unknown";
}

function either(left: Verdict, right: Verdict): Verdict {
  return negated(both(negated(left, true), negated(right, true)), true);
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function compared(operator: string, left: Scalar | undefined, right: Scalar | undefined): Verdict {
  const order = compare(left, right);
  return verdictOf(order === undefined ? undefined : COMPARISONS[operator]?.(order));
}

function likeVerdict(text: Scalar | undefined, pattern: Scalar | undefined): Verdict {
  if (text?.kind !== "string" || pattern?.kind !== "string") return "unknown";
  const source = Array.from(pattern.value)
    .map((character) =>
      character === "%" ? ".*" : character === "_" ? "." : character.replace(/[\\^$.*+?()[\]{}|/-]/u, "\\$&"),
    )
    .join("");
  return verdictOf(new RegExp(`^${source}$`, "su").test(text.value));
}

/** What a condition is for the given values. */
export function evaluate(expression: Expression, columns: ColumnValues): Verdict {
  const scalar = (operand: Expression): Scalar | undefined => scalarOf(operand, columns);
  switch (expression.kind) {
    case "boolean":
      return verdictOf(expression.value);
    case "and":
      return expression.operands.map((operand) => evaluate(operand, columns)).reduce(both, "true");
    case "or":
      return expression.operands.map((operand) => evaluate(operand, columns)).reduce(either, "false");
    case "not":
      return negated(evaluate(expression.operand, columns), true);
    case "comparison":
      return compared(expression.operator, scalar(expression.left), scalar(expression.right));
    case "between": {
      const value = scalar(expression.operand);
      return negated(
        both(compared(">=", value, scalar(expression.low)), compared("<=", value, scalar(expression.high))),
        expression.negated,
      );
    }
    case "in-list": {
      const value = scalar(expression.operand);
      const verdict = expression.items.map((item) => compared("=", value, scalar(item))).reduce(either, "false");
      return negated(verdict, expression.negated);
    }
    case "like":
      return expression.escape === undefined
        ? negated(likeVerdict(scalar(expression.operand), scalar(expression.pattern)), expression.negated)
        : "unknown";
    case "is-null":
      return negated(verdictOf(scalar(expression.operand) === undefined ? undefined : false), expression.negated);
    default:
      return "unknown";
  }
}
