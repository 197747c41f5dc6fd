import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTaggingHeader, parseTagSet } from "./tag-set.ts";

const refusal = (code: string, message: string) => expect.objectContaining({ code, message });

describe("the x-amz-tagging header", () => {
  test("is a query string in order, with plus as space and missing values empty", () => {
    expect(parseTaggingHeader("b=2&a=x+y%2Bz&c&%C3%A9=%40")).toEqual([
      ["b", "2"],
      ["a", "x y+z"],
      ["c", ""],
      ["é", "@"],
    ]);
    expect(parseTaggingHeader("")).toEqual([]);
  });

  test.each(["key1=val1,key2=val2", "key1=val1&key1=val2", "a=%GG", "=v", `k=${"v".repeat(257)}`, "k=%00"])(
    "%j is refused",
    (header) => {
      expect(() => parseTaggingHeader(header)).toThrow(
        expect.objectContaining({
          code: "InvalidArgument",
          fields: { ArgumentName: "x-amz-tagging", ArgumentValue: header },
        }),
      );
    },
  );

  test("is refused with more than ten tags", () => {
    const header = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join("&");
    expect(() => parseTaggingHeader(header)).toThrow(refusal("BadRequest", "Object tags cannot be greater than 10"));
  });

  test("gives back any allowed tags after encoding", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "Z", "9", " ", "é", "水", "+", "=", "/", "@", "-", "_", ".", ":"),
      maxLength: 20,
    });
    const tags = fc.uniqueArray(
      fc.tuple(
        text.map((key) => `k${key}`),
        text,
      ),
      { selector: ([key]) => key, maxLength: 10 },
    );
    fc.assert(
      fc.property(tags, (expected) => {
        const header = expected
          .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
          .join("&");
        expect(parseTaggingHeader(header)).toEqual(expected);
      }),
    );
  });
});

describe("a tag set", () => {
  const parse = (tags: [string | undefined, string | undefined][], owner: "object" | "bucket" = "object") =>
    parseTagSet(
      tags.map(([Key, Value]) => ({ Key, Value })),
      owner,
    );

  test("keeps its order", () => {
    expect(
      parse([
        ["b", "1"],
        ["a", ""],
      ]),
    ).toEqual([
      ["b", "1"],
      ["a", ""],
    ]);
  });

  test("may have keys of 128 and values of 256 UTF-16 units, and no more", () => {
    expect(parse([["k".repeat(128), "v".repeat(256)]])).toHaveLength(1);
    expect(() => parse([["k".repeat(129), "v"]])).toThrow(
      refusal("InvalidTag", "The TagKey you have provided is invalid"),
    );
    expect(() => parse([["k", "v".repeat(257)]])).toThrow(
      refusal("InvalidTag", "The TagValue you have provided is invalid"),
    );
    expect(parse([["𐐀".repeat(64), "v"]])).toHaveLength(1);
    expect(() => parse([["𐐀".repeat(65), "v"]])).toThrow(
      refusal("InvalidTag", "The TagKey you have provided is invalid"),
    );
  });

  test("must have a key and a value in every tag", () => {
    expect(() => parse([[undefined, "v"]])).toThrow(expect.objectContaining({ code: "MalformedXML" }));
    expect(() => parse([["k", undefined]])).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  test("must not repeat a key", () => {
    expect(() =>
      parse([
        ["Key1", "a"],
        ["Key1", "b"],
      ]),
    ).toThrow(
      expect.objectContaining({
        code: "InvalidTag",
        message: "Cannot provide multiple Tags with the same key",
        fields: { TagKey: "Key1" },
      }),
    );
  });

  test("must not use the reserved prefix, in words that differ by owner", () => {
    expect(() => parse([["aws:x", "v"]])).toThrow(refusal("InvalidTag", "Your TagKey cannot be prefixed with aws:"));
    expect(() => parse([["aws:x", "v"]], "bucket")).toThrow(
      refusal("InvalidTag", "System tags cannot be added/updated by requester"),
    );
  });

  test("has room for ten tags on an object and fifty on a bucket", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index): [string, string] => [`k${index}`, "v"]);
    expect(parse(tags(10))).toHaveLength(10);
    expect(() => parse(tags(11))).toThrow(refusal("BadRequest", "Object tags cannot be greater than 10"));
    expect(parse(tags(50), "bucket")).toHaveLength(50);
    expect(() => parse(tags(51), "bucket")).toThrow(
      refusal("BadRequest", "Bucket tag count cannot be greater than 50"),
    );
  });
});
