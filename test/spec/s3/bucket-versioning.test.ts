import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, textOf, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

const setVersioning = (Bucket: string, Status: "Enabled" | "Suspended") =>
  fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

describe("behaviour", () => {
  test("a bucket that was never versioned has no status", async () => {
    expect((await fixture.s3.send(new GetBucketVersioningCommand({ Bucket: fixture.bucket }))).Status).toBeUndefined();
  });

  test("versioning is enabled and suspended", async () => {
    const Bucket = await fixture.createBucket();
    await setVersioning(Bucket, "Enabled");
    expect((await fixture.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    await setVersioning(Bucket, "Suspended");
    expect((await fixture.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Suspended");
  });

  test("an object from before has the null version and stays readable under it", async () => {
    const Bucket = await fixture.createBucket();
    const before = await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "old" }));
    expect(before.VersionId).toBeUndefined();
    await setVersioning(Bucket, "Enabled");
    expect((await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: "k" }))).VersionId).toBe("null");
    const after = await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "new" }));
    expect(after.VersionId).toMatch(/^[A-Za-z0-9_-]{32}$/);
    const old = await fixture.s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: "null" }));
    expect(await textOf(old.Body)).toBe("old");
    expect(old.VersionId).toBe("null");
  });

  test("while suspended, writes replace the null version and leave the others", async () => {
    const Bucket = await fixture.createBucket();
    await setVersioning(Bucket, "Enabled");
    const kept = await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "kept" }));
    await setVersioning(Bucket, "Suspended");
    const unnamed = await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "null 1" }));
    expect(unnamed.VersionId).toBeUndefined();
    expect((await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: "k" }))).VersionId).toBe("null");
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "null 2" }));
    const byId = async (VersionId: string | undefined) =>
      textOf((await fixture.s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId }))).Body);
    expect(await byId("null")).toBe("null 2");
    expect(await byId(kept.VersionId)).toBe("kept");
  });
});

describe("errors", () => {
  test("a configuration without a status is refused", async () => {
    const command = new PutBucketVersioningCommand({ Bucket: fixture.bucket, VersioningConfiguration: {} });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({
      code: "IllegalVersioningConfigurationException",
      status: 400,
    });
  });

  test("an unknown status is MalformedXML", async () => {
    const command = new PutBucketVersioningCommand({
      Bucket: fixture.bucket,
      VersioningConfiguration: { Status: "On" as "Enabled" },
    });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({ code: "MalformedXML", status: 400 });
  });

  test("an absent bucket is NoSuchBucket", async () => {
    const Bucket = uniqueBucket();
    expect(await refusalOf(setVersioning(Bucket, "Enabled"))).toMatchObject({ code: "NoSuchBucket", status: 404 });
    expect(await refusalOf(fixture.s3.send(new GetBucketVersioningCommand({ Bucket })))).toMatchObject({
      code: "NoSuchBucket",
    });
  });
});
