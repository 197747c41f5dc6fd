/**
 * Requests of S3 Metadata as we keep them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_MetadataConfiguration.html (read 2026-11-29; which error a fault has is assumed)
 */
import type { MetadataTableEncryptionConfiguration, RecordExpiration } from "@aws-sdk/client-s3";
import { invalidArgument, malformedXml } from "../errors.ts";
import { EXPIRATION_DAYS_MAX, EXPIRATION_DAYS_MIN } from "./metadata-limits.ts";

/** Undefined for records that stay. @throws {MalformedXML} 400  @throws {InvalidArgument} 400 for days that cannot be */
export function parseExpiration(asked: RecordExpiration | undefined): number | undefined {
  const { Expiration: state, Days: days } = asked ?? {};
  if (state !== "ENABLED" && state !== "DISABLED") throw malformedXml();
  if (state === "DISABLED") {
    if (days !== undefined) throw invalidArgument("Days must be left out when record expiration is disabled", "Days");
    return undefined;
  }
  if (days === undefined || !Number.isInteger(days) || days < EXPIRATION_DAYS_MIN || days > EXPIRATION_DAYS_MAX)
    throw invalidArgument(`Days must be a whole number from ${EXPIRATION_DAYS_MIN} to ${EXPIRATION_DAYS_MAX}`, "Days");
  return days;
}

const KEY_ARN = /^arn:aws[-a-z]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/;

/** The key of aws:kms; undefined for S3's own. @throws {MalformedXML} 400  @throws {InvalidArgument} 400 */
export function parseTableEncryption(asked: MetadataTableEncryptionConfiguration | undefined): string | undefined {
  if (asked === undefined) return undefined;
  const { SseAlgorithm: algorithm, KmsKeyArn: key } = asked;
  if (algorithm !== "AES256" && algorithm !== "aws:kms") throw malformedXml();
  if (algorithm === "AES256") {
    if (key !== undefined) throw invalidArgument("A KMS key is not applicable to AES256", "KmsKeyArn", key);
    return undefined;
  }
  if (key === undefined || !KEY_ARN.test(key))
    throw invalidArgument("The ARN of a KMS key is needed with aws:kms", "KmsKeyArn", key ?? "");
  return key;
}

/** @throws {MalformedXML} 400 */
export function isEnabled(state: string | undefined): boolean {
  if (state !== "ENABLED" && state !== "DISABLED") throw malformedXml();
  return state === "ENABLED";
}
