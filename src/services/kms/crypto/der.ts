/**
 * The little DER that node:crypto cannot write or read for us: wrapping of the keys of ML-DSA and ML-KEM (RFC 9881, RFC 9935), and the bare numbers
 * inside EC keys, which come out of JWKs.
 */
import type { KeyObject } from "node:crypto";
import { assert } from "../../../runtime/assert.ts";
import type { MlDsaSpec, MlKemSpec } from "./noble-jobs.ts";

// 2.16.840.1.101.3.4.3.17-19 (ML-DSA) and 2.16.840.1.101.3.4.4.1-3 (ML-KEM): NIST's arcs, last two bytes here.
const OIDS: Readonly<Record<MlDsaSpec | MlKemSpec, readonly [number, number]>> = {
  ML_DSA_44: [3, 17],
  ML_DSA_65: [3, 18],
  ML_DSA_87: [3, 19],
  ML_KEM_512: [4, 1],
  ML_KEM_768: [4, 2],
  ML_KEM_1024: [4, 3],
};
const NIST_ALGORITHMS = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04];

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

const algorithm = (spec: MlDsaSpec | MlKemSpec): Uint8Array =>
  tagged(0x30, tagged(0x06, Uint8Array.of(...NIST_ALGORITHMS, ...OIDS[spec])));

/** SubjectPublicKeyInfo. */
export function publicKeyInfo(spec: MlDsaSpec | MlKemSpec, publicKey: Uint8Array): Uint8Array {
  return tagged(0x30, algorithm(spec), tagged(0x03, Uint8Array.of(0), publicKey));
}

/** PKCS #8 with the seed alone, as RFC 9935 prefers. */
export function privateKeyInfoOfSeed(spec: MlKemSpec, seed: Uint8Array): Uint8Array {
  return tagged(0x30, tagged(0x02, Uint8Array.of(0)), algorithm(spec), tagged(0x04, tagged(0x80, seed)));
}

/** The bare public key at the end of a SubjectPublicKeyInfo of ours; `length` bytes. */
export function barePublicKey(info: Uint8Array, length: number): Uint8Array {
  return info.subarray(info.length - length);
}

/** The private scalar of an EC or Ed25519 key. */
export function bareScalar(key: KeyObject): Uint8Array {
  return jwkBytes(key, "d");
}

/** The uncompressed point of an EC key. */
export function barePoint(key: KeyObject): Uint8Array {
  return Buffer.concat([Uint8Array.of(4), jwkBytes(key, "x"), jwkBytes(key, "y")]);
}

/** The 32 bytes of an Ed25519 public key. */
export function bareEdwardsPoint(key: KeyObject): Uint8Array {
  return jwkBytes(key, "x");
}

function jwkBytes(key: KeyObject, member: "d" | "x" | "y"): Uint8Array {
  const value = key.export({ format: "jwk" })[member];
  assert(typeof value === "string", `the key has no ${member}`);
  return Buffer.from(value, "base64url");
}
