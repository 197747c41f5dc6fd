/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html */
import {
  CopyObjectCommand,
  DeleteObjectAnnotationCommand,
  DeleteObjectCommand,
  GetObjectAnnotationCommand,
  type GetObjectAnnotationCommandOutput,
  HeadObjectCommand,
  ListObjectAnnotationsCommand,
  type ListObjectAnnotationsRequest,
  PutBucketVersioningCommand,
  PutObjectAnnotationCommand,
  type PutObjectAnnotationRequest,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, textOf } from "./fixture.ts";

let fixture: S3Fixture;
let Bucket: string;
const Key = "folder/k";
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  Bucket = await fixture.createBucket();
  await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "something" }));
});

const put = (
  AnnotationName: string,
  text: string | Uint8Array,
  more: Omit<Partial<PutObjectAnnotationRequest>, "AnnotationPayload"> = {},
) =>
  fixture.s3.send(
    new PutObjectAnnotationCommand({ Bucket, Key, AnnotationName, AnnotationPayload: text as never, ...more }),
  );
const get = (AnnotationName: string, more: object = {}): Promise<GetObjectAnnotationCommandOutput> =>
  fixture.s3.send(new GetObjectAnnotationCommand({ Bucket, Key, AnnotationName, ...more }));
const textOfAnnotation = async (name: string, more: object = {}): Promise<string> =>
  textOf((await get(name, more)).AnnotationPayload as { transformToString(): Promise<string> } | undefined);
const remove = (AnnotationName: string, more: object = {}) =>
  fixture.s3.send(new DeleteObjectAnnotationCommand({ Bucket, Key, AnnotationName, ...more }));
const list = (more: Partial<ListObjectAnnotationsRequest> = {}) =>
  fixture.s3.send(new ListObjectAnnotationsCommand({ Bucket, Key, ...more }));
const namesOf = async (more: Partial<ListObjectAnnotationsRequest> = {}): Promise<(string | undefined)[]> =>
  ((await list(more)).Annotations ?? []).map(({ AnnotationName }) => AnnotationName);

describe("an annotation", () => {
  test("comes back as it was put, with an ETag and a checksum of its own", async () => {
    const before = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key }));
    const answer = await put("labels", "something");
    expect(answer).toMatchObject({
      Key,
      AnnotationName: "labels",
      ETag: '"437b930db84b8079c2dd804a71936b5f"',
      ChecksumCRC32: expect.stringMatching(/=$/) as unknown,
    });
    expect(answer.ObjectVersionId).toBeUndefined();
    const got = await get("labels", { ChecksumMode: "ENABLED" });
    expect(got).toMatchObject({ ContentLength: 9, ETag: answer.ETag, ChecksumCRC32: answer.ChecksumCRC32 });
    expect(got.LastModified).toBeInstanceOf(Date);
    expect(await textOf(got.AnnotationPayload as never)).toBe("something");
    const after = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect([after.ETag, after.LastModified]).toEqual([before.ETag, before.LastModified]);
  });

  test("is replaced by another of its name, and gone when it is deleted", async () => {
    await put("a", "one");
    await put("a", "the other");
    expect(await textOfAnnotation("a")).toBe("the other");
    expect(await namesOf()).toEqual(["a"]);
    await remove("a");
    const missing = {
      code: "NoSuchAnnotation",
      status: 404,
      message: "The specified annotation does not exist on this object.",
    };
    expect(await refusalOf(get("a"))).toMatchObject(missing);
    expect(await refusalOf(remove("a"))).toMatchObject(missing);
    expect(await namesOf()).toEqual([]);
  });

  test("has up to 1 MiB of UTF-8", async () => {
    const whole = "ü".repeat(512 * 1024);
    await put("large", whole);
    expect(await textOfAnnotation("large")).toBe(whole);
    expect(await refusalOf(put("large", `${whole}x`))).toMatchObject({ code: "EntityTooLarge", status: 400 });
    expect(await refusalOf(put("none", ""))).toMatchObject({ code: "InvalidRequest", status: 400 });
    expect(await refusalOf(put("binary", Uint8Array.of(0xff, 0xfe)))).toMatchObject({
      code: "UnsupportedMediaType",
      status: 415,
    });
    expect(await namesOf()).toEqual(["large"]);
  });

  test("has a name of up to 512 bytes that does not begin with aws or s3", async () => {
    await put("ü".repeat(256), "x");
    expect(await refusalOf(put("ü".repeat(257), "x"))).toMatchObject({ code: "AnnotationNameTooLong", status: 400 });
    for (const name of ["aws-x", "AWS", "S3thing", "a\nb"])
      expect(await refusalOf(put(name, "x"))).toMatchObject({ code: "InvalidAnnotationName", status: 400 });
  });

  test("is put and deleted only on the ETag that was asked for", async () => {
    const { ETag } = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key }));
    await put("a", "x", { ObjectIfMatch: ETag });
    const other = { ObjectIfMatch: '"other"' };
    expect(await refusalOf(put("a", "y", other))).toMatchObject({ code: "PreconditionFailed", status: 412 });
    expect(await refusalOf(remove("a", other))).toMatchObject({ code: "PreconditionFailed", status: 412 });
    expect(await textOfAnnotation("a")).toBe("x");
  });

  test("belongs to one version, and goes with it", async () => {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const { VersionId: old } = await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "old" }));
    expect((await put("a", "of the old")).ObjectVersionId).toBe(old);
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "new" }));
    expect(await refusalOf(get("a"))).toMatchObject({ code: "NoSuchAnnotation" });
    await put("b", "late", { VersionId: old });
    expect(await namesOf({ VersionId: old })).toEqual(["a", "b"]);
    expect(await textOfAnnotation("a", { VersionId: old })).toBe("of the old");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await refusalOf(put("c", "x"))).toMatchObject({ code: "MethodNotAllowed", status: 405 });
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: old }));
    expect(await refusalOf(get("a", { VersionId: old }))).toMatchObject({ code: "NoSuchVersion", status: 404 });
  });

  test("is not left over for the next object of the key", async () => {
    await put("a", "x");
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "other" }));
    expect(await namesOf()).toEqual([]);
    await put("a", "x");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "third" }));
    expect(await namesOf()).toEqual([]);
  });

  test("is of an object that is there", async () => {
    const missing = { Key: "missing" };
    for (const call of [
      () => put("a", "x", missing),
      () => get("a", missing),
      () => remove("a", missing),
      () => list(missing),
    ])
      expect(await refusalOf(call())).toMatchObject({ code: "NoSuchKey", status: 404 });
  });
});

describe("the list", () => {
  test("is in the order of names, in pages, and of those with a prefix", async () => {
    for (const name of ["b/2", "a", "b/1", "c", "b/10"]) await put(name, name);
    const all = await list();
    expect(all).toMatchObject({ Bucket, Key, AnnotationCount: 5, MaxAnnotationResults: 1000 });
    expect(all.Annotations?.[0]).toMatchObject({
      AnnotationName: "a",
      Size: 1,
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      ChecksumAlgorithm: ["CRC32"],
    });
    expect(await namesOf({ AnnotationPrefix: "b/" })).toEqual(["b/1", "b/10", "b/2"]);
    const first = await list({ AnnotationPrefix: "b/", MaxAnnotationResults: 2 });
    expect(first.Annotations?.map(({ AnnotationName }) => AnnotationName)).toEqual(["b/1", "b/10"]);
    const ContinuationToken = first.NextContinuationToken;
    const second = await list({ AnnotationPrefix: "b/", MaxAnnotationResults: 2, ContinuationToken });
    expect(second.Annotations?.map(({ AnnotationName }) => AnnotationName)).toEqual(["b/2"]);
    expect(second.NextContinuationToken).toBeUndefined();
  });

  test("has 1 to 1,000 entries a page", async () => {
    for (const MaxAnnotationResults of [0, 1001])
      expect(await refusalOf(list({ MaxAnnotationResults }))).toMatchObject({ code: "InvalidArgument", status: 400 });
    expect(await refusalOf(list({ AnnotationPrefix: "x".repeat(513) }))).toMatchObject({ code: "InvalidPrefix" });
  });

  test("ends at 1,000 annotations of a version", async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
    for (let start = 0; start < names.length; start += 50)
      await Promise.all(names.slice(start, start + 50).map((name) => put(name, "x")));
    expect(await refusalOf(put("one more", "x"))).toMatchObject({ code: "AnnotationLimitExceeded", status: 400 });
    await put("n1", "replaced");
    expect((await list()).AnnotationCount).toBe(1_000);
    await remove("n0");
    await put("one more", "x");
  });
});

describe("a copy", () => {
  const copy = (more: object = {}) =>
    fixture.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}`, ...more }));

  test("has its source's annotations, and keeps them when the source goes", async () => {
    await put("a", "short");
    await put("b", "x".repeat(100_000));
    await copy();
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await namesOf({ Key: "copy" })).toEqual(["a", "b"]);
    expect(await textOfAnnotation("a", { Key: "copy" })).toBe("short");
    expect(await textOfAnnotation("b", { Key: "copy" })).toHaveLength(100_000);
  });

  test("onto itself keeps them", async () => {
    await put("a", "short");
    await copy({ Key, MetadataDirective: "REPLACE" });
    expect(await textOfAnnotation("a")).toBe("short");
  });

  test("has none when that is said", async () => {
    await put("a", "short");
    await copy({ AnnotationDirective: "EXCLUDE" });
    expect(await namesOf({ Key: "copy" })).toEqual([]);
    expect(await refusalOf(copy({ AnnotationDirective: "OTHER" }))).toMatchObject({ code: "InvalidArgument" });
  });
});

describe("a sealed object", () => {
  test("has sealed annotations, also in copies", async () => {
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ServerSideEncryption: "AES256" }));
    expect((await put("a", "secret")).ServerSideEncryption).toBe("AES256");
    expect(await textOfAnnotation("a")).toBe("secret");
    await fixture.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` }));
    expect(await textOfAnnotation("a", { Key: "copy" })).toBe("secret");
  });
});
