/** DROP TABLE and DROP VIEW. The data of an external table stays. */
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { CATALOG_NAME } from "../../../query/planner/find-table.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import type { StoredResult } from "../executions/execution.ts";
import { putNothing, semanticFailure, type StatementContext, targetOf } from "./statement-context.ts";

export async function dropTable(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "drop-table" }>,
): Promise<StoredResult> {
  const { catalog } = context.services;
  const { database, name } = targetOf(context, statement.table);
  const table = await catalog.getTable(context.run.caller, database, name);
  if (table === undefined) {
    if (statement.ifExists) return putNothing(context);
    throw semanticFailure(`[Error 10001]: Table not found ${database}.${name}`);
  }
  if (table.TableType === "VIRTUAL_VIEW") throw semanticFailure("[Error 10132]: Cannot drop a view with DROP TABLE");
  await catalog.deleteTable(context.run.caller, database, name);
  return putNothing(context);
}

export async function dropView(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "drop-view" }>,
): Promise<StoredResult> {
  const { catalog } = context.services;
  const { database, name } = targetOf(context, statement.view);
  const table = await catalog.getTable(context.run.caller, database, name);
  if (table === undefined && statement.ifExists) return putNothing(context);
  if (table?.TableType !== "VIRTUAL_VIEW") {
    throw queryFailure(
      "TABLE_NOT_FOUND",
      `line ${statement.view.line}:${statement.view.column}: View '${CATALOG_NAME}.${database}.${name}' does not exist`,
    );
  }
  await catalog.deleteTable(context.run.caller, database, name);
  return putNothing(context);
}
