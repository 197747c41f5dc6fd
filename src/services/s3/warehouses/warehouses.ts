/** The buckets of tables as S3 Tables uses them: made in its transactions, emptied and removed when a table has gone. They are in no index and count for no quota. */
import { accessDenied } from "../errors.ts";
import { isWarehouseName, type Warehouses } from "../../../kit/ports/warehouses.ts";
import type { Authorizer } from "../../../auth/authorize.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { bucketEncryptions } from "../encryption/bucket-encryption.ts";
import { ABORTED_UPLOADS_PAGE, DELETED_KEYS_PAGE } from "../limits.ts";
import { removeUpload } from "../multipart/upload-store.ts";
import { createObjectStore } from "../object-store.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { putBucket, readBucket, removeHiddenBucket } from "../store/buckets.ts";
import { deleteVersion } from "../store/delete-version.ts";
import { currentPrefix, uploadsPrefix } from "../store/keys.ts";
import { wholeSecondMs } from "../store/version-record.ts";

export function createWarehouses(s3: S3): Warehouses {
  return {
    store: createObjectStore(s3, WAREHOUSES_ONLY),
    add(transaction, { name, accountId, region, createdMs, encryption }) {
      const record: BucketRecord = { name, accountId, region, createdMs, versioning: "off" };
      putBucket(transaction, record);
      const { algorithm, kmsKeyArn: kmsKeyId } = encryption;
      // AWS: SSE-KMS of tables always uses bucket keys (s3-tables-kms-encryption.html).
      const isBucketKey = algorithm === "aws:kms" ? true : undefined;
      if (algorithm === "aws:kms") bucketEncryptions.put(transaction, record, { algorithm, kmsKeyId, isBucketKey });
    },
    async remove(name) {
      let isGone = false;
      while (!isGone) isGone = await removeStep(s3, name);
    },
  };
}

const S3_ARN = bucketArn("");

const isOfWarehouse = ({ resource }: AccessCheck): boolean =>
  resource.startsWith(S3_ARN) && isWarehouseName(resource.slice(S3_ARN.length).split("/", 1)[0] ?? "");

/** S3 Tables has decided already; other buckets are none of its business. */
const WAREHOUSES_ONLY: Authorizer = {
  authorize(_, checks) {
    if (!checks.every(isOfWarehouse)) throw accessDenied();
  },
  allows: (_, checks) => Promise.resolve(checks.every(isOfWarehouse)),
};

/** One bounded transaction; true when the bucket is gone. */
function removeStep(s3: S3, name: string): Promise<boolean> {
  const lastModifiedMs = wholeSecondMs(s3.runtime.clock.nowMs());
  return s3.records.transact((transaction) => {
    const bucket = readBucket(transaction, name);
    if (bucket === undefined) return true;
    const objects = transaction.range({ prefix: currentPrefix(name), limit: DELETED_KEYS_PAGE });
    for (const { key } of objects) {
      const place = { bytes: s3.bytes, bucket: name, key: String(key[3]) };
      deleteVersion(transaction, place, { newVersionId: "", lastModifiedMs, cause: undefined });
    }
    const uploads = transaction.range({ prefix: uploadsPrefix(name), limit: ABORTED_UPLOADS_PAGE });
    for (const { key } of uploads) {
      const upload = { bucket: name, key: String(key[3]), uploadId: String(key[4]) };
      removeUpload(transaction, s3.bytes, { name: upload, kept: new Set() });
    }
    if (objects.length > 0 || uploads.length > 0) return false;
    removeHiddenBucket(transaction, bucket);
    return true;
  });
}
