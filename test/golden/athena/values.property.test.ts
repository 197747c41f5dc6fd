/**
 * Numbers and texts against references of a few lines: exact decimal division, whole-number division, Java's text of doubles,
 * and casts back and forth. Values are drawn by fast-check and computed in one query per property.
 */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAthenaSession } from "./athena-session.ts";
import type { AthenaSession } from "./athena-session.ts";

let session: AthenaSession;
beforeAll(async () => {
  session = await createAthenaSession();
});
afterAll(() => {
  session.close();
});

const SAMPLE = { numRuns: 400, seed: 20_261_123 };

/** Rows of one expression over VALUES, in order. */
async function compute(expression: string, rows: readonly string[]): Promise<readonly (string | null)[]> {
  const values = rows.map((row, index) => `(${index}, ${row})`).join(", ");
  const result = await session.query(`SELECT ${expression} FROM (VALUES ${values}) t(i, x, y) ORDER BY i`);
  return result.rows.map((row) => row[0] ?? null);
}

function digitsOf(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

function scientific(value: number): string {
  const { digits, exponent } = digitsOf(value);
  return `${digits.charAt(0)}.${digits.slice(1) === "" ? "0" : digits.slice(1)}E${exponent}`;
}

/** java.lang.Double.toString with shortest digits. */
function javaText(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0.0`;
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e7) return sign + scientific(value);
  const text = String(size);
  return sign + (text.includes(".") ? text : `${text}.0`);
}

const doubles = fc.sample(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => value === 0 || Math.abs(value) > 1e-300),
  SAMPLE,
);

test("a double is shown as Java shows it", async () => {
  const shown = await compute(
    "x",
    doubles.map((value) => `DOUBLE '${value}', 0`),
  );
  expect(shown).toEqual(doubles.map(javaText));
});

test("a double cast to varchar is scientific, and cast back is itself", async () => {
  const rows = doubles.map((value) => `DOUBLE '${value}', 0`);
  const texts = await compute("CAST(x AS varchar)", rows);
  expect(texts).toEqual(
    doubles.map((value) =>
      value === 0 ? `${Object.is(value, -0) ? "-" : ""}0.0E0` : (value < 0 ? "-" : "") + scientific(value),
    ),
  );
  expect(await compute("CAST(CAST(x AS varchar) AS double)", rows)).toEqual(doubles.map(javaText));
});

const bigints = fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n });

test("bigint division drops the fraction towards zero, and the remainder has the sign of the dividend", async () => {
  const pairs = fc.sample(
    fc.tuple(
      bigints,
      fc.oneof(bigints, fc.bigInt({ min: -9n, max: 9n })).filter((divisor) => divisor !== 0n),
    ),
    SAMPLE,
  );
  const rows = pairs.map(([x, y]) => `BIGINT '${x}', BIGINT '${y}'`);
  expect(await compute("x / y", rows)).toEqual(pairs.map(([x, y]) => String(x / y)));
  expect(await compute("x % y", rows)).toEqual(pairs.map(([x, y]) => String(x % y)));
});

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
}

function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  const quotient = (size(numerator) * 2n + size(denominator)) / (size(denominator) * 2n);
  return numerator < 0n !== denominator < 0n ? -quotient : quotient;
}

const units = fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n });

test("decimal division is exact and rounds half away from zero", async () => {
  const pairs = fc.sample(
    fc.tuple(
      units,
      units.filter((divisor) => divisor !== 0n),
    ),
    SAMPLE,
  );
  const rows = pairs.map(
    ([x, y]) => `CAST('${decimalText(x, 4)}' AS decimal(15,4)), CAST('${decimalText(y, 2)}' AS decimal(15,2))`,
  );
  // decimal(15,4) / decimal(15,2): scale 4, so units of x times 10^2 over units of y.
  const expected = pairs.map(([x, y]) => decimalText(divideHalfUp(x * 100n, y), 4));
  expect(await compute("x / y", rows)).toEqual(expected);
});

test("sums and products of decimals are exact beyond what fits eighteen digits", async () => {
  const pairs = fc.sample(fc.tuple(units, units), SAMPLE);
  const rows = pairs.map(
    ([x, y]) => `CAST('${decimalText(x, 2)}' AS decimal(18,2)), CAST('${decimalText(y, 2)}' AS decimal(18,2))`,
  );
  expect(await compute("x * y", rows)).toEqual(pairs.map(([x, y]) => decimalText(x * y, 4)));
  expect(await compute("x + y", rows)).toEqual(pairs.map(([x, y]) => decimalText(x + y, 2)));
  expect(await compute("x - y", rows)).toEqual(pairs.map(([x, y]) => decimalText(x - y, 2)));
});

test("an average of decimals is exact and rounds half away from zero", async () => {
  const lists = fc.sample(fc.array(units, { minLength: 1, maxLength: 9 }), { ...SAMPLE, numRuns: 60 });
  for (const list of lists.slice(0, 25)) {
    const values = list.map((value) => `CAST('${decimalText(value, 2)}' AS decimal(15,2))`).join(", ");
    const total = list.reduce((sum, value) => sum + value, 0n);
    expect(await session.show(`SELECT avg(x) FROM (VALUES ${values}) t(x)`)).toBe(
      decimalText(divideHalfUp(total, BigInt(list.length)), 2),
    );
  }
});

test("strings of any characters come back as they went in", async () => {
  const texts = fc.sample(
    fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0")),
    SAMPLE,
  );
  const rows = texts.map((text) => `'${text.replaceAll("'", "''")}', 0`);
  expect(await compute("x", rows)).toEqual(texts);
  expect(await compute("reverse(reverse(x))", rows)).toEqual(texts);
  expect(await compute("length(x)", rows)).toEqual(texts.map((text) => String([...text].length)));
  expect(await compute("from_utf8(from_hex(to_hex(to_utf8(x))))", rows)).toEqual(texts);
});

test("substr agrees with counting code points", async () => {
  const cases = fc.sample(
    fc.tuple(
      fc.string({ unit: "binary-ascii", maxLength: 8 }).filter((text) => !text.includes("\0")),
      fc.integer({ min: -10, max: 10 }),
    ),
    SAMPLE,
  );
  const expected = cases.map(([text, start]) =>
    start === 0 || -start > text.length ? "" : start > 0 ? text.slice(start - 1) : text.slice(start),
  );
  const rows = cases.map(([text, start]) => `'${text.replaceAll("'", "''")}', ${start}`);
  expect(await compute("substr(x, y)", rows)).toEqual(expected);
});
