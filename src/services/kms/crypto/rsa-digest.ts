/**
 * RSA signatures over a digest that somebody else computed, which node:crypto cannot make by itself: the encoding of PKCS #1 (RFC 8017, section 9)
 * is ours, the modular arithmetic OpenSSL's.
 */
import { constants, createHash, type KeyObject, privateEncrypt, publicDecrypt, timingSafeEqual } from "node:crypto";

export type Digest = "sha256" | "sha384" | "sha512";

const DIGEST_INFO: Readonly<Record<Digest, string>> = {
  sha256: "3031300d060960864801650304020105000420",
  sha384: "3041300d060960864801650304020205000430",
  sha512: "3051300d060960864801650304020305000440",
};

export function signPkcs1Digest(digest: Uint8Array, hash: Digest, key: KeyObject): Uint8Array {
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, hash));
}

export function verifyPkcs1Digest(digest: Uint8Array, hash: Digest, key: KeyObject, signature: Uint8Array): boolean {
  try {
    const found = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return isSame(found, digestInfo(digest, hash));
  } catch {
    return false;
  }
}

function digestInfo(digest: Uint8Array, hash: Digest): Buffer {
  return Buffer.concat([Buffer.from(DIGEST_INFO[hash], "hex"), digest]);
}

/** `salt` has the digest's length, as AWS documents for KMS. */
export function signPssDigest(digest: Uint8Array, hash: Digest, key: KeyObject, salt: Uint8Array): Uint8Array {
  const { bits, bytes } = encodedSize(key);
  const h = hashOf(hash, new Uint8Array(8), digest, salt);
  const db = Buffer.concat([Buffer.alloc(bytes - salt.length - h.length - 2), Uint8Array.of(1), salt]);
  const masked = xor(db, mask(hash, h, db.length));
  clearTopBits(masked, bytes * 8 - bits);
  const encoded = Buffer.concat([masked, h, Uint8Array.of(0xbc)]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, toModulusLength(encoded, key));
}

export function verifyPssDigest(digest: Uint8Array, hash: Digest, key: KeyObject, signature: Uint8Array): boolean {
  const { bits, bytes } = encodedSize(key);
  let encoded: Buffer;
  try {
    const opened = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
    if (opened.subarray(0, opened.length - bytes).some((byte) => byte !== 0)) return false;
    encoded = opened.subarray(opened.length - bytes);
  } catch {
    return false;
  }
  const hLength = digest.length;
  const dbLength = bytes - hLength - 1;
  if (encoded.at(-1) !== 0xbc) return false;
  const masked = encoded.subarray(0, dbLength);
  const h = encoded.subarray(dbLength, dbLength + hLength);
  const unusedBits = bytes * 8 - bits;
  if ((masked[0] ?? 0) >> (8 - unusedBits) !== 0 && unusedBits > 0) return false;
  const db = xor(masked, mask(hash, h, dbLength));
  clearTopBits(db, unusedBits);
  const separator = dbLength - hLength - 1;
  if (db.subarray(0, separator).some((byte) => byte !== 0) || db[separator] !== 1) return false;
  return isSame(h, hashOf(hash, new Uint8Array(8), digest, db.subarray(separator + 1)));
}

/** emBits is one less than the modulus has. */
function encodedSize(key: KeyObject): { readonly bits: number; readonly bytes: number } {
  const bits = (key.asymmetricKeyDetails?.modulusLength ?? 0) - 1;
  return { bits, bytes: Math.ceil(bits / 8) };
}

function toModulusLength(encoded: Buffer, key: KeyObject): Buffer {
  const bytes = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  return Buffer.concat([Buffer.alloc(bytes - encoded.length), encoded]);
}

function hashOf(hash: Digest, ...parts: readonly Uint8Array[]): Buffer {
  return createHash(hash).update(Buffer.concat(parts)).digest();
}

/** MGF1. */
function mask(hash: Digest, seed: Uint8Array, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let counter = 0, made = 0; made < length; counter++) {
    const block = Buffer.alloc(4);
    block.writeUInt32BE(counter);
    const next = hashOf(hash, seed, block);
    blocks.push(next);
    made += next.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(left: Uint8Array, right: Uint8Array): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}

function clearTopBits(bytes: Buffer, count: number): void {
  bytes[0] = (bytes[0] ?? 0) & (0xff >> count);
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
