/** The test vectors of RFC 6238 (appendix B, SHA-1, last six digits) and RFC 4648 (section 10). */
import { describe, expect, test } from "vitest";
import { base32, codeAt, findStep, stepAt } from "./totp.ts";

const SEED = Buffer.from("12345678901234567890");

describe("one-time passwords", () => {
  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("at second %i it is %s", (second, code) => {
    expect(codeAt(SEED, stepAt(second * 1000))).toBe(code);
  });

  test("a code is found in its window and nowhere else", () => {
    const step = stepAt(59_000);
    expect(findStep(SEED, "287082", { from: step - 1, to: step + 1 })).toBe(step);
    expect(findStep(SEED, "287082", { from: step + 1, to: step + 3 })).toBeUndefined();
    expect(findStep(SEED, "28708", { from: step, to: step })).toBeUndefined();
  });
});

describe("base32", () => {
  test.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("of %j is %j", (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });
});
