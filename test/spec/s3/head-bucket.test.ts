import { CreateBucketCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

describe("behaviour", () => {
  test("says in which Region the bucket is", async () => {
    const found = await fixture.s3.send(new HeadBucketCommand({ Bucket: fixture.bucket }));
    expect(found).toMatchObject({ BucketRegion: "us-east-1", AccessPointAlias: false });
  });

  test("passes when the expected owner is the owner", async () => {
    await fixture.s3.send(
      new HeadBucketCommand({ Bucket: fixture.bucket, ExpectedBucketOwner: fixture.server.accountId }),
    );
  });
});

describe("errors", () => {
  test("an absent bucket is 404 without a body", async () => {
    expect(await refusalOf(fixture.s3.send(new HeadBucketCommand({ Bucket: uniqueBucket() })))).toMatchObject({
      code: "NotFound",
      status: 404,
    });
  });

  test("a bucket of another Region is 301 and names its Region", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    const refusal = await refusalOf(fixture.s3.send(new HeadBucketCommand({ Bucket })));
    expect(refusal.status).toBe(301);
    expect(refusal.headers["x-amz-bucket-region"]).toBe("eu-west-1");
  });

  test("an SDK that follows Region redirects finds it", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    const following = fixture.client({ followRegionRedirects: true });
    expect((await following.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("eu-west-1");
  });

  test("another expected owner is 403", async () => {
    const command = new HeadBucketCommand({ Bucket: fixture.bucket, ExpectedBucketOwner: "999999999999" });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({ status: 403 });
  });
});
