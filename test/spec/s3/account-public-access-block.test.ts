/** Block Public Access of a whole account: what it says, and how it holds beside that of its buckets. */
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand as DeleteOfBucket,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  type S3ControlClient,
} from "@aws-sdk/client-s3-control";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type AclFixture, OTHER, OWNER, startAcls } from "./acl-fixture.ts";
import { refusalOf, uniqueBucket } from "./fixture.ts";

const OFF = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const DENIED = { code: "AccessDenied", status: 403 };

let acls: AclFixture;
let control: S3ControlClient;
beforeAll(async () => {
  acls = await startAcls();
  control = acls.control(OWNER);
});
afterAll(() => acls.close());
afterEach(() => control.send(new DeletePublicAccessBlockCommand({ AccountId: OWNER })));

const set = (on: Partial<PublicAccessBlockConfiguration>, AccountId = OWNER) =>
  control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: { ...OFF, ...on } }));
const get = async () =>
  (await control.send(new GetPublicAccessBlockCommand({ AccountId: OWNER }))).PublicAccessBlockConfiguration;

describe("the settings", () => {
  test("are set, shown, replaced and removed; removing nothing is no error", async () => {
    await expectServiceError(get(), { name: "NoSuchPublicAccessBlockConfiguration", status: 404 });
    await set({ BlockPublicAcls: true });
    expect(await get()).toEqual({ ...OFF, BlockPublicAcls: true });
    await control.send(
      new PutPublicAccessBlockCommand({
        AccountId: OWNER,
        PublicAccessBlockConfiguration: { RestrictPublicBuckets: true },
      }),
    );
    expect(await get()).toEqual({ ...OFF, RestrictPublicBuckets: true });
    for (let time = 0; time < 2; time++) await control.send(new DeletePublicAccessBlockCommand({ AccountId: OWNER }));
    await expectServiceError(get(), { name: "NoSuchPublicAccessBlockConfiguration", status: 404 });
  });

  test("of another account are nobody else's", async () => {
    await expectServiceError(set({}, OTHER), { name: "AccessDenied", status: 403 });
  });
});

describe("hold for every bucket of the account", () => {
  const publicPolicy = (Bucket: string) =>
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` }],
      }),
    });
  const read = (Bucket: string) => acls.anonymous.send(new GetObjectCommand({ Bucket, Key: "k" }));

  test("BlockPublicAcls, also when a bucket is made", async () => {
    const Bucket = await acls.createBucket();
    await set({ BlockPublicAcls: true });
    const acl = { ACL: "public-read" } as const;
    expect(await refusalOf(acls.owner.send(new PutBucketAclCommand({ Bucket, ...acl })))).toMatchObject(DENIED);
    expect(await refusalOf(acls.createBucket(acl))).toMatchObject(DENIED);
    await acls.other.send(new CreateBucketCommand({ Bucket: uniqueBucket(), ...acl }));
  });

  test("IgnorePublicAcls", async () => {
    const Bucket = await acls.createBucket();
    await acls.owner.send(new PutObjectCommand({ Bucket, Key: "k", ACL: "public-read" }));
    await read(Bucket);
    await set({ IgnorePublicAcls: true });
    expect(await refusalOf(read(Bucket))).toMatchObject(DENIED);
  });

  test("BlockPublicPolicy and RestrictPublicBuckets, whatever the bucket's own say", async () => {
    const Bucket = await acls.createBucket();
    await acls.owner.send(new DeleteOfBucket({ Bucket }));
    await acls.owner.send(new PutObjectCommand({ Bucket, Key: "k" }));
    await acls.owner.send(publicPolicy(Bucket));
    await read(Bucket);
    await set({ BlockPublicPolicy: true, RestrictPublicBuckets: true });
    expect(await refusalOf(acls.owner.send(publicPolicy(Bucket)))).toMatchObject(DENIED);
    expect(await refusalOf(read(Bucket))).toMatchObject(DENIED);
    await acls.owner.send(new GetObjectCommand({ Bucket, Key: "k" }));
    // The status tells of the policy, not of what stands before it.
    const status = await acls.owner.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus).toEqual({ IsPublic: true });
  });
});
