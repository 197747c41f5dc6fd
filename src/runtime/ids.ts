/**
 * Identifiers in the forms AWS uses. All of them come from the injected `Random`, so a seeded run repeats them.
 */
import type { Random } from "./random.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export interface Ids {
  /** RFC 9562 version 4, lower case: query executions, requests of JSON services. */
  uuid(): string;
  /** `byteCount` random bytes as lower-case hex. */
  hex(byteCount: number): string;
  /** `byteCount` random bytes in base64url without padding: blob ids, upload ids. */
  token(byteCount: number): string;
  /** 16 upper-case letters and digits, the form of S3's `x-amz-request-id`. */
  requestId(): string;
  /** `length` characters of A-Z2-7, as in access key ids and unique ids. */
  base32(length: number): string;
}

export function createIds(random: Random): Ids {
  const hex = (byteCount: number): string => Buffer.from(random.bytes(byteCount)).toString("hex");
  const pick = (alphabet: string, length: number): string => {
    let text = "";
    for (const byte of random.bytes(length)) text += alphabet[byte % alphabet.length];
    return text;
  };
  return {
    uuid() {
      const bytes = random.bytes(16);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const text = Buffer.from(bytes).toString("hex");
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
    },
    hex,
    token: (byteCount) => Buffer.from(random.bytes(byteCount)).toString("base64url"),
    requestId: () => pick(BASE36, 16),
    base32: (length) => pick(BASE32, length),
  };
}
