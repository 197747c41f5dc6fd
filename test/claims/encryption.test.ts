/** S3-10: encryption at rest, shown on the disk, in the audit trail, and with nothing but ciphertext sent. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const Bucket = "claim-ten";
const PLAIN = "the plaintext of a claim, which must lie nowhere";
let dataDir: string;
let server: TestServer;
let s3: S3Client;
let kms: KMSClient;
let trail: CloudTrailClient;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "lakebed.claim-"));
  server = await startTestServer({ dataDir, tls: true });
  const requestHandler = { httpsAgent: new Agent({ rejectUnauthorized: false }) };
  const config = { ...server.clientConfig, requestHandler };
  [s3, kms, trail] = [new S3Client(config), new KMSClient(config), new CloudTrailClient(config)];
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  for (const client of [s3, kms, trail]) client.destroy();
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

const put = (Key: string, input: Partial<PutObjectCommandInput>) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: PLAIN, ...input }));
async function get(Key: string, input: Partial<GetObjectCommandInput> = {}): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
  return await Body?.transformToString();
}

async function filesWithPlaintext(): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
  return contents.filter(({ bytes }) => bytes.includes(PLAIN)).map(({ path }) => path);
}

test("S3-10 SSE-S3, SSE-KMS and SSE-C seal what lies on the disk", async () => {
  const customer = {
    SSECustomerAlgorithm: "AES256",
    SSECustomerKey: randomBytes(32).toString("base64"),
  };
  const rule = { BlockedEncryptionTypes: { EncryptionType: ["NONE" as const] } };
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
  await put("owned", { ServerSideEncryption: "AES256" });
  await put("kms", { ServerSideEncryption: "aws:kms" });
  await put("twice", { ServerSideEncryption: "aws:kms:dsse" });
  await put("customer", customer);
  for (const key of ["owned", "kms", "twice"]) expect(await get(key)).toBe(PLAIN);
  expect(await get("customer", customer)).toBe(PLAIN);
  await expect(get("customer")).rejects.toMatchObject({ name: "InvalidRequest" });
  expect(await filesWithPlaintext()).toEqual([]);
});

test("S3-10 a key of KMS decides who reads, and each use of it is in the audit trail", async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.Arn ?? "";
  await put("audited", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KeyId });
  expect(await get("audited")).toBe(PLAIN);
  await kms.send(new DisableKeyCommand({ KeyId }));
  await expect(get("audited")).rejects.toMatchObject({ name: "KMS.DisabledException" });
  const LookupAttributes = [{ AttributeKey: "ResourceName" as const, AttributeValue: KeyId }];
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
  const uses = Events.map(({ CloudTrailEvent = "{}" }) => JSON.parse(CloudTrailEvent) as Record<string, unknown>)
    .filter(({ userIdentity }) => (userIdentity as Record<string, unknown>)["invokedBy"] === "s3.amazonaws.com")
    .map(({ eventName, errorCode, requestParameters }) => ({ eventName, errorCode, requestParameters }));
  const requestParameters = { encryptionContext: { "aws:s3:arn": `arn:aws:s3:::${Bucket}/audited` } };
  expect(uses).toHaveLength(3);
  for (const wanted of [
    { eventName: "GenerateDataKey", requestParameters },
    { eventName: "Decrypt", errorCode: undefined, requestParameters },
    { eventName: "Decrypt", errorCode: "DisabledException", requestParameters },
  ])
    expect(uses).toContainEqual(
      expect.objectContaining({ ...wanted, requestParameters: expect.objectContaining(requestParameters) }),
    );
});

/**
 * The envelope of the S3 Encryption Client, version 2, made by hand: no client of that name is published for JavaScript. The one for Python is driven by
 * test/interop/s3-encryption.test.ts where it is installed.
 *
 * @see https://docs.aws.amazon.com/amazon-s3-encryption-client/latest/developerguide/concepts.html (read 2026-11-29)
 */
test("S3-10 client-side encryption: S3 keeps the ciphertext and the wrapped key, and KMS unwraps it", async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const EncryptionContext = { "aws:x-amz-cek-alg": "AES/GCM/NoPadding" };
  const made = await kms.send(
    new GenerateDataKeyCommand({ KeyId: KeyMetadata?.KeyId, KeySpec: "AES_256", EncryptionContext }),
  );
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", made.Plaintext ?? "", iv);
  const Body = Buffer.concat([cipher.update(PLAIN), cipher.final(), cipher.getAuthTag()]);
  const Metadata = {
    "x-amz-key-v2": Buffer.from(made.CiphertextBlob ?? []).toString("base64"),
    "x-amz-iv": iv.toString("base64"),
    "x-amz-cek-alg": "AES/GCM/NoPadding",
    "x-amz-wrap-alg": "kms+context",
    "x-amz-tag-len": "128",
    "x-amz-matdesc": JSON.stringify(EncryptionContext),
  };
  const { ETag } = await put("client-side", { Body, Metadata });
  expect(ETag).toBe(`"${createHash("md5").update(Body).digest("hex")}"`);
  const found = await s3.send(new GetObjectCommand({ Bucket, Key: "client-side" }));
  const bytes = Buffer.from((await found.Body?.transformToByteArray()) ?? []);
  const { Plaintext } = await kms.send(
    new DecryptCommand({
      CiphertextBlob: Buffer.from(found.Metadata?.["x-amz-key-v2"] ?? "", "base64"),
      EncryptionContext: JSON.parse(found.Metadata?.["x-amz-matdesc"] ?? "{}") as Record<string, string>,
    }),
  );
  const decipher = createDecipheriv(
    "aes-256-gcm",
    Plaintext ?? "",
    Buffer.from(found.Metadata?.["x-amz-iv"] ?? "", "base64"),
  );
  decipher.setAuthTag(bytes.subarray(-16));
  expect(Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString()).toBe(PLAIN);
  expect(await filesWithPlaintext()).toEqual([]);
});
