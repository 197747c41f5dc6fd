/**
 * The key that S3 owns for one bucket (SSE-S3, and the outer layer of DSSE-KMS): sealed by the root key in the bucket's own record, made when the bucket first
 * seals something, gone with the bucket.
 */
import type { SealParts } from "./seal-parts.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { putBucket, requireBucket } from "../store/buckets.ts";
import { internalError } from "../../../kit/errors.ts";

const PURPOSE = "s3-bucket-key";
const KEY_BYTES = 32;

/** A copy, to be overwritten when it is used. @throws {InternalError} 500 when the root key is another one than it was */
export function openOwnedKey({ encryption }: Pick<SealParts, "encryption">, bucket: BucketRecord): Uint8Array {
  const { sealedKey = "" } = bucket;
  const id = `owned ${sealedKey}`;
  const known = encryption.openKeys.get(id);
  if (known !== undefined) return known.key;
  const key = encryption.sealer.open(PURPOSE, Buffer.from(sealedKey, "base64url"), bucket.name);
  if (key === undefined) throw internalError(new Error(`the key of the bucket ${bucket.name} does not open`));
  encryption.openKeys.set(id, { key });
  return key;
}

/** The bucket with a key. @throws {NoSuchBucket} 404 when it was deleted meanwhile */
export async function withOwnedKey(s3: SealParts, bucket: BucketRecord): Promise<BucketRecord> {
  if (bucket.sealedKey !== undefined) return bucket;
  const key = s3.runtime.random.bytes(KEY_BYTES);
  const sealed = s3.encryption.sealer.seal(PURPOSE, key, bucket.name);
  key.fill(0);
  const sealedKey = Buffer.from(sealed).toString("base64url");
  return await s3.records.transact((transaction) => {
    const current = requireBucket(transaction, bucket.name);
    if (current.sealedKey !== undefined) return current;
    const record = { ...current, sealedKey };
    putBucket(transaction, record);
    return record;
  });
}
