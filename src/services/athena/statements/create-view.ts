/** CREATE VIEW: the query is planned (so that it is right today) and stored as text; it is expanded whenever the view is read. */
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { hiveTypeOf } from "../../../query/dialects/athena/type-names.ts";
import { displayType } from "../../../query/dialects/athena/types/athena-type.ts";
import { CATALOG_NAME } from "../../../query/planner/find-table.ts";
import { planQuery } from "../../../query/planner/plan-query.ts";
import { encodePrestoView } from "../../../query/planner/presto-view.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import type { StoredResult } from "../executions/execution.ts";
import { putNothing, semanticFailure, type StatementContext, targetOf } from "./statement-context.ts";

interface ViewColumn {
  readonly name: string;
  readonly type: string;
  readonly hiveType: string;
}

async function viewColumns(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "create-view" }>,
): Promise<ViewColumn[]> {
  const { catalog, objects, footers } = context.services;
  const { record, caller, signal } = context.run;
  const planned = await planQuery(
    { catalog, objects, footers },
    { caller, database: record.database, parameters: record.parameters ?? [], signal },
    statement,
  );
  await planned.release();
  return planned.columns.map(({ name, type }, index) => {
    const hiveType = hiveTypeOf(type);
    if (name === "")
      throw queryFailure("MISSING_COLUMN_NAME", `line 1:1: Column name not specified at position ${index + 1}`);
    if (hiveType === undefined) throw queryFailure("NOT_SUPPORTED", `Unsupported Hive type: ${displayType(type)}`);
    return { name: name.toLowerCase(), type: displayType(type), hiveType };
  });
}

export async function createView(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "create-view" }>,
): Promise<StoredResult> {
  const { catalog } = context.services;
  const { caller, record } = context.run;
  const { database, name } = targetOf(context, statement.view);
  if ((await catalog.getDatabase(caller, database)) === undefined)
    throw semanticFailure(`[Error 10072]: Database does not exist: ${database}`);
  const existing = await catalog.getTable(caller, database, name);
  const place = `line ${statement.view.line}:${statement.view.column}`;
  if (existing !== undefined && existing.TableType !== "VIRTUAL_VIEW")
    throw queryFailure("TABLE_ALREADY_EXISTS", `${place}: Table already exists: '${CATALOG_NAME}.${database}.${name}'`);
  if (existing !== undefined && !statement.orReplace)
    throw queryFailure("TABLE_ALREADY_EXISTS", `${place}: View already exists: '${CATALOG_NAME}.${database}.${name}'`);
  const columns = await viewColumns(context, statement);
  const view = {
    originalSql: statement.queryText,
    catalog: CATALOG_NAME,
    schema: (record.database ?? database).toLowerCase(),
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
  };
  const input = {
    Name: name,
    TableType: "VIRTUAL_VIEW",
    Parameters: { presto_view: "true", comment: statement.comment ?? "Presto View" },
    PartitionKeys: [],
    StorageDescriptor: {
      Columns: columns.map((column) => ({ Name: column.name, Type: column.hiveType })),
      SerdeInfo: {},
      NumberOfBuckets: 0,
      Location: "",
    },
    ViewOriginalText: encodePrestoView(view),
    ViewExpandedText: "/* Presto View */",
  };
  if (existing === undefined) await catalog.createTable(caller, database, input);
  else await catalog.updateTable(caller, database, input);
  return putNothing(context);
}
