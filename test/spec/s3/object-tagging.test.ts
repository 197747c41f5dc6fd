import {
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendSigned, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

interface Name {
  readonly Bucket?: string;
  readonly VersionId?: string | undefined;
}
const named = (Key: string, { Bucket = fixture.bucket, VersionId }: Name) => ({
  Bucket,
  Key,
  ...(VersionId === undefined ? {} : { VersionId }),
});
const put = async (Key: string, options: object = {}) =>
  await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key, Body: Key, ...options }));
const getTags = (key: string, name: Name = {}) => fixture.s3.send(new GetObjectTaggingCommand(named(key, name)));
const putTags = (key: string, TagSet: Tag[], name: Name = {}) =>
  fixture.s3.send(new PutObjectTaggingCommand({ ...named(key, name), Tagging: { TagSet } }));
const deleteTags = (key: string, name: Name = {}) => fixture.s3.send(new DeleteObjectTaggingCommand(named(key, name)));
const tag = (Key: string, Value: string): Tag => ({ Key, Value });

describe("tagging an object", () => {
  test("replaces the whole set, shown by key, and changes nothing else", async () => {
    await put("k", { Tagging: "first=1" });
    const before = await fixture.s3.send(new HeadObjectCommand({ Bucket: fixture.bucket, Key: "k" }));
    expect((await getTags("k")).TagSet).toEqual([tag("first", "1")]);
    await putTags("k", [tag("z", "last letter"), tag("a", "")]);
    expect((await getTags("k")).TagSet).toEqual([tag("a", ""), tag("z", "last letter")]);
    const after = await fixture.s3.send(new HeadObjectCommand({ Bucket: fixture.bucket, Key: "k" }));
    expect([after.ETag, after.LastModified, after.TagCount]).toEqual([before.ETag, before.LastModified, 2]);
  });

  test("is undone by deleting the tags, also when there are none", async () => {
    await put("undone", { Tagging: "a=1" });
    for (let time = 0; time < 2; time++) expect((await deleteTags("undone")).$metadata.httpStatusCode).toBe(204);
    expect((await getTags("undone")).TagSet).toEqual([]);
    expect(
      (await fixture.s3.send(new HeadObjectCommand({ Bucket: fixture.bucket, Key: "undone" }))).TagCount,
    ).toBeUndefined();
  });

  test("is undone by writing the object again", async () => {
    await put("rewritten", { Tagging: "a=1" });
    await put("rewritten");
    expect((await getTags("rewritten")).TagSet).toEqual([]);
  });

  test("is for one version, current or not", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const old = (await put("k", { Bucket, Tagging: "v=1" })).VersionId;
    const current = (await put("k", { Bucket })).VersionId;
    expect(await putTags("k", [tag("v", "2")], { Bucket })).toMatchObject({ VersionId: current });
    expect(await putTags("k", [tag("v", "0")], { Bucket, VersionId: old })).toMatchObject({ VersionId: old });
    expect(await getTags("k", { Bucket })).toMatchObject({ VersionId: current, TagSet: [tag("v", "2")] });
    expect(await getTags("k", { Bucket, VersionId: old })).toMatchObject({ VersionId: old, TagSet: [tag("v", "0")] });
    expect(await deleteTags("k", { Bucket, VersionId: old })).toMatchObject({ VersionId: old });
    expect((await getTags("k", { Bucket, VersionId: old })).TagSet).toEqual([]);
    expect((await getTags("k", { Bucket })).TagSet).toEqual([tag("v", "2")]);
  });

  test("is refused for a delete marker, named or current", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await put("k", { Bucket });
    const { VersionId } = await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    for (const name of [{ Bucket }, { Bucket, VersionId }]) {
      expect(await refusalOf(getTags("k", name))).toMatchObject({
        code: "MethodNotAllowed",
        status: 405,
        fields: { Method: "GET", ResourceType: "DeleteMarker" },
      });
      expect(await refusalOf(putTags("k", [], name))).toMatchObject({
        code: "MethodNotAllowed",
        fields: { Method: "PUT" },
      });
      expect(await refusalOf(deleteTags("k", name))).toMatchObject({
        code: "MethodNotAllowed",
        fields: { Method: "DELETE" },
      });
    }
  });
});

describe("tagging an object is refused", () => {
  test("in no bucket, for no key, and for no such version", async () => {
    await put("there");
    for (const call of [getTags, deleteTags]) {
      expect(await refusalOf(call("k", { Bucket: "no-such-bucket-here" }))).toMatchObject({
        code: "NoSuchBucket",
        status: 404,
      });
      expect(await refusalOf(call("nothing"))).toMatchObject({ code: "NoSuchKey", status: 404 });
      expect(await refusalOf(call("there", { VersionId: "x".repeat(32) }))).toMatchObject({
        code: "NoSuchVersion",
        status: 404,
      });
      expect(await refusalOf(call("there", { VersionId: "impossible" }))).toMatchObject({
        code: "InvalidArgument",
        status: 400,
      });
    }
    expect(await refusalOf(putTags("nothing", []))).toMatchObject({ code: "NoSuchKey" });
  });

  test.each([
    [[tag("Key1", "a"), tag("Key1", "b")], "InvalidTag", "Cannot provide multiple Tags with the same key"],
    [[tag("Key1,Key2", "a")], "InvalidTag", "The TagKey you have provided is invalid"],
    [[tag("Key1", "Val1,Val2")], "InvalidTag", "The TagValue you have provided is invalid"],
    [[tag("k".repeat(129), "a")], "InvalidTag", "The TagKey you have provided is invalid"],
    [[tag("Key1", "v".repeat(257))], "InvalidTag", "The TagValue you have provided is invalid"],
    [[tag("aws:prefixed", "a")], "InvalidTag", "Your TagKey cannot be prefixed with aws:"],
    [
      Array.from({ length: 11 }, (_, index) => tag(`k${index}`, "v")),
      "BadRequest",
      "Object tags cannot be greater than 10",
    ],
  ])("for %j", async (tags, code, message) => {
    await put("checked", { Tagging: "kept=1" });
    expect(await refusalOf(putTags("checked", tags))).toMatchObject({ code, status: 400, message });
    expect((await getTags("checked")).TagSet).toEqual([tag("kept", "1")]);
  });

  test("for a tag without a value, and for a document that does not match its digest", async () => {
    await put("xml");
    const send = (body: string, headers: Record<string, string> = {}) =>
      sendSigned(fixture.server, {
        method: "PUT",
        path: `/${fixture.bucket}/xml`,
        query: { tagging: "" },
        body,
        headers,
      });
    const incomplete = await send("<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>");
    expect([incomplete.status, xmlText(incomplete.body, "Code")]).toEqual([400, "MalformedXML"]);
    const tampered = await send("<Tagging><TagSet/></Tagging>", { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" });
    expect([tampered.status, xmlText(tampered.body, "Code")]).toEqual([400, "BadDigest"]);
  });

  test("in the header of PutObject by the same rules", async () => {
    for (const Tagging of ["key1=val1,key2=val2", "key1=val1&key1=val2"]) {
      expect(await refusalOf(put("header", { Tagging }))).toMatchObject({
        code: "InvalidArgument",
        fields: { ArgumentName: "x-amz-tagging", ArgumentValue: Tagging },
      });
    }
  });
});
