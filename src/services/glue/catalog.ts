/**
 * The `Catalog` port on Glue's own functions: what the operations do, asked for by another service in the caller's name. Each call is authorized
 * as the same request over HTTP would be.
 */
import type { Authorizer } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/principal.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
import { catalogAccess, databaseAccess, deleteDatabaseAccess, tableAccess } from "./access.ts";
import {
  checkedDatabaseInput,
  createDatabase,
  deleteDatabase,
  findDatabase,
  listDatabases,
} from "./catalog/databases.ts";
import { checkedValues, createPartitionIfAbsent, deletePartitionIfPresent } from "./catalog/partitions.ts";
import { listPartitions } from "./catalog/partition-listing.ts";
import {
  checkedTableInput,
  createTable,
  deleteTable,
  findTable,
  listTables,
  requireTable,
  tableShape,
  updateTable,
} from "./catalog/tables.ts";
import type { Glue } from "./glue.ts";
import { BATCH_WRITE_PARTITIONS_MAX, CATALOG_PAGE_SIZE_MAX, PARTITION_PAGE_SIZE_MAX } from "./limits.ts";
import { foldedName } from "./names.ts";
import { type Scope, scopeOfCaller } from "./scope.ts";

type CatalogParts = Pick<Glue, "records" | "runtime" | "sweepSoon">;

export function createCatalog(glue: CatalogParts, authorizer: Authorizer): Catalog {
  const allow: Allow = async (caller, checks) => {
    await authorizer.authorize(caller, checks, "json");
    return scopeOfCaller(caller, glue.runtime.clock.nowMs());
  };
  return { ...databasesOf(glue, allow), ...tablesOf(glue, allow), ...partitionsOf(glue, allow) };
}

/** Resolves with where the call acts, when the caller may. */
type Allow = (caller: Caller, checks: readonly AccessCheck[]) => Promise<Scope>;
type DatabaseMethods = Pick<Catalog, "getDatabase" | "listDatabases" | "createDatabase" | "deleteDatabase">;
type TableMethods = Pick<Catalog, "getTable" | "listTables" | "createTable" | "updateTable" | "deleteTable">;
type PartitionMethods = Pick<Catalog, "listPartitions" | "createPartitions" | "deletePartitions">;

const databaseName = (name: string): string => foldedName(name, "databaseName");
const tableName = (name: string): string => foldedName(name, "tableName");

function databasesOf({ records, runtime, sweepSoon }: CatalogParts, allow: Allow): DatabaseMethods {
  return {
    async getDatabase(caller, database) {
      const scope = await allow(caller, databaseAccess("GetDatabase", caller, database));
      return records.read((reader) => findDatabase(reader, scope, databaseName(database)));
    },
    async listDatabases(caller, token) {
      const scope = await allow(caller, catalogAccess("GetDatabases", caller));
      return records.read((reader) => listDatabases(reader, scope, { limit: CATALOG_PAGE_SIZE_MAX, token }));
    },
    async createDatabase(caller, input) {
      const scope = await allow(caller, databaseAccess("CreateDatabase", caller, input.Name));
      const created = { id: runtime.ids.token(12), input: checkedDatabaseInput(input, "databaseInput") };
      await records.transact((transaction) => createDatabase(transaction, scope, created));
    },
    async deleteDatabase(caller, database) {
      const scope = await allow(caller, deleteDatabaseAccess(caller, database));
      await records.transact((transaction) => deleteDatabase(transaction, scope, databaseName(database)));
      sweepSoon();
    },
  };
}

function tablesOf({ records, runtime, sweepSoon }: CatalogParts, allow: Allow): TableMethods {
  return {
    async getTable(caller, database, table) {
      const scope = await allow(caller, tableAccess("GetTable", caller, database, table));
      return records.read((reader) => {
        const found = findTable(reader, scope, databaseName(database), tableName(table));
        return found === undefined ? undefined : tableShape(found.record, found.database, scope);
      });
    },
    async listTables(caller, database, token) {
      const scope = await allow(caller, tableAccess("GetTables", caller, database, "*"));
      const listing = { database: databaseName(database), limit: CATALOG_PAGE_SIZE_MAX, token };
      return records.read((reader) => listTables(reader, scope, listing));
    },
    async createTable(caller, database, input) {
      const scope = await allow(caller, tableAccess("CreateTable", caller, database, input.Name));
      const created = { id: runtime.ids.token(12), database: databaseName(database), table: checkedTableInput(input) };
      await records.transact((transaction) => createTable(transaction, scope, created));
    },
    async updateTable(caller, database, input) {
      const scope = await allow(caller, tableAccess("UpdateTable", caller, database, input.Name));
      const update = { database: databaseName(database), table: checkedTableInput(input), skipArchive: false };
      await records.transact((transaction) => updateTable(transaction, scope, update));
    },
    async deleteTable(caller, database, table) {
      const scope = await allow(caller, tableAccess("DeleteTable", caller, database, table));
      await records.transact((transaction) =>
        deleteTable(transaction, scope, databaseName(database), tableName(table)),
      );
      sweepSoon();
    },
  };
}

function partitionsOf({ records }: CatalogParts, allow: Allow): PartitionMethods {
  return {
    async listPartitions(caller, database, table, ...[expression, token]) {
      const scope = await allow(caller, tableAccess("GetPartitions", caller, database, table));
      return records.read((reader) => {
        const found = requireTable(reader, scope, databaseName(database), tableName(table));
        return listPartitions(reader, scope, found, { expression, limit: PARTITION_PAGE_SIZE_MAX, token });
      });
    },
    async createPartitions(caller, database, table, inputs) {
      const scope = await allow(caller, tableAccess("BatchCreatePartition", caller, database, table));
      let created = 0;
      for (const chunk of chunksOf(inputs, BATCH_WRITE_PARTITIONS_MAX)) {
        created += await records.transact((transaction) => {
          const found = requireTable(transaction, scope, databaseName(database), tableName(table));
          return chunk.filter((input) => createPartitionIfAbsent(transaction, scope, found, input)).length;
        });
      }
      return created;
    },
    async deletePartitions(caller, database, table, values) {
      const scope = await allow(caller, tableAccess("BatchDeletePartition", caller, database, table));
      for (const chunk of chunksOf(values, BATCH_WRITE_PARTITIONS_MAX)) {
        await records.transact((transaction) => {
          const found = requireTable(transaction, scope, databaseName(database), tableName(table));
          for (const one of chunk) deletePartitionIfPresent(transaction, scope, found, checkedValues(found, one));
        });
      }
    },
  };
}

function* chunksOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
