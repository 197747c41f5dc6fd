/** What new buckets are born with: `--s3-defaults`, the seed's word for one account, and what old buckets keep. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resolveConfig } from "../../../src/app/config.ts";
import { readServerFlags } from "../../../src/cli/server-flags.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { refusalOf } from "./fixture.ts";

const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const NO_BLOCK = { code: "NoSuchPublicAccessBlockConfiguration", status: 404 };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lakebed-defaults-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function block(s3: S3Client, Bucket: string): Promise<unknown> {
  return (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
}

test("a bucket remembers what it was born with when the server is told something else", async () => {
  const dataDir = join(directory, "data");
  const ended = async (server: TestServer, use: (s3: S3Client) => Promise<void>): Promise<void> => {
    await use(server.client(S3Client));
    await server.close();
  };
  await ended(await startTestServer({ dataDir, s3Defaults: "legacy" }), async (s3) => {
    await s3.send(new CreateBucketCommand({ Bucket: "from-before" }));
    expect(await refusalOf(block(s3, "from-before"))).toMatchObject(NO_BLOCK);
  });
  await ended(await startTestServer({ dataDir }), async (s3) => {
    await s3.send(new CreateBucketCommand({ Bucket: "of-today" }));
    expect(await block(s3, "of-today")).toEqual(ALL_ON);
    expect(await refusalOf(block(s3, "from-before"))).toMatchObject(NO_BLOCK);
  });
  await ended(await startTestServer({ dataDir, s3Defaults: "legacy" }), async (s3) => {
    expect(await block(s3, "of-today")).toEqual(ALL_ON);
  });
});

test("settings of a legacy bucket come and go like those of any other", async () => {
  const server = await startTestServer({ s3Defaults: "legacy" });
  const s3 = server.client(S3Client);
  const Bucket = "legacy-bucket";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: ALL_ON }));
  expect(await block(s3, Bucket)).toEqual(ALL_ON);
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  expect(await refusalOf(block(s3, Bucket))).toMatchObject(NO_BLOCK);
  await server.close();
});

test("the seed decides for an account, whatever the server is told", async () => {
  const seedPath = join(directory, "seed.json");
  const keys = { accessKeyId: "LEGACYROOT", secretAccessKey: "legacy-root-secret" };
  writeFileSync(
    seedPath,
    JSON.stringify({ accounts: [{ id: "777788889999", s3Defaults: "legacy", rootKeys: [keys] }] }),
  );
  const server = await startTestServer({ seedPath });
  const legacy = new S3Client({ ...server.clientConfig, credentials: { ...keys } });
  await legacy.send(new CreateBucketCommand({ Bucket: "from-before" }));
  expect(await refusalOf(block(legacy, "from-before"))).toMatchObject(NO_BLOCK);
  const today = server.client(S3Client);
  await today.send(new CreateBucketCommand({ Bucket: "of-today" }));
  expect(await block(today, "of-today")).toEqual(ALL_ON);
  legacy.destroy();
  await server.close();
});

test("the flag and its variable name one of two sets", () => {
  expect(readServerFlags(["--ephemeral"]).config.s3Defaults).toBe("2026");
  expect(readServerFlags(["--ephemeral", "--s3-defaults", "legacy"]).config.s3Defaults).toBe("legacy");
  expect(resolveConfig({ ephemeral: true }, { LAKEBED_S3_DEFAULTS: "legacy" }).s3Defaults).toBe("legacy");
  expect(() => readServerFlags(["--ephemeral", "--s3-defaults", "2019"])).toThrow(/give 2026 or legacy/);
});

test("a clean-up that bypasses governance everywhere works on legacy buckets without Object Lock", async () => {
  const server = await startTestServer({ s3Defaults: "legacy" });
  const s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "cleaned" }));
  await s3.send(new PutObjectCommand({ Bucket: "cleaned", Key: "k", Body: "x" }));
  const Delete = { Objects: [{ Key: "k" }] };
  const many = await s3.send(new DeleteObjectsCommand({ Bucket: "cleaned", Delete, BypassGovernanceRetention: true }));
  expect(many.Deleted).toEqual([{ Key: "k" }]);
  await s3.send(new DeleteObjectCommand({ Bucket: "cleaned", Key: "k", BypassGovernanceRetention: true }));
  await server.close();
});
