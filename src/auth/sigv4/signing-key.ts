/**
 * Keys and signatures of Signature Version 4. Deriving a signing key costs four HMACs, so keys are kept for each access key, day,
 * Region and service; the day is part of the name, so old ones fall out by themselves.
 */
import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { latin1Bytes } from "./latin1-bytes.ts";

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

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/**
 * A derived key, ready for HMAC (RFC 2104): the two blocks that its two hashes begin with. Two calls of `hash` cost half of one `Hmac` object, which
 * the collector has to finalize besides.
 */
export class SigningKey {
  private readonly inner: Uint8Array;
  private readonly outer: Buffer;

  constructor(key: Uint8Array) {
    const padded = (value: number): Buffer => {
      const block = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, value);
      for (const [index, byte] of key.entries()) block[index] = byte ^ value;
      return block;
    };
    this.inner = padded(0x36).subarray(0, BLOCK_BYTES);
    this.outer = padded(0x5c);
  }

  /** Of a latin1 text, in hex. */
  sign(text: string): string {
    this.outer.write(hash("sha256", latin1Bytes(text, this.inner), "hex"), BLOCK_BYTES, "hex");
    return hash("sha256", this.outer, "hex");
  }
}

export function deriveSigningKey(secretAccessKey: string, scope: CredentialScope): SigningKey {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.service);
  return new SigningKey(hmac(serviceKey, "aws4_request"));
}

/** `text` is latin1, as the canonical request is. */
export function sha256Hex(text: string | Uint8Array): string {
  return hash("sha256", typeof text === "string" ? latin1Bytes(text) : text, "hex");
}

export function sign(signingKey: SigningKey, stringToSign: string): string {
  return signingKey.sign(stringToSign);
}

/** Compares in time that does not depend on where two signatures differ. */
export function signaturesEqual(a: string, b: string): boolean {
  const left = Buffer.from(a, "latin1");
  const right = Buffer.from(b, "latin1");
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface SigningKeys {
  get(accessKeyId: string, secretAccessKey: string, scope: CredentialScope): SigningKey;
}

export function createSigningKeys(): SigningKeys {
  const held = new Map<string, { readonly secret: string; readonly key: SigningKey }>();
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
