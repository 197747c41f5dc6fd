/** An authenticator app: the six digits of RFC 6238 for a device's seed. */
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** The codes around a moment: `codes(0)` is the current one, `codes(1)` the next. @param seed base32 */
export function codesOf(seed: string, wallMs: number): (offset: number) => string {
  const key = decodeBase32(seed);
  const step = Math.floor(wallMs / STEP_MS);
  return (offset) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step + offset));
    const digest = createHmac("sha1", key).update(counter).digest();
    const start = (digest[19] ?? 0) & 15;
    return String((digest.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  };
}

function decodeBase32(text: string): Buffer {
  let bits = "";
  for (const character of text.replaceAll("=", "")) bits += ALPHABET.indexOf(character).toString(2).padStart(5, "0");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
