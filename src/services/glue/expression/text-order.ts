/**
 * Text in the order of its UTF-8 bytes: the record store's order, so that a range of keys and a comparison in an expression
 * agree. JavaScript's own order differs for characters outside the Basic Multilingual Plane.
 */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** The smallest text after `text`. */
export function nextText(text: string): string {
  return `${text}\u0000`;
}

/** The smallest text after all that begin with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = (last.codePointAt(0) ?? 0) + 1;
    if (code <= 0x10ffff)
      return characters.join("") + String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? 0xe000 : code);
  }
  return undefined;
}
