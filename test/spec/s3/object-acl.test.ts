/** GetObjectAcl and PutObjectAcl, lists that come with writes, and what they allow other accounts and anonymous callers. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAclCommand,
  type GetObjectAclCommandInput,
  GetObjectCommand,
  type Grant,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AclFixture, ALL_USERS, SIGNED_USERS, startAcls, userOf } from "./acl-fixture.ts";
import { refusalOf, textOf } from "./fixture.ts";

let acls: AclFixture;
let Bucket: string;
const Key = "object";
const DENIED = { code: "AccessDenied", status: 403 };

beforeAll(async () => {
  acls = await startAcls();
  Bucket = await acls.createBucket();
});
afterAll(() => acls.close());

const write = (input: Partial<PutObjectCommandInput> = {}, s3: S3Client = acls.owner) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "1", ...input }));
const read = (s3: S3Client, input: Partial<GetObjectAclCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
const putAcl = (input: Partial<PutObjectAclCommandInput>, s3: S3Client = acls.owner) =>
  s3.send(new PutObjectAclCommand({ Bucket, Key, ...input }));
const aclOf = (input: Partial<GetObjectAclCommandInput> = {}, s3: S3Client = acls.owner) =>
  s3.send(new GetObjectAclCommand({ Bucket, Key, ...input }));
const grantsOf = async (input: Partial<GetObjectAclCommandInput> = {}): Promise<Grant[] | undefined> =>
  (await aclOf(input)).Grants;

const ownerGrant = (): Grant => ({ Grantee: userOf(acls.ownerId), Permission: "FULL_CONTROL" });
const everybodyReads: Grant = { Grantee: ALL_USERS, Permission: "READ" };

describe("lists", () => {
  test("of an object that was written without one: its owner has full control", async () => {
    await write();
    const { Owner, Grants } = await aclOf();
    expect(Owner).toEqual({ ID: acls.ownerId });
    expect(Grants).toEqual([ownerGrant()]);
  });

  test.each([
    ["private", []],
    ["public-read", [everybodyReads]],
    ["public-read-write", [everybodyReads, { Grantee: ALL_USERS, Permission: "WRITE" }]],
    ["authenticated-read", [{ Grantee: SIGNED_USERS, Permission: "READ" }]],
    ["bucket-owner-read", []],
    ["bucket-owner-full-control", []],
  ] as const)("canned list %s, with the write and afterwards", async (ACL, others) => {
    await write({ ACL });
    expect(await grantsOf()).toEqual([...others, ownerGrant()]);
    await write({ ACL: "public-read" });
    await putAcl({ ACL });
    expect(await grantsOf()).toEqual([...others, ownerGrant()]);
  });

  test("aws-exec-read names EC2's account", async () => {
    await write({ ACL: "aws-exec-read" });
    const grants = await grantsOf();
    expect(grants).toHaveLength(2);
    expect(grants?.[1]).toMatchObject({ Grantee: { Type: "CanonicalUser" }, Permission: "READ" });
  });

  test("grants by header, with the write and afterwards", async () => {
    const options = { GrantRead: `id="${acls.otherId}", uri="${ALL_USERS.URI}"`, GrantWriteACP: `id=${acls.otherId}` };
    const grants = [
      everybodyReads,
      { Grantee: userOf(acls.otherId), Permission: "READ" },
      { Grantee: userOf(acls.otherId), Permission: "WRITE_ACP" },
    ];
    await write(options);
    expect(await grantsOf()).toEqual(grants);
    await write();
    await putAcl(options);
    expect(await grantsOf()).toEqual(grants);
  });

  test("a document, which changes nothing else of the object", async () => {
    await write({ Metadata: { a: "b" } });
    const before = await acls.owner.send(new HeadObjectCommand({ Bucket, Key }));
    const Grants: Grant[] = [{ Grantee: userOf(acls.otherId), Permission: "READ_ACP" }, ownerGrant()];
    await putAcl({ AccessControlPolicy: { Owner: { ID: acls.ownerId }, Grants } });
    expect(await grantsOf()).toEqual(Grants);
    const after = await acls.owner.send(new HeadObjectCommand({ Bucket, Key }));
    expect({ ...after, $metadata: undefined }).toEqual({ ...before, $metadata: undefined });
  });

  test("go away with an overwrite, and are not copied", async () => {
    await write({ ACL: "public-read" });
    await acls.owner.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` }));
    expect(await grantsOf({ Key: "copy" })).toEqual([ownerGrant()]);
    await acls.owner.send(
      new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}`, ACL: "public-read" }),
    );
    expect(await grantsOf({ Key: "copy" })).toEqual([everybodyReads, ownerGrant()]);
    await write();
    expect(await grantsOf()).toEqual([ownerGrant()]);
  });

  test("of a multipart object are those that its upload began with", async () => {
    const name = { Bucket, Key: "parts" };
    const { UploadId } = await acls.owner.send(new CreateMultipartUploadCommand({ ...name, ACL: "public-read" }));
    const { ETag } = await acls.owner.send(new UploadPartCommand({ ...name, UploadId, PartNumber: 1, Body: "1" }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await acls.owner.send(new CompleteMultipartUploadCommand({ ...name, UploadId, MultipartUpload }));
    expect(await grantsOf({ Key: "parts" })).toEqual([everybodyReads, ownerGrant()]);
  });

  test("belong to one version", async () => {
    const versioned = await acls.createBucket();
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await acls.owner.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
    const { VersionId: first } = await write({ Bucket: versioned, ACL: "public-read" });
    const { VersionId: second } = await write({ Bucket: versioned });
    expect(await grantsOf({ Bucket: versioned, VersionId: first })).toEqual([everybodyReads, ownerGrant()]);
    expect(await grantsOf({ Bucket: versioned })).toEqual([ownerGrant()]);
    await putAcl({ Bucket: versioned, VersionId: first, ACL: "private" });
    await putAcl({ Bucket: versioned, VersionId: second, ACL: "public-read" });
    expect(await grantsOf({ Bucket: versioned, VersionId: first })).toEqual([ownerGrant()]);
    expect(await grantsOf({ Bucket: versioned })).toEqual([everybodyReads, ownerGrant()]);
    await read(acls.anonymous, { Bucket: versioned, VersionId: second });
    expect(await refusalOf(read(acls.anonymous, { Bucket: versioned, VersionId: first }))).toMatchObject(DENIED);
  });
});

describe("errors", () => {
  test.each([
    ["nothing at all", {}, "MissingSecurityHeader"],
    ["log-delivery-write, which is for buckets", { ACL: "log-delivery-write" as "private" }, "InvalidArgument"],
    ["canned and grants at once", { ACL: "private", GrantRead: "id=1" }, "InvalidRequest"],
    ["an id that cannot be", { GrantRead: "id=1" }, "InvalidArgument"],
  ] as const)("%s", async (_, input, code) => {
    await write();
    expect(await refusalOf(putAcl(input))).toMatchObject({ code, status: 400 });
  });

  test("a key, a version and a bucket that are not there", async () => {
    const input = { ACL: "private" } as const;
    for (const call of [() => aclOf({ Key: "absent" }), () => putAcl({ ...input, Key: "absent" })])
      expect(await refusalOf(call())).toMatchObject({ code: "NoSuchKey", status: 404 });
    for (const call of [() => aclOf({ Bucket: "absent-bucket" }), () => putAcl({ ...input, Bucket: "absent-bucket" })])
      expect(await refusalOf(call())).toMatchObject({ code: "NoSuchBucket", status: 404 });
    await write();
    const VersionId = "a".repeat(32);
    for (const call of [() => aclOf({ VersionId }), () => putAcl({ ...input, VersionId })])
      expect(await refusalOf(call())).toMatchObject({ code: "NoSuchVersion", status: 404 });
  });

  test("a delete marker has no list", async () => {
    const versioned = await acls.createBucket();
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await acls.owner.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
    await write({ Bucket: versioned });
    await acls.owner.send(new DeleteObjectCommand({ Bucket: versioned, Key }));
    for (const call of [() => aclOf({ Bucket: versioned }), () => putAcl({ Bucket: versioned, ACL: "private" })])
      expect(await refusalOf(call())).toMatchObject({ code: "MethodNotAllowed", status: 405 });
  });
});

describe("what a list allows", () => {
  const deeds = {
    read: (s3: S3Client) => read(s3),
    head: (s3: S3Client) => s3.send(new HeadObjectCommand({ Bucket, Key })),
    readAcl: (s3: S3Client) => aclOf({}, s3),
    writeAcl: (s3: S3Client) => putAcl({ ACL: "private" }, s3),
    overwrite: (s3: S3Client) => write({}, s3),
  };

  test.each([
    ["READ", ["read", "head"]],
    ["WRITE", []],
    ["READ_ACP", ["readAcl"]],
    ["WRITE_ACP", ["writeAcl"]],
    ["FULL_CONTROL", ["read", "head", "readAcl", "writeAcl"]],
  ] as const)("%s to another account: %j and nothing else", async (Permission, allowed) => {
    await write();
    const Grants: Grant[] = [ownerGrant(), { Grantee: userOf(acls.otherId), Permission }];
    await putAcl({ AccessControlPolicy: { Owner: { ID: acls.ownerId }, Grants } });
    for (const [name, deed] of Object.entries(deeds)) {
      expect(await refusalOf(deed(acls.anonymous)), `anonymous ${name}`).toMatchObject({ status: 403 });
      if ((allowed as readonly string[]).includes(name)) await deed(acls.other);
      else expect(await refusalOf(deed(acls.other)), name).toMatchObject({ status: 403 });
    }
  });

  test("public-read: everybody reads; authenticated-read: everybody who signs", async () => {
    await write({ ACL: "public-read" });
    for (const s3 of [acls.other, acls.anonymous]) expect(await textOf((await read(s3)).Body)).toBe("1");
    await write({ ACL: "authenticated-read" });
    expect(await textOf((await read(acls.other)).Body)).toBe("1");
    expect(await refusalOf(read(acls.anonymous))).toMatchObject(DENIED);
  });

  test("a deny in the bucket's policy wins over every list", async () => {
    const denying = await acls.createBucket();
    await write({ Bucket: denying, ACL: "public-read" });
    await read(acls.anonymous, { Bucket: denying });
    const statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${denying}/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await acls.owner.send(new PutBucketPolicyCommand({ Bucket: denying, Policy }));
    for (const s3 of [acls.owner, acls.other, acls.anonymous])
      expect(await refusalOf(read(s3, { Bucket: denying }))).toMatchObject(DENIED);
  });

  test("a copy needs to read the source, and is the copier's", async () => {
    const theirs = await acls.createBucket({ ACL: "public-read-write" });
    await write();
    const copy = () =>
      acls.other.send(new CopyObjectCommand({ Bucket: theirs, Key: "copy", CopySource: `${Bucket}/${Key}` }));
    expect(await refusalOf(copy())).toMatchObject(DENIED);
    await putAcl({ ACL: "public-read" });
    await copy();
    expect((await aclOf({ Bucket: theirs, Key: "copy" }, acls.other)).Owner).toEqual({ ID: acls.otherId });
  });
});

describe("Block Public Access", () => {
  const off = {
    BlockPublicAcls: false,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  };
  const block = (on: Partial<typeof off>, name: string) =>
    acls.owner.send(
      new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration: { ...off, ...on } }),
    );

  test("BlockPublicAcls refuses new public lists and leaves old ones", async () => {
    const name = { Bucket: await acls.createBucket() };
    await write({ ...name, ACL: "public-read" });
    await block({ BlockPublicAcls: true }, name.Bucket);
    await read(acls.anonymous, name);
    const publicGrant = { GrantRead: `uri="${SIGNED_USERS.URI}"` };
    const copy = { ...name, Key: "copy", CopySource: `${name.Bucket}/${Key}`, ...publicGrant };
    for (const call of [
      () => write({ ...name, ACL: "public-read" }),
      () => write({ ...name, ...publicGrant }),
      () => putAcl({ ...name, ACL: "authenticated-read" }),
      () => acls.owner.send(new CreateMultipartUploadCommand({ ...name, Key: "parts", ACL: "public-read" })),
      () => acls.owner.send(new CopyObjectCommand(copy)),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ ...DENIED, message: expect.stringContaining("BlockPublicAcls") });
    }
    await putAcl({ ...name, GrantRead: `id=${acls.otherId}` });
    expect(await refusalOf(read(acls.anonymous, name))).toMatchObject(DENIED);
  });

  test("IgnorePublicAcls lets public grants allow nothing, and leaves those to accounts", async () => {
    const name = { Bucket: await acls.createBucket() };
    await write({ ...name, GrantRead: `uri="${ALL_USERS.URI}",id=${acls.otherId}` });
    await read(acls.anonymous, name);
    await block({ IgnorePublicAcls: true }, name.Bucket);
    expect(await refusalOf(read(acls.anonymous, name))).toMatchObject(DENIED);
    await read(acls.other, name);
    await block({}, name.Bucket);
    await read(acls.anonymous, name);
  });
});
