/**
 * Settings of a bucket that most buckets do not have (CORS, lifecycle, website, default encryption ...): one record for each kind, so that the bucket's own record,
 * which every request reads, stays small. It holds their digests: a kind that is not named there costs no read, and one that is named is decoded once and
 * remembered by its digest. Whether the value is right is the writer's business; here it is JSON.
 */
import { createHash } from "node:crypto";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { putBucket } from "./buckets.ts";
import { configurationKey } from "./keys.ts";
import { decodeRecord, encodeRecord } from "./record-codec.ts";

/** How one kind of setting is read and written. The value is plain JSON. */
export interface BucketConfiguration<T extends object> {
  /** Undefined when the bucket has none. The same object each time, not to be changed. */
  read(reader: Reader, bucket: BucketRecord): T | undefined;
  /** Replaces it. Resolves with the bucket's new record, for further changes in the same transaction. */
  put(transaction: Transaction, bucket: BucketRecord, value: T): BucketRecord;
  /** Removing what is not there is no error. */
  remove(transaction: Transaction, bucket: BucketRecord): BucketRecord;
}

/** Decoded settings by digest. */
const KNOWN_MAX = 1_000;
const known = new BoundedCache<string, object>(KNOWN_MAX);

/** `kind` names the setting in keys and in the bucket's record; it must never change. */
export function bucketConfiguration<T extends object>(kind: string): BucketConfiguration<T> {
  return {
    read(reader, bucket) {
      const digest = bucket.configurations?.[kind];
      if (digest === undefined) return undefined;
      const id = `${kind}:${digest}`;
      const remembered = known.get(id) as T | undefined;
      if (remembered !== undefined) return remembered;
      const bytes = reader.get(configurationKey(bucket.name, kind));
      if (bytes === undefined) return undefined;
      const value = decodeRecord<T>(bytes);
      known.set(id, value);
      return value;
    },
    put(transaction, bucket, value) {
      const bytes = encodeRecord(value);
      const digest = createHash("sha256").update(bytes).digest("base64url");
      transaction.put(configurationKey(bucket.name, kind), bytes);
      return changed(transaction, bucket, { ...bucket.configurations, [kind]: digest });
    },
    remove(transaction, bucket) {
      if (bucket.configurations?.[kind] === undefined) return bucket;
      transaction.delete(configurationKey(bucket.name, kind));
      const { [kind]: _, ...others } = bucket.configurations;
      return changed(transaction, bucket, Object.keys(others).length === 0 ? undefined : others);
    },
  };
}

function changed(
  transaction: Transaction,
  bucket: BucketRecord,
  configurations: BucketRecord["configurations"],
): BucketRecord {
  const record = { ...bucket, configurations };
  putBucket(transaction, record);
  return record;
}
