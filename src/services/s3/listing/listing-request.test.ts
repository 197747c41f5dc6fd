import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEncodingType } from "./listing-request.ts";

const encode = parseEncodingType("url");

test.each([
  ["data/2026/part-0001_a.b~c*.parquet", "data/2026/part-0001_a.b~c*.parquet"],
  ["test_file(3).png", "test_file%283%29.png"],
  ["a b+c!'&", "a%20b%2Bc%21%27%26"],
  ["ü/\u{1f600}\n", "%C3%BC/%F0%9F%98%80%0A"],
  ["", ""],
])("%j is shown as %j", (key, shown) => {
  expect(encode(key)).toBe(shown);
});

test("every key decodes to itself, and holds no character that XML or a URL changes", () => {
  const key = fc.oneof(fc.string({ unit: "binary" }), fc.string()).filter((text) => !/\p{Surrogate}/u.test(text));
  fc.assert(
    fc.property(key, (text) => {
      const shown = encode(text);
      expect(decodeURIComponent(shown)).toBe(text);
      expect(shown).toMatch(/^[A-Za-z0-9\-_.~*/%]*$/);
    }),
  );
});
