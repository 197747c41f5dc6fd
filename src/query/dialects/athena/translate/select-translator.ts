/** Translates SELECT: its FROM first, which makes the scope, then each clause against that scope, in Athena's order of naming. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { Expression, GroupingElement, Select, SelectItem, SortItem } from "../syntax.ts";
import { quoteName, rowFieldName } from "../type-names.ts";
import type { Environment, ExpressionEnvironment, OutputColumn, TranslatedRelation } from "./context.ts";
import { expressionEnvironment } from "./context.ts";
import { condition, translateExpression } from "./expression-translator.ts";
import { checkGrouped, holdsAggregate } from "./grouping-check.ts";
import { translateRelation } from "./relation-translator.ts";
import type { Field, Scope } from "./scope.ts";
import { matchesQualifier } from "./scope.ts";
import { typed } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { comparable, sortText } from "./window-translator.ts";

interface SelectedItem {
  readonly name?: string;
  readonly value: Typed;
  /** As written, for GROUP BY 1. */
  readonly expression?: Expression;
}

export function translateSelect(
  select: Select,
  orderBy: readonly SortItem[],
  environment: Environment,
  parent: Scope | undefined,
): TranslatedRelation {
  const source =
    select.from === undefined ? { sql: "", fields: [] } : translateRelation(select.from, environment, parent);
  const scope: Scope = { fields: source.fields, ...(parent === undefined ? {} : { parent }) };
  const windows = select.windows;
  const values = expressionEnvironment(environment, scope, { windows, aggregates: "allowed" });
  const rows = expressionEnvironment(environment, scope, { windows });
  const items = select.items.flatMap((item) => selectedItems(item, source.fields, values));
  const columns: readonly OutputColumn[] = items.map((item) => ({
    ...(item.name === undefined ? {} : { name: item.name }),
    type: item.value.type,
  }));
  const groups = select.groupBy.map((element) => groupingText(element, items, rows));
  const parts = [
    `SELECT ${select.distinct ? "DISTINCT " : ""}${items.map((item, index) => `${item.value.sql} AS "c${index}"`).join(", ")}`,
  ];
  if (source.sql !== "") parts.push(`FROM ${source.sql}`);
  if (select.where !== undefined) parts.push(`WHERE ${condition(select.where, rows)}`);
  if (select.groupBy.length > 0) parts.push(`GROUP BY ${groups.map((group) => group.text).join(", ")}`);
  if (select.having !== undefined) parts.push(`HAVING ${condition(select.having, values)}`);
  if (orderBy.length > 0) parts.push(`ORDER BY ${orderBy.map((item) => orderText(item, items, values)).join(", ")}`);
  checkGrouping(select, orderBy, { items, keys: new Set(groups.flatMap((group) => group.keys)), environment: rows });
  return { sql: parts.join(" "), columns };
}

interface GroupedSelect {
  readonly items: readonly SelectedItem[];
  readonly keys: ReadonlySet<string>;
  readonly environment: ExpressionEnvironment;
}

function checkGrouping(
  select: Select,
  orderBy: readonly SortItem[],
  { items, keys, environment }: GroupedSelect,
): void {
  const expressions = [
    ...items.flatMap((item) => (item.expression === undefined ? [] : [item.expression])),
    ...(select.having === undefined ? [] : [select.having]),
  ];
  const isGrouped =
    select.groupBy.length > 0 ||
    select.having !== undefined ||
    expressions.some(holdsAggregate) ||
    orderBy.some((item) => holdsAggregate(item.expression));
  if (!isGrouped) return;
  for (const expression of expressions) checkGrouped(expression, keys, environment);
  const starred = items.find((item) => item.expression === undefined && !keys.has(item.value.sql));
  if (starred !== undefined)
    throw sqlErrorAt(
      "EXPRESSION_NOT_AGGREGATED",
      starPosition(select),
      `'${starred.name ?? "*"}' must be an aggregate expression or appear in GROUP BY clause`,
    );
}

function starPosition(select: Select): SqlPosition {
  const star = select.items.find((item) => item.kind === "star");
  return star?.kind === "star" ? star.position : { line: 1, column: 1 };
}

function selectedItems(
  item: SelectItem,
  fields: readonly Field[],
  environment: ExpressionEnvironment,
): readonly SelectedItem[] {
  if (item.kind === "star") return starItems(item, fields, environment);
  const value = translateExpression(item.expression, environment);
  const name = item.alias?.text ?? nameOf(item.expression);
  return [{ ...(name === undefined ? {} : { name }), value, expression: item.expression }];
}

/** A column or field keeps its name, any other expression has none. */
function nameOf(expression: Expression): string | undefined {
  if (expression.kind === "column") return expression.name.text;
  return expression.kind === "dereference" ? expression.field.text : undefined;
}

function starItems(
  item: SelectItem & { readonly kind: "star" },
  fields: readonly Field[],
  environment: ExpressionEnvironment,
): readonly SelectedItem[] {
  const qualifier = item.qualifier.map((name) => name.text);
  const matches = fields.filter(
    (field) =>
      !field.hidden && (qualifier.length === 0 || (field.qualifier.length > 0 && matchesQualifier(field, qualifier))),
  );
  if (matches.length > 0)
    return matches.map((field) => ({
      ...(field.name === undefined ? {} : { name: field.name }),
      value: typed(field.sql, field.type),
    }));
  const [first, ...rest] = item.qualifier;
  if (first === undefined)
    throw sqlErrorAt("SYNTAX_ERROR", item.position, "SELECT * not allowed in queries without FROM clause");
  return rowItems({ first, rest }, item, environment);
}

/** `row_expression.*`. */
function rowItems(
  path: { readonly first: SelectStarName; readonly rest: readonly SelectStarName[] },
  item: SelectItem & { readonly kind: "star" },
  environment: ExpressionEnvironment,
): readonly SelectedItem[] {
  let expression: Expression = { kind: "column", name: path.first, line: path.first.line, column: path.first.column };
  for (const field of path.rest)
    expression = { kind: "dereference", base: expression, field, line: path.first.line, column: path.first.column };
  let value: Typed;
  try {
    value = translateExpression(expression, environment);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "SqlError")
      throw sqlErrorAt(
        "TABLE_NOT_FOUND",
        item.position,
        `Table '${item.qualifier.map((name) => name.text).join(".")}' does not exist`,
      );
    throw cause;
  }
  if (value.type.kind !== "row") throw sqlErrorAt("TYPE_MISMATCH", item.position, "Expression is not of type ROW");
  return value.type.fields.map((field, index) => ({
    ...(field.name === undefined ? {} : { name: field.name }),
    value: typed(`(${value.sql}).${quoteName(rowFieldName(field.name, index))}`, field.type),
  }));
}

type SelectStarName = (SelectItem & { readonly kind: "star" })["qualifier"][number];

interface GroupText {
  readonly text: string;
  readonly keys: readonly string[];
}

function groupingText(
  element: GroupingElement,
  items: readonly SelectedItem[],
  environment: ExpressionEnvironment,
): GroupText {
  const keys: string[] = [];
  const group = (expression: Expression): string => {
    const key = groupKey(expression);
    keys.push(key);
    return key;
  };
  const groupKey = (expression: Expression): string => {
    if (expression.kind !== "integer") return translateExpression(expression, environment).sql;
    const item = items[Number(expression.text) - 1];
    if (item === undefined)
      throw sqlErrorAt("SYNTAX_ERROR", expression, `GROUP BY position ${expression.text} is not in select list`);
    // Translated again where no aggregate may stand: grouping by one is an error.
    return item.expression === undefined ? item.value.sql : translateExpression(item.expression, environment).sql;
  };
  const set = (expressions: readonly Expression[]): string => `(${expressions.map(group).join(", ")})`;
  const words = { rollup: "ROLLUP", cube: "CUBE", "grouping-sets": "GROUPING SETS" } as const;
  if (element.kind !== "simple") return { text: `${words[element.kind]} (${element.sets.map(set).join(", ")})`, keys };
  return { text: element.expressions.length === 0 ? "()" : element.expressions.map(group).join(", "), keys };
}

/** ORDER BY sees the names of the select list before those of FROM. */
function orderText(item: SortItem, items: readonly SelectedItem[], environment: ExpressionEnvironment): string {
  const { expression } = item;
  if (expression.kind === "integer") {
    const selected = items[Number(expression.text) - 1];
    if (selected === undefined)
      throw sqlErrorAt("SYNTAX_ERROR", expression, `ORDER BY position ${expression.text} is not in select list`);
    return positionText(selected.value, items, item);
  }
  const outputs: readonly Field[] = items.flatMap((selected) =>
    selected.name === undefined
      ? []
      : [{ name: selected.name, qualifier: [], sql: selected.value.sql, type: selected.value.type, hidden: false }],
  );
  const scope: Scope = { fields: withoutRepeats(outputs), parent: environment.scope };
  return positionText(translateExpression(expression, { ...environment, scope }), items, item);
}

/** Two outputs of one name are ambiguous only when they differ. */
function withoutRepeats(fields: readonly Field[]): readonly Field[] {
  return fields.filter(
    (field, index) =>
      fields.findIndex(
        (other) => other.name?.toLowerCase() === field.name?.toLowerCase() && other.sql === field.sql,
      ) === index,
  );
}

/** By position when the value is selected, as DISTINCT demands; by its own text otherwise. */
function positionText(value: Typed, items: readonly SelectedItem[], item: SortItem): string {
  const index = items.findIndex((selected) => selected.value.sql === value.sql);
  if (index !== -1 && value.type.kind !== "timestamp with time zone") return sortText(String(index + 1), item);
  return sortText(comparable(value), item);
}
