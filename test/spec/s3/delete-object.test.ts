import {
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, textOf, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

const put = async (Bucket: string, Key: string, Body: string) =>
  (await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
const remove = (input: DeleteObjectCommandInput) => fixture.s3.send(new DeleteObjectCommand(input));
const read = async (Bucket: string, Key: string) =>
  textOf((await fixture.s3.send(new GetObjectCommand({ Bucket, Key }))).Body);
const versioned = async (Status: "Enabled" | "Suspended" = "Enabled", Bucket?: string) => {
  const name = Bucket ?? (await fixture.createBucket());
  await fixture.s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status } }));
  return name;
};

describe("without versioning", () => {
  test("the object is gone, and deleting it again succeeds", async () => {
    const { bucket } = fixture;
    await put(bucket, "k", "1");
    const deleted = await remove({ Bucket: bucket, Key: "k" });
    expect(deleted.DeleteMarker).toBeUndefined();
    expect(deleted.VersionId).toBeUndefined();
    expect(deleted.$metadata.httpStatusCode).toBe(204);
    expect(await refusalOf(read(bucket, "k"))).toMatchObject({ code: "NoSuchKey" });
    await remove({ Bucket: bucket, Key: "k" });
  });

  test("the null version is the object", async () => {
    const { bucket } = fixture;
    await put(bucket, "k", "1");
    await remove({ Bucket: bucket, Key: "k", VersionId: "null" });
    expect(await refusalOf(read(bucket, "k"))).toMatchObject({ code: "NoSuchKey" });
  });
});

describe("with versioning", () => {
  test("a delete adds a marker, and deleting the marker brings the object back", async () => {
    const bucket = await versioned();
    await put(bucket, "k", "1");
    const marker = await remove({ Bucket: bucket, Key: "k" });
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.stringMatching(/^.{32}$/) });
    expect(await refusalOf(read(bucket, "k"))).toMatchObject({ code: "NoSuchKey" });
    const undone = await remove({ Bucket: bucket, Key: "k", VersionId: marker.VersionId });
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await read(bucket, "k")).toBe("1");
  });

  test("every delete adds one more marker, also on a key that never was", async () => {
    const bucket = await versioned();
    const ids = [];
    for (let count = 0; count < 3; count++) ids.push((await remove({ Bucket: bucket, Key: "never" })).VersionId);
    const { DeleteMarkers = [] } = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(DeleteMarkers.map((marker) => marker.VersionId)).toEqual([...ids].reverse());
    expect(DeleteMarkers.map((marker) => marker.IsLatest)).toEqual([true, false, false]);
  });

  test("deleting the current version makes the one before it current", async () => {
    const bucket = await versioned();
    const first = await put(bucket, "k", "1");
    const second = await put(bucket, "k", "2");
    expect((await remove({ Bucket: bucket, Key: "k", VersionId: second })).DeleteMarker).toBeUndefined();
    expect(await read(bucket, "k")).toBe("1");
    expect((await fixture.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "k" }))).VersionId).toBe(first);
  });

  test("deleting a version that is not there succeeds and changes nothing", async () => {
    const bucket = await versioned();
    await put(bucket, "k", "1");
    await remove({ Bucket: bucket, Key: "k", VersionId: "x".repeat(32) });
    expect(await read(bucket, "k")).toBe("1");
  });

  test("while suspended the marker is the null version and takes its place", async () => {
    const bucket = await versioned();
    const kept = await put(bucket, "k", "kept");
    await versioned("Suspended", bucket);
    await put(bucket, "k", "null");
    expect(await remove({ Bucket: bucket, Key: "k" })).toMatchObject({ DeleteMarker: true, VersionId: "null" });
    const { Versions = [], DeleteMarkers = [] } = await fixture.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    expect(Versions.map((version) => version.VersionId)).toEqual([kept]);
    expect(DeleteMarkers.map((marker) => marker.VersionId)).toEqual(["null"]);
    await remove({ Bucket: bucket, Key: "k", VersionId: "null" });
    expect(await read(bucket, "k")).toBe("kept");
  });

  test("If-None-Match: * of a write takes a deleted key as absent", async () => {
    const bucket = await versioned();
    await put(bucket, "k", "1");
    await remove({ Bucket: bucket, Key: "k" });
    await fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "2", IfNoneMatch: "*" }));
    expect(await read(bucket, "k")).toBe("2");
  });

  test("If-Match of a write on a deleted key is NoSuchKey", async () => {
    const bucket = await versioned();
    const { ETag } = await fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "1" }));
    await remove({ Bucket: bucket, Key: "k" });
    const command = new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "2", IfMatch: ETag });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({ code: "NoSuchKey", status: 404 });
  });
});

describe("If-Match", () => {
  test("deletes the object with that ETag, or any with *", async () => {
    const { bucket, s3 } = fixture;
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "if", Body: "1" }));
    await remove({ Bucket: bucket, Key: "if", IfMatch: ETag });
    await put(bucket, "if", "2");
    await remove({ Bucket: bucket, Key: "if", IfMatch: "*" });
    expect(await refusalOf(read(bucket, "if"))).toMatchObject({ code: "NoSuchKey" });
  });

  test("with another ETag is 412 and leaves the object", async () => {
    const { bucket } = fixture;
    await put(bucket, "if", "1");
    expect(await refusalOf(remove({ Bucket: bucket, Key: "if", IfMatch: '"other"' }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    expect(await read(bucket, "if")).toBe("1");
  });

  test("on an absent key is NoSuchKey", async () => {
    expect(await refusalOf(remove({ Bucket: fixture.bucket, Key: "absent", IfMatch: "*" }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
  });

  test("the other conditions are for directory buckets", async () => {
    expect(await refusalOf(remove({ Bucket: fixture.bucket, Key: "k", IfMatchSize: 1 }))).toMatchObject({
      code: "NotImplemented",
      status: 501,
    });
  });
});

describe("errors", () => {
  test("an absent bucket is NoSuchBucket", async () => {
    expect(await refusalOf(remove({ Bucket: uniqueBucket(), Key: "k" }))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });

  test("an impossible version id is InvalidArgument", async () => {
    expect(await refusalOf(remove({ Bucket: fixture.bucket, Key: "k", VersionId: "short" }))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
    });
  });
});
