import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeKey, encodeKey, encodeRange, keyFromBytes, keyToBytes } from "./key-encoding.ts";
import { type Key, KEY_BYTES_MAX, type KeyPart } from "./record-store.ts";
import { StorageError } from "./storage-error.ts";

const wellFormed = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom("\0", "\x01", "\x02", "a", "b", "é", "\uffff", "\u{10000}", "\u{1f30a}"),
    maxLength: 6,
  }),
);
const part: fc.Arbitrary<KeyPart> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  wellFormed,
  fc.uint8Array({ maxLength: 8 }),
  fc.uint8Array({ maxLength: 4, max: 2 }),
);
const key: fc.Arbitrary<Key> = fc.array(part, { minLength: 1, maxLength: 4 });

function typeRank(value: KeyPart): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 2 : 1;
  return typeof value === "number" ? 3 : typeof value === "string" ? 4 : 5;
}

/** The order that record-store.ts promises, written down naively. */
function comparePart(left: KeyPart, right: KeyPart): number {
  const rank = typeRank(left) - typeRank(right);
  if (rank !== 0) return rank;
  if (typeof left === "number" && typeof right === "number") return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "string" && typeof right === "string")
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  return 0;
}

function compareKeys(left: Key, right: Key): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = comparePart(left[index] as KeyPart, right[index] as KeyPart);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const sign = (order: number): number => Math.sign(order);

describe("key encoding", () => {
  test("keeps the order of any two keys, compared as strings and as bytes", () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        const [a, b] = [encodeKey(left), encodeKey(right)];
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(sign(compareKeys(left, right)));
        expect(sign(Buffer.compare(keyToBytes(a), keyToBytes(b)))).toBe(sign(compareKeys(left, right)));
      }),
      { numRuns: 3000 },
    );
  });

  test("decodes to the key it was made from", () => {
    fc.assert(
      fc.property(key, (original) => {
        const expected = original.map((value) => (Object.is(value, -0) ? 0 : value));
        expect(decodeKey(keyFromBytes(keyToBytes(encodeKey(original))))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test("a key is a beginning of another's bytes exactly when its parts begin the other's parts", () => {
    fc.assert(
      fc.property(key, key, fc.boolean(), (left, right, extend) => {
        const longer = extend ? [...left, ...right] : right;
        const begins = left.length <= longer.length && compareKeys(left, longer.slice(0, left.length)) === 0;
        expect(encodeKey(longer).startsWith(encodeKey(left))).toBe(begins);
      }),
      { numRuns: 2000 },
    );
  });

  test("a prefix range spans exactly the longer keys that begin with the parts", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 2 }), key, fc.boolean(), (prefix, other, extend) => {
        const candidate = extend ? [...prefix, ...other] : other;
        const span = encodeRange({ prefix, limit: 1 });
        const encoded = encodeKey(candidate);
        const begins = prefix.length < candidate.length && compareKeys(prefix, candidate.slice(0, prefix.length)) === 0;
        expect(encoded >= span.lower && encoded < span.upper).toBe(begins);
      }),
      { numRuns: 2000 },
    );
  });

  test("startAfter leaves out the key itself and keeps the keys that it begins", () => {
    const { lower } = encodeRange({ startAfter: ["a"], limit: 1 });
    expect(encodeKey(["a"]) < lower).toBe(true);
    expect(encodeKey(["a", null]) >= lower).toBe(true);
    expect(encodeKey(["a\0"]) >= lower).toBe(true);
  });

  test("startBeyond leaves out the key and the keys that it begins, endWith takes them in", () => {
    const { lower } = encodeRange({ startBeyond: ["a"], limit: 1 });
    const { upper } = encodeRange({ endWith: ["a"], limit: 1 });
    for (const bound of [lower, upper]) {
      expect(encodeKey(["a"]) < bound).toBe(true);
      expect(encodeKey(["a", new Uint8Array([255, 255])]) < bound).toBe(true);
      expect(encodeKey(["a\0"]) >= bound).toBe(true);
      expect(encodeKey(["b"]) >= bound).toBe(true);
    }
  });

  test("-0 equals 0, and astral characters sort after the rest of Unicode", () => {
    expect(encodeKey([-0])).toBe(encodeKey([0]));
    expect(encodeKey(["\u{1f30a}"]) > encodeKey(["\uffff"])).toBe(true);
  });

  test.each<[string, Key]>([
    ["no parts", []],
    ["NaN", [Number.NaN]],
    ["Infinity", [Number.POSITIVE_INFINITY]],
    ["a lone surrogate", ["\ud800"]],
    ["too many bytes", ["x".repeat(KEY_BYTES_MAX - 1)]],
  ])("refuses a key with %s", (_what, bad) => {
    expect(() => encodeKey(bad)).toThrow(StorageError);
  });

  test("takes a key of exactly the limit", () => {
    expect(encodeKey(["x".repeat(KEY_BYTES_MAX - 2)])).toHaveLength(KEY_BYTES_MAX);
  });

  test("arbitrary bytes decode or fail as corrupt, never otherwise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24, max: 9 }), (bytes) => {
        try {
          decodeKey(keyFromBytes(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(StorageError);
        }
      }),
    );
  });
});
