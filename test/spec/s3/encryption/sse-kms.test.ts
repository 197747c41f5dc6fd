/** SSE-KMS and DSSE-KMS: objects sealed with keys of KMS, whose policies, states and audit trail count at every read. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAliasCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import {
  CopyObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manualClock } from "../../../../src/runtime/clock.ts";
import { refusalOf, withHeaders } from "../fixture.ts";
import { counted, md5, MIB, type SealedWorld, startSealedWorld } from "./world.ts";

/** State time moves by hand; requests are signed in wall time. */
const state = manualClock(Date.UTC(2026, 10, 29));
const clock = { ...state, wallMs: () => Date.now() };
/** Users of the server's account, by what they may do. */
const USERS = {
  reader: ["s3:GetObject", "s3:GetObjectAttributes"],
  decrypter: ["s3:GetObject", "s3:GetObjectAttributes", "kms:Decrypt"],
  writer: ["s3:PutObject"],
} as const;
const keyOf = (name: string) => ({
  accessKeyId: `AKIA${name.toUpperCase().padEnd(16, "X")}`,
  secretAccessKey: `secret-of-${name}-secret-of-${name}`,
});

const directory = mkdtempSync(join(tmpdir(), "lakebed-sse-kms-"));
let world: SealedWorld;
beforeAll(async () => {
  const seedPath = join(directory, "seed.json");
  const users = Object.entries(USERS).map(([name, Action]) => ({
    name,
    keys: [keyOf(name)],
    policies: { all: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] } },
  }));
  writeFileSync(seedPath, JSON.stringify({ accounts: [{ id: "123456789012", users }] }));
  world = await startSealedWorld({ clock, seedPath, accountId: "123456789012" });
});
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true, force: true });
});

const as = (name: keyof typeof USERS): S3Client => world.client({ credentials: keyOf(name) });
const kms = (SSEKMSKeyId?: string) => ({
  ServerSideEncryption: "aws:kms" as const,
  ...(SSEKMSKeyId === undefined ? {} : { SSEKMSKeyId }),
});
const arn = (key: string): string => `arn:aws:s3:::${world.bucket}/${key}`;
/** Uses of keys for one object. */
const usesOn = async (key: string) =>
  (await world.uses()).filter(({ event }) => {
    const context = event.requestParameters?.["encryptionContext"] as Record<string, string> | undefined;
    return context?.["aws:s3:arn"] === arn(key);
  });
const getAs = (name: keyof typeof USERS, Key: string) =>
  as(name).send(new GetObjectCommand({ Bucket: world.bucket, Key }));

describe.each(["aws:kms", "aws:kms:dsse"] as const)("%s", (ServerSideEncryption) => {
  test.each([0, 11, 65_537, 2 * MIB + 3])("an object of %d bytes comes back", async (size) => {
    const body = counted(size);
    const Key = `${ServerSideEncryption}-${size}`;
    const written = await world.put(Key, body, { ServerSideEncryption, SSEKMSKeyId: world.keyArn });
    const shown = { ServerSideEncryption, SSEKMSKeyId: world.keyArn };
    expect(written).toMatchObject(shown);
    expect(written.BucketKeyEnabled).toBeUndefined();
    const got = await world.get(Key);
    expect(got).toMatchObject({ ...shown, ETag: written.ETag });
    expect(Buffer.compare(got.bytes, body)).toBe(0);
    if (size > 1) expect((await world.get(Key, { Range: "bytes=-1" })).bytes).toEqual(body.subarray(size - 1));
  });

  test("the ETag is not the MD5, and another one each time", async () => {
    const one = await world.put("etag", "hello", { ServerSideEncryption });
    const two = await world.put("etag", "hello", { ServerSideEncryption });
    expect(one.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(new Set([one.ETag, two.ETag, `"${md5("hello")}"`]).size).toBe(3);
  });

  test("without a key it is the AWS managed one, in any form of key it is told the ARN", async () => {
    const managed = await world.put("managed", "x", { ServerSideEncryption });
    expect(managed.SSEKMSKeyId).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\//);
    const AliasName = `alias/${ServerSideEncryption.replaceAll(":", "-")}`;
    await world.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: world.keyArn }));
    const named = await world.put("alias", "x", { ServerSideEncryption, SSEKMSKeyId: AliasName });
    expect(named.SSEKMSKeyId).toBe(world.keyArn);
    const id = world.keyArn.split("/")[1] ?? "";
    const byId = await world.put("id", "x", { ServerSideEncryption, SSEKMSKeyId: id });
    expect(byId.SSEKMSKeyId).toBe(world.keyArn);
  });
});

describe("the encryption context", () => {
  test("has the object's ARN, and what the writer adds, which is told back", async () => {
    const context = Buffer.from(JSON.stringify({ team: "ml" })).toString("base64");
    const written = await world.put("context", "x", { ...kms(world.keyArn), SSEKMSEncryptionContext: context });
    expect(written.SSEKMSEncryptionContext).toBe(context);
    await world.get("context");
    const encryptionContext = { "aws:s3:arn": arn("context"), team: "ml" };
    const uses = await usesOn("context");
    expect(uses.map(({ name }) => name).toSorted()).toEqual(["Decrypt", "GenerateDataKey"]);
    for (const { event } of uses) expect(event.requestParameters).toMatchObject({ encryptionContext });
  });

  test.each(["no base64 of JSON", Buffer.from("[1]").toString("base64"), Buffer.from('{"a":1}').toString("base64")])(
    "%s is refused (code assumed)",
    async (SSEKMSEncryptionContext) => {
      const refused = await refusalOf(world.put("refused", "x", { ...kms(), SSEKMSEncryptionContext }));
      expect(refused).toMatchObject({ code: "InvalidArgument", status: 400 });
      expect(refused.message).toMatch(/shall be Base64-encoded UTF-8 string holding JSON/);
    },
  );
});

describe("the audit trail", () => {
  test("tells each use of a key, by whom and through S3", async () => {
    await world.put("audited", "x", kms(world.keyArn));
    expect(await usesOn("audited")).toMatchObject([
      {
        name: "GenerateDataKey",
        event: {
          sourceIPAddress: "s3.amazonaws.com",
          userIdentity: { type: "Root", invokedBy: "s3.amazonaws.com" },
          resources: [{ ARN: world.keyArn }],
        },
      },
    ]);
  });

  test("tells refusals too", async () => {
    await world.put("audited-refusal", "x", kms(world.keyArn));
    await refusalOf(getAs("reader", "audited-refusal"));
    const refused = (await usesOn("audited-refusal")).filter(({ name }) => name === "Decrypt");
    expect(refused).toMatchObject([
      { event: { errorCode: "AccessDeniedException", userIdentity: { userName: "reader" } } },
    ]);
  });
});

describe("who may read", () => {
  test("needs kms:Decrypt besides s3:GetObject", async () => {
    await world.put("secret", "hello", kms(world.keyArn));
    const refused = await refusalOf(getAs("reader", "secret"));
    expect(refused).toMatchObject({ code: "AccessDenied", status: 403 });
    expect(refused.message).toMatch(
      /^User: arn:aws:iam::123456789012:user\/reader is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:/,
    );
    const got = await getAs("decrypter", "secret");
    expect(await got.Body?.transformToString()).toBe("hello");
  });

  test("with the AWS managed key every reader of the account may, through S3", async () => {
    await world.put("managed", "hello", kms());
    const got = await getAs("reader", "managed");
    expect(await got.Body?.transformToString()).toBe("hello");
  });

  test("and who may write needs kms:GenerateDataKey", async () => {
    const put = new PutObjectCommand({ Bucket: world.bucket, Key: "k", Body: "x", ...kms(world.keyArn) });
    expect(await refusalOf(as("writer").send(put))).toMatchObject({ code: "AccessDenied", status: 403 });
    expect(await refusalOf(world.get("k"))).toMatchObject({ code: "NoSuchKey" });
  });

  test("HEAD tells of the object without a key, but its checksum needs one", async () => {
    await world.put("headed", "hello", kms(world.keyArn));
    const head = (more: object) => new HeadObjectCommand({ Bucket: world.bucket, Key: "headed", ...more });
    expect(await as("reader").send(head({}))).toMatchObject({ ContentLength: 5, SSEKMSKeyId: world.keyArn });
    expect(await refusalOf(as("reader").send(head({ ChecksumMode: "ENABLED" })))).toMatchObject({ status: 403 });
    expect((await as("decrypter").send(head({ ChecksumMode: "ENABLED" }))).ChecksumCRC32).toBeDefined();
  });

  test("GetObjectAttributes likewise", async () => {
    await world.put("attributes", "hello", kms(world.keyArn));
    const attributes = (name: keyof typeof USERS, ObjectAttributes: ("Checksum" | "ObjectSize")[]) =>
      as(name).send(new GetObjectAttributesCommand({ Bucket: world.bucket, Key: "attributes", ObjectAttributes }));
    expect(await attributes("reader", ["ObjectSize"])).toMatchObject({ ObjectSize: 5 });
    expect(await refusalOf(attributes("reader", ["Checksum"]))).toMatchObject({ code: "AccessDenied" });
    expect((await attributes("decrypter", ["Checksum"])).Checksum?.ChecksumCRC32).toBeDefined();
  });

  test("a presigned URL reads and writes as who signed it", async () => {
    const Key = "presigned";
    const put = await world.presign(new PutObjectCommand({ Bucket: world.bucket, Key, ...kms(world.keyArn) }), {
      unhoistableHeaders: new Set(["x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"]),
    });
    const headers = {
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": world.keyArn,
    };
    const written = await fetch(put, { method: "PUT", headers, body: "hello" });
    expect([written.status, written.headers.get("x-amz-server-side-encryption")]).toEqual([200, "aws:kms"]);
    const got = await fetch(await world.presign(new GetObjectCommand({ Bucket: world.bucket, Key })));
    expect([got.status, await got.text()]).toEqual([200, "hello"]);
  });

  test("a reader may not ask for encryption", async () => {
    await world.put("asked", "x", kms(world.keyArn));
    const head = withHeaders(new HeadObjectCommand({ Bucket: world.bucket, Key: "asked" }), {
      "x-amz-server-side-encryption": "aws:kms",
    });
    expect(await refusalOf(world.s3.send(head))).toMatchObject({ status: 400 });
  });
});

describe("the state of the key", () => {
  test("a disabled key makes its objects unreadable until it is enabled", async () => {
    const KeyId = await world.newKey();
    await world.put("disabled", "hello", kms(KeyId));
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    const disabled = { code: "KMS.DisabledException", status: 400, message: `${KeyId} is disabled.` };
    expect(await refusalOf(world.get("disabled"))).toMatchObject(disabled);
    expect(await refusalOf(world.get("disabled", { Range: "bytes=0-0" }))).toMatchObject(disabled);
    expect(await refusalOf(world.put("disabled", "x", kms(KeyId)))).toMatchObject(disabled);
    await world.kms.send(new EnableKeyCommand({ KeyId }));
    expect((await world.get("disabled")).bytes.toString()).toBe("hello");
  });

  test("a deleted key makes its objects unreadable for ever", async () => {
    const KeyId = await world.newKey();
    await world.put("deleted", "hello", kms(KeyId));
    await world.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const pending = { code: "KMS.KMSInvalidStateException", status: 400, message: `${KeyId} is pending deletion.` };
    expect(await refusalOf(world.get("deleted"))).toMatchObject(pending);
    state.advance(8 * 24 * 3600 * 1000);
    expect(await refusalOf(world.get("deleted"))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  test.each([
    ["fake-key-id", "Invalid keyId 'fake-key-id'"],
    [
      "134f2428-cec1-4b25-a1ae-9048164dba47",
      "Key 'arn:aws:kms:us-east-1:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not exist",
    ],
    ["arn:aws:kms:us-west-2:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47", "Invalid arn us-west-2"],
  ])("the key %s is KMS.NotFoundException", async (keyId, message) => {
    const found = { code: "KMS.NotFoundException", status: 400, message };
    expect(await refusalOf(world.put("k", "x", kms(keyId)))).toMatchObject(found);
    await world.put("source", "x");
    const copy = new CopyObjectCommand({
      Bucket: world.bucket,
      Key: "copy",
      CopySource: `${world.bucket}/source`,
      ...kms(keyId),
    });
    expect(await refusalOf(world.s3.send(copy))).toMatchObject(found);
  });
});

describe("bucket keys", () => {
  const asked = () => ({ ...kms(world.keyArn), BucketKeyEnabled: true });

  test("spare calls to KMS: one for many objects, with the bucket's ARN as the context", async () => {
    const bucket = await world.createBucket();
    for (let index = 0; index < 5; index += 1)
      expect(await world.put(`k${index}`, "hello", { ...asked(), Bucket: bucket })).toMatchObject({
        BucketKeyEnabled: true,
        SSEKMSKeyId: world.keyArn,
      });
    for (let index = 0; index < 5; index += 1)
      expect((await world.get(`k${index}`, { Bucket: bucket })).bytes.toString()).toBe("hello");
    const encryptionContext = { "aws:s3:arn": `arn:aws:s3:::${bucket}` };
    const uses = (await world.uses()).filter(({ event }) => JSON.stringify(event).includes(`:${bucket}"`));
    expect(uses.map(({ name }) => name).toSorted()).toEqual(["Decrypt", "GenerateDataKey"]);
    for (const { event } of uses) expect(event.requestParameters).toMatchObject({ encryptionContext });
  });

  test("are asked for again after some minutes, so a disabled key ends them", async () => {
    const KeyId = await world.newKey();
    const options = { ...kms(KeyId), BucketKeyEnabled: true };
    await world.put("timed", "hello", options);
    await world.get("timed");
    await world.kms.send(new DisableKeyCommand({ KeyId }));
    expect((await world.get("timed")).bytes.toString()).toBe("hello");
    state.advance(5 * 60 * 1000);
    expect(await refusalOf(world.get("timed"))).toMatchObject({ code: "KMS.DisabledException" });
    expect(await refusalOf(world.put("timed", "x", options))).toMatchObject({ code: "KMS.DisabledException" });
  });

  test("are of one requester: another one is decided for itself", async () => {
    await world.put("shared", "hello", asked());
    await world.get("shared");
    expect(await refusalOf(getAs("reader", "shared"))).toMatchObject({ code: "AccessDenied" });
    expect(await (await getAs("decrypter", "shared")).Body?.transformToString()).toBe("hello");
    expect(await refusalOf(getAs("reader", "shared"))).toMatchObject({ code: "AccessDenied" });
  });
});
