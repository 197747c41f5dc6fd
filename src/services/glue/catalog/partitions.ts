/**
 * Partitions of one table, keyed by their values: pure functions over a transaction. Callers have found the table in the same
 * transaction, so a partition can never be written below a table that is gone.
 */
import type { Partition, PartitionInput } from "@aws-sdk/client-glue";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { alreadyExists, invalidInput, partitionNotFound } from "../errors.ts";
import { PARTITION_VALUES_BYTES_MAX } from "../limits.ts";
import { encodeRecord, partitionKey, type PartitionRecord, readRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import { completeStorageDescriptor } from "./storage-descriptor.ts";
import type { FoundTable } from "./tables.ts";

/**
 * The values as they are kept.
 *
 * @throws InvalidInputException when their number is not the table's, or when they are too long together
 */
export function checkedValues(table: FoundTable, values: readonly string[] | undefined): string[] {
  const keys = table.record.input.PartitionKeys ?? [];
  // AWS: the message of CreatePartition for a wrong number of values, as clients report it.
  if (values === undefined || values.length === 0 || values.length !== keys.length) {
    throw invalidInput("The number of partition keys do not match the number of partition values");
  }
  if (values.reduce((sum, value) => sum + Buffer.byteLength(value), 0) > PARTITION_VALUES_BYTES_MAX) {
    throw invalidInput(`The partition values are longer than ${PARTITION_VALUES_BYTES_MAX} bytes together`);
  }
  return [...values];
}

function recordOf(input: PartitionInput, values: string[], createdMs: number): PartitionRecord {
  const { LastAccessTime, LastAnalyzedTime, ...kept } = input;
  return {
    createdMs,
    lastAccessMs: LastAccessTime?.getTime(),
    lastAnalyzedMs: LastAnalyzedTime?.getTime(),
    input: { ...kept, Values: values },
  };
}

/** False when it was there already, and is left as it is. @throws InvalidInputException for the values */
export function createPartitionIfAbsent(
  transaction: Transaction,
  scope: Scope,
  table: FoundTable,
  input: PartitionInput,
): boolean {
  const values = checkedValues(table, input.Values);
  const key = partitionKey(scope, table.record.id, ...values);
  if (transaction.get(key) !== undefined) return false;
  transaction.put(key, encodeRecord(recordOf(input, values, scope.nowMs)));
  return true;
}

/** @throws InvalidInputException for the values; AlreadyExistsException */
export function createPartition(
  transaction: Transaction,
  scope: Scope,
  table: FoundTable,
  input: PartitionInput,
): void {
  if (!createPartitionIfAbsent(transaction, scope, table, input)) throw alreadyExists("Partition");
}

export function findPartition(
  reader: Reader,
  scope: Scope,
  table: FoundTable,
  values: readonly string[],
): Partition | undefined {
  const record = readRecord<PartitionRecord>(reader, partitionKey(scope, table.record.id, ...values));
  return record === undefined ? undefined : partitionShape(record, table, scope);
}

/**
 * Replaces a partition; the input's values may differ from the old ones and move it.
 *
 * @throws InvalidInputException for the values; EntityNotFoundException; AlreadyExistsException when it would move onto another one
 */
export function updatePartition(
  transaction: Transaction,
  scope: Scope,
  table: FoundTable,
  update: { readonly values: readonly string[]; readonly input: PartitionInput },
): void {
  const from = partitionKey(scope, table.record.id, ...checkedValues(table, update.values));
  const values = checkedValues(table, update.input.Values ?? [...update.values]);
  const to = partitionKey(scope, table.record.id, ...values);
  const old = readRecord<PartitionRecord>(transaction, from);
  if (old === undefined) throw partitionNotFound();
  const isMoved = values.some((value, index) => value !== update.values[index]);
  if (isMoved && transaction.get(to) !== undefined) throw alreadyExists("Partition");
  if (isMoved) transaction.delete(from);
  transaction.put(to, encodeRecord(recordOf(update.input, values, old.createdMs)));
}

/** False when it was not there. */
export function deletePartitionIfPresent(
  transaction: Transaction,
  scope: Scope,
  table: FoundTable,
  values: readonly string[],
): boolean {
  const key = partitionKey(scope, table.record.id, ...values);
  if (transaction.get(key) === undefined) return false;
  transaction.delete(key);
  return true;
}

/** @throws EntityNotFoundException */
export function deletePartition(
  transaction: Transaction,
  scope: Scope,
  table: FoundTable,
  values: readonly string[],
): void {
  if (!deletePartitionIfPresent(transaction, scope, table, values)) throw partitionNotFound();
}

export function partitionShape(record: PartitionRecord, table: FoundTable, scope: Scope): Partition {
  const { StorageDescriptor, ...input } = record.input;
  return {
    ...input,
    DatabaseName: table.database,
    TableName: table.name,
    CatalogId: scope.accountId,
    CreationTime: new Date(record.createdMs),
    ...(record.lastAccessMs === undefined ? {} : { LastAccessTime: new Date(record.lastAccessMs) }),
    ...(record.lastAnalyzedMs === undefined ? {} : { LastAnalyzedTime: new Date(record.lastAnalyzedMs) }),
    ...(StorageDescriptor === undefined ? {} : { StorageDescriptor: completeStorageDescriptor(StorageDescriptor) }),
  };
}
