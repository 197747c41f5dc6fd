/**
 * Databases of one catalog: pure functions over a transaction. Callers have folded the names.
 */
import type { Database, DatabaseInput } from "@aws-sdk/client-glue";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import { alreadyExists, databaseNotFound } from "../errors.ts";
import { checkDescription, foldedName } from "../names.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import {
  databaseKey,
  type DatabaseRecord,
  decodeRecord,
  encodeRecord,
  garbageKey,
  type GarbageRecord,
  readRecord,
  tagsKey,
} from "../records.ts";
import type { Scope } from "../scope.ts";

export interface Listing<Item> {
  readonly items: Item[];
  readonly nextToken: string | undefined;
}

/**
 * The input as it is kept: folded name, parts we cannot honour refused.
 *
 * @throws ValidationException; NotImplemented for resource links and federated databases
 */
export function checkedDatabaseInput(input: DatabaseInput, member: string): DatabaseInput & { readonly Name: string } {
  const Name = foldedName(input.Name, `${member}.name`);
  checkDescription(input.Description, `${member}.description`);
  if (input.TargetDatabase !== undefined)
    throw new NotImplementedError(
      "glue",
      "DatabaseInput.TargetDatabase",
      "resource links need sharing between accounts",
    );
  if (input.FederatedDatabase !== undefined)
    throw new NotImplementedError("glue", "DatabaseInput.FederatedDatabase", "there are no federated catalogs");
  return { ...input, Name };
}

/** @throws EntityNotFoundException */
export function requireDatabase(reader: Reader, scope: Scope, name: string): DatabaseRecord {
  const record = readRecord<DatabaseRecord>(reader, databaseKey(scope, name));
  if (record === undefined) throw databaseNotFound(name);
  return record;
}

export function findDatabase(reader: Reader, scope: Scope, name: string): Database | undefined {
  const record = readRecord<DatabaseRecord>(reader, databaseKey(scope, name));
  return record === undefined ? undefined : databaseShape(record, scope);
}

/** `id` must be new. @throws AlreadyExistsException */
export function createDatabase(
  transaction: Transaction,
  scope: Scope,
  created: { readonly id: string; readonly input: DatabaseInput & { readonly Name: string } },
): void {
  const key = databaseKey(scope, created.input.Name);
  if (transaction.get(key) !== undefined) throw alreadyExists("Database");
  const record: DatabaseRecord = { id: created.id, createdMs: scope.nowMs, input: created.input };
  transaction.put(key, encodeRecord(record));
}

/** Replaces what the input describes. A database keeps its name: AWS ignores the name in the input. @throws EntityNotFoundException */
export function updateDatabase(transaction: Transaction, scope: Scope, name: string, input: DatabaseInput): void {
  const record = requireDatabase(transaction, scope, name);
  transaction.put(databaseKey(scope, name), encodeRecord({ ...record, input: { ...input, Name: name } }));
}

/** Everything below becomes unreachable with this commit and is removed by the sweep. @throws EntityNotFoundException */
export function deleteDatabase(transaction: Transaction, scope: Scope, name: string): void {
  const { id } = requireDatabase(transaction, scope, name);
  transaction.delete(databaseKey(scope, name));
  transaction.delete(tagsKey(scope, `database/${name}`));
  const garbage: GarbageRecord = { kind: "database", id, accountId: scope.accountId, region: scope.region };
  transaction.put(garbageKey(id), encodeRecord(garbage));
}

export function listDatabases(
  reader: Reader,
  scope: Scope,
  page: { readonly limit: number; readonly token?: string | undefined },
): Listing<Database> {
  const prefix = databaseKey(scope);
  const after = decodeToken(page.token);
  const entries = reader.range({
    prefix,
    limit: page.limit + 1,
    ...(after === undefined ? {} : { startAfter: [...prefix, ...after] }),
  });
  const items = entries
    .slice(0, page.limit)
    .map((entry) => databaseShape(decodeRecord<DatabaseRecord>(entry.value), scope));
  const last = items.at(-1)?.Name;
  return { items, nextToken: entries.length > page.limit && last !== undefined ? encodeToken([last]) : undefined };
}

function databaseShape(record: DatabaseRecord, scope: Scope): Database {
  return {
    ...record.input,
    Name: record.input.Name,
    CreateTime: new Date(record.createdMs),
    CatalogId: scope.accountId,
  };
}
