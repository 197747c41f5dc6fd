/**
 * The root key under a passphrase: `lakebed-root-key:1:<scrypt N>:<salt>:<sealed key>`, the last two in base64url. scrypt makes each guess cost 64 MiB and
 * about 0.2 s; the seal tells a wrong passphrase from a right one.
 */
import { scryptSync } from "node:crypto";
import { createSealer } from "../auth/sealer.ts";
import type { Random } from "../runtime/random.ts";

const PREFIX = "lakebed-root-key:1:";
const PURPOSE = "root-key";
/** Work factor of new wrappings: 64 MiB of memory with r = 8. */
const SCRYPT_N = 65_536;
/** What a file may ask for, so that a changed one cannot take the machine's memory. */
const SCRYPT_N_MAX = 1_048_576;
const BLOCK_SIZE = 8;

export function isWrappedKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

export function wrapRootKey(key: Uint8Array, passphrase: string, random: Random): string {
  const salt = random.bytes(16);
  const sealed = createSealer(stretch(passphrase, salt, SCRYPT_N), random).seal(PURPOSE, key);
  return `${PREFIX}${SCRYPT_N}:${encode(salt)}:${encode(sealed)}`;
}

/** Undefined when the passphrase is not the one, or the text was changed. */
export function unwrapRootKey(text: string, passphrase: string): Uint8Array | undefined {
  const [n = "", salt = "", sealed = ""] = text.slice(PREFIX.length).split(":");
  const cost = Number(n);
  // scrypt takes powers of two.
  if (!Number.isInteger(cost) || cost < 2 || cost > SCRYPT_N_MAX || !Number.isInteger(Math.log2(cost)))
    return undefined;
  const opener = createSealer(stretch(passphrase, Buffer.from(salt, "base64url"), cost), NO_RANDOM);
  const key = opener.open(PURPOSE, Buffer.from(sealed, "base64url"));
  return key?.length === 32 ? key : undefined;
}

/** Opening draws nothing. */
const NO_RANDOM: Random = { bytes: (count) => new Uint8Array(count) };

function stretch(passphrase: string, salt: Uint8Array, N: number): Uint8Array {
  const maxmem = 128 * N * BLOCK_SIZE + 1024 * 1024;
  return scryptSync(passphrase.normalize("NFKC"), salt, 32, { N, r: BLOCK_SIZE, p: 1, maxmem });
}

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
