import { expect, test } from "vitest";
import { copySourceText, formatCopySource, parseCopySource } from "./copy-source-header.ts";

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

test("an object may be named by the ARN that it has through an access point", () => {
  const bucket = "arn:aws:s3:us-east-1:111122223333:accesspoint/ap";
  const header = `${encodeURIComponent(`${bucket}/object/a b/object/c`)}?versionId=1`;
  const source = parseCopySource(header);
  expect(source).toEqual({ bucket, key: "a b/object/c", versionId: "1" });
  expect(copySourceText(source)).toBe(`${bucket}/object/a b/object/c`);
  expect(() => parseCopySource(bucket)).toThrow(expect.objectContaining({ code: "InvalidArgument" }));
});

test.each(["key", "a/b c", "a+b", "/a", "what?versionId=1", "🪣%"])("%j is written so that it is read back", (key) => {
  for (const versionId of [undefined, "abc"]) {
    const source = { bucket: "bucket", key, versionId };
    expect(parseCopySource(formatCopySource(source))).toEqual(source);
  }
});
