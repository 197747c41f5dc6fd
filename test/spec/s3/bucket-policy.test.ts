/** The bucket policy as a document: put, get, delete, status. What it decides is in test/spec/access. */
import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
let Bucket: string;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  Bucket = await fixture.createBucket();
});

const put = (policy: unknown) =>
  fixture.s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: typeof policy === "string" ? policy : JSON.stringify(policy) }),
  );
const get = () => fixture.s3.send(new GetBucketPolicyCommand({ Bucket }));
const remove = () => fixture.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
const status = async () => (await fixture.s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;
const getBlock = async () =>
  (await fixture.s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
const unblock = () => fixture.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));

const NO_POLICY = { code: "NoSuchBucketPolicy", status: 404, message: "The bucket policy does not exist" };
const statement = (more: Record<string, unknown> = {}) => ({
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "s3:GetObject",
  Resource: `arn:aws:s3:::${Bucket}/*`,
  ...more,
});
const policy = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });
const publicRead = () => policy(statement({ Principal: "*" }));

describe("the bucket policy", () => {
  test("comes back as it was put, character for character", async () => {
    const text = `{ "Version":"2012-10-17",\n "Statement": [${JSON.stringify(statement())}] }`;
    expect((await put(text)).$metadata.httpStatusCode).toBe(204);
    expect((await get()).Policy).toBe(text);
  });

  test("is replaced as a whole and removed, also twice", async () => {
    await put(policy(statement()));
    const second = JSON.stringify(policy(statement({ Sid: "Second" })));
    await put(second);
    expect((await get()).Policy).toBe(second);
    await remove();
    await remove();
    expect(await refusalOf(get())).toMatchObject(NO_POLICY);
    expect(await refusalOf(status())).toMatchObject(NO_POLICY);
  });

  test("does not outlive its bucket", async () => {
    await put(policy(statement()));
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
    await fixture.createBucket(Bucket);
    expect(await refusalOf(get())).toMatchObject(NO_POLICY);
  });

  test("of a bucket that is not there is NoSuchBucket", async () => {
    const request = new PutBucketPolicyCommand({
      Bucket: "nowhere-to-be-found",
      Policy: JSON.stringify(policy({ ...statement(), Resource: "arn:aws:s3:::nowhere-to-be-found/*" })),
    });
    expect(await refusalOf(fixture.s3.send(request))).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});

describe("a malformed policy is refused and leaves the old one", () => {
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ["no JSON", () => "hello", "Policies must be valid JSON and the first byte must be '{'"],
    ["nothing in it", () => ({ Version: "2012-10-17" }), "Missing required field Statement"],
    ["no principal", () => policy({ ...statement(), Principal: undefined }), "Missing required field Principal"],
    [
      "another bucket's resource",
      () => policy(statement({ Resource: "arn:aws:s3:::other-bucket/*" })),
      "Policy has invalid resource",
    ],
    ["every resource", () => policy(statement({ Resource: "*" })), "Policy has invalid resource"],
    [
      "an object action on the bucket",
      () => policy(statement({ Resource: `arn:aws:s3:::${Bucket}` })),
      "Action does not apply to any resource(s) in statement",
    ],
    [
      "a bucket action on objects",
      () => policy(statement({ Action: "s3:ListBucket" })),
      "Action does not apply to any resource(s) in statement",
    ],
    ["another service's action", () => policy(statement({ Action: "iam:GetUser" })), "Policy has invalid action"],
    ["an action that does not exist", () => policy(statement({ Action: "s3:GetObjekt" })), "Policy has invalid action"],
    [
      "a principal that is none",
      () => policy(statement({ Principal: { AWS: "not-a-principal" } })),
      "Invalid principal in policy",
    ],
    [
      "more than 20 KB",
      () => policy(statement({ Sid: "A".repeat(21_000) })),
      "Policies exceed the maximum allowed document size.",
    ],
  ];
  test.each(cases)("%s", async (_name, make, message) => {
    const kept = JSON.stringify(policy(statement()));
    await put(kept);
    expect(await refusalOf(put(make()))).toMatchObject({ code: "MalformedPolicy", status: 400, message });
    expect((await get()).Policy).toBe(kept);
  });
});

describe("Block Public Access", () => {
  test("is on for a new bucket, all four settings", async () => {
    expect(await getBlock()).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  test("refuses a public policy until BlockPublicPolicy is off", async () => {
    expect(await refusalOf(put(publicRead()))).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: expect.stringContaining(
        "public policies are blocked by the BlockPublicPolicy block public access setting",
      ) as string,
    });
    await unblock();
    await put(publicRead());
    expect(await status()).toBe(true);
  });

  test("keeps what it is given; what is left out is off", async () => {
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: true };
    await fixture.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(await getBlock()).toEqual({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    });
  });

  test("is nothing once it is deleted", async () => {
    await unblock();
    expect(await refusalOf(getBlock())).toMatchObject({
      code: "NoSuchPublicAccessBlockConfiguration",
      status: 404,
      message: "The public access block configuration was not found",
    });
  });
});

// AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, "The meaning of public".
describe("a policy is public", () => {
  test.each<[string, unknown, boolean]>([
    ["for everybody", { Principal: "*" }, true],
    ["for everybody in braces", { Principal: { AWS: "*" } }, true],
    ["not for an account", {}, false],
    ["not when it denies everybody", { Effect: "Deny", Principal: "*" }, false],
    [
      "not for everybody from one network",
      { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } },
      false,
    ],
    [
      "for everybody from half of the world",
      { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/1" } } },
      true,
    ],
    [
      "not for everybody of one account",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } },
      false,
    ],
    [
      "for everybody of accounts that begin with 1",
      { Principal: "*", Condition: { StringLike: { "aws:PrincipalAccount": "1*" } } },
      true,
    ],
    ["for everybody over TLS", { Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }, true],
  ])("%s", async (_name, more, isPublic) => {
    await unblock();
    await put(policy(statement(more as Record<string, unknown>)));
    expect(await status()).toBe(isPublic);
  });
});
