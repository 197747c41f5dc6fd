/**
 * What tables are sealed with: asked for at their creation, else the setting of their table bucket, else S3's own keys.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-kms-encryption.html (not read again for this file)
 */
import type { EncryptionConfiguration } from "@aws-sdk/client-s3tables";
import { badRequest } from "./errors.ts";
import type { Encryption } from "./records.ts";

const KEY_ARN = /^arn:aws[-a-z]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/;

/** @throws {BadRequestException} 400 for anything but AES256 alone, or aws:kms with the ARN of a key */
export function parseEncryption({ sseAlgorithm, kmsKeyArn }: EncryptionConfiguration): Encryption {
  if (sseAlgorithm === "AES256") {
    if (kmsKeyArn !== undefined) throw badRequest("A KMS key is not applicable to the algorithm AES256.");
    return { algorithm: "AES256" };
  }
  if (sseAlgorithm !== "aws:kms") throw badRequest("The specified encryption algorithm is not valid.");
  if (kmsKeyArn === undefined || !KEY_ARN.test(kmsKeyArn)) throw badRequest("The specified KMS key ARN is not valid.");
  return { algorithm: "aws:kms", kmsKeyArn };
}

export function showEncryption({ algorithm, kmsKeyArn }: Encryption): EncryptionConfiguration {
  return { sseAlgorithm: algorithm, kmsKeyArn };
}
