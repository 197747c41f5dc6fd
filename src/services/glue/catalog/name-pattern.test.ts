import { expect, test } from "vitest";
import { ServiceError } from "../../../kit/errors.ts";
import { compileNamePattern } from "./name-pattern.ts";

const matching = (pattern: string, names: string[]): string[] => names.filter(compileNamePattern(pattern));

test.each([
  ["a", ["a"]],
  ["A", ["a"]],
  ["ab?c", ["ac", "abc"]],
  ["a.*", ["a", "ab", "abc", "ac", "abbbc", "a_1"]],
  ["a*", ["a", "ab", "abc", "ac", "abbbc", "a_1"]],
  ["*c", ["abc", "ac", "abbbc"]],
  ["ab+c", ["abc", "abbbc"]],
  ["a(bb)*bc", ["abc", "abbbc"]],
  ["(?:a|b)", ["a", "b"]],
  ["[a-b]", ["a", "b"]],
  ["[^a]", ["b"]],
  ["a_\\d", ["a_1"]],
  ["\\w\\W?", ["a", "b"]],
  ["^a|b$", ["a", "b"]],
  ["a\\.b", ["a.b"]],
  ["", []],
  ["a||b", ["a", "b"]],
])("the pattern %s matches whole names", (pattern, wanted) => {
  const names = ["a", "b", "ab", "ac", "abc", "abbbc", "a_1", "a.b"];
  expect(matching(pattern, names).sort()).toEqual(
    (pattern.includes(".*") || pattern === "a*" ? [...wanted, "a.b"] : wanted).sort(),
  );
});

test("patterns that are no known regular expression are refused", () => {
  for (const pattern of [
    "(",
    ")",
    "a)",
    "[",
    "[a",
    "+",
    "?",
    "a{2}",
    "\\",
    "\\1",
    "\\k",
    "(?=a)",
    "(?<n>a)",
    "x".repeat(2049),
    "x".repeat(2040),
  ]) {
    expect(() => compileNamePattern(pattern)).toThrow(ServiceError);
  }
});

test("the cost of a name does not explode", () => {
  const matches = compileNamePattern("(a|a)*(a|a)*(a*)*(a+)+b");
  expect(matches("a".repeat(255))).toBe(false);
  expect(matches(`${"a".repeat(254)}b`)).toBe(true);
});
