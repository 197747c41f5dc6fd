/** Strict UTF-8: bytes that are not UTF-8 are refused, never replaced, because a replaced character would name another key. */
import { MalformedInput } from "./malformed-input.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Text without a byte order mark. @throws {MalformedInput} when the bytes are not UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new MalformedInput("syntax", "The body is not valid UTF-8");
  }
}

export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}
