import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { openKeys, wrapKeys } from "../encryption/sealing.ts";
import { invalidRequest, keyOfOtherAccount, lockedEncryption, operationAborted } from "../errors.ts";
import { COPY_RETRIES_MAX } from "../limits.ts";
import { checkKey } from "../objects/object-key.ts";
import { openObject } from "../objects/open-object.ts";
import { isDeletable } from "../lock/object-lock.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { replaceRecord } from "../store/history.ts";
import type { Reader } from "../../../storage/record-store.ts";
import type { ObjectVersion } from "../store/version-record.ts";

type Input = InputOf<typeof Sdk, "UpdateObjectEncryption">;

const KEY_ARN = /^arn:aws[-a-z0-9]*:kms:[-a-z0-9]+:(\d{12}):key\/[-a-zA-Z0-9]+$/;

/**
 * Puts an object that S3 seals under a key of KMS: its data key is wrapped again, its bytes are not touched. ETag, Last-Modified and everything else stay.
 *
 * Checks, in order: key length → digest of the document → the wish → bucket → version → how it is sealed → whose the key is → Object Lock → KMS.
 *
 * @throws {InvalidRequest} 400 for another wish than SSE-KMS with a key ARN, and for objects that are not sealed, or with DSSE-KMS or SSE-C
 * @throws {AccessDenied} 403 for another account's key, a locked object, and by KMS  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404
 * @throws {KMS.NotFoundException} 400 and others of KMS  @throws {OperationAborted} 409 when the object keeps being replaced
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html (read 2026-11-29; texts from there, order assumed)
 */
export const updateObjectEncryption: Operation<typeof Sdk, "UpdateObjectEncryption", S3> = {
  access: ({ Bucket, Key }) => [{ action: "s3:UpdateObjectEncryption", resource: objectArn(Bucket, Key) }],
  async handle(input, context, s3) {
    checkKey(input.Key);
    await verifyDocument(context);
    const wish = readWish(input.ObjectEncryption);
    for (let attempt = 0; attempt < COPY_RETRIES_MAX; attempt += 1) {
      const finding = s3.records.read((reader) => find(reader, input, context));
      const found = await tellAbsence(s3, context, input, finding);
      if (await rewrap(s3, { input, context, wish, found })) return {};
    }
    throw operationAborted();
  },
};

interface Wish {
  readonly keyId: string;
  readonly accountId: string;
  readonly isBucketKey: boolean;
}

function readWish({ SSEKMS }: Input["ObjectEncryption"]): Wish {
  if (SSEKMS === undefined)
    throw invalidRequest(
      "Requests that modify an object encryption configuration require a valid new encryption type. Valid values are SSEKMS. Modify the request to specify SSE-KMS for the updated encryption type, and then try again.",
    );
  const { KMSKeyArn: keyId, BucketKeyEnabled } = SSEKMS;
  if (keyId === undefined || keyId === "")
    throw invalidRequest(
      "Requests that modify an object's encryption type to SSE-KMS require an AWS KMS key Amazon Resource Name (ARN). Modify the request to specify a KMS key ARN, and then try again.",
    );
  const accountId = KEY_ARN.exec(keyId)?.[1];
  if (accountId === undefined)
    throw invalidRequest(
      "Requests that modify an object's encryption type to SSE-KMS require a valid AWS KMS key Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in your request, and then try again.",
    );
  return { keyId, accountId, isBucketKey: BucketKeyEnabled === true };
}

interface Found {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
}

function find(reader: Reader, input: Input, context: RequestContext): Found {
  const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
  const name = { key: input.Key, versionId: input.VersionId, method: context.method };
  return { bucket, version: openObject(reader, bucket, name) };
}

interface Rewrapping {
  readonly input: Input;
  readonly context: RequestContext;
  readonly wish: Wish;
  readonly found: Found;
}

/** False when the object was replaced meanwhile. */
async function rewrap(s3: S3, { input, context, wish, found }: Rewrapping): Promise<boolean> {
  const { bucket, version } = found;
  const { encryption } = version;
  if (encryption === undefined)
    throw invalidRequest(
      "The UpdateObjectEncryption operation doesn't supported unencrypted source objects. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
    );
  if (encryption.algorithm !== "AES256" && encryption.algorithm !== "aws:kms")
    throw invalidRequest(
      "The UpdateObjectEncryption operation doesn't support source objects with the encryption type DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
    );
  if (wish.accountId !== bucket.accountId) throw keyOfOtherAccount();
  if (!isDeletable(version.lock, { nowMs: context.nowMs, bypassesGovernance: false })) throw lockedEncryption();
  const place = { caller: context, bucket, key: input.Key };
  const keys = await openKeys(s3, place, encryption);
  const plan = { algorithm: "aws:kms", context: undefined, ...wish } as const;
  const sealing = await wrapKeys(s3, place, { plan, keys });
  return await s3.records.transact((transaction) => {
    const now = find(transaction, input, context).version;
    if (now.versionId !== version.versionId || now.encryption?.keys[0] !== encryption.keys[0]) return false;
    const updated = { ...now, encryption: sealing.encryption };
    replaceRecord(transaction, { bucket: bucket.name, key: input.Key }, updated);
    return true;
  });
}
