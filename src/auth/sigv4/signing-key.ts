/**
 * Keys and signatures of Signature Version 4. Deriving a signing key costs four HMACs, so keys are kept for each access key, day,
 * Region and service; the day is part of the name, so old ones fall out by themselves.
 */
import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** Signing keys held at once, each about 200 bytes. */
export const SIGNING_KEYS_MAX = 1_000;
/** SHA-256 of no bytes at all, in hex. */
export const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export interface CredentialScope {
  /** `YYYYMMDD`, UTC. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

function hmac(key: Uint8Array | string, text: string): Uint8Array {
  return createHmac("sha256", key).update(text).digest();
}

export function deriveSigningKey(secretAccessKey: string, scope: CredentialScope): Uint8Array {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.service);
  return hmac(serviceKey, "aws4_request");
}

/** `text` is latin1, as the canonical request is. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash("sha256", typeof text === "string" ? Buffer.from(text, "latin1") : text, "hex");
}

export function sign(signingKey: Uint8Array, stringToSign: string): string {
  return createHmac("sha256", signingKey).update(stringToSign, "latin1").digest("hex");
}

/** Compares in time that does not depend on where two signatures differ. */
export function signaturesEqual(a: string, b: string): boolean {
  const left = Buffer.from(a, "latin1");
  const right = Buffer.from(b, "latin1");
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface SigningKeys {
  get(accessKeyId: string, secretAccessKey: string, scope: CredentialScope): Uint8Array;
}

export function createSigningKeys(): SigningKeys {
  const held = new Map<string, { readonly secret: string; readonly key: Uint8Array }>();
  return {
    get(accessKeyId, secret, scope) {
      const name = `${accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
      const found = held.get(name);
      // A key id may be given a new secret (an import, a test): the secret is part of the match.
      if (found?.secret === secret) return found.key;
      const key = deriveSigningKey(secret, scope);
      if (held.size >= SIGNING_KEYS_MAX) held.clear();
      held.set(name, { secret, key });
      return key;
    },
  };
}
