/**
 * The syntax tree of an Athena (Trino) query: exactly the grammar Lakebed understands and nothing else, so that the
 * translator's switches are exhaustive and no construct can pass through unseen. Positions are kept because Athena's errors
 * name them. No semantics here: names are as written, functions are unresolved.
 */
import type { SqlPosition } from "../shared/sql-error.ts";
import type { TableReference } from "./table-reference.ts";

export interface Name extends SqlPosition {
  readonly text: string;
  readonly quoted: boolean;
}

/** `decimal(10,2)`, `array(row(a integer))`, `timestamp(3) with time zone`; `name` is in lower case. */
export interface TypeSyntax extends SqlPosition {
  readonly name: string;
  readonly parameters: readonly (number | TypeSyntax)[];
  /** For `row` only: its fields, in place of parameters. */
  readonly fields: readonly { readonly name?: string; readonly type: TypeSyntax }[];
}

export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";
export type IntervalField = "year" | "month" | "week" | "day" | "hour" | "minute" | "second";

export type Literal =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** Digits only; the sign is an operator. */
  | { readonly kind: "integer"; readonly text: string }
  | { readonly kind: "decimal"; readonly text: string }
  | { readonly kind: "double"; readonly text: string }
  /** `X'65'`: hexadecimal digits. */
  | { readonly kind: "binary"; readonly hex: string }
  /** `DATE '2024-01-01'`, `DECIMAL '1.5'`: a type before a string. */
  | { readonly kind: "typed-literal"; readonly type: TypeSyntax; readonly value: string }
  | {
      readonly kind: "interval";
      readonly sign: 1 | -1;
      readonly value: string;
      readonly from: IntervalField;
      readonly to?: IntervalField;
    };

export interface SortItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls?: "first" | "last";
}

export type FrameBound =
  | { readonly kind: "unbounded-preceding" | "unbounded-following" | "current-row" }
  | { readonly kind: "preceding" | "following"; readonly value: Expression };

export interface WindowSpecification {
  /** A name of the WINDOW clause that this one extends. */
  readonly base?: Name;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: {
    readonly unit: "rows" | "range" | "groups";
    readonly start: FrameBound;
    readonly end?: FrameBound;
  };
}

export interface FunctionCall {
  readonly kind: "call";
  /** Last part of the name, lower case. */
  readonly name: string;
  readonly args: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter?: Expression;
  readonly nullTreatment?: "ignore" | "respect";
  readonly over?: WindowSpecification | Name;
  /** LISTAGG's `ON OVERFLOW` as written and `WITHIN GROUP` order in `orderBy`. */
  readonly withinGroup: boolean;
}

export interface JsonCall {
  readonly kind: "json-call";
  readonly name: "json_exists" | "json_value" | "json_query";
  readonly input: Expression;
  readonly path: Expression;
  readonly returning?: TypeSyntax;
  readonly wrapper: "without" | "conditional" | "unconditional";
  readonly onEmpty: JsonBehavior;
  readonly onError: JsonBehavior;
  readonly omitQuotes: boolean;
}

export type JsonBehavior =
  | { readonly kind: "null" | "error" | "empty-array" | "empty-object" | "true" | "false" | "unknown" }
  | { readonly kind: "default"; readonly value: Expression };

export type ExpressionNode =
  | Literal
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "column"; readonly name: Name }
  | { readonly kind: "dereference"; readonly base: Expression; readonly field: Name }
  | { readonly kind: "subscript"; readonly base: Expression; readonly index: Expression }
  | { readonly kind: "negate" | "plus" | "not"; readonly operand: Expression }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Chains of one operator are flat, so that a thousand terms are not a thousand levels. */
  | { readonly kind: "concat" | "and" | "or"; readonly operands: readonly Expression[] }
  | {
      readonly kind: "comparison";
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "quantified";
      readonly operator: ComparisonOperator;
      readonly quantifier: "all" | "any";
      readonly left: Expression;
      readonly query: Query;
    }
  | { readonly kind: "is-null"; readonly operand: Expression; readonly negated: boolean }
  | { readonly kind: "is-distinct"; readonly left: Expression; readonly right: Expression; readonly negated: boolean }
  | {
      readonly kind: "between";
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
    }
  | {
      readonly kind: "in-list";
      readonly operand: Expression;
      readonly items: readonly Expression[];
      readonly negated: boolean;
    }
  | { readonly kind: "in-query"; readonly operand: Expression; readonly query: Query; readonly negated: boolean }
  | {
      readonly kind: "like";
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
      readonly negated: boolean;
    }
  | { readonly kind: "exists"; readonly query: Query }
  | { readonly kind: "subquery"; readonly query: Query }
  | {
      readonly kind: "case";
      readonly operand?: Expression;
      readonly whens: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly kind: "cast"; readonly operand: Expression; readonly type: TypeSyntax; readonly safe: boolean }
  | { readonly kind: "extract"; readonly field: string; readonly operand: Expression }
  | { readonly kind: "at-time-zone"; readonly operand: Expression; readonly zone: Expression }
  | { readonly kind: "array"; readonly items: readonly Expression[] }
  | { readonly kind: "row"; readonly items: readonly Expression[] }
  | { readonly kind: "lambda"; readonly parameters: readonly Name[]; readonly body: Expression }
  | FunctionCall
  | JsonCall;

export type Expression = ExpressionNode & SqlPosition;

export type SelectItem =
  | { readonly kind: "star"; readonly qualifier: readonly Name[]; readonly position: SqlPosition }
  /** `row_expression.*` and `t.*` share a form; the translator tells them apart. */
  | { readonly kind: "expression"; readonly expression: Expression; readonly alias?: Name };

export type GroupingElement =
  | { readonly kind: "simple"; readonly expressions: readonly Expression[] }
  | { readonly kind: "rollup" | "cube"; readonly sets: readonly (readonly Expression[])[] }
  | { readonly kind: "grouping-sets"; readonly sets: readonly (readonly Expression[])[] };

export type Relation =
  | { readonly kind: "table"; readonly table: TableReference }
  | { readonly kind: "derived"; readonly query: Query; readonly lateral: boolean }
  | {
      readonly kind: "unnest";
      readonly items: readonly Expression[];
      readonly withOrdinality: boolean;
      readonly position: SqlPosition;
    }
  | { readonly kind: "aliased"; readonly relation: Relation; readonly alias: Name; readonly columns: readonly Name[] }
  | {
      readonly kind: "sampled";
      readonly relation: Relation;
      readonly method: "bernoulli" | "system";
      readonly percentage: Expression;
    }
  | {
      readonly kind: "join";
      readonly type: "inner" | "left" | "right" | "full" | "cross";
      readonly left: Relation;
      readonly right: Relation;
      readonly natural: boolean;
      readonly on?: Expression;
      readonly using?: readonly Name[];
    };

export interface Select {
  readonly kind: "select";
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  /** Comma-separated; undefined when there is no FROM. */
  readonly from?: Relation;
  readonly where?: Expression;
  readonly groupBy: readonly GroupingElement[];
  readonly groupByDistinct: boolean;
  readonly having?: Expression;
  readonly windows: readonly { readonly name: Name; readonly window: WindowSpecification }[];
}

export type QueryTerm =
  | Select
  | { readonly kind: "values"; readonly rows: readonly Expression[] }
  | {
      readonly kind: "set-operation";
      readonly operator: "union" | "intersect" | "except";
      readonly all: boolean;
      readonly left: QueryTerm;
      readonly right: QueryTerm;
    }
  | { readonly kind: "nested"; readonly query: Query };

export interface CommonTableExpression {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
}

export interface Query {
  readonly with: readonly CommonTableExpression[];
  readonly recursive: boolean;
  readonly body: QueryTerm;
  readonly orderBy: readonly SortItem[];
  readonly offset?: Expression;
  readonly limit?: Expression;
  readonly withTies: boolean;
}
