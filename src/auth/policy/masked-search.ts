/**
 * Finding a text with gaps (`a?c`) in another, in time that nobody can make quadratic: trying every place costs text length x pattern length, and both
 * can be somebody's to choose (a policy of 20 KB, a user agent of 30 KB). Here every bit of a word is one place of the pattern, so a step of the text moves 32 of them at
 * once (Shift-And; Baeza-Yates and Gonnet, "A new approach to text searching", 1992).
 */

/** Where the text occurs first, wholly inside of `from`..`to`; -1 when nowhere. */
export type MaskedSearch = (text: string, range: { readonly from: number; readonly to: number }) => number;

const WORD_BITS = 32;

/** @param gaps offsets in `wanted` where any character will do */
export function compileMaskedSearch(wanted: string, gaps: ReadonlySet<number>): MaskedSearch {
  let masks: Masks | undefined;
  // One call may ask a thousand times about the same user agent.
  let last: { readonly text: string; readonly from: number; readonly to: number; readonly found: number } | undefined;
  return (text, { from, to }) => {
    if (to - from < wanted.length) return -1;
    if (last?.text === text && last.from === from && last.to === to) return last.found;
    masks ??= masksOf(wanted, gaps);
    last = { text, from, to, found: search(masks, text, { from, to }) };
    return last.found;
  };
}

/** For each character the offsets at which it fits, as bits. */
interface Masks {
  readonly length: number;
  readonly byCharacter: ReadonlyMap<number, Uint32Array>;
  /** Of characters that the pattern does not name: the gaps. */
  readonly others: Uint32Array;
}

function masksOf(wanted: string, gaps: ReadonlySet<number>): Masks {
  const others = new Uint32Array(Math.ceil(wanted.length / WORD_BITS));
  for (const gap of gaps) setBit(others, gap);
  const byCharacter = new Map<number, Uint32Array>();
  for (let offset = 0; offset < wanted.length; offset += 1) {
    if (gaps.has(offset)) continue;
    const character = wanted.charCodeAt(offset);
    const mask = byCharacter.get(character) ?? others.slice();
    setBit(mask, offset);
    byCharacter.set(character, mask);
  }
  return { length: wanted.length, byCharacter, others };
}

function setBit(words: Uint32Array, bit: number): void {
  const word = Math.floor(bit / WORD_BITS);
  words[word] = (words[word] ?? 0) | (1 << (bit % WORD_BITS));
}

function search(
  { length, byCharacter, others }: Masks,
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  // Bit n is set when the pattern's first n + 1 characters fit the text's last ones.
  const fitting = new Uint32Array(others.length);
  const last = others.length - 1;
  const end = 1 << ((length - 1) % WORD_BITS);
  for (let at = from; at < to; at += 1) {
    const mask = byCharacter.get(text.charCodeAt(at)) ?? others;
    let carry = 1;
    for (let word = 0; word <= last; word += 1) {
      const before = fitting[word] ?? 0;
      fitting[word] = ((before << 1) | carry) & (mask[word] ?? 0);
      carry = before >>> (WORD_BITS - 1);
    }
    if (((fitting[last] ?? 0) & end) !== 0) return at - length + 1;
  }
  return -1;
}
