/** No secret, body or signature reaches what is kept of calls: known secrets go through the API, and then every audit record is searched. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.ts";
import { openLmdbRecordStore } from "../../../src/storage/engines/lmdb/record-store.ts";
import { startTestServer, TEST_CREDENTIALS, type TestServer } from "../../support/server.ts";

const dataDir = mkdtempSync(join(tmpdir(), "lakebed-secrets-"));
const secrets: string[] = [TEST_CREDENTIALS.secretAccessKey];
const logged: string[] = [];
let server: TestServer;

beforeAll(async () => {
  const log = createLog({ level: "debug", wallMs: () => Date.now(), write: (line) => logged.push(line) });
  server = await startTestServer({ dataDir, records: "lmdb", blobs: "filesystem", auditDataEvents: true, log });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Remembers a secret and its encodings, and gives it back. */
function secret(text: string | undefined): string {
  expect(text?.length).toBeGreaterThan(5);
  const bytes = Buffer.from(text ?? "");
  secrets.push(text ?? "", bytes.toString("base64"), bytes.toString("hex"));
  return text ?? "";
}

/** The call may be refused: refusals are recorded as well. */
const attempt = async (call: Promise<unknown>): Promise<void> => void (await call.catch(() => undefined));

async function identitySecrets(): Promise<void> {
  const iam = server.client(IAMClient);
  const sts = server.client(STSClient);
  await iam.send(new CreateUserCommand({ UserName: "ana" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ana" }));
  secret(AccessKey?.SecretAccessKey);
  await iam.send(new CreateLoginProfileCommand({ UserName: "ana", Password: secret("Hunter2!-first-password") }));
  await attempt(iam.send(new UpdateLoginProfileCommand({ UserName: "ana", Password: secret("tooweak") })));
  await attempt(iam.send(new UpdateLoginProfileCommand({ UserName: "nobody", Password: secret("Hunter2!-second") })));
  const change = { OldPassword: secret("Hunter2!-old-one"), NewPassword: secret("Hunter2!-new-one") };
  await attempt(iam.send(new ChangePasswordCommand(change)));
  const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }));
  secret(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString());
  const codes = { AuthenticationCode1: "918273", AuthenticationCode2: "645546" };
  secrets.push(...Object.values(codes));
  const device = { UserName: "ana", SerialNumber: VirtualMFADevice?.SerialNumber ?? "" };
  await attempt(iam.send(new EnableMFADeviceCommand({ ...device, ...codes })));
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  secret(Credentials?.SecretAccessKey);
  secret(Credentials?.SessionToken);
}

async function keySecrets(): Promise<void> {
  const kms = server.client(KMSClient);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? "";
  const Plaintext = Buffer.from(secret("the plaintext to encrypt"));
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
  await kms.send(new DecryptCommand({ CiphertextBlob: CiphertextBlob ?? Plaintext }));
  secrets.push(Buffer.from(CiphertextBlob ?? []).toString("base64"));
  const dataKey = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
  const key = Buffer.from(dataKey.Plaintext ?? []);
  secrets.push(key.toString("base64"), key.toString("hex"));
}

async function objectSecrets(): Promise<void> {
  const s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "vault" }));
  const Metadata = { note: secret("metadata of the object") };
  await s3.send(new PutObjectCommand({ Bucket: "vault", Key: "k", Body: secret("the body of the object"), Metadata }));
  await s3.send(new GetObjectCommand({ Bucket: "vault", Key: "k" })).then(({ Body }) => Body?.transformToString());
  const SSECustomerKey = secret("0123456789abcdef0123456789abcdef");
  const sealed = { SSECustomerAlgorithm: "AES256", SSECustomerKey: Buffer.from(SSECustomerKey).toString("base64") };
  await attempt(s3.send(new PutObjectCommand({ Bucket: "vault", Key: "c", Body: "x", ...sealed })));
  await fetch(
    `${server.endpoint}/vault/k?X-Amz-Signature=${secret("feedfacefeedface")}&X-Amz-Algorithm=AWS4-HMAC-SHA256`,
  );
}

test("no audit record and no log line holds a secret, a body or a signature", async () => {
  await identitySecrets();
  await keySecrets();
  await objectSecrets();
  await server.close();
  const records = await openLmdbRecordStore(join(dataDir, "records"));
  const entries = await records.read((reader) => reader.range({ prefix: ["audit"], limit: 10_000 }));
  await records.close();
  const kept = entries.map(({ key, value }) => `${JSON.stringify(key)} ${Buffer.from(value).toString()}`).join("\n");
  for (const name of [
    "CreateAccessKey",
    "CreateLoginProfile",
    "EnableMFADevice",
    "GetSessionToken",
    "Encrypt",
    "PutObject",
  ])
    expect(kept).toContain(`"eventName":"${name}"`);
  expect(kept).toContain('"requestParameters":{"bucketName":"vault","key":"k"');
  const found = secrets.filter((text) => text !== "" && (kept.includes(text) || logged.join("").includes(text)));
  expect(found).toEqual([]);
  expect(kept).not.toMatch(/Signature=|AWS4-HMAC-SHA256|"sessionToken":|"secretAccessKey":|"password":/);
});
