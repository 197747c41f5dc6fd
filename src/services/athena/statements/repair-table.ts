/** MSCK REPAIR TABLE: finds Hive-style partition folders below the table and adds those the catalog lacks. */
import type { PartitionInput, Table } from "@aws-sdk/client-glue";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { folderPrefix, parseS3Location, s3Uri } from "../../../query/planner/s3-location.ts";
import { listAllPartitions, PARTITIONS_MAX } from "../../../query/planner/table-layout.ts";
import type { StoredResult } from "../executions/execution.ts";
import { parseSegment, partitionName } from "./partition-name.ts";
import { requireTable } from "./show.ts";
import { ddlFailure, putText, semanticFailure, type StatementContext, stringColumn } from "./statement-context.ts";

const LIST_PAGE = 1000;
/** Partitions added in one call of the catalog. */
const CREATE_BATCH = 100;

interface Folder {
  readonly prefix: string;
  readonly values: readonly string[];
}

async function subfolders(context: StatementContext, bucket: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let startAfter: string | undefined;
  do {
    const page = await context.services.objects.list(context.run.caller, {
      bucket,
      prefix,
      delimiter: "/",
      limit: LIST_PAGE,
      ...(startAfter === undefined ? {} : { startAfter }),
    });
    found.push(...page.commonPrefixes);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return found;
}

/** Folders `k1=v1/k2=v2/` exactly as deep as the table has partition keys, level by level. */
async function partitionFolders(
  context: StatementContext,
  bucket: string,
  prefix: string,
  keys: readonly string[],
): Promise<Folder[]> {
  let folders: Folder[] = [{ prefix, values: [] }];
  for (const key of keys) {
    const next: Folder[] = [];
    for (const folder of folders) {
      for (const child of await subfolders(context, bucket, folder.prefix)) {
        const segment = parseSegment(child.slice(folder.prefix.length, -1));
        if (segment?.key === key) next.push({ prefix: child, values: [...folder.values, segment.value] });
      }
      if (next.length > PARTITIONS_MAX)
        throw ddlFailure(`more than ${PARTITIONS_MAX} partitions below s3://${bucket}/${prefix}`);
    }
    folders = next;
  }
  return folders;
}

export function partitionInput(table: Table, values: readonly string[], location: string): PartitionInput {
  const { Columns, ...storage } = table.StorageDescriptor ?? {};
  return {
    Values: [...values],
    StorageDescriptor: { ...storage, ...(Columns === undefined ? {} : { Columns }), Location: location },
  };
}

export async function addPartitions(
  context: StatementContext,
  table: Table,
  inputs: readonly PartitionInput[],
): Promise<void> {
  for (let start = 0; start < inputs.length; start += CREATE_BATCH) {
    await context.services.catalog.createPartitions(
      context.run.caller,
      table.DatabaseName ?? "",
      table.Name ?? "",
      inputs.slice(start, start + CREATE_BATCH),
    );
  }
}

export async function repairTable(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "repair-table" }>,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.table);
  const keys = (table.PartitionKeys ?? []).map((key) => (key.Name ?? "").toLowerCase());
  if (keys.length === 0) throw semanticFailure(`[Error 10241]: Table ${table.Name ?? ""} is not a partitioned table`);
  const location = parseS3Location(table.StorageDescriptor?.Location ?? "");
  if (location === undefined)
    throw ddlFailure(`Table location is not an S3 location: ${table.StorageDescriptor?.Location ?? ""}`);
  const reader = { caller: context.run.caller, catalog: context.services.catalog, objects: context.services.objects };
  const known = new Set(
    (await listAllPartitions(reader, table.DatabaseName ?? "", table.Name ?? "")).map((partition) =>
      partitionName(keys, partition.Values ?? []),
    ),
  );
  const folders = await partitionFolders(context, location.bucket, folderPrefix(location), keys);
  const missing = folders.filter((folder) => !known.has(partitionName(keys, folder.values)));
  await addPartitions(
    context,
    table,
    missing.map((folder) => partitionInput(table, folder.values, s3Uri(location.bucket, folder.prefix))),
  );
  const names = missing.map((folder) => `${table.Name ?? ""}:${partitionName(keys, folder.values)}`);
  const lines =
    names.length === 0
      ? []
      : [
          ["Partitions not in metastore:", ...names].join("\t"),
          ...names.map((name) => `Repair: Added partition to metastore ${name}`),
        ];
  return putText(context, [stringColumn("result")], lines);
}
