/**
 * Time-based one-time passwords (RFC 6238 over HMAC-SHA-1, six digits, 30 seconds a step), as authenticator apps make them.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const STEP_MS = 30_000;
const DIGITS = 6;

export function stepAt(timeMs: number): number {
  return Math.floor(timeMs / STEP_MS);
}

export function codeAt(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", seed).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, "0");
}

/** The step of `from` to `to`, both included, whose code this is; undefined when it is none's. */
export function findStep(
  seed: Uint8Array,
  code: string,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  let found: number | undefined;
  for (let step = Math.max(0, from); step <= to; step++) if (isSame(codeAt(seed, step), code)) found ??= step;
  return found;
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 base32 without padding: five bits a letter. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(value >>> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}
