/**
 * Expressions as trees. As parsed, names and values are placeholders and the tree depends on the text alone, so it is kept; bound, they are this request's.
 */
import type { AttributeValue } from "../values/attribute-value.ts";

/** A step of a document path as it is written: a name, a `#` placeholder or a list index. */
export type WrittenStep = { readonly name: string } | { readonly alias: string } | { readonly index: number };

/** A document path: the attribute's name, then names and list indexes. */
export type Path = readonly [string, ...(string | number)[]];

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** Operands with their paths and values of type `P` and `V`: written or bound. */
export type Operand<P, V> =
  | { readonly kind: "path"; readonly path: P }
  | { readonly kind: "value"; readonly value: V }
  | FunctionCall<P, V>;

export interface FunctionCall<P, V> {
  readonly kind: "function";
  readonly name: string;
  readonly operands: readonly Operand<P, V>[];
}

export type Condition<P, V> =
  | {
      readonly kind: "compare";
      readonly comparator: Comparator;
      readonly left: Operand<P, V>;
      readonly right: Operand<P, V>;
    }
  | {
      readonly kind: "between";
      readonly operand: Operand<P, V>;
      readonly low: Operand<P, V>;
      readonly high: Operand<P, V>;
    }
  | { readonly kind: "in"; readonly operand: Operand<P, V>; readonly options: readonly Operand<P, V>[] }
  | FunctionCall<P, V>
  | { readonly kind: "and" | "or"; readonly terms: readonly Condition<P, V>[] }
  | { readonly kind: "not"; readonly term: Condition<P, V> };

export type SetValue<P, V> =
  | Operand<P, V>
  | {
      readonly kind: "sum";
      readonly operator: "+" | "-";
      readonly left: Operand<P, V>;
      readonly right: Operand<P, V>;
    };

export type UpdateAction<P, V> =
  | { readonly kind: "set"; readonly path: P; readonly value: SetValue<P, V> }
  | { readonly kind: "remove"; readonly path: P }
  | { readonly kind: "add" | "delete"; readonly path: P; readonly value: V };

type Written = readonly WrittenStep[];
/** The placeholder's name with its colon. */
type WrittenValue = string;

export type WrittenPath = Written;
export type WrittenOperand = Operand<Written, WrittenValue>;
export type WrittenCondition = Condition<Written, WrittenValue>;
export type WrittenSetValue = SetValue<Written, WrittenValue>;
export type WrittenUpdate = readonly UpdateAction<Written, WrittenValue>[];
export type WrittenProjection = readonly Written[];

export type BoundOperand = Operand<Path, AttributeValue>;
export type BoundCondition = Condition<Path, AttributeValue>;
export type BoundSetValue = SetValue<Path, AttributeValue>;
export type BoundUpdate = readonly UpdateAction<Path, AttributeValue>[];
export type Projection = readonly Path[];

/** A path as AWS's messages write it: `[a, [0], b]`. */
export function pathText(path: Path): string {
  return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}
