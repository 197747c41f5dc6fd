/** UpdateObjectEncryption: another key for an object whose bytes stay where they are. */
import { CreateAliasCommand, DisableKeyCommand } from "@aws-sdk/client-kms";
import {
  HeadObjectCommand,
  PutBucketVersioningCommand,
  UpdateObjectEncryptionCommand,
  type UpdateObjectEncryptionCommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf } from "../fixture.ts";
import { beginUpload, completeUpload, FIVE_MIB, sendPart } from "../multipart-steps.ts";
import { counted, customerKey, MIB, type SealedWorld, startSealedWorld } from "./world.ts";

let world: SealedWorld;
beforeAll(async () => void (world = await startSealedWorld({ s3Defaults: "legacy" })));
afterAll(() => world.close());

const update = (Key: string, KMSKeyArn: string, more: Partial<UpdateObjectEncryptionCommandInput> = {}) =>
  world.s3.send(
    new UpdateObjectEncryptionCommand({
      Bucket: world.bucket,
      Key,
      ObjectEncryption: { SSEKMS: { KMSKeyArn } },
      ...more,
    }),
  );
const withBucketKey = (KMSKeyArn: string) => ({
  ObjectEncryption: { SSEKMS: { KMSKeyArn, BucketKeyEnabled: true } },
});

test.each([100, 3 * MIB])("an object of %d bytes goes from SSE-S3 to KMS, and keeps everything else", async (size) => {
  const body = counted(size);
  const Key = `s3-${size}`;
  await world.put(Key, body, { ServerSideEncryption: "AES256", Metadata: { a: "1" }, Tagging: "t=1" });
  const before = await world.get(Key);
  await update(Key, world.keyArn);
  const after = await world.get(Key);
  expect(after).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: world.keyArn, Metadata: { a: "1" } });
  expect([after.ETag, after.LastModified, after.TagCount]).toEqual([before.ETag, before.LastModified, 1]);
  expect(Buffer.compare(after.bytes, body)).toBe(0);
});

test("goes to another KMS key, after which the first one is not needed", async () => {
  const [first, second] = [await world.newKey(), await world.newKey()];
  await world.put("k", "hello", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: first });
  await update("k", second, withBucketKey(second));
  await world.kms.send(new DisableKeyCommand({ KeyId: first }));
  expect(await world.get("k")).toMatchObject({ SSEKMSKeyId: second, BucketKeyEnabled: true });
  expect((await world.get("k")).bytes.toString()).toBe("hello");
});

test("an object of parts and a noncurrent version can be changed too", async () => {
  const Bucket = await world.createBucket();
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await world.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const upload = await beginUpload(world, "k", { Bucket, ServerSideEncryption: "AES256" });
  const body = counted(FIVE_MIB);
  const sent = [
    await sendPart(world, upload, { number: 1, body }),
    await sendPart(world, upload, { number: 2, body: "end" }),
  ];
  const { VersionId } = await completeUpload(world, upload, sent);
  await world.put("k", "newer", { Bucket });
  await update("k", world.keyArn, { Bucket, ...(VersionId === undefined ? {} : { VersionId }) });
  const old = await world.get("k", { Bucket, VersionId });
  expect(old.SSEKMSKeyId).toBe(world.keyArn);
  expect(Buffer.compare(old.bytes, Buffer.concat([body, Buffer.from("end")]))).toBe(0);
  expect((await world.get("k", { Bucket })).ServerSideEncryption).toBeUndefined();
});

describe("is refused", () => {
  test("for objects that are not sealed, or with DSSE-KMS or SSE-C", async () => {
    await world.put("plain", "x");
    await world.put("dsse", "x", { ServerSideEncryption: "aws:kms:dsse" });
    await world.put("customer", "x", customerKey("mine"));
    const refused = { code: "InvalidRequest", status: 400 };
    for (const key of ["plain", "dsse", "customer"])
      expect(await refusalOf(update(key, world.keyArn))).toMatchObject(refused);
    expect((await refusalOf(update("plain", world.keyArn))).message).toMatch(/unencrypted source objects/);
  });

  test("for anything but the ARN of a key", async () => {
    await world.put("k", "x", { ServerSideEncryption: "AES256" });
    await world.kms.send(new CreateAliasCommand({ AliasName: "alias/mine", TargetKeyId: world.keyArn }));
    for (const arn of ["alias/mine", world.keyArn.split("/")[1] ?? "", world.keyArn.replace("key/", "alias/")])
      expect(await refusalOf(update("k", arn))).toMatchObject({ code: "InvalidRequest", status: 400 });
  });

  test("for another account's key", async () => {
    await world.put("k", "x", { ServerSideEncryption: "AES256" });
    const other = world.keyArn.replace(/:\d{12}:/, ":999988887777:");
    expect(await refusalOf(update("k", other))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  test("for a key that is not there, and the object stays as it is", async () => {
    await world.put("k", "x", { ServerSideEncryption: "AES256" });
    const absent = world.keyArn.replace(/[^/]+$/, "134f2428-cec1-4b25-a1ae-9048164dba47");
    expect(await refusalOf(update("k", absent))).toMatchObject({ code: "KMS.NotFoundException", status: 400 });
    const head = await world.s3.send(new HeadObjectCommand({ Bucket: world.bucket, Key: "k" }));
    expect(head.ServerSideEncryption).toBe("AES256");
  });

  test("for keys and buckets that are not there", async () => {
    expect(await refusalOf(update("absent", world.keyArn))).toMatchObject({ code: "NoSuchKey", status: 404 });
    const nowhere = update("k", world.keyArn, { Bucket: "absent-bucket" });
    expect(await refusalOf(nowhere)).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});
