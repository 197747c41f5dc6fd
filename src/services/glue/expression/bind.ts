/**
 * Gives an expression's columns and literals the types of the table's partition keys. All that can be wrong with an expression is found here
 * or in the parser, before any partition is read.
 */
import type { Column } from "@aws-sdk/client-glue";
import { invalidInput } from "../errors.ts";
import { type ColumnType, columnType, type TypedValue } from "./column-types.ts";
import type { CompareOperator, Expression } from "./parse.ts";

export interface BoundColumn {
  /** 0-based place among the partition keys. */
  readonly index: number;
  readonly type: ColumnType;
}

export type BoundExpression =
  | { readonly kind: "and" | "or"; readonly terms: readonly BoundExpression[] }
  | { readonly kind: "not"; readonly term: BoundExpression }
  | {
      readonly kind: "compare";
      readonly column: BoundColumn;
      readonly operator: CompareOperator;
      readonly value: TypedValue;
    }
  | { readonly kind: "in"; readonly column: BoundColumn; readonly values: readonly TypedValue[] }
  | { readonly kind: "between"; readonly column: BoundColumn; readonly low: TypedValue; readonly high: TypedValue }
  | { readonly kind: "like"; readonly column: BoundColumn; readonly pattern: string }
  | { readonly kind: "is-null"; readonly column: BoundColumn };

/** @throws InvalidInputException for an unknown column, a type that cannot be filtered, a literal that is not of the column's type */
export function bindExpression(expression: Expression, keys: readonly Column[]): BoundExpression {
  const bindOne = (term: Expression): BoundExpression => {
    switch (term.kind) {
      case "and":
      case "or":
        return { kind: term.kind, terms: term.terms.map(bindOne) };
      case "not":
        return { kind: "not", term: bindOne(term.term) };
      case "compare": {
        const column = bindColumn(term.column, keys);
        return { kind: "compare", column, operator: term.operator, value: bindLiteral(term.literal, column) };
      }
      case "in": {
        const column = bindColumn(term.column, keys);
        return { kind: "in", column, values: term.literals.map((literal) => bindLiteral(literal, column)) };
      }
      case "between": {
        const column = bindColumn(term.column, keys);
        return { kind: "between", column, low: bindLiteral(term.low, column), high: bindLiteral(term.high, column) };
      }
      case "like": {
        const column = bindColumn(term.column, keys);
        if (column.type.unlikeable !== undefined)
          throw invalidInput(`${column.type.unlikeable} data type doesn't support operation 'LIKE'`);
        return { kind: "like", column, pattern: term.pattern };
      }
      case "is-null":
        return { kind: "is-null", column: bindColumn(term.column, keys) };
    }
  };
  return bindOne(expression);
}

function bindColumn(name: string, keys: readonly Column[]): BoundColumn {
  const index = keys.findIndex((key) => key.Name?.toLowerCase() === name);
  const key = keys[index];
  if (key === undefined) throw invalidInput(`Unknown column '${name}'`);
  const type = columnType(key.Type ?? "string");
  if (type === undefined) throw invalidInput(`Unknown type : '${key.Type}'`);
  return { index, type };
}

function bindLiteral(literal: string, column: BoundColumn): TypedValue {
  const value = column.type.parse(literal);
  if (value === undefined) throw invalidInput(column.type.refusal(literal));
  return value;
}
