/** The search with gaps against the plain way of trying every place. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileMaskedSearch } from "./masked-search.ts";

function plainSearch(text: string, wanted: string, { from, to }: { from: number; to: number }): number {
  for (let at = from; at + wanted.length <= to; at += 1) {
    if ([...wanted].every((one, offset) => one === "?" || one === text[at + offset])) return at;
  }
  return -1;
}

const gapsOf = (wanted: string): Set<number> =>
  new Set([...wanted].flatMap((one, offset) => (one === "?" ? [offset] : [])));
const letters = (alphabet: string, bounds: object) =>
  fc.array(fc.constantFrom(...alphabet), bounds).map((characters) => characters.join(""));

test("the first fit inside of the range is found, with patterns of one word and of several", () => {
  const cases = fc.record({
    text: letters("ab", { maxLength: 200 }),
    wanted: letters("ab??", { minLength: 1, maxLength: 100 }),
    from: fc.nat(50),
    less: fc.nat(50),
  });
  fc.assert(
    fc.property(cases, ({ text, wanted, from, less }) => {
      const range = { from, to: Math.max(from, text.length - less) };
      const inside = { from, to: Math.min(range.to, text.length) };
      expect(compileMaskedSearch(wanted, gapsOf(wanted))(text, inside)).toBe(plainSearch(text, wanted, inside));
    }),
    { numRuns: 2_000 },
  );
});

test.each([31, 32, 33, 64, 65])("a pattern of %d characters is found at the very end", (length) => {
  const wanted = `${"a?".repeat(length).slice(0, length - 1)}b`;
  const text = `${"a".repeat(500)}b`;
  const search = compileMaskedSearch(wanted, gapsOf(wanted));
  expect(search(text, { from: 0, to: text.length })).toBe(text.length - length);
  expect(search(text, { from: 0, to: text.length - 1 })).toBe(-1);
});
