import { CreateBucketCommand, GetBucketLocationCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

describe("behaviour", () => {
  test("us-east-1 is the empty element", async () => {
    const url = await fixture.presign(new GetBucketLocationCommand({ Bucket: fixture.bucket }));
    const body = await (await fetch(url)).text();
    expect(body).toMatch(
      /<LocationConstraint xmlns="http:\/\/s3.amazonaws.com\/doc\/2006-03-01\/">\s*<\/LocationConstraint>|<LocationConstraint[^>]*\/>/,
    );
  });

  test("works from every Region", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "ap-south-1" } }),
    );
    expect(await refusalOf(fixture.s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 301 });
    expect((await fixture.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("ap-south-1");
  });
});

describe("errors", () => {
  test("an absent bucket is NoSuchBucket", async () => {
    const Bucket = uniqueBucket();
    expect(await refusalOf(fixture.s3.send(new GetBucketLocationCommand({ Bucket })))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
      message: "The specified bucket does not exist",
      fields: { BucketName: Bucket },
    });
  });
});
