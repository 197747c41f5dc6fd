import { describe, expect, it } from "vitest";
import { dataScannedBytes, type MentionBytes } from "./data-scanned.ts";
import type { Footer } from "./parquet-footers.ts";

function footer(...groups: Readonly<Record<string, readonly [number, string, string]>>[]): Footer {
  return {
    columns: new Map(),
    rowGroups: groups.map(
      (group) =>
        new Map(
          Object.entries(group).map(([name, [compressedBytes, min, max]]) => [name, { compressedBytes, min, max }]),
        ),
    ),
  };
}

const FOOTER = footer({ a: [10, "1", "5"], b: [100, "Aa", "Mm"] }, { a: [20, "6", "9"], b: [200, "Nn", "Zz"] });
const MENTION: MentionBytes = { fileColumn: "lakebed_file_0", fileBytes: 1000, footers: [FOOTER] };
const MARK = "lakebed_file_0!=''";

function scanned(projections: readonly string[], ...filters: string[]): number {
  return dataScannedBytes([MENTION], [{ function: "READ_PARQUET", projections, filters: [MARK, ...filters] }]);
}

describe("bytes of a Parquet scan", () => {
  it("are the chunks of projected and filtered columns", () => {
    expect(scanned([])).toBe(0);
    expect(scanned(["a"])).toBe(30);
    expect(scanned(["A", '"b"'])).toBe(330);
    expect(scanned([], "contains(b, 'a')")).toBe(300);
  });

  it.each([
    ["a>5", 20],
    ["a>=5", 30],
    ["a<6", 10],
    ["a=7", 20],
    ["a>5 AND a<6", 0],
    ["b='Mn'", 0],
    ["b='Mm' AND b>='A'", 110],
    ["a IN (1, 2)", 30],
    ["(a IS NOT NULL)", 30],
  ])("leave out row groups that %s excludes", (filter, bytes) => {
    expect(scanned(["a"], filter)).toBe(bytes);
  });

  it("belong to the mention whose mark the scan carries, once for each scan", () => {
    const other = { ...MENTION, fileColumn: "lakebed_file_1" };
    const scan = { function: "READ_PARQUET", projections: ["a"], filters: [MARK] };
    expect(dataScannedBytes([MENTION, other], [scan, scan])).toBe(60);
  });
});

describe("bytes of text", () => {
  it("are the sizes of its files", () => {
    expect(dataScannedBytes([{ fileColumn: "f", fileBytes: 77, footers: undefined }], [])).toBe(77);
  });
});
