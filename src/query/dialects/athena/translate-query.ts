/**
 * Turns the query of a statement into one DuckDB SELECT. The planner binds tables; types, names, functions and parameters are
 * settled here, so the engine is asked nothing it could answer in its own dialect.
 */
import { SqlError } from "../shared/sql-error.ts";
import { TokenCursor } from "../shared/token-cursor.ts";
import type { TableBinder, TranslateOptions, TranslatedQuery } from "./bindings.ts";
import { createParserContext } from "./parser/query-parser.ts";
import { preludeFor, SESSION_SETTINGS } from "./prelude.ts";
import { resultText } from "./result-text.ts";
import type { QueryBody } from "./statement.ts";
import type { Expression, Query } from "./syntax.ts";
import type { Environment, TranslationContext } from "./translate/context.ts";
import { translateQuery as translateInner } from "./translate/query-translator.ts";
import { quoteName } from "./type-names.ts";

/** @throws {SqlError} and what `bind` throws. */
export function translateQuery(
  body: Pick<QueryBody, "query" | "parameterCount">,
  bind: TableBinder,
  options: TranslateOptions = {},
): TranslatedQuery {
  const parameters = (options.parameters ?? []).map(parseParameter);
  if (parameters.length !== body.parameterCount) {
    throw new SqlError(
      "INVALID_PARAMETER_USAGE",
      `INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected ${body.parameterCount} but found ${parameters.length}`,
    );
  }
  let lastId = 0;
  const context: TranslationContext = {
    bind,
    parameters,
    nextId: (prefix) => {
      lastId += 1;
      return `${prefix}${lastId}`;
    },
    translateQuery: translateInner,
  };
  const environment: Environment = { context, commonTables: [] };
  const { sql, columns } = translateTop(body.query, environment);
  // The result's text form needs macros of its own.
  const texts = columns.map(({ type }) => resultText("c", type)).join(" ");
  return { sql, prelude: preludeFor(`${sql} ${texts}`), settings: SESSION_SETTINGS, columns };
}

/** The outermost query carries Athena's column names; they may repeat, so the names come last of all. */
function translateTop(
  query: Query,
  environment: Environment,
): { readonly sql: string; readonly columns: TranslatedQuery["columns"] } {
  const relation = translateInner(query, environment);
  const columns = relation.columns.map((column, index) => ({ name: column.name ?? `_col${index}`, type: column.type }));
  const items = columns.map((column, index) => `q0."c${index}" AS ${quoteName(column.name)}`);
  return { sql: `SELECT ${items.join(", ")} FROM (${relation.sql}) AS q0`, columns };
}

/** An execution parameter is SQL text of a constant. */
function parseParameter(text: string): Expression {
  const context = createParserContext(new TokenCursor(text, "trino"));
  const expression = context.parseExpression(context);
  context.cursor.expectEnd();
  if (context.tables.length > 0 || context.parameterCount > 0)
    throw new SqlError(
      "INVALID_PARAMETER_USAGE",
      `INVALID_PARAMETER_USAGE: Execution parameter is not a constant: ${text.slice(0, 200)}`,
    );
  return expression;
}
