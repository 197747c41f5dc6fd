/**
 * The `Catalog` port on Glue's own functions: what the operations do, asked for by another service in the caller's name.
 */
import type { Caller } from "../../auth/principal.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
import { checkedDatabaseInput, createDatabase, deleteDatabase, findDatabase, listDatabases } from "./catalog/databases.ts";
import { checkedValues, createPartitionIfAbsent, deletePartitionIfPresent } from "./catalog/partitions.ts";
import { listPartitions } from "./catalog/partition-listing.ts";
import { checkedTableInput, createTable, deleteTable, findTable, listTables, requireTable, tableShape, updateTable } from "./catalog/tables.ts";
import type { Glue } from "./glue.ts";
import { BATCH_WRITE_PARTITIONS_MAX, CATALOG_PAGE_SIZE_MAX, PARTITION_PAGE_SIZE_MAX } from "./limits.ts";
import { foldedName } from "./names.ts";
import { type Scope, scopeOfCaller } from "./scope.ts";

export function createCatalog(glue: Pick<Glue, "records" | "runtime" | "sweepSoon">): Catalog {
  const { records, runtime } = glue;
  const scopeFor = (caller: Caller): Scope => scopeOfCaller(caller, runtime.clock.nowMs());
  const databaseName = (name: string): string => foldedName(name, "databaseName");
  const tableName = (name: string): string => foldedName(name, "tableName");

  return {
    getDatabase: (caller, database) => records.read((reader) => findDatabase(reader, scopeFor(caller), databaseName(database))),
    listDatabases: (caller, nextToken) => records.read((reader) => listDatabases(reader, scopeFor(caller), { limit: CATALOG_PAGE_SIZE_MAX, token: nextToken })),
    async createDatabase(caller, input) {
      const created = { id: runtime.ids.token(12), input: checkedDatabaseInput(input, "databaseInput") };
      await records.transact((transaction) => createDatabase(transaction, scopeFor(caller), created));
    },
    async deleteDatabase(caller, database) {
      await records.transact((transaction) => deleteDatabase(transaction, scopeFor(caller), databaseName(database)));
      glue.sweepSoon();
    },
    getTable: (caller, database, table) =>
      records.read((reader) => {
        const scope = scopeFor(caller);
        const found = findTable(reader, scope, databaseName(database), tableName(table));
        return found === undefined ? undefined : tableShape(found.record, found.database, scope);
      }),
    listTables: (caller, database, nextToken) =>
      records.read((reader) => listTables(reader, scopeFor(caller), { database: databaseName(database), limit: CATALOG_PAGE_SIZE_MAX, token: nextToken })),
    async createTable(caller, database, input) {
      const created = { id: runtime.ids.token(12), database: databaseName(database), table: checkedTableInput(input) };
      await records.transact((transaction) => createTable(transaction, scopeFor(caller), created));
    },
    async updateTable(caller, database, input) {
      const update = { database: databaseName(database), table: checkedTableInput(input), skipArchive: false };
      await records.transact((transaction) => updateTable(transaction, scopeFor(caller), update));
    },
    async deleteTable(caller, database, table) {
      await records.transact((transaction) => deleteTable(transaction, scopeFor(caller), databaseName(database), tableName(table)));
      glue.sweepSoon();
    },
    listPartitions: (caller, database, table, expression, nextToken) =>
      records.read((reader) => {
        const scope = scopeFor(caller);
        const found = requireTable(reader, scope, databaseName(database), tableName(table));
        return listPartitions(reader, scope, found, { expression, limit: PARTITION_PAGE_SIZE_MAX, token: nextToken });
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
