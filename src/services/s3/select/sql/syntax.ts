/** The syntax tree of an S3 Select statement: exactly what the dialect has. What it cannot hold is refused by the parser. */
import type { Decimal } from "../values/decimal.ts";
import type { Timestamp } from "../values/timestamp.ts";

/** A name matches whatever its case, unless it was quoted. */
export interface Name {
  readonly text: string;
  readonly isQuoted: boolean;
}

export type PathStep =
  | { readonly kind: "name"; readonly name: Name }
  | { readonly kind: "index"; readonly index: number };

/** In FROM alone. */
export type FromStep = PathStep | { readonly kind: "all-members" } | { readonly kind: "all-elements" };

export type CastType = "bool" | "int" | "string" | "float" | "decimal" | "timestamp";
export type DatePart = "year" | "month" | "day" | "hour" | "minute" | "second" | "timezone_hour" | "timezone_minute";
export type AggregateName = "AVG" | "COUNT" | "MAX" | "MIN" | "SUM";
export type ScalarFunctionName =
  | "COALESCE"
  | "NULLIF"
  | "CHAR_LENGTH"
  | "LOWER"
  | "UPPER"
  | "SUBSTRING"
  | "TO_STRING"
  | "TO_TIMESTAMP"
  | "UTCNOW";

/** MISSING is undefined. */
export type Literal = null | undefined | boolean | string | bigint | number | Decimal | Timestamp;
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Expression =
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "path"; readonly root: Name; readonly steps: readonly PathStep[] }
  | { readonly kind: "negate" | "plus" | "not"; readonly operand: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "concat"; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "between"; readonly operand: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: "in"; readonly operand: Expression; readonly list: readonly Expression[] }
  | {
      readonly kind: "like";
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
    }
  | { readonly kind: "is"; readonly operand: Expression; readonly what: "null" | "missing" }
  | {
      readonly kind: "case";
      readonly operand: Expression | undefined;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: "cast"; readonly operand: Expression; readonly type: CastType }
  | { readonly kind: "call"; readonly name: ScalarFunctionName; readonly args: readonly Expression[] }
  | {
      readonly kind: "trim";
      readonly side: "leading" | "trailing" | "both";
      readonly characters: Expression | undefined;
      readonly operand: Expression;
    }
  | { readonly kind: "extract"; readonly part: DatePart; readonly operand: Expression }
  | {
      readonly kind: "date-add" | "date-diff";
      readonly part: DatePart;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `argument` undefined is COUNT(*). */
  | { readonly kind: "aggregate"; readonly name: AggregateName; readonly argument: Expression | undefined };

export type SelectItem =
  | { readonly kind: "expression"; readonly expression: Expression; readonly alias: string | undefined }
  /** `alias.*`, or `*` where it stands alone. */
  | { readonly kind: "all"; readonly of: Name | undefined };

export interface SelectStatement {
  readonly items: readonly SelectItem[];
  /** Behind `S3Object[*]`. */
  readonly path: readonly FromStep[];
  /** Whether a path, if only `[*]`, was written. */
  readonly hasWildcard: boolean;
  readonly alias: Name | undefined;
  readonly where: Expression | undefined;
  readonly limit: number | undefined;
}
