/**
 * Tables of one database and their versions: pure functions over a transaction. The current version lives in the table's record;
 * an update archives the one it replaces unless told not to.
 */
import type { Table, TableInput } from "@aws-sdk/client-glue";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import { alreadyExists, concurrentModification, invalidInput, tableNotFound, versionNotFound } from "../errors.ts";
import { TABLES_EXAMINED_MAX } from "../limits.ts";
import { checkDescription, foldedName } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import {
  databaseKey,
  type DatabaseRecord,
  decodeRecord,
  encodeRecord,
  garbageKey,
  type GarbageRecord,
  keyTail,
  readRecord,
  tableKey,
  type TableRecord,
  versionKey,
} from "../records.ts";
import type { Scope } from "../scope.ts";
import { type Listing, requireDatabase } from "./databases.ts";
import { completeStorageDescriptor } from "./storage-descriptor.ts";

/** A table's record and where it is. */
export interface FoundTable {
  readonly database: string;
  readonly databaseId: string;
  readonly name: string;
  readonly record: TableRecord;
}

/** A checked input, with its times apart. */
export interface CheckedTableInput {
  readonly name: string;
  readonly input: TableRecord["input"];
  readonly lastAccessMs: number | undefined;
  readonly lastAnalyzedMs: number | undefined;
}

/**
 * The input as it is kept: folded name, parts we cannot honour refused.
 *
 * @throws ValidationException; NotImplemented for resource links and multi-dialect views
 */
export function checkedTableInput(input: TableInput, member = "tableInput"): CheckedTableInput {
  const name = foldedName(input.Name, `${member}.name`);
  checkDescription(input.Description, `${member}.description`);
  if (input.TargetTable !== undefined)
    throw new NotImplementedError("glue", "TableInput.TargetTable", "resource links need sharing between accounts");
  if (input.ViewDefinition !== undefined)
    throw new NotImplementedError(
      "glue",
      "TableInput.ViewDefinition",
      "multi-dialect views are not there; use ViewOriginalText",
    );
  const { LastAccessTime, LastAnalyzedTime, ...kept } = input;
  return {
    name,
    input: { ...kept, Name: name },
    lastAccessMs: LastAccessTime?.getTime(),
    lastAnalyzedMs: LastAnalyzedTime?.getTime(),
  };
}

/** Undefined when there is no such table, or no such database. */
export function findTable(reader: Reader, scope: Scope, database: string, name: string): FoundTable | undefined {
  const databaseId = readRecord<DatabaseRecord>(reader, databaseKey(scope, database))?.id;
  const record =
    databaseId === undefined ? undefined : readRecord<TableRecord>(reader, tableKey(scope, databaseId, name));
  return databaseId === undefined || record === undefined ? undefined : { database, databaseId, name, record };
}

/** @throws EntityNotFoundException for the database, then for the table */
export function requireTable(reader: Reader, scope: Scope, database: string, name: string): FoundTable {
  const found = findTable(reader, scope, database, name);
  if (found !== undefined) return found;
  requireDatabase(reader, scope, database);
  throw tableNotFound(name);
}

/** @throws EntityNotFoundException for the database; AlreadyExistsException */
export function createTable(
  transaction: Transaction,
  scope: Scope,
  created: { readonly id: string; readonly database: string; readonly table: CheckedTableInput },
): void {
  const { id: databaseId } = requireDatabase(transaction, scope, created.database);
  const key = tableKey(scope, databaseId, created.table.name);
  if (transaction.get(key) !== undefined) throw alreadyExists("Table");
  const { name: _, ...input } = created.table;
  const record: TableRecord = {
    id: created.id,
    createdMs: scope.nowMs,
    updatedMs: scope.nowMs,
    createdBy: scope.callerArn,
    version: 0,
    ...input,
  };
  transaction.put(key, encodeRecord(record));
}

export interface TableUpdate {
  readonly database: string;
  readonly table: CheckedTableInput;
  readonly skipArchive: boolean;
  /** The version the caller has seen; another one refuses the update. */
  readonly expectedVersion?: string | undefined;
}

/** @throws EntityNotFoundException; ConcurrentModificationException when `expectedVersion` is not the current one */
export function updateTable(transaction: Transaction, scope: Scope, update: TableUpdate): void {
  const found = requireTable(transaction, scope, update.database, update.table.name);
  const old = found.record;
  if (update.expectedVersion !== undefined && update.expectedVersion !== String(old.version)) {
    throw concurrentModification("Update table failed due to concurrent modifications.");
  }
  if (!update.skipArchive) transaction.put(versionKey(scope, old.id, old.version), encodeRecord(old));
  const { name: _, ...input } = update.table;
  const record: TableRecord = {
    id: old.id,
    createdMs: old.createdMs,
    createdBy: old.createdBy,
    updatedMs: scope.nowMs,
    version: old.version + 1,
    ...input,
  };
  transaction.put(tableKey(scope, found.databaseId, found.name), encodeRecord(record));
}

/** Its versions and partitions become unreachable with this commit. @throws EntityNotFoundException */
export function deleteTable(transaction: Transaction, scope: Scope, database: string, name: string): void {
  const found = requireTable(transaction, scope, database, name);
  transaction.delete(tableKey(scope, found.databaseId, name));
  const garbage: GarbageRecord = {
    kind: "table",
    id: found.record.id,
    accountId: scope.accountId,
    region: scope.region,
  };
  transaction.put(garbageKey(found.record.id), encodeRecord(garbage));
}

export interface TableListing {
  readonly database: string;
  readonly limit: number;
  readonly token?: string | undefined;
  readonly matches?: ((name: string) => boolean) | undefined;
}

/**
 * Tables in name order. With `matches`, a page looks at no more than `TABLES_EXAMINED_MAX` tables, so it may be short and still have a token.
 *
 * @throws EntityNotFoundException for the database
 */
export function listTables(reader: Reader, scope: Scope, listing: TableListing): Listing<Table> {
  const { id: databaseId } = requireDatabase(reader, scope, listing.database);
  const prefix = tableKey(scope, databaseId);
  const after = decodeToken(listing.token);
  const examined = listing.matches === undefined ? listing.limit + 1 : TABLES_EXAMINED_MAX;
  const entries = reader.range({
    prefix,
    limit: examined,
    ...(after === undefined ? {} : { startAfter: [...prefix, ...after] }),
  });
  const items: Table[] = [];
  for (const [index, entry] of entries.entries()) {
    if (items.length === listing.limit)
      return { items, nextToken: encodeToken(keyTail(entries[index - 1]?.key ?? entry.key, prefix.length)) };
    const record = decodeRecord<TableRecord>(entry.value);
    if (listing.matches?.(record.input.Name ?? "") ?? true) items.push(tableShape(record, listing.database, scope));
  }
  const last = entries.at(-1);
  return {
    items,
    nextToken:
      entries.length === examined && last !== undefined ? encodeToken(keyTail(last.key, prefix.length)) : undefined,
  };
}

/** Newest first, the current version among them. @throws EntityNotFoundException */
export function listTableVersions(
  reader: Reader,
  scope: Scope,
  listing: Omit<TableListing, "matches"> & { readonly name: string },
): Listing<Table> {
  const { record } = requireTable(reader, scope, listing.database, listing.name);
  const prefix = versionKey(scope, record.id);
  const after = decodeToken(listing.token);
  const room = after === undefined ? listing.limit - 1 : listing.limit;
  const archived = reader.range({
    prefix,
    reverse: true,
    limit: room + 1,
    ...(after === undefined ? {} : { end: [...prefix, ...after] }),
  });
  const page = archived.slice(0, room).map((entry) => decodeRecord<TableRecord>(entry.value));
  const items = (after === undefined ? [record, ...page] : page).map((version) =>
    tableShape(version, listing.database, scope),
  );
  const last = items.at(-1)?.VersionId;
  return { items, nextToken: archived.length > room && last !== undefined ? encodeToken([Number(last)]) : undefined };
}

/** Without `version` the current one. @throws EntityNotFoundException for the table, then for the version */
export function findTableVersion(
  reader: Reader,
  scope: Scope,
  wanted: { readonly database: string; readonly name: string; readonly version: string | undefined },
): Table {
  const { record } = requireTable(reader, scope, wanted.database, wanted.name);
  if (wanted.version === undefined || wanted.version === String(record.version))
    return tableShape(record, wanted.database, scope);
  const archived = readRecord<TableRecord>(reader, versionKey(scope, record.id, versionNumber(wanted.version)));
  if (archived === undefined) throw versionNotFound();
  return tableShape(archived, wanted.database, scope);
}

/** @throws EntityNotFoundException; InvalidInputException for the current version */
export function deleteTableVersion(
  transaction: Transaction,
  scope: Scope,
  wanted: { readonly database: string; readonly name: string; readonly version: string },
): void {
  const { record } = requireTable(transaction, scope, wanted.database, wanted.name);
  const version = versionNumber(wanted.version);
  if (version === record.version) throw invalidInput("The current version of a table cannot be deleted.");
  const key = versionKey(scope, record.id, version);
  if (transaction.get(key) === undefined) throw versionNotFound();
  transaction.delete(key);
}

function versionNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw invalidInput(`Version ${text} is not a valid table version.`);
  return Number(text);
}

export function tableShape(record: TableRecord, database: string, scope: Scope): Table {
  const { StorageDescriptor, ...input } = record.input;
  return {
    ...input,
    Name: input.Name,
    DatabaseName: database,
    CatalogId: scope.accountId,
    CreateTime: new Date(record.createdMs),
    UpdateTime: new Date(record.updatedMs),
    ...(record.lastAccessMs === undefined ? {} : { LastAccessTime: new Date(record.lastAccessMs) }),
    ...(record.lastAnalyzedMs === undefined ? {} : { LastAnalyzedTime: new Date(record.lastAnalyzedMs) }),
    Retention: input.Retention ?? 0,
    ...(StorageDescriptor === undefined ? {} : { StorageDescriptor: completeStorageDescriptor(StorageDescriptor) }),
    CreatedBy: record.createdBy,
    IsRegisteredWithLakeFormation: false,
    VersionId: String(record.version),
    IsMultiDialectView: false,
  };
}
