import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  paginateListObjectsV2,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendSigned, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
  await fill(fixture.bucket, KEYS);
});
afterAll(() => fixture.close());

const KEYS = ["a", "b/1", "b/2", "b/c/3", "d//e", "f", "\u{ff5e}", "\u{1f600}"];

async function fill(bucket: string, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((Key) => fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x" }))));
}

const list = (options: Partial<ListObjectsV2CommandInput> = {}) =>
  fixture.s3.send(new ListObjectsV2Command({ Bucket: fixture.bucket, ...options }));
const keysOf = (page: ListObjectsV2CommandOutput) => (page.Contents ?? []).map((object) => object.Key);
const prefixesOf = (page: ListObjectsV2CommandOutput) => (page.CommonPrefixes ?? []).map((prefix) => prefix.Prefix);

describe("listing objects", () => {
  test("shows keys in UTF-8 order, in which an emoji comes after a full-width tilde", async () => {
    const page = await list();
    expect(keysOf(page)).toEqual(KEYS);
    expect(page).toMatchObject({
      Name: fixture.bucket,
      Prefix: "",
      IsTruncated: false,
      KeyCount: KEYS.length,
      MaxKeys: 1000,
    });
    expect(page.Contents?.[0]).toMatchObject({
      Size: 1,
      ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
      StorageClass: "STANDARD",
      LastModified: expect.any(Date),
      ChecksumType: "FULL_OBJECT",
    });
    expect(page.Contents?.[0]?.Owner).toBeUndefined();
    expect(page.Contents?.[0]?.LastModified?.getMilliseconds()).toBe(0);
  });

  test("shows owners when asked", async () => {
    expect((await list({ FetchOwner: true })).Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  });

  test("narrows by prefix, which may end anywhere in a key", async () => {
    expect(keysOf(await list({ Prefix: "b/" }))).toEqual(["b/1", "b/2", "b/c/3"]);
    expect(keysOf(await list({ Prefix: "b/c" }))).toEqual(["b/c/3"]);
    expect(keysOf(await list({ Prefix: "z" }))).toEqual([]);
  });

  test("rolls keys up to the first delimiter behind the prefix, and counts what it shows", async () => {
    const page = await list({ Delimiter: "/" });
    expect([keysOf(page), prefixesOf(page), page.KeyCount, page.Delimiter]).toEqual([
      ["a", "f", "\u{ff5e}", "\u{1f600}"],
      ["b/", "d/"],
      6,
      "/",
    ]);
    const inside = await list({ Delimiter: "/", Prefix: "b/" });
    expect([keysOf(inside), prefixesOf(inside)]).toEqual([["b/1", "b/2"], ["b/c/"]]);
  });

  test("takes delimiters of any length", async () => {
    expect(prefixesOf(await list({ Delimiter: "//" }))).toEqual(["d//"]);
    expect(prefixesOf(await list({ Delimiter: "c/3" }))).toEqual(["b/c/3"]);
    expect((await list({ Delimiter: "" })).Delimiter).toBeUndefined();
  });

  test("starts after a key, which need not be there", async () => {
    expect(await list({ StartAfter: "b/c" })).toMatchObject({ StartAfter: "b/c" });
    expect(keysOf(await list({ StartAfter: "b/c" }))[0]).toBe("b/c/3");
    expect(keysOf(await list({ StartAfter: "f", MaxKeys: 1 }))).toEqual(["\u{ff5e}"]);
    expect(keysOf(await list({ StartAfter: "\u{10ffff}" }))).toEqual([]);
  });

  test("leaves out the common prefix in which it starts", async () => {
    expect(prefixesOf(await list({ Delimiter: "/", StartAfter: "b/1" }))).toEqual(["d/"]);
    expect(prefixesOf(await list({ Delimiter: "/", StartAfter: "b/" }))).toEqual(["d/"]);
    expect(prefixesOf(await list({ Delimiter: "/", StartAfter: "b" }))).toEqual(["b/", "d/"]);
  });

  test("of no keys at a time shows none and is not truncated", async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false, MaxKeys: 0 });
  });

  test("cuts pages at a thousand", async () => {
    expect((await list({ MaxKeys: 5000 })).MaxKeys).toBe(1000);
  });

  test.each([1, 2, 3, 5, 8])("in pages of %d is the same listing, with and without delimiter", async (pageSize) => {
    for (const Delimiter of [undefined, "/"]) {
      const whole = await list(Delimiter === undefined ? {} : { Delimiter });
      const keys: unknown[] = [];
      const prefixes: unknown[] = [];
      const request = { Bucket: fixture.bucket, ...(Delimiter === undefined ? {} : { Delimiter }) };
      for await (const page of paginateListObjectsV2({ client: fixture.s3, pageSize }, request)) {
        expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
        keys.push(...keysOf(page));
        prefixes.push(...prefixesOf(page));
      }
      expect([keys, prefixes]).toEqual([keysOf(whole), prefixesOf(whole)]);
    }
  });

  test("goes on from an opaque token, which outweighs StartAfter and comes back", async () => {
    const first = await list({ MaxKeys: 2 });
    expect(first.NextContinuationToken).not.toContain("b/1");
    const token = first.NextContinuationToken ?? "";
    const next = await list({ ContinuationToken: token, StartAfter: "f", MaxKeys: 1 });
    expect(next).toMatchObject({ ContinuationToken: token, StartAfter: "f" });
    expect(keysOf(next)).toEqual(["b/2"]);
  });

  test("encodes keys, prefixes, delimiter and StartAfter when asked", async () => {
    const bucket = await fixture.createBucket();
    await fill(bucket, ["foo+1/bar", "foo/bar/xyzzy", "quux ab/thud", "asdf+b", "test_file(3).png", "bell\u{7}"]);
    const page = await list({ Bucket: bucket, Delimiter: "/", EncodingType: "url", StartAfter: "a a" });
    expect(page).toMatchObject({ EncodingType: "url", Delimiter: "/", StartAfter: "a%20a" });
    expect(keysOf(page)).toEqual(["asdf%2Bb", "bell%07", "test_file%283%29.png"]);
    expect(prefixesOf(page)).toEqual(["foo%2B1/", "foo/", "quux%20ab/"]);
    expect((await list({ Bucket: bucket, Prefix: "foo+1/", EncodingType: "url" })).Prefix).toBe("foo%2B1/");
  });

  test("shows keys that XML cannot hold as they are, encoded or not", async () => {
    const bucket = await fixture.createBucket();
    const keys = [" lead", "bell\u{7}", "cr\r", "lt<&>\"'", "nl\n", "tab\t", "trail "];
    await fill(bucket, keys);
    expect(keysOf(await list({ Bucket: bucket }))).toEqual(keys);
    const encoded = keysOf(await list({ Bucket: bucket, EncodingType: "url" }));
    expect(encoded.map((key) => decodeURIComponent(key ?? ""))).toEqual(keys);
  });

  test("accepts the optional attributes of restored objects, of which there are none", async () => {
    expect((await list({ OptionalObjectAttributes: ["RestoreStatus"] })).Contents?.[0]?.RestoreStatus).toBeUndefined();
  });
});

describe("listing objects is refused", () => {
  test("in no bucket", async () => {
    expect(await refusalOf(list({ Bucket: "no-such-bucket-here" }))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });

  test.each(["", "f", "Zm9v", "AAAAAGY"])("for the continuation token %j", async (ContinuationToken) => {
    const answer = await sendSigned(fixture.server, {
      path: `/${fixture.bucket}`,
      query: { "list-type": "2", "continuation-token": ContinuationToken },
    });
    expect([
      answer.status,
      xmlText(answer.body, "Code"),
      xmlText(answer.body, "Message"),
      xmlText(answer.body, "ArgumentName"),
    ]).toEqual([400, "InvalidArgument", "The continuation token provided is incorrect", "continuation-token"]);
  });

  test("for a page size or an encoding that cannot be", async () => {
    expect(await refusalOf(list({ MaxKeys: -1 }))).toMatchObject({ code: "InvalidArgument", status: 400 });
    for (const size of ["blah", "99999999999"]) {
      const odd = await sendSigned(fixture.server, {
        path: `/${fixture.bucket}`,
        query: { "list-type": "2", "max-keys": size },
      });
      expect([odd.status, xmlText(odd.body, "Code"), xmlText(odd.body, "Message")]).toEqual([
        400,
        "InvalidArgument",
        "Provided max-keys not an integer or within integer range",
      ]);
    }
    for (const EncodingType of ["value", ""]) {
      expect(await refusalOf(list({ EncodingType: EncodingType as never }))).toMatchObject({
        code: "InvalidArgument",
        message: "Invalid Encoding Method specified in Request",
      });
    }
  });
});
