import { expect, test } from "vitest";
import { BIGINT, STRING } from "./data-type.ts";
import type { FileLayout } from "./file-layout.ts";
import { groupTables, type GroupingPolicy } from "./group-tables.ts";
import { partitionColumns } from "./partition-keys.ts";

const layout = (columns: string, classification: FileLayout["classification"] = "json"): FileLayout => ({
  classification,
  compression: "none",
  recordCount: 1,
  columns: Array.from(columns, (name) => ({ name, type: name === "s" ? STRING : BIGINT })),
});

/** `path: columns` lines to `table <- leaf, leaf` lines. */
function group(files: Record<string, string | FileLayout>, policy: Partial<GroupingPolicy> = {}): string[] {
  const grouped = Object.entries(files).map(([key, given]) => ({
    key,
    sizeBytes: 1,
    layout: typeof given === "string" ? layout(given) : given,
  }));
  return groupTables("in/", grouped, { anySchema: false, ...policy }).map(
    (table) => `${table.path} <- ${table.leaves.map((leaf) => leaf.names.join("/")).join(", ")}`,
  );
}

test("a folder of similar files is one table", () => {
  expect(group({ "in/a": "abc", "in/b": "abcd" })).toEqual(["in/ <- "]);
});

test("schemas that agree in less than 70 % are different tables", () => {
  expect(group({ "in/x/a": "abcdefghij", "in/y/a": "abcdefgklm" })).toEqual(["in/ <- x, y"]);
  expect(group({ "in/x/a": "abcdefghij", "in/y/a": "abcdefklmn" })).toEqual(["in/x/ <- ", "in/y/ <- "]);
});

test("folders of unequal depth are not partitions of one table", () => {
  expect(group({ "in/x/a": "abc", "in/y/1/a": "abc", "in/y/2/a": "abc" })).toEqual(["in/x/ <- ", "in/y/ <- 1, 2"]);
});

test("a single plain folder is a table, a single key=value or number folder a partition", () => {
  expect(group({ "in/x/a": "abc" })).toEqual(["in/x/ <- "]);
  expect(group({ "in/x/k=1/a": "abc" })).toEqual(["in/x/ <- k=1"]);
  expect(group({ "in/x/2024/01/a": "abc" })).toEqual(["in/x/ <- 2024/01"]);
});

test("key=value folders with changed schemas stay one table; another format does not", () => {
  expect(group({ "in/k=1/a": "abc", "in/k=2/a": "xyz", "in/k=3/a": "abc" })).toEqual(["in/ <- k=1, k=2, k=3"]);
  expect(group({ "in/k=1/a": "abc", "in/k=2/a": layout("abc", "parquet"), "in/k=3/a": "abc" })).toEqual([
    "in/ <- k=1, k=3",
    "in/k=2/ <- ",
  ]);
});

test("files beside plain folders of the same layout are one table without partitions", () => {
  expect(group({ "in/a": "abc", "in/x/b": "abc", "in/y/c": "abc" })).toEqual(["in/ <- "]);
});

test("a stray file beside partitions is a table of its own", () => {
  expect(group({ "in/k=1/a": "abc", "in/k=2/a": "abc", "in/readme": "xyz" })).toEqual([
    "in/ <- k=1, k=2",
    "in/readme <- ",
  ]);
});

test("tables lie at the level that is asked for", () => {
  expect(group({ "in/x/1/a": "abc", "in/y/1/a": "abc" }, { tableLevel: 2 })).toEqual(["in/ <- x/1, y/1"]);
  expect(group({ "in/x/1/a": "abc", "in/y/1/a": "abc" }, { tableLevel: 3 })).toEqual(["in/x/ <- 1", "in/y/ <- 1"]);
});

test("many levels of folders are no trouble", () => {
  expect(group({ [`in/${"1/".repeat(500)}a`]: "abc" })).toHaveLength(1);
});

test("partition keys come from key=value names, with Hive's escapes, or are numbered", () => {
  expect(
    partitionColumns([
      ["Year=2024", "a%2Fb"],
      ["year=2025", "c"],
    ]),
  ).toEqual({
    names: ["year", "partition_1"],
    values: [
      ["2024", "a%2Fb"],
      ["2025", "c"],
    ],
  });
  expect(partitionColumns([["k=a%2Fb%C3%A9"], ["k=100%"], ["k="]])).toEqual({
    names: ["k"],
    values: [["a/bé"], ["100%"], ["__HIVE_DEFAULT_PARTITION__"]],
  });
  expect(partitionColumns([["a=1"], ["b=1"]])).toEqual({ names: ["partition_0"], values: [["a=1"], ["b=1"]] });
  expect(partitionColumns([["k=1", "k=2"]]).names).toEqual(["k", "partition_1"]);
});
