/**
 * A data key wrapped by another key: AES-256-GCM under a key derived for this one wrapping (HMAC-SHA256 over a random salt), so a wrapping key never wears out,
 * however many data keys it wraps. The tag tells whether the wrapping key is the right one: a customer's key is recognised by that it opens what it
 * wrapped, and nothing of it is kept.
 *
 *     salt (16) | ciphertext (32) | tag (16), in base64url
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** Each derived key is used once. */
const FIXED_NONCE = new Uint8Array(12);

export interface Wrapping {
  readonly wrappingKey: Uint8Array;
  /** Authenticated: the wrapped key opens for nothing else. */
  readonly binding: string;
}

/** `salt`: 16 random bytes. */
export function wrapKey(dataKey: Uint8Array, { wrappingKey, binding }: Wrapping, salt: Uint8Array): string {
  const key = derive(wrappingKey, salt);
  const cipher = createCipheriv("aes-256-gcm", key, FIXED_NONCE).setAAD(Buffer.from(binding));
  const sealed = Buffer.concat([salt, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return sealed.toString("base64url");
}

/** Undefined when the wrapping key or the binding is another one, or the text was changed. */
export function unwrapKey(wrapped: string, { wrappingKey, binding }: Wrapping): Uint8Array | undefined {
  const sealed = Buffer.from(wrapped, "base64url");
  if (sealed.length !== SALT_BYTES + KEY_BYTES + TAG_BYTES) return undefined;
  const key = derive(wrappingKey, sealed.subarray(0, SALT_BYTES));
  const decipher = createDecipheriv("aes-256-gcm", key, FIXED_NONCE)
    .setAAD(Buffer.from(binding))
    .setAuthTag(sealed.subarray(SALT_BYTES + KEY_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(SALT_BYTES, SALT_BYTES + KEY_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  } finally {
    key.fill(0);
  }
}

function derive(wrappingKey: Uint8Array, salt: Uint8Array): Uint8Array {
  return createHmac("sha256", wrappingKey).update("lakebed s3 wrapping 1").update(salt).digest();
}
