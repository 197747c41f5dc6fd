/** How the bytes of an object are sealed. */

export type EncryptionAlgorithm = "AES256" | "aws:kms" | "aws:kms:dsse" | "customer";

export interface ObjectEncryption {
  readonly algorithm: EncryptionAlgorithm;
  readonly kmsKeyArn?: string | undefined;
}
