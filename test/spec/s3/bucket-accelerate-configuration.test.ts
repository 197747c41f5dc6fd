import {
  type BucketAccelerateStatus,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketAccelerateConfigurationCommand,
  PutBucketAccelerateConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

const put = (Bucket: string, Status: BucketAccelerateStatus | undefined) =>
  fixture.s3.send(new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status } }));
const get = async (Bucket: string) =>
  (await fixture.s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status;

describe("behaviour", () => {
  test("a new bucket has no status, and afterwards the one that was put last", async () => {
    const Bucket = await fixture.createBucket();
    expect(await get(Bucket)).toBeUndefined();
    await put(Bucket, "Enabled");
    expect(await get(Bucket)).toBe("Enabled");
    await put(Bucket, "Suspended");
    expect(await get(Bucket)).toBe("Suspended");
  });

  test("a bucket that is made anew has nothing of the one before", async () => {
    const Bucket = await fixture.createBucket();
    await put(Bucket, "Enabled");
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
    await fixture.s3.send(new CreateBucketCommand({ Bucket }));
    expect(await get(Bucket)).toBeUndefined();
  });
});

describe("errors", () => {
  test("another status, or none, is MalformedXML", async () => {
    const refusal = { name: "MalformedXML", status: 400 };
    await expectServiceError(put(fixture.bucket, "On" as BucketAccelerateStatus), refusal);
    await expectServiceError(put(fixture.bucket, undefined), refusal);
  });

  test("a bucket that is not there is NoSuchBucket", async () => {
    await expectServiceError(put(uniqueBucket(), "Enabled"), { name: "NoSuchBucket", status: 404 });
    await expectServiceError(get(uniqueBucket()), { name: "NoSuchBucket", status: 404 });
  });

  test("a bucket whose name has dots is refused", async () => {
    const Bucket = `${uniqueBucket()}.dotted`;
    await fixture.s3.send(new CreateBucketCommand({ Bucket }));
    await expectServiceError(put(Bucket, "Enabled"), { name: "InvalidRequest", status: 400, message: /periods/ });
  });
});
