/**
 * Tuple keys as order-preserving bytes, written down as "binary strings": JavaScript strings whose every character is one
 * byte (U+0000 to U+00FF). Comparing two of them with `<` compares their bytes, they are Map keys without further ado, and V8 stores
 * them at one byte a character, so every engine sorts, hashes and slices keys without touching a Buffer.
 *
 * A part is a type tag and its value; no encoded part is a beginning of another, so "begins with these parts" is "begins with these
 * bytes". Strings and bytes end with 0x00; 0x00 and 0x01 inside them become 0x01 0x01 and 0x01 0x02, which keeps their order.
 */
import {
  type Key,
  KEY_BYTES_MAX,
  type KeyPart,
  RANGE_LIMIT_MAX,
  type RangeQuery,
  type ScanQuery,
} from "./record-store.ts";
import { StorageError } from "./storage-error.ts";

declare const encodedKeyBrand: unique symbol;
/** One encoded key, or a bound between keys, as a binary string. */
export type EncodedKey = string & { readonly [encodedKeyBrand]: true };

/** A half-open span of encoded keys. */
export interface Span {
  readonly lower: EncodedKey;
  readonly upper: EncodedKey;
  readonly reverse: boolean;
  readonly limit: number;
}

const TAG_NULL = "\x02";
const TAG_FALSE = "\x03";
const TAG_TRUE = "\x04";
const TAG_NUMBER = "\x05";
const TAG_STRING = "\x06";
const TAG_BYTES = "\x07";
const END = "\x00";
/** Less than every tag: directly after a key and before everything longer that it begins. */
const AFTER_KEY = "\x00";
/** More than every tag: after everything that a key begins. Engines may keep their own entries from 0x10 upwards. */
const AFTER_PREFIX = "\x10";

const NOT_ASCII = /[^\x00-\x7f]/;
/** Written otherwise in an encoded key than in a string. */
const NOT_PLAIN = /[\x00\x01\x80-\xff]/;
const NEEDS_ESCAPE = /[\x00\x01]/;
const ESCAPED = /[\x00\x01]/g;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** @throws {StorageError} limit when the key is empty, too long, or holds a number or text that has no place in the order */
export function encodeKey(key: Key): EncodedKey {
  if (key.length === 0) throw new StorageError("limit", "a key needs at least one part");
  return encodeParts(key);
}

/** @throws {StorageError} limit as `encodeKey`, and for a `limit` out of bounds */
export function encodeRange(query: RangeQuery): Span {
  const { limit, prefix = [], start, startAfter, startBeyond, end, endWith, reverse = false } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > RANGE_LIMIT_MAX) {
    throw new StorageError("limit", `a range returns 1 to ${RANGE_LIMIT_MAX} entries, ${limit} were asked for`);
  }
  const encodedPrefix = encodeParts(prefix);
  let lower: string = encodedPrefix + AFTER_KEY;
  let upper: string = encodedPrefix + AFTER_PREFIX;
  if (start !== undefined) lower = later(lower, encodeParts(start));
  if (startAfter !== undefined) lower = later(lower, encodeParts(startAfter) + AFTER_KEY);
  if (startBeyond !== undefined) lower = later(lower, encodeParts(startBeyond) + AFTER_PREFIX);
  if (end !== undefined) upper = earlier(upper, encodeParts(end));
  if (endWith !== undefined) upper = earlier(upper, encodeParts(endWith) + AFTER_PREFIX);
  return { lower: lower as EncodedKey, upper: upper as EncodedKey, reverse, limit };
}

/** `stemLength` is the encoded length of the prefix. @throws {StorageError} limit as `encodeRange` */
export function encodeScan({ prefix, start, end, limit }: ScanQuery): {
  readonly span: Span;
  readonly stemLength: number;
} {
  const span = encodeRange({
    prefix,
    limit,
    ...(start === undefined ? {} : { start: [...prefix, start] }),
    ...(end === undefined ? {} : { end: [...prefix, end] }),
  });
  return { span, stemLength: encodeParts(prefix).length };
}

/** The string behind `stemLength` bytes of an encoded key. @throws {StorageError} corrupt when there is more than one part, or another kind */
export function decodeLastText(encoded: string, stemLength: number): string {
  const last = encoded.length - 1;
  if (encoded[stemLength] !== TAG_STRING || encoded.indexOf(END, stemLength) !== last)
    throw new StorageError("corrupt", "an encoded key does not end in one string");
  const content = encoded.slice(stemLength + 1, last);
  return NOT_PLAIN.test(content) ? fromUtf8(unescapeContent(content)) : content;
}

/** The exact inverse of `encodeKey`. @throws {StorageError} corrupt for bytes that `encodeKey` does not make */
export function decodeKey(encoded: string): Key {
  const parts: KeyPart[] = [];
  let offset = 0;
  while (offset < encoded.length) {
    const tag = encoded[offset];
    offset += 1;
    if (tag === TAG_STRING || tag === TAG_BYTES) {
      const end = encoded.indexOf(END, offset);
      if (end < 0) throw new StorageError("corrupt", "an encoded key ends inside a part");
      const content = unescapeContent(encoded.slice(offset, end));
      parts.push(tag === TAG_STRING ? fromUtf8(content) : Uint8Array.from(Buffer.from(content, "latin1")));
      offset = end + 1;
    } else if (tag === TAG_NUMBER) {
      parts.push(decodeNumber(encoded.slice(offset, offset + 8)));
      offset += 8;
    } else if (tag === TAG_NULL) parts.push(null);
    else if (tag === TAG_FALSE) parts.push(false);
    else if (tag === TAG_TRUE) parts.push(true);
    else throw new StorageError("corrupt", "an encoded key holds an unknown part");
  }
  return parts;
}

/** The bytes of an encoded key, for engines that speak bytes. */
export function keyToBytes(key: string): Buffer {
  return Buffer.from(key, "latin1");
}

export function keyFromBytes(bytes: Uint8Array): EncodedKey {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1") as EncodedKey;
}

function encodeParts(parts: Key): EncodedKey {
  let encoded = "";
  for (const part of parts) encoded += encodePart(part);
  if (encoded.length > KEY_BYTES_MAX) {
    throw new StorageError("limit", `a key of ${encoded.length} bytes is longer than ${KEY_BYTES_MAX}`);
  }
  return encoded as EncodedKey;
}

function encodePart(part: KeyPart): string {
  if (typeof part === "string") return TAG_STRING + escapeContent(toUtf8(part)) + END;
  if (typeof part === "number") return TAG_NUMBER + encodeNumber(part);
  if (part === null) return TAG_NULL;
  if (typeof part === "boolean") return part ? TAG_TRUE : TAG_FALSE;
  return TAG_BYTES + escapeContent(keyFromBytes(part)) + END;
}

function toUtf8(text: string): string {
  if (!NOT_ASCII.test(text)) return text;
  // UTF-8 would turn every lone surrogate into the same replacement character, and two keys into one.
  if (LONE_SURROGATE.test(text)) throw new StorageError("limit", "a key cannot hold a lone surrogate");
  return Buffer.from(text, "utf8").toString("latin1");
}

function fromUtf8(content: string): string {
  return NOT_ASCII.test(content) ? Buffer.from(content, "latin1").toString("utf8") : content;
}

function escapeContent(content: string): string {
  if (!NEEDS_ESCAPE.test(content)) return content;
  return content.replace(ESCAPED, (character) => (character === "\x00" ? "\x01\x01" : "\x01\x02"));
}

function unescapeContent(content: string): string {
  if (!content.includes("\x01")) return content;
  return content.replace(/\x01([\x01\x02])/g, (_pair, code: string) => (code === "\x01" ? "\x00" : "\x01"));
}

const numberBytes = Buffer.alloc(8);

/** IEEE 754 bits sort like numbers once the sign bit of positives is set and all bits of negatives are flipped. */
function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new StorageError("limit", `a key cannot hold the number ${value}`);
  numberBytes.writeDoubleBE(value + 0); // + 0 turns -0 into 0.
  flipNumber((numberBytes[0] ?? 0) >= 0x80);
  return numberBytes.toString("latin1");
}

function decodeNumber(encoded: string): number {
  if (encoded.length !== 8) throw new StorageError("corrupt", "an encoded key ends inside a number");
  numberBytes.write(encoded, "latin1");
  flipNumber((numberBytes[0] ?? 0) < 0x80);
  return numberBytes.readDoubleBE();
}

function flipNumber(isNegative: boolean): void {
  if (!isNegative) {
    numberBytes[0] = (numberBytes[0] ?? 0) ^ 0x80;
    return;
  }
  for (let index = 0; index < 8; index++) numberBytes[index] = ~(numberBytes[index] ?? 0) & 0xff;
}

function earlier(left: string, right: string): string {
  return left < right ? left : right;
}

function later(left: string, right: string): string {
  return left > right ? left : right;
}
