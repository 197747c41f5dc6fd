/** Data keys and data key pairs: made, encrypted under a symmetric key, and given away. */
import type { GenerateDataKeyPairRequest, GenerateDataKeyRequest, KeySpec } from "@aws-sdk/client-kms";
import { unsupported, validation } from "../errors.ts";
import { generateDataKeyPairMaterial } from "../crypto/generate-keys.ts";
import { DATA_KEY_PAIR_SPECS } from "../keys/key-specs.ts";
import {
  checkUse,
  endDryRun,
  findKeyToUse,
  noteUse,
  openCurrent,
  type OpenKey,
  type UseContext,
} from "../keys/use-key.ts";
import type { Kms } from "../kms.ts";
import { RANDOM_BYTES_MAX } from "../limits.ts";
import { checkEncryptionContext, checkEnum, checkRange } from "../validation.ts";
import { encryptWith, requireSymmetric } from "./encrypting.ts";

type DataKeyInput = Omit<GenerateDataKeyRequest, "KeyId" | "Recipient"> & { readonly KeyId: string };
type DataKeyPairInput = Omit<GenerateDataKeyPairRequest, "KeyId" | "Recipient"> & { readonly KeyId: string };

export interface MadeDataKey extends OpenKey {
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** @throws {ServiceError} as GenerateDataKey */
export async function makeDataKey(
  kms: Kms,
  input: DataKeyInput,
  context: UseContext,
  operation: string,
): Promise<MadeDataKey> {
  const length = dataKeyBytes(input);
  checkEncryptionContext(input.EncryptionContext);
  const key = await openDataKeyKey(kms, input, context, operation);
  endDryRun(input.DryRun);
  const plaintext = kms.runtime.random.bytes(length);
  const ciphertext = encryptWith(kms, key, encryptionOf(input), plaintext);
  noteUse(kms, key.found, operation, context);
  return { ...key, plaintext, ciphertext };
}

function dataKeyBytes({ KeySpec: spec, NumberOfBytes: count }: DataKeyInput): number {
  checkEnum("keySpec", spec, ["AES_256", "AES_128"]);
  if (count !== undefined) checkRange("numberOfBytes", count, { min: 1, max: RANDOM_BYTES_MAX });
  // AWS: recorded answer, for both and for neither.
  if ((spec === undefined) === (count === undefined))
    throw validation("Please specify either number of bytes or key spec.");
  return count ?? (spec === "AES_128" ? 16 : 32);
}

export interface MadeDataKeyPair extends OpenKey {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** @throws {ServiceError} as GenerateDataKeyPair */
export async function makeDataKeyPair(
  kms: Kms,
  input: DataKeyPairInput,
  context: UseContext,
  operation: string,
): Promise<MadeDataKeyPair> {
  const spec: KeySpec | undefined = input.KeyPairSpec;
  checkEnum("keyPairSpec", spec, DATA_KEY_PAIR_SPECS);
  checkEncryptionContext(input.EncryptionContext);
  if (spec === undefined || spec === "SM2")
    throw unsupported(`KeyPairSpec ${spec ?? ""} is not supported in this Region`);
  const key = await openDataKeyKey(kms, input, context, operation);
  endDryRun(input.DryRun);
  const { privateKey, publicKey } = await generateDataKeyPairMaterial(spec, kms);
  const ciphertext = encryptWith(kms, key, encryptionOf(input), privateKey);
  noteUse(kms, key.found, operation, context);
  return { ...key, privateKey, publicKey, ciphertext };
}

async function openDataKeyKey(
  kms: Kms,
  { KeyId, GrantTokens }: { readonly KeyId: string; readonly GrantTokens?: readonly string[] | undefined },
  context: UseContext,
  operation: string,
): Promise<OpenKey> {
  const found = await findKeyToUse(kms, KeyId, context, GrantTokens);
  checkUse(found, { operation, usage: "ENCRYPT_DECRYPT" });
  requireSymmetric(found);
  return { found, material: await openCurrent(kms, found, context.nowMs) };
}

const encryptionOf = (input: {
  readonly EncryptionContext?: Record<string, string> | undefined;
}): { algorithm: "SYMMETRIC_DEFAULT"; context: Record<string, string> | undefined } => ({
  algorithm: "SYMMETRIC_DEFAULT",
  context: input.EncryptionContext,
});
