/**
 * Translates a query term by term. Every inner query names its columns `c0`, `c1` ... by position, because Athena allows
 * columns without names and with equal names and DuckDB must never choose between them; users' names live in scopes only.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import { quoteName } from "../type-names.ts";
import type { CommonTableExpression, Expression, Query, QueryTerm, SortItem } from "../syntax.ts";
import { displayType } from "../types/athena-type.ts";
import { commonType } from "../types/coercion.ts";
import { coerce } from "./casts.ts";
import type { CommonTable, Environment, OutputColumn, TranslatedRelation } from "./context.ts";
import { expressionEnvironment } from "./context.ts";
import { translateExpression } from "./expression-translator.ts";
import type { Scope } from "./scope.ts";
import { translateSelect } from "./select-translator.ts";
import { typed } from "./typed.ts";
import { comparable, sortText } from "./window-translator.ts";

/** @throws {SqlError} */
export function translateQuery(query: Query, environment: Environment, parent?: Scope): TranslatedRelation {
  const tables: string[] = [];
  let inner = environment;
  for (const expression of query.with) {
    const { sql, table } = translateCommonTable(expression, query, inner, parent);
    tables.push(sql);
    inner = { ...inner, commonTables: [table, ...inner.commonTables] };
  }
  const body = translateBody(query, inner, parent);
  const prefix = tables.length === 0 ? "" : `WITH ${query.recursive ? "RECURSIVE " : ""}${tables.join(", ")} `;
  return { sql: prefix + body.sql, columns: body.columns };
}

function translateBody(query: Query, environment: Environment, parent: Scope | undefined): TranslatedRelation {
  const bounds = boundsText(query, environment);
  if (query.body.kind === "select") {
    const select = translateSelect(query.body, query.orderBy, environment, parent);
    if (!query.withTies) return { sql: select.sql + bounds, columns: select.columns };
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      query.limit ?? { line: 1, column: 1 },
      "FETCH FIRST ... WITH TIES is not supported by Lakebed",
    );
  }
  const term = translateTerm(query.body, environment, parent);
  if (query.orderBy.length === 0 && bounds === "") return term;
  const alias = environment.context.nextId("q");
  const order = outputOrder(query.orderBy, term.columns, alias, environment);
  return {
    sql: `SELECT ${term.columns.map((_column, index) => `${alias}."c${index}"`).join(", ")} FROM (${term.sql}) AS ${alias}${order}${bounds}`,
    columns: term.columns,
  };
}

/** Orders the rows of a UNION or VALUES, which only have output columns. */
function outputOrder(
  items: readonly SortItem[],
  columns: readonly OutputColumn[],
  alias: string,
  environment: Environment,
): string {
  if (items.length === 0) return "";
  const scope: Scope = {
    fields: columns.map((column, index) => ({
      ...(column.name === undefined ? {} : { name: column.name }),
      qualifier: [],
      sql: `${alias}."c${index}"`,
      type: column.type,
      hidden: false,
    })),
  };
  const texts = items.map((item) => {
    const ordinal = ordinalOf(item.expression, columns.length);
    const value =
      ordinal === undefined
        ? translateExpression(item.expression, expressionEnvironment(environment, scope))
        : scope.fields[ordinal];
    return value === undefined ? "" : sortText(comparable(typed(value.sql, value.type)), item);
  });
  return ` ORDER BY ${texts.join(", ")}`;
}

/** 0-based position that `ORDER BY 2` or `GROUP BY 2` means. @throws {SqlError} when there is no such column */
export function ordinalOf(expression: Expression, count: number): number | undefined {
  if (expression.kind !== "integer") return undefined;
  const ordinal = Number(expression.text);
  if (ordinal < 1 || ordinal > count)
    throw sqlErrorAt("SYNTAX_ERROR", expression, `Position ${expression.text} is not in select list`);
  return ordinal - 1;
}

function boundsText(query: Query, environment: Environment): string {
  const count = (expression: Expression | undefined, word: string): string => {
    if (expression === undefined) return "";
    const given = expression.kind === "parameter" ? environment.context.parameters[expression.index] : expression;
    if (given?.kind !== "integer")
      throw sqlErrorAt("INVALID_PARAMETER_USAGE", expression, `${word} must be a whole number`);
    return ` ${word} ${BigInt(given.text)}`;
  };
  return count(query.limit, "LIMIT") + count(query.offset, "OFFSET");
}

function translateTerm(term: QueryTerm, environment: Environment, parent: Scope | undefined): TranslatedRelation {
  switch (term.kind) {
    case "select":
      return translateSelect(term, [], environment, parent);
    case "nested": {
      const nested = translateQuery(term.query, environment, parent);
      return { sql: `(${nested.sql})`, columns: nested.columns };
    }
    case "values":
      return translateValues(term.rows, environment, parent);
    case "set-operation":
      return translateSetOperation(term, environment, parent);
  }
}

function translateValues(
  rows: readonly Expression[],
  environment: Environment,
  parent: Scope | undefined,
): TranslatedRelation {
  const inner = expressionEnvironment(environment, { fields: [], ...(parent === undefined ? {} : { parent }) });
  const values = rows.map((row) =>
    (row.kind === "row" ? row.items : [row]).map((item) => translateExpression(item, inner)),
  );
  const width = values[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_unused, index) => {
    let type = values[0]?.[index]?.type ?? { kind: "unknown" as const };
    for (const [rowIndex, row] of values.entries()) {
      const next = row[index] === undefined || row.length !== width ? undefined : commonType(type, row[index].type);
      if (next === undefined)
        throw sqlErrorAt(
          "TYPE_MISMATCH",
          rows[rowIndex] ?? { line: 1, column: 1 },
          "Values rows have mismatched types",
        );
      type = next;
    }
    return { type };
  });
  const texts = values.map(
    (row) => `(${row.map((value, index) => coerce(value, columns[index]?.type ?? value.type).sql).join(", ")})`,
  );
  const alias = environment.context.nextId("q");
  const names = columns.map((_column, index) => `"c${index}"`).join(", ");
  return { sql: `SELECT * FROM (VALUES ${texts.join(", ")}) AS ${alias}(${names})`, columns };
}

function translateSetOperation(
  term: QueryTerm & { readonly kind: "set-operation" },
  environment: Environment,
  parent: Scope | undefined,
): TranslatedRelation {
  const left = translateTerm(term.left, environment, parent);
  const right = translateTerm(term.right, environment, parent);
  const position = { line: 1, column: 1 };
  const operator = term.operator.toUpperCase();
  if (left.columns.length !== right.columns.length)
    throw sqlErrorAt(
      "SYNTAX_ERROR",
      position,
      `${operator} query has different number of fields: ${left.columns.length}, ${right.columns.length}`,
    );
  const columns = left.columns.map((column, index) => {
    const other = right.columns[index]?.type ?? column.type;
    const type = commonType(column.type, other);
    if (type === undefined)
      throw sqlErrorAt(
        "TYPE_MISMATCH",
        position,
        `column ${index + 1} in ${operator} query has incompatible types: ${displayType(column.type)}, ${displayType(other)}`,
      );
    return { ...column, type };
  });
  return {
    sql: `(${withTypes(left, columns, environment)}) ${operator}${term.all ? " ALL" : ""} (${withTypes(right, columns, environment)})`,
    columns,
  };
}

/** A relation whose columns are converted to the given types. */
export function withTypes(
  relation: TranslatedRelation,
  columns: readonly OutputColumn[],
  environment: Environment,
): string {
  const alias = environment.context.nextId("q");
  const items = columns.map((column, index) => {
    const value = typed(`${alias}."c${index}"`, relation.columns[index]?.type ?? column.type);
    return `${coerce(value, column.type).sql} AS "c${index}"`;
  });
  return `SELECT ${items.join(", ")} FROM (${relation.sql}) AS ${alias}`;
}

function translateCommonTable(
  expression: CommonTableExpression,
  query: Query,
  environment: Environment,
  parent: Scope | undefined,
): { readonly sql: string; readonly table: CommonTable } {
  const relation = environment.context.nextId("w");
  const isRecursive =
    query.recursive && expression.query.body.kind === "set-operation" && expression.query.with.length === 0;
  const body = isRecursive
    ? translateRecursive(expression, relation, environment, parent)
    : translateQuery(expression.query, environment, parent);
  if (expression.columns.length > 0 && expression.columns.length !== body.columns.length) {
    throw sqlErrorAt(
      "SYNTAX_ERROR",
      expression.name,
      `Column alias list has ${expression.columns.length} entries but relation has ${body.columns.length} columns`,
    );
  }
  const columns = body.columns.map((column, index) => ({
    ...column,
    ...(expression.columns[index] === undefined ? {} : { name: expression.columns[index].text }),
  }));
  const names = columns.map((_column, index) => `"c${index}"`).join(", ");
  return {
    sql: `${quoteName(relation)}(${names}) AS (${body.sql})`,
    table: { name: expression.name.text.toLowerCase(), relation, columns },
  };
}

/** The first part of the UNION gives the columns that the second sees under the name being defined. */
function translateRecursive(
  expression: CommonTableExpression,
  relation: string,
  environment: Environment,
  parent: Scope | undefined,
): TranslatedRelation {
  const { body } = expression.query;
  if (body.kind !== "set-operation" || body.operator !== "union")
    throw sqlErrorAt("NOT_SUPPORTED", expression.name, "A recursive query must be a UNION");
  const anchor = translateTerm(body.left, environment, parent);
  const columns = anchor.columns.map((column, index) => ({
    ...column,
    ...(expression.columns[index] === undefined ? {} : { name: expression.columns[index].text }),
  }));
  const table: CommonTable = { name: expression.name.text.toLowerCase(), relation, columns };
  const step = translateTerm(
    body.right,
    { ...environment, commonTables: [table, ...environment.commonTables] },
    parent,
  );
  if (step.columns.length !== anchor.columns.length)
    throw sqlErrorAt("SYNTAX_ERROR", expression.name, "UNION query has different number of fields");
  return {
    sql: `${anchor.sql} UNION${body.all ? " ALL" : ""} ${withTypes(step, anchor.columns, environment)}`,
    columns: anchor.columns,
  };
}
