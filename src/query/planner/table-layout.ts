/**
 * Where a table's bytes are: its files, by explicit listing (never a glob), in groups that share their partition values.
 * A table without partition columns is one group without values.
 */
import type { Partition, Table } from "@aws-sdk/client-glue";
import type { Caller } from "../../auth/principal.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
import type { ObjectStore, ObjectSummary } from "../../kit/ports/object-store.ts";
import { queryFailure } from "./query-failure.ts";
import { folderPrefix, parseS3Location } from "./s3-location.ts";

/** Files one query may read. */
export const FILES_MAX = 100_000;
/** Partitions one query may look at. */
export const PARTITIONS_MAX = 1_000_000;
const LIST_PAGE = 1000;

/** The value of Hive's NULL partition. */
export const NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__";

export interface PartitionGroup {
  /** One for each partition column, in order; null for Hive's NULL partition. */
  readonly values: readonly (string | null)[];
  readonly objects: readonly ObjectSummary[];
}

/** AWS: Athena skips files whose name begins with an underscore or a dot (create-table.html), and empty objects hold no rows. */
function isDataFile(object: ObjectSummary, prefix: string): boolean {
  if (object.sizeBytes === 0) return false;
  return object.key
    .slice(prefix.length)
    .split("/")
    .every((segment) => !segment.startsWith("_") && !segment.startsWith("."));
}

export interface LayoutReader {
  readonly caller: Caller;
  readonly catalog: Catalog;
  readonly objects: ObjectStore;
}

/** Data files below a location, subfolders included, in key order. */
export async function listDataFiles(reader: LayoutReader, location: string): Promise<ObjectSummary[]> {
  const parsed = parseS3Location(location);
  if (parsed === undefined)
    throw queryFailure("HIVE_METASTORE_ERROR", `Table location is not an S3 location: ${location}`);
  const prefix = folderPrefix(parsed);
  const files: ObjectSummary[] = [];
  let startAfter: string | undefined;
  do {
    const page = await reader.objects.list(reader.caller, {
      bucket: parsed.bucket,
      prefix,
      limit: LIST_PAGE,
      ...(startAfter === undefined ? {} : { startAfter }),
    });
    files.push(...page.objects.filter((object) => isDataFile(object, prefix)));
    if (files.length > FILES_MAX)
      throw queryFailure("NOT_SUPPORTED", `Lakebed reads at most ${FILES_MAX} files in one query`);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return files;
}

/** All partitions of a table, in the catalog's order. */
export async function listAllPartitions(reader: LayoutReader, database: string, table: string): Promise<Partition[]> {
  const partitions: Partition[] = [];
  let nextToken: string | undefined;
  do {
    const page = await reader.catalog.listPartitions(reader.caller, database, table, undefined, nextToken);
    partitions.push(...page.items);
    if (partitions.length > PARTITIONS_MAX)
      throw queryFailure(
        "HIVE_EXCEEDED_PARTITION_LIMIT",
        `Query over table '${database}.${table}' can potentially read more than ${PARTITIONS_MAX} partitions`,
      );
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return partitions;
}

export function partitionValues(partition: Partition): (string | null)[] {
  return (partition.Values ?? []).map((value) => (value === NULL_PARTITION ? null : value));
}

/**
 * The groups of a table that `keep` lets pass.
 *
 * @throws {QueryFailure} NOT_SUPPORTED for partition projection: without registered partitions the answer would be silently empty
 */
export async function tableLayout(
  reader: LayoutReader,
  table: Table,
  keep: (values: readonly (string | null)[]) => boolean,
): Promise<PartitionGroup[]> {
  const location = table.StorageDescriptor?.Location ?? "";
  const partitionKeys = table.PartitionKeys ?? [];
  if (partitionKeys.length === 0) return [{ values: [], objects: await listDataFiles(reader, location) }];
  if (table.Parameters?.["projection.enabled"]?.toLowerCase() === "true") {
    throw queryFailure(
      "NOT_SUPPORTED",
      "Lakebed does not implement partition projection; add the partitions with ALTER TABLE or MSCK REPAIR TABLE",
    );
  }
  const groups: PartitionGroup[] = [];
  for (const partition of await listAllPartitions(reader, table.DatabaseName ?? "", table.Name ?? "")) {
    const values = partitionValues(partition);
    if (!keep(values)) continue;
    groups.push({ values, objects: await listDataFiles(reader, partition.StorageDescriptor?.Location ?? location) });
  }
  return groups;
}
