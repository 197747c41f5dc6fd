/**
 * Keys that customers bring with each request (SSE-C). Lakebed keeps none: it wraps the object's data key with one and forgets it.
 *
 * AWS: texts and their order are those of S3's answers (recorded: localstack/localstack test_s3.snapshot.json, TestS3SSECEncryption; aws/aws-sdk-go issue 1726 for the
 * digest before the length).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html (read 2026-11-29)
 */
import { hash } from "node:crypto";
import type { RequestContext } from "../../../kit/context.ts";
import { defaultsOfBucket } from "../buckets/defaults.ts";
import { invalidArgument, invalidEncryptionAlgorithm, invalidRequest } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";

export interface CustomerKeyOptions {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

export interface CustomerKey {
  /** As it came; 32 bytes when it can be one. */
  readonly key: Uint8Array;
  /** Base64, to be told back. */
  readonly md5: string;
}

export interface SourceKeyOptions {
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly CopySourceSSECustomerKey?: string | undefined;
  readonly CopySourceSSECustomerKeyMD5?: string | undefined;
}

const ABOUT = "Requests specifying Server Side Encryption with Customer provided keys must";
const HEADER = "x-amz-server-side-encryption";
const KEY_BYTES = 32;

/**
 * Undefined when the request brings none. Its length is not checked: for reads a key of another length is just a wrong one.
 *
 * @throws {InvalidArgument} 400  @throws {InvalidEncryptionAlgorithmError} 400
 */
export function parseCustomerKey(input: CustomerKeyOptions): CustomerKey | undefined {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: text, SSECustomerKeyMD5: md5 } = input;
  if (algorithm === undefined && text === undefined && md5 === undefined) return undefined;
  if (algorithm === undefined) throw invalidArgument(`${ABOUT} provide a valid encryption algorithm.`, HEADER, "null");
  if (algorithm !== "AES256") throw invalidEncryptionAlgorithm(algorithm);
  if (text === undefined) throw invalidArgument(`${ABOUT} provide an appropriate secret key.`, HEADER, "null");
  // Not recorded from S3, where the digest is documented as required; the words are those of servers that follow it.
  if (md5 === undefined)
    throw invalidArgument(`${ABOUT} provide the client calculated MD5 of the secret key.`, HEADER, "null");
  const key = Buffer.from(text, "base64");
  if (hash("md5", key, "base64") !== md5) {
    const message = "The calculated MD5 hash of the key did not match the hash that was provided.";
    throw invalidArgument(message, HEADER, "null");
  }
  return { key, md5 };
}

/** The key of a copy's source. */
export function parseSourceKey(input: SourceKeyOptions): CustomerKey | undefined {
  return parseCustomerKey({
    SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: input.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
  });
}

/** @throws {InvalidArgument} 400 for a key that nothing can be sealed with */
export function requireKeyLength(customer: CustomerKey | undefined): void {
  if (customer !== undefined && customer.key.length !== KEY_BYTES)
    throw invalidArgument("The secret key was invalid for the specified algorithm.", HEADER, "null");
}

/**
 * AWS: keys come over HTTPS only. Suites written before 2023 bring them over plain HTTP; buckets of those days take them from this machine.
 *
 * @throws {InvalidRequest} 400
 */
export function requireSecureConnection(
  bucket: BucketRecord,
  { scheme, sourceIp }: Pick<RequestContext, "scheme" | "sourceIp">,
): void {
  if (scheme === "https" || (defaultsOfBucket(bucket) === "legacy" && isLoopback(sourceIp))) return;
  throw invalidRequest(`${ABOUT} be made over a secure connection.`);
}

function isLoopback(sourceIp: string): boolean {
  return sourceIp === "::1" || /^(?:::ffff:)?127\./.test(sourceIp);
}
