/** GetBucketAcl and PutBucketAcl, CreateBucket's lists, and what they allow other accounts and anonymous callers. */
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteObjectCommand,
  GetBucketAclCommand,
  type Grant,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../support/server.ts";
import { type AclFixture, ALL_USERS, SIGNED_USERS, startAcls, userOf } from "./acl-fixture.ts";
import { refusalOf, uniqueBucket } from "./fixture.ts";

let acls: AclFixture;
beforeAll(async () => {
  acls = await startAcls();
});
afterAll(() => acls.close());

const DENIED = { code: "AccessDenied", status: 403 };

async function grantsOf(Bucket: string, s3: S3Client = acls.owner): Promise<Grant[] | undefined> {
  return (await s3.send(new GetBucketAclCommand({ Bucket }))).Grants;
}

const put = (Bucket: string, acl: Partial<PutBucketAclCommandInput>, s3: S3Client = acls.owner): Promise<unknown> =>
  s3.send(new PutBucketAclCommand({ Bucket, ...acl }));

const ownerGrant = (): Grant => ({ Grantee: userOf(acls.ownerId), Permission: "FULL_CONTROL" });

describe("what is shown", () => {
  test("of a new bucket, that its owner has full control", async () => {
    const Bucket = await acls.createBucket();
    const { Owner, Grants } = await acls.owner.send(new GetBucketAclCommand({ Bucket }));
    expect(Owner).toEqual({ ID: acls.ownerId });
    expect(Grants).toEqual([ownerGrant()]);
  });

  test.each([
    ["private", []],
    ["public-read", [{ Grantee: ALL_USERS, Permission: "READ" }]],
    [
      "public-read-write",
      [
        { Grantee: ALL_USERS, Permission: "READ" },
        { Grantee: ALL_USERS, Permission: "WRITE" },
      ],
    ],
    ["authenticated-read", [{ Grantee: SIGNED_USERS, Permission: "READ" }]],
  ] as const)("canned list %s, at creation and afterwards", async (ACL, others) => {
    const made = await acls.createBucket({ ACL });
    expect(await grantsOf(made)).toEqual([...others, ownerGrant()]);
    const changed = await acls.createBucket({ ACL: "public-read" });
    await put(changed, { ACL });
    expect(await grantsOf(changed)).toEqual([...others, ownerGrant()]);
  });

  test("log-delivery-write names the log delivery group", async () => {
    const Bucket = await acls.createBucket();
    await put(Bucket, { ACL: "log-delivery-write" as "private" });
    const group = { Type: "Group", URI: "http://acs.amazonaws.com/groups/s3/LogDelivery" };
    expect(await grantsOf(Bucket)).toEqual([
      { Grantee: group, Permission: "WRITE" },
      { Grantee: group, Permission: "READ_ACP" },
      ownerGrant(),
    ]);
  });

  test("grants by header are all there is: the owner is not added", async () => {
    const options: Partial<CreateBucketCommandInput> = {
      GrantFullControl: `id="${acls.otherId}"`,
      GrantRead: `uri="${ALL_USERS.URI}", id=${acls.ownerId}`,
      GrantWrite: `id=${acls.otherId}`,
      GrantReadACP: `ID = "${acls.otherId}"`,
      GrantWriteACP: `id="${acls.ownerId}"`,
    };
    const grants = [
      { Grantee: ALL_USERS, Permission: "READ" },
      { Grantee: userOf(acls.otherId), Permission: "FULL_CONTROL" },
      { Grantee: userOf(acls.ownerId), Permission: "READ" },
      { Grantee: userOf(acls.otherId), Permission: "WRITE" },
      { Grantee: userOf(acls.otherId), Permission: "READ_ACP" },
      { Grantee: userOf(acls.ownerId), Permission: "WRITE_ACP" },
    ];
    const made = await acls.createBucket(options);
    expect(await grantsOf(made)).toEqual(grants);
    const changed = await acls.createBucket();
    await put(changed, options);
    expect(await grantsOf(changed)).toEqual(grants);
  });

  test("a document replaces all grants, also by none", async () => {
    const Bucket = await acls.createBucket({ ACL: "public-read" });
    const Owner = { ID: acls.ownerId };
    const Grants: Grant[] = [{ Grantee: userOf(acls.otherId), Permission: "READ_ACP" }, ownerGrant()];
    await put(Bucket, { AccessControlPolicy: { Owner, Grants } });
    expect(await grantsOf(Bucket)).toEqual(Grants);
    await put(Bucket, { AccessControlPolicy: { Owner, Grants: [] } });
    expect(await grantsOf(Bucket)).toEqual([]);
  });
});

describe("what is refused", () => {
  const grant = (Grantee: Grant["Grantee"], Permission = "READ"): Partial<PutBucketAclCommandInput> => ({
    AccessControlPolicy: {
      Owner: { ID: acls.ownerId },
      Grants: [{ Grantee, Permission: Permission as "READ" }],
    },
  });

  test.each([
    ["nothing at all", () => ({}), "MissingSecurityHeader", 400],
    ["a canned list that does not exist", () => ({ ACL: "of-my-own" as "private" }), "InvalidArgument", 400],
    ["canned and grants at once", () => ({ ACL: "private", GrantRead: `id=${acls.otherId}` }), "InvalidRequest", 400],
    ["headers and a document", () => ({ ACL: "private", ...grant(ALL_USERS) }), "UnexpectedContent", 400],
    ["a header that is no grantee", () => ({ GrantRead: "everybody" }), "InvalidArgument", 400],
    ["a kind of grantee that does not exist", () => ({ GrantRead: "arn=x" }), "InvalidArgument", 400],
    ["an id that cannot be", () => grant(userOf("_foo")), "InvalidArgument", 400],
    ["a group that does not exist", () => grant({ Type: "Group", URI: "http://groups/us" }), "InvalidArgument", 400],
    ["a permission that does not exist", () => grant(ALL_USERS, "EXECUTE"), "MalformedACLError", 400],
    ["a type that does not exist", () => grant({ Type: "Person" as "Group", ID: "1" }), "MalformedACLError", 400],
    ["a user without an id", () => grant({ Type: "CanonicalUser" }), "MalformedACLError", 400],
    ["a document without owner", () => ({ AccessControlPolicy: { Grants: [] } }), "MalformedACLError", 400],
    [
      "another owner (assumed)",
      () => ({ AccessControlPolicy: { Owner: { ID: acls.otherId }, Grants: [] } }),
      "AccessDenied",
      403,
    ],
    [
      "more than 100 grants (assumed code)",
      () => ({ GrantRead: Array.from({ length: 101 }, () => `id=${acls.otherId}`).join(",") }),
      "MalformedACLError",
      400,
    ],
    [
      "an e-mail address that nobody has",
      () => grant({ Type: "AmazonCustomerByEmail", EmailAddress: "nobody@example.com" }),
      "UnresolvableGrantByEmailAddress",
      400,
    ],
  ] as const)("%s", async (_, acl, code, status) => {
    const Bucket = await acls.createBucket({ ACL: "public-read" });
    const before = await grantsOf(Bucket);
    expect(await refusalOf(put(Bucket, acl() as Partial<PutBucketAclCommandInput>))).toMatchObject({ code, status });
    expect(await grantsOf(Bucket)).toEqual(before);
  });

  test("100 grants are not too many", async () => {
    const Bucket = await acls.createBucket();
    await put(Bucket, { GrantRead: Array.from({ length: 100 }, () => `id=${acls.otherId}`).join(",") });
    expect(await grantsOf(Bucket)).toHaveLength(100);
  });

  test("a bucket that is not there", async () => {
    expect(await refusalOf(put("not-there-at-all", { ACL: "private" }))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });

  test("by default: lists are disabled, e-mail addresses gone, public lists blocked", async () => {
    const server = await startTestServer();
    const { S3Client: Client } = await import("@aws-sdk/client-s3");
    const s3 = server.client(Client);
    const Bucket = uniqueBucket();
    await s3.send(new CreateBucketCommand({ Bucket, ACL: "private" }));
    const create = (options: Partial<CreateBucketCommandInput>): Promise<unknown> =>
      s3.send(new CreateBucketCommand({ Bucket: uniqueBucket(), ...options }));
    expect(await refusalOf(put(Bucket, { ACL: "private" }, s3))).toMatchObject({
      code: "AccessControlListNotSupported",
      status: 400,
    });
    expect(await refusalOf(create({ ACL: "public-read" }))).toMatchObject({
      code: "InvalidBucketAclWithObjectOwnership",
      status: 400,
    });
    expect(await refusalOf(create({ ACL: "public-read", ObjectOwnership: "ObjectWriter" }))).toMatchObject({
      code: "InvalidBucketAclWithBlockPublicAccessError",
      status: 400,
    });
    const writers = uniqueBucket();
    await s3.send(new CreateBucketCommand({ Bucket: writers, ObjectOwnership: "ObjectWriter" }));
    expect(await refusalOf(put(writers, { ACL: "public-read" }, s3))).toMatchObject({
      ...DENIED,
      message: expect.stringMatching(/s3:PutBucketAcl on resource: .* BlockPublicAcls block public access setting/),
    });
    expect(await refusalOf(put(writers, { GrantRead: 'emailAddress="a@example.com"' }, s3))).toMatchObject({
      code: "MethodNotAllowed",
      status: 405,
    });
    await server.close();
  });
});

describe("what a list allows", () => {
  const deeds = {
    list: (s3: S3Client, Bucket: string) => s3.send(new ListObjectsV2Command({ Bucket })),
    head: (s3: S3Client, Bucket: string) => s3.send(new HeadBucketCommand({ Bucket })),
    write: (s3: S3Client, Bucket: string) => s3.send(new PutObjectCommand({ Bucket, Key: "new", Body: "1" })),
    readAcl: (s3: S3Client, Bucket: string) => s3.send(new GetBucketAclCommand({ Bucket })),
    writeAcl: (s3: S3Client, Bucket: string) => put(Bucket, { ACL: "private" }, s3),
  } as const;

  test.each([
    ["READ", ["list", "head"]],
    ["WRITE", ["write"]],
    ["READ_ACP", ["readAcl"]],
    ["WRITE_ACP", ["writeAcl"]],
    ["FULL_CONTROL", ["list", "head", "write", "readAcl", "writeAcl"]],
  ] as const)("%s to another account: %j and nothing else", async (Permission, allowed) => {
    const Bucket = await acls.createBucket();
    const Grants: Grant[] = [ownerGrant(), { Grantee: userOf(acls.otherId), Permission }];
    await put(Bucket, { AccessControlPolicy: { Owner: { ID: acls.ownerId }, Grants } });
    for (const [name, deed] of Object.entries(deeds)) {
      expect(await refusalOf(deed(acls.anonymous, Bucket)), `anonymous ${name}`).toMatchObject({ status: 403 });
      if ((allowed as readonly string[]).includes(name)) await deed(acls.other, Bucket);
      else expect(await refusalOf(deed(acls.other, Bucket)), name).toMatchObject({ status: 403 });
    }
  });

  test("public-read: everybody may list, authenticated-read: everybody who signs", async () => {
    const open = await acls.createBucket({ ACL: "public-read" });
    for (const s3 of [acls.other, acls.anonymous]) {
      await deeds.list(s3, open);
      expect(await refusalOf(deeds.write(s3, open))).toMatchObject(DENIED);
    }
    const signed = await acls.createBucket({ ACL: "authenticated-read" });
    await deeds.list(acls.other, signed);
    expect(await refusalOf(deeds.list(acls.anonymous, signed))).toMatchObject(DENIED);
  });

  test("who may list learns that a key is not there, who may not does not", async () => {
    const open = await acls.createBucket({ ACL: "public-read" });
    const closed = await acls.createBucket({ ACL: "private" });
    for (const s3 of [acls.other, acls.anonymous]) {
      const get = (Bucket: string): Promise<unknown> => s3.send(new GetObjectCommand({ Bucket, Key: "absent" }));
      expect(await refusalOf(get(open))).toMatchObject({ code: "NoSuchKey", status: 404 });
      expect(await refusalOf(get(closed))).toMatchObject(DENIED);
    }
  });

  test("who may write deletes his own objects, and no others", async () => {
    const Bucket = await acls.createBucket({ ACL: "public-read-write" });
    await acls.owner.send(new PutObjectCommand({ Bucket, Key: "theirs", Body: "1" }));
    await acls.other.send(new PutObjectCommand({ Bucket, Key: "own", Body: "1" }));
    await acls.other.send(new DeleteObjectCommand({ Bucket, Key: "own" }));
    expect(await refusalOf(acls.other.send(new DeleteObjectCommand({ Bucket, Key: "theirs" })))).toMatchObject(DENIED);
  });

  test("a bucket that is made again in us-east-1 has the list of the last request", async () => {
    const Bucket = await acls.createBucket({ ACL: "public-read" });
    await acls.owner.send(new CreateBucketCommand({ Bucket }));
    expect(await grantsOf(Bucket)).toEqual([ownerGrant()]);
  });
});
