/** CREATE EXTERNAL TABLE: a definition over files that are there or will be; nothing is read. */
import { ServiceError } from "../../../kit/errors.ts";
import type { AthenaStatement, ColumnDefinition } from "../../../query/dialects/athena/statement.ts";
import { parseS3Location } from "../../../query/planner/s3-location.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import type { StoredResult } from "../executions/execution.ts";
import { ddlFailure, putNothing, semanticFailure, type StatementContext, targetOf } from "./statement-context.ts";
import { storageDescriptor, tableInput } from "./table-input.ts";

function checkColumns(columns: readonly ColumnDefinition[], partitionedBy: readonly ColumnDefinition[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase()))
      throw semanticFailure(`[Error 10036]: Duplicate column name: ${name.toLowerCase()}`);
    seen.add(name.toLowerCase());
  }
  for (const { name } of partitionedBy) {
    if (seen.has(name.toLowerCase())) throw semanticFailure("[Error 10035]: Column repeated in partitioning columns");
    seen.add(name.toLowerCase());
  }
}

export async function createTable(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "create-table" }>,
): Promise<StoredResult> {
  const { catalog, runtime } = context.services;
  const { caller } = context.run;
  const { database, name } = targetOf(context, statement.table);
  if (!statement.external)
    throw queryFailure(
      "NOT_SUPPORTED",
      "Lakebed does not write Iceberg tables; use CREATE EXTERNAL TABLE or CREATE TABLE AS",
    );
  checkColumns(statement.columns, statement.partitionedBy);
  if (statement.location === undefined || parseS3Location(statement.location) === undefined) {
    throw ddlFailure("MetaException(message:No location was specified for table. An S3 location must be specified)");
  }
  if ((await catalog.getDatabase(caller, database)) === undefined)
    throw semanticFailure(`[Error 10072]: Database does not exist: ${database}`);
  const descriptor = storageDescriptor({
    columns: statement.columns,
    location: statement.location,
    storage: statement.storage,
    buckets: statement.clusteredBy,
  });
  const input = tableInput({
    name,
    descriptor,
    partitionedBy: statement.partitionedBy,
    properties: statement.properties,
    comment: statement.comment,
    nowMs: runtime.clock.nowMs(),
  });
  try {
    await catalog.createTable(caller, database, input);
  } catch (error) {
    const exists = error instanceof ServiceError && error.code === "AlreadyExistsException";
    if (!exists) throw error;
    if (!statement.ifNotExists) throw ddlFailure(`AlreadyExistsException(message:Table ${name} already exists.)`);
  }
  return putNothing(context);
}
