import fc from "fast-check";
import { expect, test } from "vitest";
import type { EncodedKey, Span } from "./key-encoding.ts";
import { DIRECT_KEY_BYTES, ENGINE_KEY_BYTES, longKeyTransaction } from "./long-keys.ts";
import { OverlayTransaction } from "./overlay-transaction.ts";
import { entriesOf, type RawTransaction } from "./raw-records.ts";
import { SortedEntries } from "./sorted-entries.ts";

/** An engine that refuses keys that are too long for a real one, and shows all it holds. */
function shortKeyEngine(): { raw: RawTransaction; entries: SortedEntries<Uint8Array> } {
  const entries = new SortedEntries<Uint8Array>();
  const raw: RawTransaction = {
    get: (key) => entries.get(key),
    visit(span, visitor) {
      for (const { key: found, value } of entries.range(span)) visitor(found, value, value.length);
    },
    put(key, value) {
      expect(key.length).toBeLessThanOrEqual(ENGINE_KEY_BYTES);
      entries.set(key, value);
    },
    delete: (key) => entries.delete(key),
  };
  return { raw, entries };
}

// Runs of one byte, cut at and around the limit, so that keys share long beginnings and differ anywhere.
const L = DIRECT_KEY_BYTES;
const run = fc.constantFrom(0, 1, 2, L - 1, L, L + 1, 2 * L - 1, 2 * L, 2 * L + 1, 3 * L);
const key = fc
  .tuple(
    run,
    fc.string({ unit: fc.constantFrom("\x02", "\x03", "\x06", "\x00", "\xff", "a"), maxLength: 2 }),
    fc.constantFrom(0, L),
    fc.constantFrom("", "\xff", "\x00"),
  )
  .map(
    ([before, middle, after, end]) =>
      `\x06${"\x06".repeat(before)}${middle}${"\x06".repeat(after)}${end}` as EncodedKey,
  );

const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put" as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("range" as const),
      key,
      to: key,
      reverse: fc.boolean(),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

test("keys of any length behave as on an engine without a limit, with and without an overlay", () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 40 }), fc.boolean(), (commands, isOverlaid) => {
      const { raw, entries } = shortKeyEngine();
      const tested = longKeyTransaction(isOverlaid ? new OverlayTransaction(raw) : raw);
      const model = new SortedEntries<Uint8Array>();
      for (const [index, step] of commands.entries()) {
        const value = Uint8Array.of(index);
        if (step.kind === "put") {
          tested.put(step.key, value);
          model.set(step.key, value);
        } else if (step.kind === "delete") {
          tested.delete(step.key);
          model.delete(step.key);
        } else {
          const span: Span = { lower: step.key, upper: step.to, reverse: step.reverse, limit: step.limit };
          expect(entriesOf(tested, span)).toEqual(step.key < step.to ? model.range(span) : []);
          expect(tested.get(step.key)).toEqual(model.get(step.key));
        }
      }
      const whole: Span = { lower: "" as EncodedKey, upper: "\x10" as EncodedKey, reverse: false, limit: 1000 };
      expect(entriesOf(tested, whole)).toEqual(model.range(whole));
      expect(entriesOf(tested, { ...whole, reverse: true })).toEqual(model.range({ ...whole, reverse: true }));
      for (const { key: left } of model.range(whole)) tested.delete(left);
      if (!isOverlaid) expect(entries.count).toBe(0);
    }),
    { numRuns: 600 },
  );
});
