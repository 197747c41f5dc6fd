/**
 * How the bytes of an object are sealed, as its record remembers it. The bytes are sealed with random data keys, one for each layer; what differs between the
 * kinds of server-side encryption is only the key that the data keys are wrapped with. So a copy can share the bytes under another key, and UpdateObjectEncryption
 * touches none.
 */

/** `customer` is SSE-C. */
export type EncryptionAlgorithm = "AES256" | "aws:kms" | "aws:kms:dsse" | "customer";

export interface ObjectEncryption {
  readonly algorithm: EncryptionAlgorithm;
  /** The data keys, the innermost layer's first, each wrapped (wrapped-key.ts). Two for `aws:kms:dsse`, else one. */
  readonly keys: readonly string[];
  /** The bucket that a customer's key was wrapped for, where it is another one: a replica's source. */
  readonly boundTo?: string | undefined;
  /** Where the wrapping key of the first one comes from, for `aws:kms` and `aws:kms:dsse`. */
  readonly kms?: KmsWrapping | undefined;
}

export interface KmsWrapping {
  readonly keyArn: string;
  /** The wrapping key as KMS encrypted it; base64. */
  readonly ciphertext: string;
  /** Pairs that the writer added to the encryption context. */
  readonly context?: Readonly<Record<string, string>> | undefined;
  /** The wrapping key is the bucket's, shared by many objects. */
  readonly isBucketKey?: true | undefined;
}

/** AWS: the ETag is the MD5 of plaintext and SSE-S3 objects that were not uploaded in parts, and of no others (API_Object). */
export function hasMd5Etag(encryption: Pick<ObjectEncryption, "algorithm"> | undefined): boolean {
  return encryption === undefined || encryption.algorithm === "AES256";
}
