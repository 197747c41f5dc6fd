/**
 * Brings a crawl's tables into the catalog, by the crawler's policies: new tables are always made; tables and partitions that
 * changed are updated or left alone; what was crawled before and is gone is deleted, marked or left alone. Each table and each batch
 * of partitions is one transaction, so a crawl that stops half-way leaves whole tables, and the next crawl goes on from them.
 */
import { createHash } from "node:crypto";
import type { PartitionInput, Table, TableInput } from "@aws-sdk/client-glue";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { Reader, RecordStore, Transaction } from "../../../storage/record-store.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import { databaseAccess, tableAccess } from "../access.ts";
import { createDatabase, findDatabase } from "../catalog/databases.ts";
import { listPartitions } from "../catalog/partition-listing.ts";
import {
  createPartitionIfAbsent,
  deletePartitionIfPresent,
  findPartition,
  updatePartition,
} from "../catalog/partitions.ts";
import {
  checkedTableInput,
  createTable,
  deleteTable,
  findTable,
  listTables,
  requireTable,
  tableShape,
  updateTable,
} from "../catalog/tables.ts";
import type { CrawlConfiguration } from "../crawlers/configuration.ts";
import { BATCH_WRITE_PARTITIONS_MAX, CATALOG_PAGE_SIZE_MAX, PARTITION_PAGE_SIZE_MAX } from "../limits.ts";
import type { Scope } from "../scope.ts";
import type { CrawledPartition, CrawledTable } from "./table-input.ts";

export interface CrawlChanges {
  readonly tablesCreated: string[];
  readonly tablesUpdated: string[];
  readonly tablesDeleted: string[];
  partitionsCreated: number;
  partitionsUpdated: number;
  partitionsDeleted: number;
}

export interface CatalogWriter {
  readonly records: RecordStore;
  readonly runtime: Pick<Runtime, "ids">;
  readonly scope: Scope;
  /** Rejects when the crawler's role may not do it. */
  readonly authorize: (checks: readonly AccessCheck[]) => Promise<void>;
  readonly database: string;
  readonly crawler: string;
  readonly updateBehavior: "UPDATE_IN_DATABASE" | "LOG";
  readonly deleteBehavior: "DELETE_FROM_DATABASE" | "DEPRECATE_IN_DATABASE" | "LOG";
  readonly configuration: CrawlConfiguration;
  readonly signal: AbortSignal;
  readonly changes: CrawlChanges;
}

export function noChanges(): CrawlChanges {
  return {
    tablesCreated: [],
    tablesUpdated: [],
    tablesDeleted: [],
    partitionsCreated: 0,
    partitionsUpdated: 0,
    partitionsDeleted: 0,
  };
}

// AWS: a crawler makes its database when it is missing (SDK code examples, "Get started with crawlers and jobs").
export async function ensureDatabase(writer: CatalogWriter): Promise<void> {
  const id = writer.runtime.ids.token(12);
  await writer.authorize(databaseAccess("GetDatabase", writer.scope, writer.database));
  const found = await writer.records.read((reader) => findDatabase(reader, writer.scope, writer.database));
  if (found !== undefined) return;
  await writer.authorize(databaseAccess("CreateDatabase", writer.scope, writer.database));
  await writer.records.transact((transaction) => {
    if (findDatabase(transaction, writer.scope, writer.database) === undefined)
      createDatabase(transaction, writer.scope, { id, input: { Name: writer.database } });
  });
}

/** Resolves with the name under which the table is in the catalog. */
export async function writeTable(writer: CatalogWriter, crawled: CrawledTable): Promise<string> {
  const id = writer.runtime.ids.token(12);
  const isNew = await mayWriteTable(writer, crawled);
  const written = await writer.records.transact((transaction) => putTable(transaction, writer, { crawled, id }));
  if (written.change === "created") writer.changes.tablesCreated.push(written.name);
  if (written.change === "updated") writer.changes.tablesUpdated.push(written.name);
  if (crawled.partitionValues.length > 0) await mayWritePartitions(writer, written.name, isNew);
  await writePartitions(writer, written.name, crawled);
  return written.name;
}

/** Resolves with whether the table will be new. */
async function mayWriteTable(writer: CatalogWriter, { input }: CrawledTable): Promise<boolean> {
  const { name, isNew } = await writer.records.read((reader) => {
    const free = freeName(reader, writer, input);
    return { name: free, isNew: findTable(reader, writer.scope, writer.database, free) === undefined };
  });
  await writer.authorize(tableAccess("GetTable", writer.scope, writer.database, name));
  if (isNew || writer.updateBehavior === "UPDATE_IN_DATABASE") {
    const action = isNew ? "CreateTable" : "UpdateTable";
    await writer.authorize(tableAccess(action, writer.scope, writer.database, name));
  }
  return isNew;
}

async function mayWritePartitions(writer: CatalogWriter, name: string, isNewTable: boolean): Promise<void> {
  const actions = ["BatchCreatePartition"];
  if (!isNewTable && writer.updateBehavior === "UPDATE_IN_DATABASE") actions.push("UpdatePartition");
  for (const action of actions) await writer.authorize(tableAccess(action, writer.scope, writer.database, name));
}

interface Written {
  readonly name: string;
  readonly change: "created" | "updated" | "none";
}

function putTable(
  transaction: Transaction,
  writer: CatalogWriter,
  wanted: { readonly crawled: CrawledTable; readonly id: string },
): Written {
  const { scope, database } = writer;
  const { input } = wanted.crawled;
  const name = freeName(transaction, writer, input);
  const found = findTable(transaction, scope, database, name);
  const old = found === undefined ? undefined : tableShape(found.record, database, scope);
  if (old === undefined || (old.PartitionKeys ?? []).length !== (input.PartitionKeys ?? []).length) {
    if (old !== undefined && writer.updateBehavior === "LOG") return { name, change: "none" };
    if (old !== undefined) deleteTable(transaction, scope, database, name);
    createTable(transaction, scope, { id: wanted.id, database, table: checkedTableInput({ ...input, Name: name }) });
    return { name, change: old === undefined ? "created" : "updated" };
  }
  if (writer.updateBehavior === "LOG") return { name, change: "none" };
  const next = updatedInput(old, { ...input, Name: name }, writer.configuration);
  if (sameDefinition(old, next)) return { name, change: "none" };
  updateTable(transaction, scope, { database, table: checkedTableInput(next), skipArchive: false });
  return { name, change: "updated" };
}

// AWS: "If duplicate table names are encountered, the crawler adds a hash string suffix to the name" (developer guide, crawler prerequisites).
function freeName(reader: Reader, writer: CatalogWriter, input: TableInput & { readonly Name: string }): string {
  const found = findTable(reader, writer.scope, writer.database, input.Name);
  const location = input.StorageDescriptor?.Location ?? "";
  if (found === undefined || found.record.input.StorageDescriptor?.Location === location) return input.Name;
  return `${input.Name}_${createHash("md5").update(location).digest("hex")}`;
}

/** What the crawl found over what was there: parameters of others stay, and with MergeNewColumns so do all columns. */
function updatedInput(old: Table, found: TableInput, configuration: CrawlConfiguration): TableInput {
  const { DEPRECATED_BY_CRAWLER: _, ...parameters } = old.Parameters ?? {};
  const oldColumns = old.StorageDescriptor?.Columns ?? [];
  const known = new Set(oldColumns.map((column) => column.Name));
  const added = (found.StorageDescriptor?.Columns ?? []).filter((column) => !known.has(column.Name));
  const descriptor = configuration.mergeNewColumns
    ? { ...found.StorageDescriptor, Columns: [...oldColumns, ...added] }
    : found.StorageDescriptor;
  return {
    ...found,
    ...(old.Description === undefined ? {} : { Description: old.Description }),
    StorageDescriptor: descriptor,
    Parameters: { ...parameters, ...found.Parameters },
  };
}

function sameDefinition(old: Table, next: TableInput): boolean {
  return [old.Parameters, old.PartitionKeys, old.StorageDescriptor].every(
    (part, index) =>
      canonical(part) === canonical([next.Parameters, next.PartitionKeys, next.StorageDescriptor][index]),
  );
}

/** JSON with members in name order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

async function writePartitions(writer: CatalogWriter, name: string, crawled: CrawledTable): Promise<void> {
  const { length } = crawled.partitionValues;
  for (let start = 0; start < length; start += BATCH_WRITE_PARTITIONS_MAX) {
    writer.signal.throwIfAborted();
    const size = Math.min(BATCH_WRITE_PARTITIONS_MAX, length - start);
    const batch = Array.from({ length: size }, (_, index) => crawled.partition(start + index));
    const counts = await writer.records.transact((transaction) => putPartitions(transaction, writer, { name, batch }));
    writer.changes.partitionsCreated += counts.created;
    writer.changes.partitionsUpdated += counts.updated;
  }
  const isPartitioned = (crawled.input.PartitionKeys ?? []).length > 0;
  if (isPartitioned && writer.deleteBehavior === "DELETE_FROM_DATABASE")
    await deleteMissingPartitions(writer, name, crawled);
}

function putPartitions(
  transaction: Transaction,
  writer: CatalogWriter,
  wanted: { readonly name: string; readonly batch: readonly CrawledPartition[] },
): { created: number; updated: number } {
  const table = requireTable(transaction, writer.scope, writer.database, wanted.name);
  let [created, updated] = [0, 0];
  if ((table.record.input.PartitionKeys ?? []).length !== wanted.batch[0]?.Values.length) return { created, updated };
  for (const found of wanted.batch) {
    const input = writer.configuration.inheritPartitions ? inheritedPartition(found, table.record.input) : found;
    if (createPartitionIfAbsent(transaction, writer.scope, table, input)) created += 1;
    else if (
      writer.updateBehavior === "UPDATE_IN_DATABASE" &&
      !samePartition(findPartition(transaction, writer.scope, table, found.Values), input)
    ) {
      updatePartition(transaction, writer.scope, table, { values: found.Values, input });
      updated += 1;
    }
  }
  return { created, updated };
}

/** InheritFromTable: the partition is read as the table is, only elsewhere. */
function inheritedPartition(
  found: PartitionInput,
  table: Omit<TableInput, "LastAccessTime" | "LastAnalyzedTime">,
): PartitionInput {
  return {
    ...found,
    StorageDescriptor: {
      ...table.StorageDescriptor,
      Location: found.StorageDescriptor?.Location,
      Parameters: found.StorageDescriptor?.Parameters,
    },
  };
}

function samePartition(old: PartitionInput | undefined, next: PartitionInput): boolean {
  return canonical([old?.Parameters, old?.StorageDescriptor]) === canonical([next.Parameters, next.StorageDescriptor]);
}

async function deleteMissingPartitions(writer: CatalogWriter, name: string, crawled: CrawledTable): Promise<void> {
  await writer.authorize(tableAccess("BatchDeletePartition", writer.scope, writer.database, name));
  const found = new Set(crawled.partitionValues.map((values) => JSON.stringify(values)));
  const root = crawled.input.StorageDescriptor?.Location ?? "";
  let token: string | undefined;
  do {
    writer.signal.throwIfAborted();
    const page = await writer.records.transact((transaction) => {
      const table = requireTable(transaction, writer.scope, writer.database, name);
      const listed = listPartitions(transaction, writer.scope, table, { limit: PARTITION_PAGE_SIZE_MAX, token });
      const gone = listed.items.filter(
        (partition) =>
          !found.has(JSON.stringify(partition.Values)) &&
          (partition.StorageDescriptor?.Location ?? "").startsWith(root),
      );
      for (const partition of gone) deletePartitionIfPresent(transaction, writer.scope, table, partition.Values ?? []);
      return { deleted: gone.length, nextToken: listed.nextToken };
    });
    writer.changes.partitionsDeleted += page.deleted;
    token = page.nextToken;
  } while (token !== undefined);
}

/** Tables that this crawler wrote before, that lie under its targets, and that it did not find again. */
export async function retireMissingTables(
  writer: CatalogWriter,
  written: ReadonlySet<string>,
  targets: readonly string[],
): Promise<void> {
  if (writer.deleteBehavior === "LOG") return;
  await writer.authorize(tableAccess("GetTables", writer.scope, writer.database, "*"));
  let token: string | undefined;
  do {
    writer.signal.throwIfAborted();
    const { items, nextToken } = await writer.records.read((reader) =>
      listTables(reader, writer.scope, { database: writer.database, limit: CATALOG_PAGE_SIZE_MAX, token }),
    );
    for (const table of items) if (isMissing(table, writer, { written, targets })) await retire(writer, table);
    token = nextToken;
  } while (token !== undefined);
}

interface Crawled {
  readonly written: ReadonlySet<string>;
  readonly targets: readonly string[];
}

function isMissing(table: Table, writer: CatalogWriter, { written, targets }: Crawled): boolean {
  const isOurs = table.Parameters?.["UPDATED_BY_CRAWLER"] === writer.crawler;
  return isOurs && !written.has(table.Name ?? "") && isUnder(table, targets);
}

async function retire(writer: CatalogWriter, table: Table): Promise<void> {
  const action = writer.deleteBehavior === "DELETE_FROM_DATABASE" ? "DeleteTable" : "UpdateTable";
  await writer.authorize(tableAccess(action, writer.scope, writer.database, table.Name));
  const isDeleted = await writer.records.transact((transaction) => retireTable(transaction, writer, table));
  if (isDeleted) writer.changes.tablesDeleted.push(table.Name ?? "");
}

function isUnder(table: Table, targets: readonly string[]): boolean {
  return targets.some((target) => (table.StorageDescriptor?.Location ?? "").startsWith(target));
}

/** True when it was deleted, false when it was only marked. */
function retireTable(transaction: Transaction, writer: CatalogWriter, table: Table): boolean {
  const { scope, database } = writer;
  if (writer.deleteBehavior === "DELETE_FROM_DATABASE") {
    deleteTable(transaction, scope, database, table.Name ?? "");
    return true;
  }
  if (table.Parameters?.["DEPRECATED_BY_CRAWLER"] !== undefined) return false;
  const { record } = requireTable(transaction, scope, database, table.Name ?? "");
  // AWS: deprecated tables carry the time in milliseconds under this name.
  const input: TableInput = {
    ...record.input,
    Parameters: { ...record.input.Parameters, DEPRECATED_BY_CRAWLER: String(scope.nowMs) },
  };
  updateTable(transaction, scope, { database, table: checkedTableInput(input), skipArchive: false });
  return false;
}
