/**
 * Seals with AES-256-GCM. Every purpose has a key of its own (HKDF-SHA256 of the root key), so that a session token can never be opened as
 * key material. Sealed form: format (1 byte, 0x01), nonce (12), ciphertext, tag (16).
 */
import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { Random } from "../runtime/random.ts";

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSealer(rootKey: Uint8Array, random: Random): Sealer {
  const keys = new Map<string, Uint8Array>();
  const keyFor = (purpose: string): Uint8Array => {
    let key = keys.get(purpose);
    if (key === undefined)
      keys.set(purpose, (key = new Uint8Array(hkdfSync("sha256", rootKey, "lakebed", purpose, 32))));
    return key;
  };
  return {
    seal(purpose, plaintext, binding = "") {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), nonce).setAAD(Buffer.from(binding));
      return Buffer.concat([
        Uint8Array.of(FORMAT),
        nonce,
        cipher.update(plaintext),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
    },
    open(purpose, sealed, binding = "") {
      if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return undefined;
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), nonce)
        .setAAD(Buffer.from(binding))
        .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      try {
        return Buffer.concat([
          decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES)),
          decipher.final(),
        ]);
      } catch {
        return undefined;
      }
    },
  };
}
