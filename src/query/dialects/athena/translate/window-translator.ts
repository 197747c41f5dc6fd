/** ORDER BY lists and OVER clauses. Trino puts nulls last in both directions unless told otherwise; that is always spelled out. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { Expression, FrameBound, Name, SortItem, WindowSpecification } from "../syntax.ts";
import type { ExpressionEnvironment } from "./context.ts";
import type { Typed } from "./typed.ts";

type Translate = (expression: Expression, environment: ExpressionEnvironment) => Typed;

/** Instants are compared, zones are not. */
export function comparable(value: Typed): string {
  return value.type.kind === "timestamp with time zone" ? (value.instant ?? `(${value.sql})."t"`) : value.sql;
}

export function sortText(sql: string, item: SortItem): string {
  return `${sql} ${item.descending ? "DESC" : "ASC"} NULLS ${item.nulls === "first" ? "FIRST" : "LAST"}`;
}

export function orderByText(
  items: readonly SortItem[],
  environment: ExpressionEnvironment,
  translate: Translate,
): string {
  return `ORDER BY ${items.map((item) => sortText(comparable(translate(item.expression, environment)), item)).join(", ")}`;
}

export function overText(
  over: WindowSpecification | Name,
  environment: ExpressionEnvironment,
  translate: Translate,
): string {
  const window = resolveWindow(over, environment, 0);
  const parts: string[] = [];
  if (window.partitionBy.length > 0)
    parts.push(`PARTITION BY ${window.partitionBy.map((item) => comparable(translate(item, environment))).join(", ")}`);
  if (window.orderBy.length > 0) parts.push(orderByText(window.orderBy, environment, translate));
  if (window.frame !== undefined) {
    const bound = (given: FrameBound): string => boundText(given, environment, translate);
    const { unit, start, end } = window.frame;
    parts.push(
      end === undefined
        ? `${unit.toUpperCase()} ${bound(start)}`
        : `${unit.toUpperCase()} BETWEEN ${bound(start)} AND ${bound(end)}`,
    );
  }
  return `OVER (${parts.join(" ")})`;
}

function boundText(bound: FrameBound, environment: ExpressionEnvironment, translate: Translate): string {
  switch (bound.kind) {
    case "unbounded-preceding":
      return "UNBOUNDED PRECEDING";
    case "unbounded-following":
      return "UNBOUNDED FOLLOWING";
    case "current-row":
      return "CURRENT ROW";
    case "preceding":
      return `${translate(bound.value, environment).sql} PRECEDING`;
    case "following":
      return `${translate(bound.value, environment).sql} FOLLOWING`;
  }
}

/** Fills in what a window takes from a named one. */
function resolveWindow(
  over: WindowSpecification | Name,
  environment: ExpressionEnvironment,
  depth: number,
): WindowSpecification {
  const base = "text" in over ? over : over.base;
  if (base === undefined) return over as WindowSpecification;
  const named = environment.windows.find((window) => window.name.text.toLowerCase() === base.text.toLowerCase());
  if (named === undefined || depth > 32)
    throw sqlErrorAt("SYNTAX_ERROR", base, `Cannot resolve WINDOW name ${base.text}`);
  const inherited = resolveWindow(named.window, environment, depth + 1);
  if ("text" in over) return inherited;
  const frame = over.frame ?? inherited.frame;
  return {
    partitionBy: over.partitionBy.length > 0 ? over.partitionBy : inherited.partitionBy,
    orderBy: over.orderBy.length > 0 ? over.orderBy : inherited.orderBy,
    ...(frame === undefined ? {} : { frame }),
  };
}
