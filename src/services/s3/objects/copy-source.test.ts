import { expect, test } from "vitest";
import { parseCopySource } from "./copy-source.ts";

test.each([
  ["bucket/key", { bucket: "bucket", key: "key", versionId: undefined }],
  ["/bucket/key", { bucket: "bucket", key: "key", versionId: undefined }],
  ["bucket/a/b%20c", { bucket: "bucket", key: "a/b c", versionId: undefined }],
  ["bucket/a+b", { bucket: "bucket", key: "a b", versionId: undefined }],
  ["bucket/a%2Bb", { bucket: "bucket", key: "a+b", versionId: undefined }],
  ["bucket//a", { bucket: "bucket", key: "/a", versionId: undefined }],
  ["bucket%2Fkey", { bucket: "bucket", key: "key", versionId: undefined }],
  ["bucket/%F0%9F%AA%A3?versionId=abc", { bucket: "bucket", key: "🪣", versionId: "abc" }],
  ["bucket/what%3FversionId=1", { bucket: "bucket", key: "what?versionId=1", versionId: undefined }],
  ["bucket/key?versionId=null", { bucket: "bucket", key: "key", versionId: "null" }],
])("%s", (header, expected) => expect(parseCopySource(header)).toEqual(expected));

test.each(["", "bucket", "bucket/", "/bucket", "/", "//key"])("%j names no bucket and key", (header) => {
  expect(() => parseCopySource(header)).toThrow(expect.objectContaining({ code: "InvalidArgument", status: 400 }));
});

test("an encoding that is none is refused", () => {
  expect(() => parseCopySource("bucket/%zz")).toThrow(
    expect.objectContaining({ code: "InvalidArgument", message: "Invalid copy source encoding." }),
  );
});

test("an access point is not implemented", () => {
  expect(() => parseCopySource("arn%3Aaws%3As3%3Aus-east-1%3A111122223333%3Aaccesspoint/ap/object/key")).toThrow(
    expect.objectContaining({ code: "NotImplemented", status: 501 }),
  );
});
