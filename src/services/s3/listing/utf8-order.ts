/**
 * The order that S3 lists in: UTF-8 bytes. It is the order of code points, and differs from JavaScript's order of UTF-16 units for
 * characters above U+FFFF. The record store keeps strings in the same order, so a position in a listing is a plain string.
 */
const LAST_CODE_POINT = 0x10ffff;
const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xdfff;

export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function maxUtf8(a: string, b: string): string {
  return compareUtf8(a, b) >= 0 ? a : b;
}

/** The smallest string after `text`. */
export function nextString(text: string): string {
  return `${text}\0`;
}

/** The smallest string after every string that begins with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const codePoints = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (codePoints.length > 0) {
    const last = codePoints.pop() ?? LAST_CODE_POINT;
    if (last === LAST_CODE_POINT) continue;
    const next = last + 1 === SURROGATES_START ? SURROGATES_END + 1 : last + 1;
    return String.fromCodePoint(...codePoints, next);
  }
  return undefined;
}
