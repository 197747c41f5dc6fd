import { describe, expect, test } from "vitest";
import { findSpan } from "./byte-span.ts";

const span = (sizeBytes: number, range: string) => {
  const { startBytes, endBytes, contentRange } = findSpan(sizeBytes, undefined, { range });
  return [startBytes, endBytes, contentRange];
};

describe("a single range", () => {
  test.each([
    ["bytes=0-3", [0, 4, "bytes 0-3/10"]],
    ["bytes=4-", [4, 10, "bytes 4-9/10"]],
    ["bytes=-3", [7, 10, "bytes 7-9/10"]],
    ["bytes=-30", [0, 10, "bytes 0-9/10"]],
    ["bytes=8-100", [8, 10, "bytes 8-9/10"]],
    ["bytes=0-", [0, 10, "bytes 0-9/10"]],
  ])("%s of ten bytes", (range, expected) => expect(span(10, range)).toEqual(expected));

  test.each(["bytes=10-", "bytes=10-12", "bytes=-0"])("%s of ten bytes cannot be satisfied", (range) => {
    expect(() => findSpan(10, undefined, { range })).toThrow(
      expect.objectContaining({
        code: "InvalidRange",
        status: 416,
        fields: { RangeRequested: range, ActualObjectSize: 10 },
      }),
    );
  });

  test.each(["bytes=0-", "bytes=-5", "bytes=0-0"])("%s of an empty object cannot be satisfied", (range) => {
    expect(() => findSpan(0, undefined, { range })).toThrow(expect.objectContaining({ code: "InvalidRange" }));
  });
});

test.each(["bytes=5-2", "bytes=0-1,3-4", "items=0-3", "bytes=", "bytes=-", "bytes=a-b", "0-3", ""])(
  "%j is ignored and the whole object is meant",
  (range) => expect(span(10, range)).toEqual([0, 10, undefined]),
);

describe("a part number", () => {
  const parts = [
    { partNumber: 1, sizeBytes: 6 },
    { partNumber: 4, sizeBytes: 4, checksum: "x" },
  ];

  test("gives the bytes of the part that was uploaded under it", () => {
    expect(findSpan(10, parts, { partNumber: 4 })).toEqual({
      startBytes: 6,
      endBytes: 10,
      contentRange: "bytes 6-9/10",
      part: parts[1],
    });
  });

  test("1 is all of an object that was uploaded in one piece", () => {
    expect(findSpan(10, undefined, { partNumber: 1 })).toEqual({
      startBytes: 0,
      endBytes: 10,
      contentRange: "bytes 0-9/10",
    });
  });

  test("1 of an empty object is no range", () => {
    expect(findSpan(0, undefined, { partNumber: 1 })).toEqual({ startBytes: 0, endBytes: 0 });
  });

  test("that the object does not have is 416", () => {
    expect(() => findSpan(10, parts, { partNumber: 2 })).toThrow(
      expect.objectContaining({
        code: "InvalidPartNumber",
        status: 416,
        fields: { PartNumberRequested: 2, ActualPartCount: 2 },
      }),
    );
    expect(() => findSpan(10, undefined, { partNumber: 2 })).toThrow(
      expect.objectContaining({ code: "InvalidPartNumber" }),
    );
  });

  test.each([0, -1, 10_001, 1.5])("%d is no part number", (partNumber) => {
    expect(() => findSpan(10, parts, { partNumber })).toThrow(
      expect.objectContaining({ code: "InvalidArgument", status: 400 }),
    );
  });

  test("excludes a range", () => {
    expect(() => findSpan(10, parts, { partNumber: 1, range: "bytes=0-1" })).toThrow(
      expect.objectContaining({ code: "InvalidRequest" }),
    );
  });
});
