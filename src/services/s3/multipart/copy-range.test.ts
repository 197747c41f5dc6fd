import fc from "fast-check";
import { expect, test } from "vitest";
import { extentsOfRange, parseCopyRange } from "./copy-range.ts";

const extent = (sizeBytes: number, index: number) => ({ id: String(index), kind: "blob" as const, sizeBytes });

test("without a header the whole source is copied", () => {
  expect(parseCopyRange(undefined, 7)).toEqual({ startBytes: 0, endBytes: 7 });
});

test.each([
  ["bytes=0-0", { startBytes: 0, endBytes: 1 }],
  ["bytes=2-6", { startBytes: 2, endBytes: 7 }],
])("%s counts from zero and includes its end", (header, expected) =>
  expect(parseCopyRange(header, 7)).toEqual(expected),
);

test.each([
  "bytes=0-",
  "bytes=-3",
  "bytes=5-2",
  "0-3",
  "bytes=0-1,3-4",
  "bytes=hello-world",
  "bytes",
  "bytes=-1-",
  "bytes=0--1",
  "bytes=-",
  "bytes=-0",
])("%j is not of the form", (header) => {
  expect(() => parseCopyRange(header, 7)).toThrow(/must be of the form bytes=first-last/);
});

test("a range must lie within the source", () => {
  expect(() => parseCopyRange("bytes=0-7", 7)).toThrow("Range specified is not valid for source object of size: 7");
  expect(() => parseCopyRange("bytes=7-9", 7)).toThrow(
    "The specified copy range is invalid for the source object size",
  );
});

test("a part is at most 5 GiB", () => {
  expect(() => parseCopyRange(undefined, 5 * 1024 ** 3 + 1)).toThrow(
    /larger than the maximum allowable size for a copy source: 5368709120/,
  );
});

test("whole extents are shared exactly when the range begins and ends between two", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
      fc.nat(40),
      fc.nat(40),
      (sizes, from, length) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const startBytes = Math.min(from, total - 1);
        const endBytes = Math.min(startBytes + length + 1, total);
        const borders = sizes.reduce<number[]>((ends, size) => [...ends, (ends.at(-1) ?? 0) + size], [0]);
        const shared = extentsOfRange(sizes.map(extent), { startBytes, endBytes });
        expect(shared !== undefined).toBe(borders.includes(startBytes) && borders.includes(endBytes));
        if (shared !== undefined)
          expect(shared.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(endBytes - startBytes);
      },
    ),
  );
});

test("a source in very many pieces is copied instead", () => {
  expect(
    extentsOfRange(
      Array.from({ length: 17 }, (_, index) => extent(1, index)),
      { startBytes: 0, endBytes: 17 },
    ),
  ).toBeUndefined();
});
