/**
 * Encrypting and decrypting with a key, symmetric or RSA: what Encrypt, Decrypt, ReEncrypt, the data key operations and the `Keys` port have in
 * common.
 */
import { constants, privateDecrypt, publicEncrypt } from "node:crypto";
import type { EncryptionAlgorithmSpec } from "@aws-sdk/client-kms";
import { NotImplementedError, ServiceError } from "../../../kit/errors.ts";
import type { EncryptionContext } from "../../../kit/ports/keys.ts";
import {
  algorithmRefused,
  ciphertextKeyRefused,
  incorrectKey,
  invalidCiphertext,
  invalidKeyUsage,
  invalidState,
  validation,
} from "../errors.ts";
import { findSettled, findKeyToUse, checkUse, type OpenKey, type UseContext } from "../keys/use-key.ts";
import type { FoundKey } from "../keys/find-key.ts";
import { factsOfSpec, plaintextBytesMax } from "../keys/key-specs.ts";
import type { Kms } from "../kms.ts";
import { PLAINTEXT_BYTES_MAX } from "../limits.ts";
import { checkEnum } from "../validation.ts";
import { type CiphertextName, decryptBlob, encryptBlob, readCiphertextName } from "./ciphertext.ts";
import { readMaterial } from "./read-material.ts";
import type { Material } from "./materials.ts";

const ALGORITHMS: readonly EncryptionAlgorithmSpec[] = [
  "RSAES_OAEP_SHA_1",
  "RSAES_OAEP_SHA_256",
  "SM2PKE",
  "SYMMETRIC_DEFAULT",
];

/** @throws {ServiceError} ValidationException */
export function readAlgorithm(member: string, algorithm: string | undefined): EncryptionAlgorithmSpec {
  checkEnum(member, algorithm, ALGORITHMS);
  return algorithm ?? "SYMMETRIC_DEFAULT";
}

/** @throws {ServiceError} InvalidKeyUsageException, ValidationException */
export function checkAlgorithm(
  { backing }: FoundKey,
  algorithm: EncryptionAlgorithmSpec,
  context: EncryptionContext | undefined,
): void {
  if (!(factsOfSpec(backing.spec).encryption ?? []).includes(algorithm))
    throw algorithmRefused(algorithm, backing.spec);
  if (algorithm !== "SYMMETRIC_DEFAULT" && Object.keys(context ?? {}).length > 0)
    throw validation("EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.");
}

/** @throws {ServiceError} ValidationException when the key cannot take so much at once */
export function checkPlaintextFits({ backing }: FoundKey, algorithm: EncryptionAlgorithmSpec, length: number): void {
  const max = algorithm === "SYMMETRIC_DEFAULT" ? PLAINTEXT_BYTES_MAX : plaintextBytesMax(backing.spec, algorithm);
  if (length > max)
    throw validation(
      `Algorithm ${algorithm} and key spec ${backing.spec} cannot encrypt data larger than ${max} bytes.`,
    );
}

export interface Encryption {
  readonly algorithm: EncryptionAlgorithmSpec;
  readonly context: EncryptionContext | undefined;
}

export function encryptWith(
  kms: Kms,
  { found, material }: OpenKey,
  { algorithm, context = {} }: Encryption,
  plaintext: Uint8Array,
): Uint8Array {
  if (algorithm !== "SYMMETRIC_DEFAULT")
    return publicEncrypt({ key: material.publicKeyObject(), ...oaep(algorithm) }, plaintext);
  const name = { accountId: found.place.accountId, keyId: found.id };
  return encryptBlob(name, { material, context }, plaintext, kms.runtime.random.bytes(16));
}

const oaep = (algorithm: EncryptionAlgorithmSpec): { padding: number; oaepHash: string } => ({
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: algorithm === "RSAES_OAEP_SHA_1" ? "sha1" : "sha256",
});

export interface Decryption extends Encryption {
  readonly ciphertext: Uint8Array;
  /** As the request names the key; undefined to take the one that the ciphertext names. */
  readonly keyId: string | undefined;
  readonly operation: string;
  readonly grantTokens?: readonly string[] | undefined;
}

export interface Decrypted extends OpenKey {
  readonly plaintext: Uint8Array;
}

/**
 * Checks in AWS's order: the ciphertext's form, the key, that it is the ciphertext's key, usage and state, the ciphertext itself.
 *
 * @throws {ServiceError} InvalidCiphertextException, NotFoundException, AccessDeniedException (the named key is not here), IncorrectKeyException,
 * InvalidKeyUsageException, DisabledException, KMSInvalidStateException
 */
export function decryptWith(kms: Kms, decryption: Decryption, context: UseContext): Promise<Decrypted> {
  return decryption.algorithm === "SYMMETRIC_DEFAULT"
    ? decryptSymmetric(kms, decryption, context)
    : decryptRsa(kms, decryption, context);
}

async function decryptSymmetric(kms: Kms, decryption: Decryption, context: UseContext): Promise<Decrypted> {
  const name = readCiphertextName(decryption.ciphertext);
  if (name === undefined) throw invalidCiphertext();
  const found = await findDecryptingKey(kms, decryption, name, context);
  // AWS: a key of another kind is as wrong as another key (recorded answer: IncorrectKeyException for a signing key).
  if (found.id !== name.keyId || found.place.accountId !== name.accountId) throw incorrectKey();
  checkUse(found, { operation: decryption.operation, usage: "ENCRYPT_DECRYPT" });
  const material = await openVersion(kms, found, name.version, context.nowMs);
  const plaintext = decryptBlob(decryption.ciphertext, { material, context: decryption.context ?? {} });
  if (plaintext === undefined) throw invalidCiphertext();
  return { found, material, plaintext };
}

async function findDecryptingKey(
  kms: Kms,
  { keyId, grantTokens }: Decryption,
  name: CiphertextName,
  context: UseContext,
): Promise<FoundKey> {
  if (keyId !== undefined) return findKeyToUse(kms, keyId, context, grantTokens);
  const place = { accountId: name.accountId, region: context.region };
  try {
    return await findSettled(kms, { place, target: { type: "key", id: name.keyId } }, context.nowMs);
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NotFoundException") throw ciphertextKeyRefused();
    throw error;
  }
}

async function openVersion(kms: Kms, found: FoundKey, version: number, nowMs: number): Promise<Material> {
  const material = await kms.records.read((reader) => readMaterial(kms, reader, found, { version, nowMs }));
  if (material !== undefined) return material;
  if (found.backing.origin === "EXTERNAL") throw invalidState(`${found.arn} is pending import.`);
  throw invalidCiphertext();
}

async function decryptRsa(kms: Kms, decryption: Decryption, context: UseContext): Promise<Decrypted> {
  const { algorithm, keyId, operation, ciphertext } = decryption;
  // AWS: RSA ciphertexts say nothing of their key (API reference, KeyId).
  if (keyId === undefined)
    throw validation("KeyId is required when the ciphertext was encrypted under an asymmetric KMS key.");
  const found = await findKeyToUse(kms, keyId, context, decryption.grantTokens);
  checkUse(found, { operation, usage: "ENCRYPT_DECRYPT" });
  checkAlgorithm(found, algorithm, decryption.context);
  const material = await openVersion(kms, found, found.backing.current, context.nowMs);
  let plaintext: Uint8Array;
  try {
    plaintext = privateDecrypt({ key: material.privateKeyObject(), ...oaep(algorithm) }, ciphertext);
  } catch {
    throw invalidCiphertext();
  }
  return { found, material, plaintext };
}

/** The key id of the material, for answers about symmetric keys. */
export function materialIdFor({ found, material }: OpenKey): string | undefined {
  return found.backing.spec === "SYMMETRIC_DEFAULT" ? material.materialId : undefined;
}

/** @throws {ServiceError} NotImplemented */
export function refuseRecipient(operation: string, recipient: object | undefined): void {
  if (recipient === undefined) return;
  throw new NotImplementedError(
    "kms",
    `${operation}.Recipient`,
    "there is no Nitro enclave whose attestation could be checked, and the plaintext must not be answered without it",
  );
}

/** @throws {ServiceError} InvalidKeyUsageException */
export function requireSymmetric({ backing }: FoundKey): void {
  // AWS: recorded answer.
  if (backing.spec !== "SYMMETRIC_DEFAULT")
    throw invalidKeyUsage("You cannot generate a data key with an asymmetric CMK");
}
