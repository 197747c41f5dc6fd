/** A statement made ready for the rows of one input: the condition, the columns of a result, and the aggregates where it has some. */
import { selectError } from "../select-error.ts";
import type { SelectItem, SelectStatement } from "../sql/syntax.ts";
import { type CompiledAggregate, compile, type Evaluate, type Names, truth } from "./compile.ts";
import type { FunctionContext } from "./functions.ts";

/** `all` is the row as it is. */
export type Column<Row> =
  | { readonly kind: "all" }
  | { readonly kind: "value"; readonly name: string; readonly evaluate: Evaluate<Row> };

export interface Query<Row> {
  readonly columns: readonly Column<Row>[];
  /** Empty for queries that give a result for each row. */
  readonly aggregates: readonly CompiledAggregate<Row>[];
  /** Results at most. */
  readonly limit: number;
  isWanted(row: Row): boolean;
}

const REFUSED_NAMES = {
  resolve(): never {
    throw selectError(
      "UnsupportedSqlStructure",
      "The SELECT list mixes aggregate functions with columns outside of them; GROUP BY is not supported.",
    );
  },
};

/** @throws {ServiceError} for names that the input does not have, and for aggregates where there may be none */
export function compileQuery<Row>(
  statement: SelectStatement,
  names: Names<Row>,
  functions: FunctionContext,
): Query<Row> {
  const aggregates: CompiledAggregate<Row>[] = [];
  const context = { ...functions, names, argumentNames: names, aggregates };
  let columns = statement.items.map((item, index) => column(item, index, context));
  if (aggregates.length > 0) {
    if (columns.some(({ kind }) => kind === "all")) REFUSED_NAMES.resolve();
    aggregates.length = 0;
    columns = statement.items.map((item, index) => column(item, index, { ...context, names: REFUSED_NAMES }));
  }
  const { where, limit = Number.POSITIVE_INFINITY } = statement;
  const condition = where === undefined ? undefined : compile(where, { ...context, aggregates: undefined });
  return {
    columns,
    aggregates,
    limit,
    isWanted: condition === undefined ? () => true : (row) => truth(condition(row)) === true,
  };
}

function column<Row>(item: SelectItem, index: number, context: Parameters<typeof compile<Row>>[1]): Column<Row> {
  if (item.kind === "all") return { kind: "all" };
  return { kind: "value", name: item.alias ?? nameOf(item, index), evaluate: compile(item.expression, context) };
}

/** AWS: a path is named by its last name, everything else `_N` by its place. */
function nameOf(item: Extract<SelectItem, { kind: "expression" }>, index: number): string {
  const { expression } = item;
  if (expression.kind === "path") {
    const last = expression.steps.at(-1);
    if (last === undefined) return expression.root.text;
    if (last.kind === "name") return last.name.text;
  }
  return `_${index + 1}`;
}
