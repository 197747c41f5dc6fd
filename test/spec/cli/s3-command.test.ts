/** `lakebed s3`: figures by storage class, zones that fail, and removing buckets with everything in them. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  type StorageClass,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BucketUsage } from "../../../src/kit/storage-figures.ts";
import { runCli, runCliFor } from "../../support/cli.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";
import { DAY_MS, stateClock } from "../../support/state-time.ts";

const clock = stateClock("2030-01-15T10:30:00Z");
let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer({ clock });
  s3 = server.client(S3Client);
});
afterAll(() => server.close());

async function put(Bucket: string, Key: string, bytes: number, StorageClass?: StorageClass): Promise<void> {
  const Body = new Uint8Array(bytes);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(StorageClass === undefined ? {} : { StorageClass }) }));
}

async function usageOf(bucket: string): Promise<BucketUsage> {
  const { code, out } = await runCliFor(server, "s3", "usage", bucket, "--json");
  expect(code).toBe(0);
  const [usage] = JSON.parse(out) as BucketUsage[];
  if (usage === undefined) throw new TypeError("there are no figures");
  return usage;
}

test("usage counts objects, bytes, billable bytes and early deletion of each class", async () => {
  const Bucket = "figures";
  const KIB = 1024;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await put(Bucket, "standard", 10);
  await put(Bucket, "small", 10, "STANDARD_IA");
  await put(Bucket, "large", 200 * KIB, "STANDARD_IA");
  await put(Bucket, "archived", 100, "GLACIER");
  await put(Bucket, "tiered", 300 * KIB, "INTELLIGENT_TIERING");
  const row = (
    storageClass: string,
    objects: number,
    bytes: number,
    billableBytes: number,
    earlyDeletionBytes: number,
  ) => ({
    storageClass,
    objects,
    bytes,
    billableBytes,
    earlyDeletionBytes,
  });
  const young = await usageOf(Bucket);
  expect(young.classes).toEqual([
    row("GLACIER", 1, 100, 100 + 40 * KIB, 100),
    row("INTELLIGENT_TIERING/FREQUENT", 1, 300 * KIB, 300 * KIB, 0),
    row("STANDARD", 1, 10, 10, 0),
    row("STANDARD_IA", 2, 10 + 200 * KIB, 328 * KIB, 328 * KIB),
  ]);
  clock.advance(31 * DAY_MS);
  const older = await usageOf(Bucket);
  expect(older.classes.map(({ storageClass, earlyDeletionBytes }) => [storageClass, earlyDeletionBytes])).toEqual([
    ["GLACIER", 100],
    ["INTELLIGENT_TIERING/INFREQUENT", 0],
    ["STANDARD", 0],
    ["STANDARD_IA", 0],
  ]);
  expect((await runCliFor(server, "s3", "usage", Bucket)).out).toMatch(/STANDARD_IA +2 +204,810 +335,872 +0\n/);
  const { code, err } = await runCliFor(server, "s3", "usage", "no-such-bucket");
  expect([code, err]).toEqual([1, "lakebed s3: The specified bucket does not exist\n"]);
});

test("objects of One Zone are lost with their zone, and come back with it", async () => {
  const Bucket = "one-zone";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await put(Bucket, "one", 5, "ONEZONE_IA");
  await put(Bucket, "many", 5, "STANDARD_IA");
  const { zone } = await usageOf(Bucket);
  const read = (Key: string) => s3.send(new GetObjectCommand({ Bucket, Key }));
  expect((await runCliFor(server, "s3", "fail-zone", zone)).out).toBe(`Failed: ${zone}\n`);
  const lost = { name: "ServiceUnavailable", status: 503, message: zone };
  await expectServiceError(read("one"), lost);
  await expectServiceError(s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/one` })), lost);
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "one" }))).StorageClass).toBe("ONEZONE_IA");
  expect((await read("many")).ContentLength).toBe(5);
  const other = zone.endsWith("a") ? zone.replace(/a$/, "b") : zone.replace(/.$/, "a");
  await runCliFor(server, "s3", "fail-zone", other);
  await runCliFor(server, "s3", "fail-zone", zone, "--recover");
  expect((await read("one")).ContentLength).toBe(5);
  expect((await runCliFor(server, "s3", "fail-zone", other, "--recover")).out).toBe("All zones are there.\n");
  expect((await runCliFor(server, "s3", "fail-zone", "moon")).code).toBe(1);
});

test("rb refuses a bucket that is not empty, and with --force removes versions and markers too", async () => {
  const Bucket = "full";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  for (let index = 0; index < 30; index++) await put(Bucket, `key-${index % 10}`, 1);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "key-1" }));
  const refused = await runCliFor(server, "s3", "rb", Bucket);
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/BucketNotEmpty.*--force/)]);
  const forced = await runCliFor(server, "s3", "rb", Bucket, "--force");
  expect([forced.code, forced.out]).toEqual([0, "31 versions and delete markers removed in all\nremoved full\n"]);
  await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "NotFound" });
  expect((await runCliFor(server, "s3", "rb", Bucket, "--force")).err).toContain("NoSuchBucket");
});

test("rb --force counts one as one", async () => {
  const Bucket = "single";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await put(Bucket, "only", 1);
  const { out } = await runCliFor(server, "s3", "rb", Bucket, "--force");
  expect(out).toBe("1 version or delete marker removed in all\nremoved single\n");
});

test.each([[], ["usage", "a", "b"], ["fail-zone"], ["rb"], ["mb", "x"]])(
  "words that say nothing: %j %j %j",
  async (...words) => {
    const { code, err } = await runCli("s3", ...words.filter((word) => word !== undefined));
    expect([code, err]).toEqual([2, expect.stringContaining("lakebed s3 --help")]);
  },
);
