import { expect, test } from "vitest";
import { ServiceError } from "../../../kit/errors.ts";
import { compileGlob } from "./glob.ts";

// The examples of the developer guide, "Include and exclude patterns".
test.each([
  ["*.csv", ["a.csv"], ["b/a.csv", "a.csv.gz"]],
  ["*.*", ["a.csv"], ["csv", "x/a.csv"]],
  ["*.{csv,avro}", ["a.csv", "a.avro"], ["a.json"]],
  ["foo.?", ["foo.a"], ["foo.", "foo.ab", "foo./"]],
  ["myfolder/*", ["myfolder/a.csv"], ["myfolder/b/a.csv"]],
  ["myfolder/*/*", ["myfolder/b/a.csv"], ["myfolder/a.csv", "myfolder/b/c/a.csv"]],
  ["myfolder/**", ["myfolder/a.csv", "myfolder/b/c/a.csv"], ["myfolder", "other/a.csv"]],
  ["departments/market*/**", ["departments/market/a.csv", "departments/marketing/x/y"], ["departments/finance/a"]],
  ["employees/201[1-3].csv", ["employees/2011.csv", "employees/2013.csv"], ["employees/2014.csv"]],
  ["employees/201[!1-3].csv", ["employees/2014.csv"], ["employees/2012.csv"]],
  ["**.csv", ["a.csv", "x/y/a.csv"], ["a.json"]],
  ["a\\*b\\{c", ["a*b{c"], ["axb{c"]],
  ["[a-]", ["a", "-"], ["b"]],
])("the glob %s", (pattern, inside, outside) => {
  const matches = compileGlob(pattern);
  expect(inside.filter((path) => !matches(path))).toEqual([]);
  expect(outside.filter(matches)).toEqual([]);
});

test("what is no glob is refused, and no glob takes long", () => {
  for (const pattern of ["{a", "[a", "x".repeat(1025), "{a,b}".repeat(20)])
    expect(() => compileGlob(pattern)).toThrow(ServiceError);
  expect(compileGlob("**a".repeat(300))("a".repeat(1000) + "b")).toBe(false);
});
