/** Object Ownership: who owns what another account writes, what that account's object allows, and which lists a bucket takes. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteObjectCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../support/server.ts";
import { type AclFixture, OTHER, startAcls } from "./acl-fixture.ts";
import { refusalOf, startS3, uniqueBucket } from "./fixture.ts";

let acls: AclFixture;
beforeAll(async () => {
  acls = await startAcls();
});
afterAll(() => acls.close());

const DENIED = { code: "AccessDenied", status: 403 };
const NOT_SUPPORTED = { code: "AccessControlListNotSupported", status: 400 };

/** A bucket into which the other account may write, with what it may do there said by policy. */
async function sharedBucket(ObjectOwnership: ObjectOwnership): Promise<string> {
  const Bucket = await acls.createBucket({ ObjectOwnership });
  const statement = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await acls.owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return Bucket;
}

const put = (s3: S3Client, Bucket: string, input: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "1", ...input }));
const get = (s3: S3Client, Bucket: string, Key = "k") => s3.send(new GetObjectCommand({ Bucket, Key }));
const ownerOf = async (s3: S3Client, Bucket: string, Key = "k"): Promise<string | undefined> =>
  (await s3.send(new GetObjectAclCommand({ Bucket, Key }))).Owner?.ID;
const controls = async (s3: S3Client, Bucket: string): Promise<unknown> =>
  (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls;
const setOwnership = (Bucket: string, ObjectOwnership: ObjectOwnership) =>
  acls.owner.send(
    new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
  );

describe("ownership controls", () => {
  test("a new bucket has BucketOwnerEnforced, a legacy one has none", async () => {
    const today = await startS3();
    expect(await controls(today.s3, today.bucket)).toEqual({ Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] });
    await today.close();
    expect(await refusalOf(controls(acls.owner, await acls.createBucket()))).toMatchObject({
      code: "OwnershipControlsNotFoundError",
      status: 404,
    });
  });

  test.each(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const)(
    "%s: set at creation and afterwards, and deleted",
    async (ObjectOwnership) => {
      const rules = { Rules: [{ ObjectOwnership }] };
      expect(await controls(acls.owner, await acls.createBucket({ ObjectOwnership }))).toEqual(rules);
      const Bucket = await acls.createBucket();
      await setOwnership(Bucket, ObjectOwnership);
      expect(await controls(acls.owner, Bucket)).toEqual(rules);
      for (let time = 0; time < 2; time++) await acls.owner.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
      expect(await refusalOf(controls(acls.owner, Bucket))).toMatchObject({ code: "OwnershipControlsNotFoundError" });
    },
  );

  test("exactly one rule that is known", async () => {
    const Bucket = await acls.createBucket();
    const rule = { ObjectOwnership: "ObjectWriter" } as const;
    for (const Rules of [[], [rule, rule], [{ ObjectOwnership: "Nobody" as "ObjectWriter" }]]) {
      const command = new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } });
      expect(await refusalOf(acls.owner.send(command))).toMatchObject({ code: "MalformedXML", status: 400 });
    }
  });

  test("lists are disabled only when the bucket's own gives nobody else anything", async () => {
    const Bucket = await acls.createBucket({ ACL: "public-read" });
    expect(await refusalOf(setOwnership(Bucket, "BucketOwnerEnforced"))).toMatchObject({
      code: "InvalidBucketAclWithObjectOwnership",
      status: 400,
    });
    await acls.owner.send(new PutBucketAclCommand({ Bucket, ACL: "private" }));
    await setOwnership(Bucket, "BucketOwnerEnforced");
    expect(await refusalOf(acls.owner.send(new PutBucketAclCommand({ Bucket, ACL: "private" })))).toMatchObject(
      NOT_SUPPORTED,
    );
  });
});

describe("who owns what another account writes", () => {
  const BY_OWNERSHIP = [
    ["BucketOwnerEnforced", { plain: "bucket", given: "bucket" }],
    ["BucketOwnerPreferred", { plain: "writer", given: "bucket" }],
    ["ObjectWriter", { plain: "writer", given: "writer" }],
  ] as const;

  test.each(BY_OWNERSHIP)("%s: %j", async (ownership, expected) => {
    const Bucket = await sharedBucket(ownership);
    const id = { bucket: acls.ownerId, writer: acls.otherId };
    const ACL = "bucket-owner-full-control";
    await put(acls.other, Bucket, { Key: "plain" });
    await put(acls.other, Bucket, { Key: "given", ACL });
    const CopySource = `${Bucket}/plain`;
    await acls.other.send(new CopyObjectCommand({ Bucket, Key: "plain-copy", CopySource }));
    await acls.other.send(new CopyObjectCommand({ Bucket, Key: "given-copy", CopySource, ACL }));
    for (const key of ["plain", "given"] as const) {
      expect(await ownerOf(acls.other, Bucket, key)).toBe(id[expected[key]]);
      expect(await ownerOf(acls.other, Bucket, `${key}-copy`)).toBe(id[expected[key]]);
    }
    const listed = await acls.owner.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }));
    const owners = Object.fromEntries(listed.Contents?.map(({ Key, Owner }) => [Key, Owner?.ID]) ?? []);
    expect(owners).toMatchObject({ plain: id[expected.plain], given: id[expected.given] });
    const versions = await acls.owner.send(new ListObjectVersionsCommand({ Bucket, Prefix: "plain" }));
    expect(versions.Versions?.[0]?.Owner?.ID).toBe(id[expected.plain]);
  });

  test.each(BY_OWNERSHIP)("%s: the same for uploads in parts", async (ownership, expected) => {
    const Bucket = await sharedBucket(ownership);
    const id = { bucket: acls.ownerId, writer: acls.otherId };
    for (const [Key, options] of [
      ["plain", {}],
      ["given", { ACL: "bucket-owner-full-control" }],
    ] as const) {
      const { UploadId } = await acls.other.send(new CreateMultipartUploadCommand({ Bucket, Key, ...options }));
      const name = { Bucket, Key, UploadId };
      const { ETag } = await acls.other.send(new UploadPartCommand({ ...name, PartNumber: 1, Body: "1" }));
      const parts = await acls.other.send(new ListPartsCommand(name));
      expect(parts.Owner?.ID).toBe(id[expected[Key]]);
      expect(parts.Initiator?.ID).toBe(acls.otherId);
      const uploads = await acls.owner.send(new ListMultipartUploadsCommand({ Bucket }));
      expect(uploads.Uploads?.[0]?.Owner?.ID).toBe(id[expected[Key]]);
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await acls.other.send(new CompleteMultipartUploadCommand({ ...name, MultipartUpload }));
      expect(await ownerOf(acls.other, Bucket, Key)).toBe(id[expected[Key]]);
    }
  });

  test("what an anonymous caller writes is nobody's: everybody reads it but the bucket's owner", async () => {
    const Bucket = await acls.createBucket({ ACL: "public-read-write" });
    await put(acls.anonymous, Bucket);
    expect(await ownerOf(acls.anonymous, Bucket)).toBe("65a011a29cdf8ec533ec3d1ccaae921c");
    await get(acls.anonymous, Bucket);
    for (const s3 of [acls.owner, acls.other]) expect(await refusalOf(get(s3, Bucket))).toMatchObject(DENIED);
    await acls.owner.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  });
});

describe("an object of another account", () => {
  test("is the writer's alone until a list says otherwise; the bucket's owner may only delete it", async () => {
    const Bucket = await sharedBucket("ObjectWriter");
    await put(acls.other, Bucket);
    await get(acls.other, Bucket);
    expect(await refusalOf(get(acls.owner, Bucket))).toMatchObject(DENIED);
    expect(await refusalOf(ownerOf(acls.owner, Bucket))).toMatchObject(DENIED);
    const give = new PutObjectAclCommand({ Bucket, Key: "k", ACL: "bucket-owner-read" });
    expect(await refusalOf(acls.owner.send(give))).toMatchObject(DENIED);
    await acls.other.send(give);
    await get(acls.owner, Bucket);
    expect(await refusalOf(ownerOf(acls.owner, Bucket))).toMatchObject(DENIED);
    await acls.owner.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await refusalOf(get(acls.other, Bucket))).toMatchObject({ code: "NoSuchKey", status: 404 });
  });

  test("is not opened to others by the bucket's policy, and is closed by it", async () => {
    const Bucket = await sharedBucket("ObjectWriter");
    await put(acls.other, Bucket, { Key: "theirs" });
    await put(acls.owner, Bucket, { Key: "own" });
    const policy = (Effect: string): PutBucketPolicyCommand =>
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect, Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` }],
        }),
      });
    await acls.owner.send(policy("Allow"));
    await get(acls.anonymous, Bucket, "own");
    expect(await refusalOf(get(acls.anonymous, Bucket, "theirs"))).toMatchObject(DENIED);
    await acls.owner.send(policy("Deny"));
    expect(await refusalOf(get(acls.other, Bucket, "theirs"))).toMatchObject(DENIED);
  });

  test("is the bucket owner's as long as lists are disabled, and the writer's again afterwards", async () => {
    const Bucket = await sharedBucket("ObjectWriter");
    await put(acls.other, Bucket);
    await setOwnership(Bucket, "BucketOwnerEnforced");
    await get(acls.owner, Bucket);
    expect(await ownerOf(acls.owner, Bucket)).toBe(acls.ownerId);
    await setOwnership(Bucket, "ObjectWriter");
    expect(await refusalOf(get(acls.owner, Bucket))).toMatchObject(DENIED);
    expect(await ownerOf(acls.other, Bucket)).toBe(acls.otherId);
  });

  test("a full-control grant to the bucket's owner by header makes him no owner, and lets him do everything", async () => {
    const Bucket = await sharedBucket("BucketOwnerPreferred");
    await put(acls.other, Bucket, { GrantFullControl: `id=${acls.ownerId}` });
    await get(acls.owner, Bucket);
    expect(await ownerOf(acls.owner, Bucket)).toBe(acls.otherId);
  });
});

describe("a bucket without lists", () => {
  test("takes what it does anyway, in both forms, and no other list", async () => {
    const Bucket = await sharedBucket("BucketOwnerEnforced");
    for (const s3 of [acls.owner, acls.other]) {
      await put(s3, Bucket, { ACL: "bucket-owner-full-control" });
      await put(s3, Bucket, { GrantFullControl: `id="${acls.ownerId}"` });
      for (const list of [{ ACL: "private" }, { ACL: "public-read" }, { GrantRead: `id=${acls.otherId}` }] as const)
        expect(await refusalOf(put(s3, Bucket, list))).toMatchObject(NOT_SUPPORTED);
    }
    const acl = new PutObjectAclCommand({ Bucket, Key: "k", ACL: "private" });
    expect(await refusalOf(acls.owner.send(acl))).toMatchObject(NOT_SUPPORTED);
  });
});

test("an account with legacy defaults is shown by its name, and found by its e-mail address", async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const directory = mkdtempSync("/tmp/access-names-");
  const keys = { accessKeyId: "OTHERROOT", secretAccessKey: "other-root-secret" };
  const account = { id: OTHER, displayName: "The others", email: "others@example.com", rootKeys: [keys] };
  writeFileSync(`${directory}/seed.json`, JSON.stringify({ accounts: [account] }));
  const server = await startTestServer({ seedPath: `${directory}/seed.json`, s3Defaults: "legacy" });
  const { CreateBucketCommand, GetBucketAclCommand, S3Client: Client } = await import("@aws-sdk/client-s3");
  const s3 = server.client(Client);
  const Bucket = uniqueBucket();
  await s3.send(new CreateBucketCommand({ Bucket, GrantRead: 'emailAddress="Others@example.com"' }));
  const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket }));
  expect(Grants).toEqual([
    { Grantee: { Type: "CanonicalUser", ID: expect.any(String), DisplayName: "The others" }, Permission: "READ" },
  ]);
  await server.close();
  rmSync(directory, { recursive: true });
});
