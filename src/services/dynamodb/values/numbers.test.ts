import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addNumbers, canonicalNumber, compareNumbers, numberBytes, orderedText } from "./numbers.ts";

/** Whole multiples of a power of ten, so that a BigInt can say what is right. */
const SCALE = 40;
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -SCALE, max: SCALE }))
  .map(([digits, exponent]) => ({ text: `${digits}E${exponent}`, value: digits * 10n ** BigInt(exponent + SCALE) }));

function canonical(text: string): string {
  const number = canonicalNumber(text);
  if ("problem" in number) throw new TypeError(`${text}: ${number.problem}`);
  return number.text;
}

const sign = (value: bigint | number): number => (value > 0 ? 1 : value < 0 ? -1 : 0);

describe("numbers", () => {
  test("are ordered by value, and so are their keys", () => {
    fc.assert(
      fc.property(decimal, decimal, (one, other) => {
        const [left, right] = [canonical(one.text), canonical(other.text)];
        const order = sign(one.value - other.value);
        expect(sign(compareNumbers(left, right))).toBe(order);
        expect(orderedText(left) < orderedText(right) ? -1 : orderedText(left) > orderedText(right) ? 1 : 0).toBe(
          order,
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test("have one text for one value, which stays as it is", () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: 0, max: 5 }), ({ text }, zeros) => {
        const once = canonical(text);
        expect(canonical(once)).toBe(once);
        const [digits = "", exponent = ""] = text.split("E");
        expect(canonical(`${digits}${"0".repeat(zeros)}E${Number(exponent) - zeros}`)).toBe(once);
        expect(once).toMatch(/^(?:0|-?(?:[1-9]\d*|0)(?:\.\d*[1-9])?)$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("are added exactly, or not at all", () => {
    fc.assert(
      fc.property(decimal, decimal, fc.constantFrom("+" as const, "-" as const), (one, other, operator) => {
        const sum = operator === "+" ? one.value + other.value : one.value - other.value;
        const added = addNumbers(canonical(one.text), canonical(other.text), operator);
        const digits = sum.toString().replace("-", "").replace(/0+$/, "");
        if (digits.length > 38) expect(added).toBeUndefined();
        else expect(added).toBe(canonical(`${sum}E-${SCALE}`));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["", "syntax"],
    [".", "syntax"],
    ["1e", "syntax"],
    ["NaN", "syntax"],
    ["Infinity", "syntax"],
    ["0x10", "syntax"],
    ["1_000", "syntax"],
    ["1E126", "overflow"],
    [`1E${"9".repeat(400)}`, "overflow"],
    ["1E-131", "underflow"],
    [`1E-${"9".repeat(400)}`, "underflow"],
    ["1".repeat(39), "precision"],
  ])("%s is no number: %s", (text, problem) => {
    expect(canonicalNumber(text)).toEqual({ problem });
  });

  test.each(["0", "-0", "0E999999", `0.${"0".repeat(500)}`])("%s is zero, of one byte", (text) => {
    expect(canonical(text)).toBe("0");
    expect(numberBytes(canonical(text))).toBe(1);
  });
});
