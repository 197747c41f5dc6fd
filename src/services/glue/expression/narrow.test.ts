import { expect, test } from "vitest";
import { bindExpression } from "./bind.ts";
import { matchesLike } from "./evaluate.ts";
import { narrowExpression } from "./narrow.ts";
import { parseExpression } from "./parse.ts";
import { afterPrefix, compareText } from "./text-order.ts";

const KEYS = [
  { Name: "s", Type: "string" },
  { Name: "n", Type: "int" },
  { Name: "t", Type: "timestamp" },
];
const spans = (expression: string): string[] =>
  narrowExpression(bindExpression(parseExpression(expression), KEYS), KEYS.length).map(
    ({ values, next }) => `${values.join("/")}[${next.start ?? ""}..${next.end ?? ""})`,
  );

test("equality on the leading keys seeks to them", () => {
  expect(spans("s = 'a'")).toEqual(["a[..)"]);
  expect(spans("s = 'a' and n = 7")).toEqual(["a[+..,)", "a[-0..-1)", "a[0..1)", "a/7[..)"]);
  expect(spans("s in ('b', 'a', 'b')")).toEqual(["a[..)", "b[..)"]);
});

test("ranges of text narrow, and two of one column are cut with each other", () => {
  expect(spans("s >= 'b' and s < 'd'")).toEqual(["[b..d\u0000)"]);
  expect(spans("s between 'b' and 'd'")).toEqual(["[b..d\u0000)"]);
  expect(spans("s like 'ab%'")).toEqual(["[ab..ac)"]);
  expect(spans("s like 'ab'")).toEqual(["ab[..)"]);
});

test("what says nothing about the first key reads all", () => {
  for (const expression of ["n = 1", "s <> 'a'", "s like '%a'", "not s = 'a'", "s = 'a' or n = 1", "s is null"])
    expect(spans(expression)).toEqual(["[..)"]);
});

test("a condition on a key behind a range is left to the evaluation", () => {
  expect(spans("s > 'a' and n = 1")).toEqual(["[a..)"]);
});

test("timestamps narrow to the second, because their fractions may be written in several ways", () => {
  expect(spans("s = 'a' and t = '2024-01-01 00:00:00.5'")).toEqual(["a[..)"]);
  const keys = [{ Name: "t", Type: "timestamp" }];
  const [span] = narrowExpression(bindExpression(parseExpression("t = '2024-01-01 00:00:00.5'"), keys), 1);
  expect(span?.next).toEqual({ start: "2024-01-01 00:00:00", end: "2024-01-01 00:00:01" });
});

test("text is ordered by its UTF-8 bytes, and the text after a prefix is the next one", () => {
  expect(["😀", "ￜ", "a", "", "b"].toSorted(compareText)).toEqual(["", "a", "b", "ￜ", "😀"]);
  expect([afterPrefix("ab"), afterPrefix("a\u{10FFFF}"), afterPrefix("\uD7FF"), afterPrefix("")]).toEqual([
    "ac",
    "b",
    "\uE000",
    undefined,
  ]);
});

test("LIKE takes no more than text times pattern steps", () => {
  expect(matchesLike(Array.from("a".repeat(5000)), Array.from(`${"%a".repeat(500)}b`))).toBe(false);
  expect(matchesLike(Array.from("abcabd"), Array.from("%ab_"))).toBe(true);
});
