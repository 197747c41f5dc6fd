import fc from "fast-check";
import { expect, test } from "vitest";
import { joinHeaderList, splitHeaderList } from "./header-list.ts";

test("Elements read back as they were joined", () => {
  const visible = fc.string({ minLength: 1 }).map((text) => text.replaceAll(/[^!-~]/g, "x"));
  const unquoted = visible.filter((text) => /[",]/.test(text) || !text.includes("\\"));
  fc.assert(
    fc.property(fc.array(unquoted, { minLength: 1, maxLength: 5 }), (items) => {
      expect(splitHeaderList(joinHeaderList(items), false)).toEqual(items);
    }),
  );
});

test("Dates keep their commas", () => {
  const first = "Mon, 16 Dec 2019 23:48:18 GMT";
  expect(splitHeaderList(`${first}, ${first}`, true)).toEqual([first, first]);
});

test("Spaces around elements do not count", () => {
  expect(splitHeaderList(' a ,b, "c, d" ', false)).toEqual(["a", "b", "c, d"]);
});
