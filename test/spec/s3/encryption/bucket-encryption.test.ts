/** PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption, and what the defaults do to new objects. */
import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  type ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf } from "../fixture.ts";
import { customerKey, md5, type SealedWorld, startSealedWorld } from "./world.ts";

let world: SealedWorld;
beforeAll(async () => void (world = await startSealedWorld()));
afterAll(() => world.close());

const configure = (Bucket: string, ...Rules: ServerSideEncryptionRule[]) =>
  world.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
const rulesOf = async ({ s3 }: SealedWorld, Bucket: string) =>
  (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
const clear = (Bucket: string) => world.s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
const byDefault = (SSEAlgorithm: "AES256" | "aws:kms" | "aws:kms:dsse", KMSMasterKeyID?: string) => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }) },
});

describe("the setting", () => {
  test("is not there before it is put, and after it was deleted", async () => {
    const bucket = await world.createBucket();
    const absent = { code: "ServerSideEncryptionConfigurationNotFoundError", status: 404 };
    expect(await refusalOf(rulesOf(world, bucket))).toMatchObject(absent);
    await configure(bucket, byDefault("AES256"));
    expect(await rulesOf(world, bucket)).toBeDefined();
    await clear(bucket);
    expect(await refusalOf(rulesOf(world, bucket))).toMatchObject(absent);
    await clear(bucket);
  });

  test("is shown as it was put, with the block that buckets of today are born with", async () => {
    const bucket = await world.createBucket();
    const blocked = { BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } };
    await configure(bucket, byDefault("AES256"));
    expect(await rulesOf(world, bucket)).toEqual([{ ...byDefault("AES256"), BucketKeyEnabled: false, ...blocked }]);
    await configure(bucket, { ...byDefault("aws:kms", "alias/mine"), BucketKeyEnabled: true });
    expect(await rulesOf(world, bucket)).toEqual([
      { ...byDefault("aws:kms", "alias/mine"), BucketKeyEnabled: true, ...blocked },
    ]);
  });

  test("a document without blocked types leaves them as they are", async () => {
    const bucket = await world.createBucket();
    await configure(bucket, { BlockedEncryptionTypes: { EncryptionType: ["NONE"] } });
    await configure(bucket, byDefault("AES256"));
    expect((await rulesOf(world, bucket))?.[0]?.BlockedEncryptionTypes).toEqual({ EncryptionType: ["NONE"] });
    await configure(bucket, { BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } });
    expect((await rulesOf(world, bucket))?.[0]?.BlockedEncryptionTypes).toEqual({ EncryptionType: ["SSE-C"] });
  });

  test("whether the key exists is not looked at", async () => {
    const bucket = await world.createBucket();
    await configure(bucket, byDefault("aws:kms", "no-such-key"));
    expect(await refusalOf(world.put("k", "x", { Bucket: bucket }))).toMatchObject({
      code: "KMS.NotFoundException",
      status: 400,
      message: "Invalid keyId 'no-such-key'",
    });
  });

  test.each([
    ["no rule", []],
    ["two rules", [byDefault("AES256"), byDefault("AES256")]],
    ["an algorithm that does not exist (assumed)", [byDefault("AES512" as "AES256")]],
    [
      "a blocked type that does not exist (assumed)",
      [{ BlockedEncryptionTypes: { EncryptionType: ["SSE-S3" as "SSE-C"] } }],
    ],
  ] as const)("%s is MalformedXML", async (_what, rules) => {
    const bucket = await world.createBucket();
    const refused = await refusalOf(configure(bucket, ...(rules as readonly ServerSideEncryptionRule[])));
    expect(refused).toMatchObject({ code: "MalformedXML", status: 400 });
  });

  test("AES256 with a KMS key is InvalidArgument", async () => {
    const refused = await refusalOf(configure(world.bucket, byDefault("AES256", world.keyArn)));
    expect(refused).toMatchObject({
      code: "InvalidArgument",
      message: "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      fields: { ArgumentName: "ApplyServerSideEncryptionByDefault" },
    });
  });

  test("the bucket is looked for before the rules are read", async () => {
    const absent = { code: "NoSuchBucket", status: 404 };
    const two = [byDefault("AES256"), byDefault("AES256")];
    expect(await refusalOf(configure("absent-bucket", ...two))).toMatchObject(absent);
    expect(await refusalOf(rulesOf(world, "absent-bucket"))).toMatchObject(absent);
    expect(await refusalOf(clear("absent-bucket"))).toMatchObject(absent);
  });
});

describe("new objects", () => {
  test("are not sealed and not said to be while nobody asks for it", async () => {
    const { ServerSideEncryption } = await world.put("plain", "x");
    expect(ServerSideEncryption).toBeUndefined();
    expect((await world.get("plain")).ServerSideEncryption).toBeUndefined();
  });

  test("get the bucket's default; older ones stay as they are", async () => {
    const bucket = await world.createBucket();
    await world.put("before", "x", { Bucket: bucket });
    await configure(bucket, { ...byDefault("aws:kms", world.keyArn), BucketKeyEnabled: true });
    const written = await world.put("after", "x", { Bucket: bucket });
    expect(written).toMatchObject({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: world.keyArn,
      BucketKeyEnabled: true,
    });
    expect(await world.get("after", { Bucket: bucket })).toMatchObject({ ServerSideEncryption: "aws:kms" });
    expect((await world.get("before", { Bucket: bucket })).ServerSideEncryption).toBeUndefined();
  });

  test("get what they ask for where the bucket's default is another", async () => {
    const bucket = await world.createBucket();
    await configure(bucket, { ...byDefault("aws:kms", world.keyArn), BucketKeyEnabled: true });
    const asked = await world.put("asked", "x", { Bucket: bucket, ServerSideEncryption: "AES256" });
    expect(asked).toMatchObject({ ServerSideEncryption: "AES256", ETag: `"${md5("x")}"` });
    expect(asked.SSEKMSKeyId).toBeUndefined();
    const without = await world.put("without", "x", { Bucket: bucket, BucketKeyEnabled: false });
    expect(without).toMatchObject({ ServerSideEncryption: "aws:kms" });
    expect(without.BucketKeyEnabled).toBeUndefined();
    const managed = await world.put("managed", "x", { Bucket: bucket, ServerSideEncryption: "aws:kms" });
    expect(managed.SSEKMSKeyId).not.toBe(world.keyArn);
    expect(managed.BucketKeyEnabled).toBe(true);
  });

  test("with AES256 as the default a bucket key has nothing to do", async () => {
    const bucket = await world.createBucket();
    await configure(bucket, { ...byDefault("AES256"), BucketKeyEnabled: true });
    expect((await world.put("k", "x", { Bucket: bucket })).BucketKeyEnabled).toBeUndefined();
  });

  test("with a customer's key are refused where the bucket blocks that", async () => {
    const refused = await refusalOf(world.put("blocked", "x", customerKey("mine")));
    expect(refused).toMatchObject({ code: "AccessDenied", status: 403 });
    expect(refused.message).toMatch(
      /^User: arn:aws:iam::\d{12}:root is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::[^"]+\/blocked" because this bucket has blocked upload requests/,
    );
  });
});

describe("a server that seals everything", () => {
  test.each(["2026", "legacy"] as const)("seals objects in buckets with the defaults of %s", async (s3Defaults) => {
    const sealed = await startSealedWorld({ s3BaseEncryption: "sealed", s3Defaults });
    try {
      const written = await sealed.put("k", "hello");
      expect(written).toMatchObject({ ServerSideEncryption: "AES256", ETag: `"${md5("hello")}"` });
      expect((await sealed.get("k")).bytes.toString()).toBe("hello");
      const { ServerSideEncryption } = await sealed.s3.send(new HeadObjectCommand({ Bucket: sealed.bucket, Key: "k" }));
      expect(ServerSideEncryption).toBe("AES256");
      if (s3Defaults === "legacy")
        expect(await refusalOf(rulesOf(sealed, sealed.bucket))).toMatchObject({ status: 404 });
      else
        expect(await rulesOf(sealed, sealed.bucket)).toEqual([
          {
            ...byDefault("AES256"),
            BucketKeyEnabled: false,
            BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
          },
        ]);
    } finally {
      await sealed.close();
    }
  });
});
