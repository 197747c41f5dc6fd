import { ListObjectsCommand, type ListObjectsCommandInput, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
  for (const Key of ["asdf", "boo/bar", "boo/baz/xyzzy", "cquux/bla", "cquux/thud"]) {
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key, Body: "x" }));
  }
});
afterAll(() => fixture.close());

const list = (options: Partial<ListObjectsCommandInput> = {}) =>
  fixture.s3.send(new ListObjectsCommand({ Bucket: fixture.bucket, ...options }));

/** Truncated, keys, common prefixes, next marker. */
async function page(Delimiter: string, Prefix: string, Marker: string, MaxKeys: number) {
  const { IsTruncated, Contents, CommonPrefixes, NextMarker } = await list({ Delimiter, Prefix, Marker, MaxKeys });
  return [
    IsTruncated,
    Contents?.map((object) => object.Key) ?? [],
    CommonPrefixes?.map((prefix) => prefix.Prefix) ?? [],
    NextMarker,
  ];
}

describe("the first version of listing objects", () => {
  test("shows owners, and echoes what was asked for", async () => {
    const listed = await list();
    expect(listed).toMatchObject({ Name: fixture.bucket, Prefix: "", Marker: "", MaxKeys: 1000, IsTruncated: false });
    expect(listed.Contents?.[0]).toMatchObject({
      Key: "asdf",
      Size: 1,
      StorageClass: "STANDARD",
      Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect([listed.Delimiter, listed.NextMarker, listed.EncodingType]).toEqual([undefined, undefined, undefined]);
  });

  test("pages by markers that are keys or common prefixes", async () => {
    expect(await page("/", "", "", 1)).toEqual([true, ["asdf"], [], "asdf"]);
    expect(await page("/", "", "asdf", 1)).toEqual([true, [], ["boo/"], "boo/"]);
    expect(await page("/", "", "boo/", 1)).toEqual([false, [], ["cquux/"], undefined]);
    expect(await page("/", "", "", 2)).toEqual([true, ["asdf"], ["boo/"], "boo/"]);
    expect(await page("/", "", "boo/", 2)).toEqual([false, [], ["cquux/"], undefined]);
    expect(await page("/", "boo/", "", 1)).toEqual([true, ["boo/bar"], [], "boo/bar"]);
    expect(await page("/", "boo/", "boo/bar", 1)).toEqual([false, [], ["boo/baz/"], undefined]);
    expect(await page("/", "boo/", "", 2)).toEqual([false, ["boo/bar"], ["boo/baz/"], undefined]);
  });

  test("names the next marker with a delimiter only", async () => {
    const cut = await list({ MaxKeys: 1 });
    expect([cut.IsTruncated, cut.NextMarker]).toEqual([true, undefined]);
  });

  test("leaves out the common prefix in which a marker lies", async () => {
    expect(await page("/", "", "boo/bar", 10)).toEqual([false, [], ["cquux/"], undefined]);
  });

  test("encodes when asked", async () => {
    const bucket = await fixture.createBucket();
    await fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "a b/c", Body: "x" }));
    const listed = await list({ Bucket: bucket, EncodingType: "url", Marker: "A B", Delimiter: " " });
    expect(listed).toMatchObject({
      EncodingType: "url",
      Marker: "A%20B",
      Delimiter: "%20",
      CommonPrefixes: [{ Prefix: "a%20" }],
    });
  });

  test("shows the prefix as it was sent", async () => {
    expect((await list({ EncodingType: "url", Prefix: "a b\n" })).Prefix).toBe("a b\n");
  });

  test("is refused in no bucket and for parameters that cannot be", async () => {
    expect(await refusalOf(list({ Bucket: "no-such-bucket-here" }))).toMatchObject({ code: "NoSuchBucket" });
    expect(await refusalOf(list({ MaxKeys: -1 }))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusalOf(list({ EncodingType: "value" as never }))).toMatchObject({ code: "InvalidArgument" });
  });
});
