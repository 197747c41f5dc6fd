/**
 * Access key ids as AWS makes them: a prefix that says what the key is, then 80 bits in base32 that carry the account, so that an id tells its
 * account without any look-up. Keys of real accounts can be read too.
 *
 * AWS: of the first 48 bits after the prefix, bits 46 to 7 are the account id
 * (https://awsteele.com/blog/2020/09/26/aws-access-key-format.html, read 2026-11-23; checked there against sts:GetAccessKeyInfo).
 */
import type { Random } from "../runtime/random.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const KEY_BYTES = 10;
const ACCOUNT_SHIFT = 7n;
const ACCOUNT_MASK = (1n << 40n) - 1n;
const TOP_BIT = 1n << 47n;

/** `AKIA` for long-term keys, `ASIA` for temporary ones; 20 characters. */
export function newAccessKeyId(prefix: "AKIA" | "ASIA", accountId: string, random: Random): string {
  const bytes = random.bytes(KEY_BYTES);
  const drawn = readUint48(bytes);
  const head = (drawn & ~(ACCOUNT_MASK << ACCOUNT_SHIFT)) | (BigInt(accountId) << ACCOUNT_SHIFT) | TOP_BIT;
  let bits = head;
  for (const byte of bytes.subarray(6)) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += BASE32[Number((bits >> shift) & 31n)];
  return prefix + text;
}

/** 12 digits; undefined for anything that is not such an id. Says nothing about whether the key exists. */
export function accountOfAccessKeyId(accessKeyId: string): string | undefined {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  let head = 0n;
  // Ten characters are 50 bits; the last two belong to the random part.
  for (const character of accessKeyId.slice(4, 14)) head = (head << 5n) | BigInt(BASE32.indexOf(character));
  const account = ((head >> 2n) >> ACCOUNT_SHIFT) & ACCOUNT_MASK;
  return account.toString().padStart(12, "0");
}

function readUint48(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes.subarray(0, 6)) value = (value << 8n) | BigInt(byte);
  return value;
}
