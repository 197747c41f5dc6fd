/**
 * What a write asks of server-side encryption, and what its object gets: the request's own wish, else the bucket's default, else the server's.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (read 2026-11-29)
 */
import { type Caller, nameOf } from "../../../auth/principal.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { EncryptionContext } from "../../../kit/ports/keys.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { objectArn } from "../arns.ts";
import { customerKeysBlocked, invalidArgument } from "../errors.ts";
import type { SealParts } from "./seal-parts.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { blocksCustomerKeys, bucketEncryptions, type DefaultAlgorithm, findAlgorithm } from "./bucket-encryption.ts";
import {
  type CustomerKey,
  type CustomerKeyOptions,
  parseCustomerKey,
  requireKeyLength,
  requireSecureConnection,
} from "./customer-key.ts";
import type { SealPlan } from "./sealing.ts";

/** The members of a write that speak of server-side encryption. */
export interface EncryptionOptions extends CustomerKeyOptions {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

export interface AskedEncryption {
  readonly algorithm?: DefaultAlgorithm | undefined;
  readonly keyId?: string | undefined;
  readonly context?: EncryptionContext | undefined;
  readonly isBucketKey?: boolean | undefined;
  readonly customer?: CustomerKey | undefined;
}

const HEADER = "x-amz-server-side-encryption";
/** The key that AWS manages for S3 in each account and Region. */
const MANAGED_KEY = "alias/aws/s3";

/**
 * @throws {InvalidArgument} 400 for an unknown method, a KMS key or context without `aws:kms`, two methods at once, an ill-formed context or customer key
 * @throws {InvalidEncryptionAlgorithmError} 400
 */
export function parseEncryption(input: EncryptionOptions): AskedEncryption {
  const { ServerSideEncryption: name, SSEKMSKeyId, SSEKMSEncryptionContext, BucketKeyEnabled } = input;
  const hasCustomerKey = input.SSECustomerAlgorithm !== undefined || input.SSECustomerKey !== undefined;
  if (hasCustomerKey && name !== undefined) {
    const message =
      "Server Side Encryption with Customer provided key is incompatible with the encryption method specified";
    throw invalidArgument(message, HEADER, name);
  }
  const customer = parseCustomerKey(input);
  requireKeyLength(customer);
  const algorithm = findAlgorithm(name);
  if (name !== undefined && algorithm === undefined)
    throw invalidArgument("The encryption method specified is not supported", HEADER, name);
  if ((SSEKMSKeyId !== undefined || SSEKMSEncryptionContext !== undefined) && !isOfKms(algorithm)) {
    const message =
      "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms";
    throw invalidArgument(message, HEADER, name ?? "null");
  }
  const context = SSEKMSEncryptionContext === undefined ? undefined : parseContext(SSEKMSEncryptionContext);
  return { algorithm, keyId: SSEKMSKeyId, context, isBucketKey: BucketKeyEnabled, customer };
}

function isOfKms(algorithm: DefaultAlgorithm | undefined): boolean {
  return algorithm !== undefined && algorithm !== "AES256";
}

function parseContext(header: string): EncryptionContext {
  let value: unknown;
  try {
    const bytes = Buffer.from(header, "base64");
    value = JSON.parse(new TextDecoder("utf8", { fatal: true }).decode(bytes));
  } catch {
    throw invalidContext(header);
  }
  if (!isStringMap(value)) throw invalidContext(header);
  return value;
}

function isStringMap(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}

/** AWS: the text is recorded (HADOOP-19197), its code is assumed. */
function invalidContext(header: string): ReturnType<typeof invalidArgument> {
  const message = `The header '${HEADER}-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map`;
  return invalidArgument(message, `${HEADER}-context`, header);
}

/** Where a write is settled: inside the snapshot that opened the bucket. */
export interface SealSettling {
  readonly s3: Pick<SealParts, "encryption">;
  readonly reader: Reader;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly context: Caller & Pick<RequestContext, "scheme" | "sourceIp">;
}

/** Undefined for bytes that are to lie as they are. @throws {AccessDenied} 403 where the bucket blocks SSE-C  @throws {InvalidRequest} 400 over HTTP */
export function settleEncryption(settling: SealSettling, asked: AskedEncryption): SealPlan | undefined {
  const { s3, reader, bucket } = settling;
  const { customer, algorithm, keyId, context, isBucketKey } = asked;
  if (customer !== undefined) {
    admitCustomerKey(settling);
    return { algorithm: "customer", customer };
  }
  if (algorithm === undefined) return defaultSealing(s3, reader, bucket, asked);
  if (algorithm === "AES256") return { algorithm };
  // AWS: without a key of its own the request gets the AWS managed key, whatever the bucket's default names (API_PutObject).
  const bucketDefault = bucketEncryptions.read(reader, bucket);
  const usesBucketKey = algorithm === "aws:kms" && (isBucketKey ?? bucketDefault?.isBucketKey === true);
  return { algorithm, keyId: keyId ?? MANAGED_KEY, context, isBucketKey: usesBucketKey };
}

/** The same for writes that ask for nothing. */
export function defaultSealing(
  { encryption }: Pick<SealParts, "encryption">,
  reader: Reader,
  bucket: BucketRecord,
  asked: Pick<AskedEncryption, "isBucketKey"> = {},
): SealPlan | undefined {
  const given = bucketEncryptions.read(reader, bucket);
  const algorithm = given?.algorithm ?? (encryption.base === "sealed" ? "AES256" : undefined);
  if (algorithm === undefined || algorithm === "AES256") return algorithm === undefined ? undefined : { algorithm };
  // AWS: bucket keys are not for DSSE-KMS (bucket-key.html).
  const isBucketKey = algorithm === "aws:kms" && (asked.isBucketKey ?? given?.isBucketKey === true);
  return { algorithm, keyId: given?.kmsKeyId ?? MANAGED_KEY, context: undefined, isBucketKey };
}

/** @throws {AccessDenied} 403 where the bucket blocks SSE-C  @throws {InvalidRequest} 400 over HTTP */
export function admitCustomerKey({ reader, bucket, key, context }: Omit<SealSettling, "s3">): void {
  if (blocksCustomerKeys(reader, bucket))
    throw customerKeysBlocked(nameOf(context.principal), objectArn(bucket.name, key));
  requireSecureConnection(bucket, context);
}
