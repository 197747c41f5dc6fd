/**
 * The catalog's records: their keys and their JSON.
 *
 *     ["glue", account, region, "database", name]                -> DatabaseRecord
 *     ["glue", account, region, "table", databaseId, name]       -> TableRecord
 *     ["glue", account, region, "version", tableId, number]      -> TableRecord (an archived version)
 *     ["glue", account, region, "partition", tableId, ...values] -> PartitionRecord
 *     ["glue", account, region, "tags", resource]                -> tags
 *     ["glue", account, region, "resource-policy"]               -> ResourcePolicyRecord
 *     ["glue-garbage", id]                                       -> GarbageRecord
 *
 * Children are keyed by their parent's id, not by its name: dropping a table or a database is one small transaction however much
 * is below it, what was below becomes unreachable at once, and a name that is used again starts empty. The garbage record written by
 * the same transaction makes the sweep (`catalog/garbage.ts`) remove the rest in bounded batches, also after a crash. AWS documents the
 * same order: "Glue deletes these orphaned resources asynchronously in a timely manner" (API reference, DeleteTable, DeleteDatabase).
 */
import type { DatabaseInput, PartitionInput, TableInput } from "@aws-sdk/client-glue";
import type { Key, Reader } from "../../storage/record-store.ts";
import type { Scope } from "./scope.ts";

export interface DatabaseRecord {
  readonly id: string;
  readonly createdMs: number;
  readonly input: DatabaseInput;
}

/** Inputs are kept as given, but for their times, which JSON does not know. */
export interface TableRecord {
  readonly id: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly createdBy: string;
  readonly version: number;
  readonly lastAccessMs?: number | undefined;
  readonly lastAnalyzedMs?: number | undefined;
  readonly input: Omit<TableInput, "LastAccessTime" | "LastAnalyzedTime">;
}

export interface PartitionRecord {
  readonly createdMs: number;
  readonly lastAccessMs?: number | undefined;
  readonly lastAnalyzedMs?: number | undefined;
  readonly input: Omit<PartitionInput, "LastAccessTime" | "LastAnalyzedTime"> & { readonly Values: string[] };
}

export interface GarbageRecord {
  readonly kind: "database" | "table";
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
}

type Place = Pick<Scope, "accountId" | "region">;

const keyIn = (place: Place, kind: string, ...rest: Key): Key => ["glue", place.accountId, place.region, kind, ...rest];

export const databaseKey = (place: Place, ...rest: Key): Key => keyIn(place, "database", ...rest);
export const tableKey = (place: Place, databaseId: string, ...rest: Key): Key =>
  keyIn(place, "table", databaseId, ...rest);
export const versionKey = (place: Place, tableId: string, ...rest: Key): Key =>
  keyIn(place, "version", tableId, ...rest);
export const partitionKey = (place: Place, tableId: string, ...rest: Key): Key =>
  keyIn(place, "partition", tableId, ...rest);
export const tagsKey = (place: Place, resource: string): Key => keyIn(place, "tags", resource);
export const resourcePolicyKey = (place: Place): Key => keyIn(place, "resource-policy");
export const crawlerKey = (place: Place, ...rest: Key): Key => keyIn(place, "crawler", ...rest);
export const crawlKey = (place: Place, ...rest: Key): Key => keyIn(place, "crawl", ...rest);
export const garbageKey = (...rest: Key): Key => ["glue-garbage", ...rest];
/** Crawlers at work, over all accounts and Regions, so that a start finds what a crash left running. */
export const runningKey = (...rest: Key): Key => ["glue-running", ...rest];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeRecord(record: object): Uint8Array {
  return encoder.encode(JSON.stringify(record));
}

export function decodeRecord<Record>(bytes: Uint8Array): Record {
  return JSON.parse(decoder.decode(bytes)) as Record;
}

export function readRecord<Record>(reader: Reader, key: Key): Record | undefined {
  const bytes = reader.get(key);
  return bytes === undefined ? undefined : decodeRecord<Record>(bytes);
}

/** The key parts after a prefix, as text and numbers; for continuation tokens. */
export function keyTail(key: Key, prefixLength: number): (string | number)[] {
  return key
    .slice(prefixLength)
    .filter((part): part is string | number => typeof part === "string" || typeof part === "number");
}
