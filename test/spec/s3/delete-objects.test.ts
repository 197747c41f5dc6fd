import {
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  GetObjectCommand,
  HeadObjectCommand,
  type ObjectIdentifier,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendSigned, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const put = (bucket: string, Key: string) => fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
const remove = (bucket: string, Objects: ObjectIdentifier[], Quiet = false): Promise<DeleteObjectsCommandOutput> =>
  fixture.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet } }));
const exists = async (bucket: string, Key: string): Promise<boolean> => {
  return await fixture.s3.send(new HeadObjectCommand({ Bucket: bucket, Key })).then(
    () => true,
    () => false,
  );
};
async function versionedBucket(): Promise<string> {
  const bucket = await fixture.createBucket();
  await fixture.s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  return bucket;
}

describe("deleting many objects", () => {
  test("answers every key once, also those that are not there", async () => {
    await put(fixture.bucket, "there");
    const { Deleted, Errors } = await remove(fixture.bucket, [{ Key: "there" }, { Key: "not there" }]);
    expect([Deleted, Errors]).toEqual([[{ Key: "there" }, { Key: "not there" }], undefined]);
    expect(await exists(fixture.bucket, "there")).toBe(false);
  });

  test("takes keys with entities, spaces, percent signs and emoji as they are", async () => {
    const keys = ["a<b>&'\"c", "a%2Fb", " spaced ", "a/\u{1f600}", "line\u{d}end"];
    for (const key of keys) await put(fixture.bucket, key);
    const { Deleted } = await remove(
      fixture.bucket,
      keys.map((Key) => ({ Key })),
    );
    expect(Deleted?.map((deleted) => deleted.Key)).toEqual(keys);
    for (const key of keys) expect(await exists(fixture.bucket, key), key).toBe(false);
  });

  test("says nothing of successes when quiet", async () => {
    await put(fixture.bucket, "quiet");
    const { Deleted, Errors } = await remove(
      fixture.bucket,
      [{ Key: "quiet" }, { Key: "k", VersionId: "impossible" }],
      true,
    );
    expect(Deleted).toBeUndefined();
    expect(Errors).toEqual([
      { Key: "k", VersionId: "impossible", Code: "NoSuchVersion", Message: "The specified version does not exist." },
    ]);
    expect(await exists(fixture.bucket, "quiet")).toBe(false);
  });

  test("takes a thousand", async () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `many/${index}`);
    await Promise.all(keys.slice(0, 50).map((key) => put(fixture.bucket, key)));
    const { Deleted } = await remove(
      fixture.bucket,
      keys.map((Key) => ({ Key })),
    );
    expect(Deleted).toHaveLength(1000);
    expect(await exists(fixture.bucket, "many/49")).toBe(false);
  });

  test("adds a delete marker for each entry of a versioned bucket, also for the same key twice", async () => {
    const bucket = await versionedBucket();
    await put(bucket, "k");
    const { Deleted } = await remove(bucket, [{ Key: "k" }, { Key: "k" }, { Key: "never" }]);
    expect(Deleted?.map(({ Key, DeleteMarker, VersionId }) => [Key, DeleteMarker, VersionId])).toEqual([
      ["k", true, undefined],
      ["k", true, undefined],
      ["never", true, undefined],
    ]);
    expect(new Set(Deleted?.map((deleted) => deleted.DeleteMarkerVersionId)).size).toBe(3);
  });

  test("deletes versions and delete markers for good", async () => {
    const bucket = await versionedBucket();
    const { VersionId } = await put(bucket, "k");
    const marked = await remove(bucket, [{ Key: "k" }]);
    const markerId = marked.Deleted?.[0]?.DeleteMarkerVersionId ?? "";
    const { Deleted } = await remove(bucket, [{ Key: "k", VersionId: markerId }]);
    expect(Deleted).toEqual([{ Key: "k", VersionId: markerId, DeleteMarker: true, DeleteMarkerVersionId: markerId }]);
    expect(await exists(bucket, "k")).toBe(true);
    expect((await remove(bucket, [{ Key: "k", VersionId: VersionId ?? "" }])).Deleted).toEqual([
      { Key: "k", VersionId },
    ]);
    expect(await exists(bucket, "k")).toBe(false);
  });

  test("deletes only what still has the ETag that an entry names, and the others all the same", async () => {
    const { ETag = "" } = await put(fixture.bucket, "one");
    await put(fixture.bucket, "two");
    const { Deleted, Errors } = await remove(fixture.bucket, [
      { Key: "one", ETag },
      { Key: "two", ETag: '"other"' },
      { Key: "three", ETag },
    ]);
    expect(Deleted).toEqual([{ Key: "one" }]);
    expect(Errors?.map((error) => [error.Key, error.Code])).toEqual([
      ["two", "PreconditionFailed"],
      ["three", "NoSuchKey"],
    ]);
    expect(await exists(fixture.bucket, "two")).toBe(true);
  });

  test("refuses conditions of directory buckets entry by entry", async () => {
    await put(fixture.bucket, "sized");
    const { Errors } = await remove(fixture.bucket, [{ Key: "sized", Size: 5 }]);
    expect(Errors?.[0]?.Code).toBe("NotImplemented");
    expect(await exists(fixture.bucket, "sized")).toBe(true);
  });

  test("answers a key that is too long beside the others", async () => {
    const { Deleted, Errors } = await remove(fixture.bucket, [{ Key: "k".repeat(1025) }, { Key: "fine" }]);
    expect([Deleted?.length, Errors?.[0]?.Code]).toEqual([1, "KeyTooLongError"]);
  });
});

describe("deleting many objects is refused", () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    sendSigned(fixture.server, { method: "POST", path: `/${fixture.bucket}`, query: { delete: "" }, body, headers });
  const DOCUMENT = "<Delete><Object><Key>k</Key></Object></Delete>";
  const md5 = (text: string) => createHash("md5").update(text).digest("base64");

  test("in no bucket", async () => {
    expect(await refusalOf(remove("no-such-bucket-here", [{ Key: "k" }]))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });

  test("without a digest of the body", async () => {
    const answer = await send(DOCUMENT);
    expect([answer.status, xmlText(answer.body, "Code"), xmlText(answer.body, "Message")]).toEqual([
      400,
      "InvalidRequest",
      "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    ]);
    expect((await send(DOCUMENT, { "content-md5": md5(DOCUMENT) })).status).toBe(200);
  });

  test("with a digest of another body", async () => {
    const answer = await send(DOCUMENT, { "content-md5": md5("other") });
    expect([answer.status, xmlText(answer.body, "Code")]).toEqual([400, "BadDigest"]);
    const checksum = await send(DOCUMENT, { "x-amz-checksum-crc32": "AAAAAA==" });
    expect([checksum.status, xmlText(checksum.body, "Code")]).toEqual([400, "BadDigest"]);
  });

  test("for more than a thousand entries, for none, and for what is not XML", async () => {
    const keys = Array.from({ length: 1001 }, (_, index) => ({ Key: String(index) }));
    expect(await refusalOf(remove(fixture.bucket, keys))).toMatchObject({ code: "MalformedXML", status: 400 });
    expect(await refusalOf(remove(fixture.bucket, []))).toMatchObject({ code: "MalformedXML", status: 400 });
    for (const body of [
      "<Delete><Object><Key></Key></Object></Delete>",
      "<Delete><Object></Object></Delete>",
      "not xml",
    ]) {
      const answer = await send(body, { "content-md5": md5(body) });
      expect([answer.status, xmlText(answer.body, "Code")], body).toEqual([400, "MalformedXML"]);
    }
  });

  test("and then nothing is deleted", async () => {
    await put(fixture.bucket, "kept");
    await refusalOf(remove(fixture.bucket, [{ Key: "kept" }, { Key: "" }]));
    await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "kept" }));
  });
});
