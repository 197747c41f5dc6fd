/** What a statement's implementation works with, and small pieces that all of them need. */
import type { ColumnInfo } from "@aws-sdk/client-athena";
import type { TableReference } from "../../../query/dialects/athena/statement.ts";
import { databaseOf } from "../../../query/planner/find-table.ts";
import { parseS3Location } from "../../../query/planner/s3-location.ts";
import { QueryFailure } from "../../../query/planner/query-failure.ts";
import { assert } from "../../../runtime/assert.ts";
import type { AthenaDependencies } from "../athena.ts";
import type { FooterReader } from "../../../query/planner/parquet-footers.ts";
import type { StoredResult } from "../executions/execution.ts";
import type { StatementRun } from "../executions/execution-runner.ts";
import { resultMetadata } from "../executions/result-metadata.ts";

export interface StatementServices extends AthenaDependencies {
  readonly footers: FooterReader;
}

export interface StatementContext {
  readonly services: StatementServices;
  readonly run: StatementRun;
}

/** Database and table of a mention in a statement that changes or shows one, lower case. */
export function targetOf(
  context: StatementContext,
  reference: TableReference,
): { readonly database: string; readonly name: string } {
  return {
    database: databaseOf(reference, context.run.record.database ?? "default"),
    name: reference.name.toLowerCase(),
  };
}

/** A failed DDL task in Hive's words. */
export function ddlFailure(detail: string): QueryFailure {
  return new QueryFailure(
    "DDL_FAILED",
    `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ${detail}`,
  );
}

export function semanticFailure(detail: string): QueryFailure {
  return new QueryFailure("DDL_FAILED", `FAILED: SemanticException ${detail}`);
}

/** A column of a utility result, as Athena describes them. */
export function stringColumn(name: string): ColumnInfo {
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type: "string",
    Precision: 0,
    Scale: 0,
    Nullable: "UNKNOWN",
    CaseSensitive: false,
  };
}

export const NO_RESULT: StoredResult = { form: "none", columns: [], updateCount: undefined };

/** Stores the metadata object beside the result. */
export async function putMetadata(context: StatementContext, columns: readonly ColumnInfo[]): Promise<void> {
  const { bucket, key } = resultLocation(context);
  await context.services.objects.put(
    context.run.caller,
    bucket,
    `${key}.metadata`,
    resultMetadata(context.run.record.id, columns),
    "application/octet-stream",
  );
}

export function resultLocation(context: StatementContext): { readonly bucket: string; readonly key: string } {
  const location = parseS3Location(context.run.record.outputLocation);
  assert(location !== undefined, "the output location was checked when the execution was submitted");
  return location;
}

/** Stores lines as the `.txt` result of a DDL or utility statement. */
export async function putText(
  context: StatementContext,
  columns: readonly ColumnInfo[],
  lines: readonly string[],
): Promise<StoredResult> {
  const { bucket, key } = resultLocation(context);
  const text = lines.map((line) => `${line}\n`).join("");
  await context.services.objects.put(context.run.caller, bucket, key, Buffer.from(text), "text/plain");
  await putMetadata(context, columns);
  return { form: "text", columns, updateCount: undefined };
}

/** A DDL statement that has nothing to show leaves an empty `.txt`. */
export async function putNothing(context: StatementContext): Promise<StoredResult> {
  return putText(context, [], []);
}
