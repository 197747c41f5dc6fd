/** What a write asks of server-side encryption, and what its object gets. */
import { NotImplementedError } from "../../../kit/errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectOptions } from "../store/version-record.ts";

/** The members of a write that speak of server-side encryption. */
export interface EncryptionOptions {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

export interface AskedEncryption {
  readonly algorithm: "AES256" | undefined;
}

/** @throws {NotImplemented} 501 for SSE-KMS, DSSE-KMS and SSE-C */
export function parseEncryption(input: EncryptionOptions): AskedEncryption {
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== "AES256") {
    throw new NotImplementedError(
      "s3",
      `server-side encryption ${input.ServerSideEncryption}`,
      "objects are not sealed yet",
    );
  }
  if ([input.SSEKMSKeyId, input.SSEKMSEncryptionContext].some(isGiven) || input.BucketKeyEnabled === true) {
    throw new NotImplementedError("s3", "server-side encryption with KMS keys", "objects are not sealed yet");
  }
  if ([input.SSECustomerAlgorithm, input.SSECustomerKey, input.SSECustomerKeyMD5].some(isGiven)) {
    throw new NotImplementedError("s3", "server-side encryption with customer keys", "objects are not sealed yet");
  }
  return { algorithm: input.ServerSideEncryption === undefined ? undefined : "AES256" };
}

/** AES256 is accepted and not claimed. */
export function settleEncryption(_bucket: BucketRecord, _asked: AskedEncryption): Pick<ObjectOptions, "encryption"> {
  return {};
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
