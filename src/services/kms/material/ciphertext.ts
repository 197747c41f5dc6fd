/**
 * Ciphertexts of symmetric keys. A blob names its key, the key's owner and the version of the material, so that decrypting needs nothing else and
 * goes on after rotations:
 *
 *     format 0x01 | flags (1: multi-Region key) | account (6, packed digits) | key id (16) | version (4) | nonce (16) | ciphertext | tag (16)
 *
 * Each message has a key of its own, HMAC-SHA256 of the material over the nonce, as AWS derives one for each message; so random nonces
 * never wear a key out. The header and the encryption context are authenticated.
 *
 * @see https://docs.aws.amazon.com/kms/latest/cryptographic-details/symmetric-key-encryption.html (read 2026-11-23)
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { EncryptionContext } from "../../../kit/ports/keys.ts";
import type { Material } from "./materials.ts";

const FORMAT = 1;
const MULTI_REGION = 1;
const HEADER_BYTES = 28;
const NONCE_BYTES = 16;
const TAG_BYTES = 16;
const BODY_START = HEADER_BYTES + NONCE_BYTES;
/** Used once for each derived key. */
const FIXED_IV = new Uint8Array(12);

export interface CiphertextName {
  readonly accountId: string;
  readonly keyId: string;
  readonly version: number;
}

export interface Envelope {
  readonly material: Material;
  readonly context: EncryptionContext;
}

export function encryptBlob(
  name: Omit<CiphertextName, "version">,
  { material, context }: Envelope,
  plaintext: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  const header = headerOf({ ...name, version: material.version });
  const cipher = createCipheriv("aes-256-gcm", messageKey(material.secret, nonce), FIXED_IV).setAAD(
    additionalData(header, context),
  );
  return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when the blob or the context is not what was encrypted. */
export function decryptBlob(blob: Uint8Array, { material, context }: Envelope): Uint8Array | undefined {
  const nonce = blob.subarray(HEADER_BYTES, BODY_START);
  const tagStart = blob.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", messageKey(material.secret, nonce), FIXED_IV)
    .setAAD(additionalData(blob.subarray(0, HEADER_BYTES), context))
    .setAuthTag(blob.subarray(tagStart));
  try {
    return Buffer.concat([decipher.update(blob.subarray(BODY_START, tagStart)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** What the blob says of itself; undefined for bytes that no symmetric key made. */
export function readCiphertextName(blob: Uint8Array): CiphertextName | undefined {
  if (blob.length < BODY_START + TAG_BYTES || blob[0] !== FORMAT || (blob[1] ?? 0) > MULTI_REGION) return undefined;
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const accountId = bytes.toString("hex", 2, 8);
  const hex = bytes.toString("hex", 8, 24);
  if (!/^\d{12}$/.test(accountId)) return undefined;
  const keyId =
    bytes[1] === MULTI_REGION
      ? `mrk-${hex}`
      : `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return { accountId, keyId, version: bytes.readUInt32BE(24) };
}

function headerOf({ accountId, keyId, version }: CiphertextName): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const isMultiRegion = keyId.startsWith("mrk-");
  header[0] = FORMAT;
  header[1] = isMultiRegion ? MULTI_REGION : 0;
  header.write(accountId, 2, "hex");
  header.write((isMultiRegion ? keyId.slice("mrk-".length) : keyId).replaceAll("-", ""), 8, "hex");
  header.writeUInt32BE(version, 24);
  return header;
}

function messageKey(secret: Uint8Array, nonce: Uint8Array): Uint8Array {
  return createHmac("sha256", secret).update(nonce).digest();
}

/** The header, then the pairs by key, each text with its length before it: one form for one context, whatever the order of its pairs. */
function additionalData(header: Uint8Array, context: EncryptionContext): Uint8Array {
  const keys = Object.keys(context).sort();
  if (keys.length === 0) return header;
  const parts: Uint8Array[] = [header];
  for (const key of keys) {
    for (const text of [key, context[key] ?? ""]) {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      parts.push(length, bytes);
    }
  }
  return Buffer.concat(parts);
}
