/**
 * Wrapping keys from KMS, in the caller's name: one for each object, or one for a bucket that serves many objects for a few minutes.
 *
 * AWS: the encryption context is the object's ARN, or the bucket's with a bucket key; pairs of the writer come before it (UsingKMSEncryption.html). A bucket key is
 * fetched again for each requester (bucket-key.html), so a caller whom the key policy refuses gets nothing out of another one's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (read 2026-11-29)
 */
import { type Caller, nameOf } from "../../../auth/principal.ts";
import { AuthError, ServiceError } from "../../../kit/errors.ts";
import type { EncryptionContext } from "../../../kit/ports/keys.ts";
import { bucketArn, objectArn } from "../arns.ts";
import { invalidArgument } from "../errors.ts";
import type { SealParts } from "./seal-parts.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { KmsWrapping } from "./object-encryption.ts";

/** Which object, and for whom. */
export interface SealPlace {
  readonly caller: Caller;
  readonly bucket: BucketRecord;
  readonly key: string;
}

export interface KmsRequest {
  /** In any form that KMS knows. */
  readonly keyId: string;
  readonly context: EncryptionContext | undefined;
  readonly isBucketKey: boolean;
}

const ARN_PAIR = "aws:s3:arn";

export interface NewKmsKey {
  readonly key: Uint8Array;
  readonly kms: Pick<KmsWrapping, "keyArn" | "ciphertext">;
}

/**
 * A new wrapping key, or the bucket's: a copy, to be overwritten when it is used.
 *
 * @throws {AccessDenied} 403  @throws {KMS.NotFoundException} 400, {KMS.DisabledException} 400 and others of KMS
 * @throws {InvalidArgument} 400 for callers without Signature Version 4
 */
export async function newKmsKey(s3: SealParts, place: SealPlace, request: KmsRequest): Promise<NewKmsKey> {
  requireSignatureV4(place.caller);
  const id = request.isBucketKey ? ["new", request.keyId, ...idOf(place)].join(" ") : undefined;
  const known = id === undefined ? undefined : s3.encryption.openKeys.get(id);
  if (known?.kms !== undefined) return { key: known.key, kms: known.kms };
  const made = await asked(async () => {
    const keys = await s3.keys();
    return keys.generateDataKey(callerAt(place), request.keyId, contextOf(place, request));
  });
  const kms = { keyArn: made.keyArn, ciphertext: Buffer.from(made.ciphertext).toString("base64") };
  const open = { key: made.plaintext, kms };
  if (id !== undefined) s3.encryption.openKeys.set(id, open);
  return open;
}

/** The wrapping key of an object that is there: a copy, to be overwritten when it is used. Errors: as newKmsKey */
export async function openKmsKey(s3: SealParts, place: SealPlace, wrapping: KmsWrapping): Promise<Uint8Array> {
  requireSignatureV4(place.caller);
  const isBucketKey = wrapping.isBucketKey === true;
  const id = isBucketKey ? ["open", wrapping.ciphertext, ...idOf(place)].join(" ") : undefined;
  const known = id === undefined ? undefined : s3.encryption.openKeys.get(id);
  if (known !== undefined) return known.key;
  const ciphertext = Buffer.from(wrapping.ciphertext, "base64");
  const key = await asked(async () => {
    const keys = await s3.keys();
    return keys.decrypt(callerAt(place), ciphertext, contextOf(place, { context: wrapping.context, isBucketKey }));
  });
  if (id !== undefined) s3.encryption.openKeys.set(id, { key });
  return key;
}

function contextOf(
  { bucket, key }: SealPlace,
  { context, isBucketKey }: Pick<KmsRequest, "context" | "isBucketKey">,
): EncryptionContext {
  if (isBucketKey) return { [ARN_PAIR]: bucketArn(bucket.name) };
  // AWS: the pair is not appended a second time when the writer brought one of that name (API_PutObject, x-amz-server-side-encryption-context).
  return { [ARN_PAIR]: objectArn(bucket.name, key), ...context };
}

/** AWS: keys are looked for in the bucket's Region. */
function callerAt({ caller, bucket }: SealPlace): Caller {
  return { ...caller, region: bucket.region };
}

/** Everything that tells requesters apart. */
function idOf({ caller, bucket }: SealPlace): string[] {
  const { principal, accountId, calledVia = [] } = caller;
  const credential = "accessKeyId" in principal ? principal.accessKeyId : "";
  return [nameOf(principal), credential, accountId, ...calledVia, bucket.name, String(bucket.createdMs)];
}

/** AWS: the answer that S3 gives (boto/boto3 issue 2952); anonymous callers get it too. */
function requireSignatureV4({ principal, origin }: Caller): void {
  if (principal.type !== "anonymous" && origin?.signature?.version !== "AWS") return;
  throw invalidArgument(
    "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
    "Authorization",
    "null",
  );
}

/**
 * AWS: refusals of KMS come through with `KMS.` before their code, as 400, and a missing permission as AccessDenied (ErrorResponses.html; recorded:
 * localstack/localstack test_s3.snapshot.json, test_s3_sse_validate_kms_key and ..._state).
 */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    const { message } = error;
    if (error.code === "AccessDeniedException")
      throw new AuthError({ status: 403, code: "AccessDenied", message, cause: error });
    throw new ServiceError({ status: 400, code: `KMS.${error.code}`, message, cause: error });
  }
}
