import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, uniqueBucket, withHeaders } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

const inRegion = (region: string): S3Client => fixture.client({ region });

describe("behaviour", () => {
  test("a new bucket is in the Region of the endpoint and is answered by its path", async () => {
    const Bucket = uniqueBucket();
    const created = await fixture.s3.send(new CreateBucketCommand({ Bucket }));
    expect(created.Location).toBe(`/${Bucket}`);
    expect((await fixture.s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("us-east-1");
  });

  test("outside us-east-1 the constraint names the endpoint's Region", async () => {
    const Bucket = uniqueBucket();
    const frankfurt = inRegion("eu-central-1");
    await frankfurt.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } }),
    );
    expect((await frankfurt.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("eu-central-1");
  });

  test("from us-east-1 a bucket can be put into any Region", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    expect((await inRegion("eu-west-1").send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("eu-west-1");
  });

  test("EU is eu-west-1, and GetBucketLocation still says EU", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "EU" } }));
    const ireland = inRegion("eu-west-1");
    expect((await ireland.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("eu-west-1");
    expect((await ireland.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("EU");
  });

  test("creating one's own bucket again succeeds in us-east-1", async () => {
    await expect(fixture.s3.send(new CreateBucketCommand({ Bucket: fixture.bucket }))).resolves.toBeDefined();
  });

  test("tags can be given at once", async () => {
    const Bucket = uniqueBucket();
    const Tags = [{ Key: "team", Value: "ml" }];
    await fixture.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags } }));
    expect((await fixture.s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(Tags);
  });

  test("the defaults of every new bucket may be named", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(
      new CreateBucketCommand({
        Bucket,
        ACL: "private",
        ObjectOwnership: "BucketOwnerEnforced",
        ObjectLockEnabledForBucket: false,
      }),
    );
  });
});

describe("errors", () => {
  test("a document with another digest than declared is BadDigest", async () => {
    const Tags = [{ Key: "team", Value: "ml" }];
    const wrong = { "content-md5": createHash("md5").update("other").digest("base64") };
    const command = new CreateBucketCommand({ Bucket: uniqueBucket(), CreateBucketConfiguration: { Tags } });
    expect(await refusalOf(fixture.s3.send(withHeaders(command, wrong)))).toMatchObject({
      code: "BadDigest",
      status: 400,
    });
  });

  test.each(["ab", "Upper-Case", "a..b", "10.0.0.1", "xn--bucket", "bucket-s3alias"])(
    "the name %s is InvalidBucketName",
    async (Bucket) => {
      const command = new CreateBucketCommand({ Bucket });
      expect(await refusalOf(fixture.s3.send(command))).toMatchObject({
        code: "InvalidBucketName",
        status: 400,
        fields: { BucketName: Bucket },
      });
    },
  );

  test("us-east-1 is no location constraint", async () => {
    const command = new CreateBucketCommand({
      Bucket: uniqueBucket(),
      CreateBucketConfiguration: { LocationConstraint: "us-east-1" as "EU" },
    });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({
      code: "InvalidLocationConstraint",
      status: 400,
      message: "The specified location-constraint is not valid",
      fields: { LocationConstraint: "us-east-1" },
    });
  });

  test("a Region that does not exist is no location constraint", async () => {
    const command = new CreateBucketCommand({
      Bucket: uniqueBucket(),
      CreateBucketConfiguration: { LocationConstraint: "mars-1" as "EU" },
    });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({ code: "InvalidLocationConstraint", status: 400 });
  });

  test("outside us-east-1 the constraint must be given and be the endpoint's", async () => {
    const frankfurt = inRegion("eu-central-1");
    // The SDK would add the constraint by itself.
    const url = await fixture.presign(new CreateBucketCommand({ Bucket: uniqueBucket() }), {
      signingRegion: "eu-central-1",
    });
    const answer = await fetch(url, { method: "PUT" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(
      "<Code>IllegalLocationConstraintException</Code><Message>The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.</Message>",
    );
    const other = new CreateBucketCommand({
      Bucket: uniqueBucket(),
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    });
    expect(await refusalOf(frankfurt.send(other))).toMatchObject({
      code: "IllegalLocationConstraintException",
      message:
        "The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to.",
    });
  });

  test("outside us-east-1 one's own bucket cannot be created again", async () => {
    const Bucket = uniqueBucket();
    const command = () =>
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });
    await inRegion("eu-west-1").send(command());
    expect(await refusalOf(inRegion("eu-west-1").send(command()))).toMatchObject({
      code: "BucketAlreadyOwnedByYou",
      status: 409,
    });
    expect(await refusalOf(fixture.s3.send(new CreateBucketCommand({ Bucket })))).toMatchObject({
      code: "BucketAlreadyOwnedByYou",
    });
  });

  test("a public ACL cannot go with the default object ownership", async () => {
    const command = new CreateBucketCommand({ Bucket: uniqueBucket(), ACL: "public-read" });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({
      code: "InvalidBucketAclWithObjectOwnership",
      status: 400,
    });
  });

  test.each([{ BucketNamespace: "account-regional" as const }])("%j is refused as not implemented", async (option) => {
    const command = new CreateBucketCommand({ Bucket: uniqueBucket(), ...option });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({ code: "NotImplemented", status: 501 });
  });
});

describe("limits", () => {
  test("an account has 100 buckets; deleting one makes room for another", async () => {
    const crowded = await startS3();
    const create = (index: number) => crowded.s3.send(new CreateBucketCommand({ Bucket: `crowd-${index}` }));
    for (let index = 1; index < 100; index++) await create(index);
    expect(await refusalOf(create(100))).toMatchObject({
      code: "TooManyBuckets",
      status: 400,
      message: "You have attempted to create more buckets than allowed",
    });
    await crowded.s3.send(new DeleteBucketCommand({ Bucket: "crowd-7" }));
    await create(100);
    await crowded.close();
  });
});
