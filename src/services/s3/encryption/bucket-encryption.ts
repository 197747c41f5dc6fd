/**
 * A bucket's own encryption setting: what its new objects are sealed with unless they ask for something else, and whether SSE-C is taken.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html (read 2026-11-29)
 */
import type { ServerSideEncryptionConfiguration, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import type { Reader } from "../../../storage/record-store.ts";
import { defaultsOfBucket } from "../buckets/defaults.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { BaseEncryption } from "./base-encryption.ts";
import { bucketConfiguration } from "../store/configurations.ts";

const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;
export type DefaultAlgorithm = (typeof ALGORITHMS)[number];

export interface BucketEncryption {
  /** Left out when only SSE-C was allowed or blocked. */
  readonly algorithm?: DefaultAlgorithm | undefined;
  /** As it was given; left out for the AWS managed key. */
  readonly kmsKeyId?: string | undefined;
  readonly isBucketKey?: true | undefined;
  /** Left out for what the bucket was born with. */
  readonly blocksCustomerKeys?: boolean | undefined;
}

export const bucketEncryptions = bucketConfiguration<BucketEncryption>("encryption");

export function findAlgorithm(name: string | undefined): DefaultAlgorithm | undefined {
  return ALGORITHMS.find((algorithm) => algorithm === name);
}

/** AWS: blocked in every bucket made since April 2026 until it is unblocked (default-s3-c-encryption-setting-faq.html). */
export function blocksCustomerKeys(reader: Reader, bucket: BucketRecord): boolean {
  return bucketEncryptions.read(reader, bucket)?.blocksCustomerKeys ?? defaultsOfBucket(bucket) === "2026";
}

/**
 * AWS: a document that says nothing of blocked types leaves them as they are (hashicorp/terraform-provider-aws issue 47320).
 *
 * @throws {MalformedXML} 400 for anything but one rule, and for unknown names (assumed)
 * @throws {InvalidArgument} 400 for a KMS key with AES256 (recorded: localstack/localstack test_s3_default_bucket_encryption_exc)
 */
export function readRule(
  { Rules = [] }: ServerSideEncryptionConfiguration,
  before: BucketEncryption | undefined,
): BucketEncryption {
  const [rule] = Rules;
  if (Rules.length !== 1 || rule === undefined) throw malformedXml();
  const { ApplyServerSideEncryptionByDefault: given, BucketKeyEnabled } = rule;
  const algorithm = findAlgorithm(given?.SSEAlgorithm);
  if (given !== undefined && algorithm === undefined) throw malformedXml();
  if (algorithm === "AES256" && given?.KMSMasterKeyID !== undefined) {
    const message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse";
    throw invalidArgument(message, "ApplyServerSideEncryptionByDefault");
  }
  return {
    algorithm,
    kmsKeyId: given?.KMSMasterKeyID,
    isBucketKey: BucketKeyEnabled === true ? true : undefined,
    blocksCustomerKeys: readBlocked(rule) ?? before?.blocksCustomerKeys,
  };
}

function readBlocked({ BlockedEncryptionTypes: blocked }: ServerSideEncryptionRule): boolean | undefined {
  if (blocked === undefined) return undefined;
  const [type, ...more] = blocked.EncryptionType ?? [];
  if (more.length > 0 || (type !== "NONE" && type !== "SSE-C")) throw malformedXml();
  return type === "SSE-C";
}

/** Undefined when there is nothing to show. */
export function showRule(
  reader: Reader,
  bucket: BucketRecord,
  base: BaseEncryption,
): ServerSideEncryptionRule | undefined {
  const isOfToday = defaultsOfBucket(bucket) === "2026";
  const given = bucketEncryptions.read(reader, bucket);
  const algorithm = given?.algorithm ?? (base === "sealed" && isOfToday ? "AES256" : undefined);
  if (given === undefined && algorithm === undefined) return undefined;
  const isBlockShown = isOfToday || given?.blocksCustomerKeys !== undefined;
  return {
    ...(algorithm === undefined
      ? {}
      : {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: algorithm,
            ...(given?.kmsKeyId === undefined ? {} : { KMSMasterKeyID: given.kmsKeyId }),
          },
        }),
    BucketKeyEnabled: given?.isBucketKey === true,
    ...(isBlockShown
      ? { BlockedEncryptionTypes: { EncryptionType: [blocksCustomerKeys(reader, bucket) ? "SSE-C" : "NONE"] } }
      : {}),
  };
}
