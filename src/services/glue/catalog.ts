/**
 * The `Catalog` port on Glue's own functions: what the operations do, asked for by another service in the caller's name.
 */
import type { Caller } from "../../auth/principal.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
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

export function createCatalog(glue: CatalogParts): Catalog {
  const scopeFor = (caller: Caller): Scope => scopeOfCaller(caller, glue.runtime.clock.nowMs());
  return { ...databasesOf(glue, scopeFor), ...tablesOf(glue, scopeFor), ...partitionsOf(glue, scopeFor) };
}

type ScopeFor = (caller: Caller) => Scope;
type DatabaseMethods = Pick<Catalog, "getDatabase" | "listDatabases" | "createDatabase" | "deleteDatabase">;
type TableMethods = Pick<Catalog, "getTable" | "listTables" | "createTable" | "updateTable" | "deleteTable">;
type PartitionMethods = Pick<Catalog, "listPartitions" | "createPartitions" | "deletePartitions">;

const databaseName = (name: string): string => foldedName(name, "databaseName");
const tableName = (name: string): string => foldedName(name, "tableName");

function databasesOf({ records, runtime, sweepSoon }: CatalogParts, scopeFor: ScopeFor): DatabaseMethods {
  return {
    getDatabase: (caller, database) =>
      records.read((reader) => findDatabase(reader, scopeFor(caller), databaseName(database))),
    listDatabases: (caller, token) =>
      records.read((reader) => listDatabases(reader, scopeFor(caller), { limit: CATALOG_PAGE_SIZE_MAX, token })),
    async createDatabase(caller, input) {
      const created = { id: runtime.ids.token(12), input: checkedDatabaseInput(input, "databaseInput") };
      await records.transact((transaction) => createDatabase(transaction, scopeFor(caller), created));
    },
    async deleteDatabase(caller, database) {
      await records.transact((transaction) => deleteDatabase(transaction, scopeFor(caller), databaseName(database)));
      sweepSoon();
    },
  };
}

function tablesOf({ records, runtime, sweepSoon }: CatalogParts, scopeFor: ScopeFor): TableMethods {
  return {
    getTable: (caller, database, table) =>
      records.read((reader) => {
        const scope = scopeFor(caller);
        const found = findTable(reader, scope, databaseName(database), tableName(table));
        return found === undefined ? undefined : tableShape(found.record, found.database, scope);
      }),
    listTables(caller, database, token) {
      const listing = { database: databaseName(database), limit: CATALOG_PAGE_SIZE_MAX, token };
      return records.read((reader) => listTables(reader, scopeFor(caller), listing));
    },
    async createTable(caller, database, input) {
      const created = { id: runtime.ids.token(12), database: databaseName(database), table: checkedTableInput(input) };
      await records.transact((transaction) => createTable(transaction, scopeFor(caller), created));
    },
    async updateTable(caller, database, input) {
      const update = { database: databaseName(database), table: checkedTableInput(input), skipArchive: false };
      await records.transact((transaction) => updateTable(transaction, scopeFor(caller), update));
    },
    async deleteTable(caller, database, table) {
      const [inDatabase, name] = [databaseName(database), tableName(table)];
      await records.transact((transaction) => deleteTable(transaction, scopeFor(caller), inDatabase, name));
      sweepSoon();
    },
  };
}

function partitionsOf({ records }: CatalogParts, scopeFor: ScopeFor): PartitionMethods {
  return {
    listPartitions: (caller, database, table, ...[expression, token]) =>
      records.read((reader) => {
        const scope = scopeFor(caller);
        const found = requireTable(reader, scope, databaseName(database), tableName(table));
        return listPartitions(reader, scope, found, { expression, limit: PARTITION_PAGE_SIZE_MAX, token });
      }),
    async createPartitions(caller, database, table, inputs) {
      let created = 0;
      for (const chunk of chunksOf(inputs, BATCH_WRITE_PARTITIONS_MAX)) {
        created += await records.transact((transaction) => {
          const scope = scopeFor(caller);
          const found = requireTable(transaction, scope, databaseName(database), tableName(table));
          return chunk.filter((input) => createPartitionIfAbsent(transaction, scope, found, input)).length;
        });
      }
      return created;
    },
    async deletePartitions(caller, database, table, values) {
      for (const chunk of chunksOf(values, BATCH_WRITE_PARTITIONS_MAX)) {
        await records.transact((transaction) => {
          const scope = scopeFor(caller);
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
