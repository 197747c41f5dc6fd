/**
 * The records of S3 Tables: their keys and their JSON.
 *
 *     ["s3tables", "bucket", account, region, name] -> TableBucketRecord
 *     ["s3tables", "namespace", bucketId, name]     -> NamespaceRecord
 *     ["s3tables", "table", bucketId, namespace, name] -> TableRecord
 *     ["s3tables", "place", tableId]                -> TablePlace: where the table of an ARN or a warehouse is
 *     ["s3tables-garbage", tableId]                 -> nothing: a table that is gone, and whose warehouse has to go
 *
 * Children are keyed by the bucket's id, so a name that is used again starts empty.
 */
import type { Key, Reader } from "../../storage/record-store.ts";
import type { BucketName } from "./names.ts";

/** A service that made the resource and alone may change it. */
type ManagedBy = string;

export interface Encryption {
  readonly algorithm: "AES256" | "aws:kms";
  readonly kmsKeyArn?: string | undefined;
}

export type StorageClass = "STANDARD" | "INTELLIGENT_TIERING";

export interface TableBucketRecord extends BucketName {
  readonly id: string;
  readonly createdMs: number;
  readonly managedBy?: ManagedBy | undefined;
  readonly encryption?: Encryption | undefined;
  /** Its policy: JSON text. */
  readonly policy?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface NamespaceRecord {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  /** Account that made it. */
  readonly createdBy: string;
}

export interface TableRecord {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly modifiedMs: number;
  readonly modifiedBy: string;
  readonly managedBy?: ManagedBy | undefined;
  /** Another one after each change; whoever brings an old one has not seen the change. */
  readonly versionToken: string;
  /** The current metadata file; left out until there is one. */
  readonly metadataLocation?: string | undefined;
  readonly encryption: Encryption;
  readonly policy?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface TablePlace {
  readonly bucket: BucketName;
  readonly namespace: string;
  readonly name: string;
}

export const bucketsPrefix = (place: Pick<BucketName, "accountId" | "region">): Key => [
  "s3tables",
  "bucket",
  place.accountId,
  place.region,
];
export const bucketKey = (bucket: BucketName): Key => [...bucketsPrefix(bucket), bucket.name];
export const namespacesPrefix = (bucketId: string): Key => ["s3tables", "namespace", bucketId];
export const namespaceKey = (bucketId: string, name: string): Key => [...namespacesPrefix(bucketId), name];
export const tablesPrefix = (bucketId: string): Key => ["s3tables", "table", bucketId];
export const tablesOfNamespacePrefix = (bucketId: string, namespace: string): Key => [
  ...tablesPrefix(bucketId),
  namespace,
];
export const tableKey = (bucketId: string, namespace: string, name: string): Key => [
  ...tablesOfNamespacePrefix(bucketId, namespace),
  name,
];
export const placeKey = (tableId: string): Key => ["s3tables", "place", tableId];
export const garbagePrefix: Key = ["s3tables-garbage"];
export const garbageKey = (tableId: string): Key => [...garbagePrefix, tableId];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeRecord(record: object): Uint8Array {
  return encoder.encode(JSON.stringify(record));
}

export function decodeRecord<T>(bytes: Uint8Array): T {
  return JSON.parse(decoder.decode(bytes)) as T;
}

export function readRecord<T>(reader: Reader, key: Key): T | undefined {
  const bytes = reader.get(key);
  return bytes === undefined ? undefined : decodeRecord<T>(bytes);
}
