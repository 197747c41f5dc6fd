/** SSE-C: objects sealed with a key that the customer brings each time. */
import { Agent } from "node:https";
import {
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, withHeaders } from "../fixture.ts";
import { allowCustomerKeys, counted, customerKey, md5, MIB, type SealedWorld, startSealedWorld } from "./world.ts";

const MINE = customerKey("mine");
const OTHER = customerKey("other");

/** Buckets from before 2023 take keys over plain HTTP from this machine, which suites of those days need. */
let world: SealedWorld;
beforeAll(async () => void (world = await startSealedWorld({ s3Defaults: "legacy" })));
afterAll(() => world.close());

const head = (Key: string, options: object) =>
  world.s3.send(new HeadObjectCommand({ Bucket: world.bucket, Key, ...options }));

test.each([0, 1, 65_536, 2 * MIB + 7])("an object of %d bytes comes back to who brings the key", async (size) => {
  const body = counted(size);
  const Key = `size-${size}`;
  const shown = { SSECustomerAlgorithm: "AES256", SSECustomerKeyMD5: MINE.SSECustomerKeyMD5 };
  const written = await world.put(Key, body, MINE);
  expect(written).toMatchObject(shown);
  expect(written.ServerSideEncryption).toBeUndefined();
  const got = await world.get(Key, MINE);
  expect(got).toMatchObject({ ...shown, ETag: written.ETag });
  expect(Buffer.compare(got.bytes, body)).toBe(0);
  expect(await head(Key, MINE)).toMatchObject({ ...shown, ContentLength: size });
  if (size > 100) {
    const range = await world.get(Key, { ...MINE, Range: "bytes=50-99" });
    expect(Buffer.compare(range.bytes, body.subarray(50, 100))).toBe(0);
  }
});

test("the ETag is not the MD5, and another one each time; checksums are of the plaintext", async () => {
  const one = await world.put("etag", "hello", { ...MINE, ChecksumAlgorithm: "SHA256" });
  const two = await world.put("etag", "hello", { ...MINE, ChecksumAlgorithm: "SHA256" });
  expect(new Set([one.ETag, two.ETag, `"${md5("hello")}"`]).size).toBe(3);
  expect(one.ChecksumSHA256).toBe("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
});

test("the SDK makes the digest of a key by itself", async () => {
  const key = { SSECustomerAlgorithm: "AES256", SSECustomerKey: MINE.SSECustomerKey };
  await world.put("sdk", "hello", key);
  expect((await world.get("sdk", MINE)).bytes.toString()).toBe("hello");
});

test("each version has a key of its own", async () => {
  const Bucket = await world.createBucket();
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await world.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const { VersionId } = await world.put("k", "first", { Bucket, ...MINE });
  await world.put("k", "second", { Bucket, ...OTHER });
  expect((await world.get("k", { Bucket, VersionId, ...MINE })).bytes.toString()).toBe("first");
  expect((await world.get("k", { Bucket, ...OTHER })).bytes.toString()).toBe("second");
  expect(await refusalOf(world.get("k", { Bucket, ...MINE }))).toMatchObject({ code: "AccessDenied" });
});

describe("a read is refused", () => {
  beforeAll(async () => {
    await world.put("sealed", "hello", MINE);
    await world.put("open", "hello");
  });

  test("without the key", async () => {
    const refused = {
      code: "InvalidRequest",
      status: 400,
      message:
        "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
    };
    expect(await refusalOf(world.get("sealed"))).toMatchObject(refused);
    const attributes = new GetObjectAttributesCommand({
      Bucket: world.bucket,
      Key: "sealed",
      ObjectAttributes: ["ETag"],
    });
    expect(await refusalOf(world.s3.send(attributes))).toMatchObject(refused);
    expect(await refusalOf(head("sealed", {}))).toMatchObject({ status: 400 });
  });

  test.each([
    ["another key", OTHER],
    ["a key of another length", customerKey("mine", 10)],
  ])("with %s", async (_what, key) => {
    expect(await refusalOf(world.get("sealed", key))).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message:
        "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.",
    });
    expect(await refusalOf(head("sealed", key))).toMatchObject({ status: 403 });
  });

  test("with a key for an object without", async () => {
    expect(await refusalOf(world.get("open", MINE))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message: "The encryption parameters are not applicable to this object.",
    });
  });
});

describe("a write is refused", () => {
  const SUBJECT = "Requests specifying Server Side Encryption with Customer provided keys must";
  test.each([
    [
      "another algorithm",
      { ...MINE, SSECustomerAlgorithm: "AES512" },
      "InvalidEncryptionAlgorithmError",
      /^The Encryption request you specified is not valid. Supported value: AES256.$/,
    ],
    [
      "a key without an algorithm",
      { SSECustomerKey: MINE.SSECustomerKey },
      "InvalidArgument",
      `${SUBJECT} provide a valid encryption algorithm.`,
    ],
    [
      "an algorithm without a key",
      { SSECustomerAlgorithm: "AES256" },
      "InvalidArgument",
      `${SUBJECT} provide an appropriate secret key.`,
    ],
    [
      "a key of another length",
      customerKey("mine", 10),
      "InvalidArgument",
      "The secret key was invalid for the specified algorithm.",
    ],
  ])("with %s", async (_what, options, code, message) => {
    const refused = await refusalOf(world.put("refused", "x", options));
    expect(refused).toMatchObject({ code, status: 400 });
    expect(refused.message).toMatch(message);
    expect(await refusalOf(head("refused", {}))).toMatchObject({ status: 404 });
  });

  // By header: the SDK makes the digest itself, whatever it is told.
  test.each([MINE, customerKey("mine", 10)])("with another key's digest, whatever the key's length", async (key) => {
    const command = new PutObjectCommand({ Bucket: world.bucket, Key: "refused", Body: "x", ...key });
    const wrong = { "x-amz-server-side-encryption-customer-key-md5": OTHER.SSECustomerKeyMD5 };
    expect(await refusalOf(world.s3.send(withHeaders(command, wrong)))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
      message: "The calculated MD5 hash of the key did not match the hash that was provided.",
    });
  });
});

test("presigned URLs work with the key in headers", async () => {
  const unhoistableHeaders = new Set([
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
  ]);
  const headers = {
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-server-side-encryption-customer-key": MINE.SSECustomerKey,
    "x-amz-server-side-encryption-customer-key-md5": MINE.SSECustomerKeyMD5,
  };
  const name = { Bucket: world.bucket, Key: "presigned", ...MINE };
  const put = await world.presign(new PutObjectCommand(name), { unhoistableHeaders });
  expect((await fetch(put, { method: "PUT", headers, body: "hello" })).status).toBe(200);
  const get = await world.presign(new GetObjectCommand(name), { unhoistableHeaders });
  expect(await (await fetch(get, { headers })).text()).toBe("hello");
  expect((await fetch(get)).status).not.toBe(200);
});

describe("in a bucket of today", () => {
  test("keys are refused over plain HTTP, also from this machine", async () => {
    const today = await startSealedWorld();
    await allowCustomerKeys(today, today.bucket);
    expect(await refusalOf(today.put("k", "x", MINE))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message:
        "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.",
    });
    await today.close();
  });

  test("keys are taken over HTTPS, once the bucket allows them", async () => {
    const httpsAgent = new Agent({ rejectUnauthorized: false });
    const today = await startSealedWorld({ tls: true }, { requestHandler: { httpsAgent } });
    expect(await refusalOf(today.put("k", "x", MINE))).toMatchObject({ code: "AccessDenied", status: 403 });
    await allowCustomerKeys(today, today.bucket);
    await today.put("k", "hello", MINE);
    expect((await today.get("k", MINE)).bytes.toString()).toBe("hello");
    await today.close();
    httpsAgent.destroy();
  });
});
