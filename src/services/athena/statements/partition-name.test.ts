import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSegment, partitionName } from "./partition-name.ts";

describe("partition names", () => {
  it("escape what a path segment cannot hold, as Hive does", () => {
    expect(partitionName(["year", "city"], ["2024", "a/b=c d"])).toBe("year=2024/city=a%2Fb%3Dc d");
  });

  it("come back from a segment as they went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        expect(parseSegment(partitionName(["k"], [value]))).toEqual({ key: "k", value });
      }),
    );
  });

  it("are none without a key", () => {
    expect(parseSegment("2024")).toBeUndefined();
    expect(parseSegment("=2024")).toBeUndefined();
  });
});
