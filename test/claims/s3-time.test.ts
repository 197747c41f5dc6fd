/** S3's claims about storage classes, time and the end of buckets, shown through unmodified clients. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketIntelligentTieringConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
  type StorageClass,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BucketUsage } from "../../src/kit/storage-figures.ts";
import { runCliFor } from "../support/cli.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { stateClock } from "../support/state-time.ts";
import { hasCli } from "../support/tour.ts";

const BODY = new Uint8Array(128 * 1024).fill(1);
let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer({ clock: stateClock("2030-01-15T10:30:00Z") });
  s3 = server.client(S3Client);
});
afterAll(() => server.close());

const put = (Bucket: string, Key: string, StorageClass: StorageClass) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: BODY, StorageClass }));
async function read(Bucket: string, Key: string): Promise<number | string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToByteArray())?.length ?? 0;
  } catch (error) {
    return (error as Error).name;
  }
}
async function pass(span: string): Promise<void> {
  expect((await runCliFor(server, "clock", "advance", span)).code).toBe(0);
}

test("S3-3 one bucket holds objects of every storage class; what is elsewhere is named and refused", async () => {
  const Bucket = "claim-classes";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const classes: StorageClass[] = [
    "STANDARD",
    "INTELLIGENT_TIERING",
    "STANDARD_IA",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
  ];
  for (const storageClass of classes) await put(Bucket, storageClass, storageClass);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ StorageClass }) => StorageClass).sort()).toEqual([...classes].sort());
  const { out } = await runCliFor(server, "s3", "usage", Bucket, "--json");
  const [usage] = JSON.parse(out) as BucketUsage[];
  expect(usage?.classes.map(({ storageClass, objects }) => [storageClass.split("/")[0], objects]).sort()).toEqual(
    classes.map((storageClass) => [storageClass, 1]).sort(),
  );
  await expect(put(Bucket, "outpost", "OUTPOSTS")).rejects.toMatchObject({
    name: "InvalidStorageClass",
    message: expect.stringContaining("Outpost") as string,
  });
});

test("S3-4 Intelligent-Tiering moves by access, IA and Instant answer at once, One Zone goes with its zone, archives take their time", async () => {
  const Bucket = "claim-tiers";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const IntelligentTieringConfiguration = {
    Id: "archive",
    Status: "Enabled" as const,
    Tierings: [{ AccessTier: "ARCHIVE_ACCESS" as const, Days: 90 }],
  };
  await s3.send(
    new PutBucketIntelligentTieringConfigurationCommand({ Bucket, Id: "archive", IntelligentTieringConfiguration }),
  );
  await put(Bucket, "read", "INTELLIGENT_TIERING");
  await put(Bucket, "idle", "INTELLIGENT_TIERING");
  for (const storageClass of ["STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"] as const)
    await put(Bucket, storageClass, storageClass);
  for (const atOnce of ["STANDARD_IA", "ONEZONE_IA", "GLACIER_IR"])
    expect(await read(Bucket, atOnce)).toBe(BODY.length);
  await pass("60d");
  expect(await read(Bucket, "read")).toBe(BODY.length);
  await pass("40d");
  expect([await read(Bucket, "read"), await read(Bucket, "idle")]).toEqual([BODY.length, "InvalidObjectState"]);

  const [usage] = JSON.parse((await runCliFor(server, "s3", "usage", Bucket, "--json")).out) as BucketUsage[];
  const zone = usage?.zone ?? "";
  await runCliFor(server, "s3", "fail-zone", zone);
  expect([await read(Bucket, "ONEZONE_IA"), await read(Bucket, "STANDARD_IA")]).toEqual([
    "ServiceUnavailable",
    BODY.length,
  ]);
  await runCliFor(server, "s3", "fail-zone", zone, "--recover");
  expect(await read(Bucket, "ONEZONE_IA")).toBe(BODY.length);

  const restore = async (Key: string, Tier: "Expedited" | "Standard" | "Bulk"): Promise<void> => {
    await s3.send(
      new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1, GlacierJobParameters: { Tier } } }),
    );
  };
  await restore("GLACIER", "Expedited");
  await restore("DEEP_ARCHIVE", "Standard");
  expect([await read(Bucket, "GLACIER"), await read(Bucket, "DEEP_ARCHIVE")]).toEqual([
    "InvalidObjectState",
    "InvalidObjectState",
  ]);
  await pass("5m");
  expect([await read(Bucket, "GLACIER"), await read(Bucket, "DEEP_ARCHIVE")]).toEqual([
    BODY.length,
    "InvalidObjectState",
  ]);
  await pass("12h");
  expect(await read(Bucket, "DEEP_ARCHIVE")).toBe(BODY.length);
  await pass("3d");
  expect([await read(Bucket, "GLACIER"), await read(Bucket, "DEEP_ARCHIVE")]).toEqual([
    "InvalidObjectState",
    "InvalidObjectState",
  ]);
});

test("S3-6 lifecycle moves objects between classes by age, and removes them", async () => {
  const Bucket = "claim-lifecycle";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const rule = {
    ID: "age",
    Status: "Enabled" as const,
    Filter: { Prefix: "logs/" },
    Transitions: [
      { Days: 30, StorageClass: "STANDARD_IA" as const },
      { Days: 90, StorageClass: "GLACIER" as const },
    ],
    Expiration: { Days: 365 },
  };
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
  await put(Bucket, "logs/day", "STANDARD");
  await put(Bucket, "model", "STANDARD");
  const classOf = async (Key: string) =>
    (await s3.send(new HeadObjectCommand({ Bucket, Key }))).StorageClass ?? "STANDARD";
  const seen = [await classOf("logs/day")];
  for (const span of ["31d", "60d"]) {
    await pass(span);
    seen.push(await classOf("logs/day"));
  }
  expect(seen).toEqual(["STANDARD", "STANDARD_IA", "GLACIER"]);
  await pass("275d");
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["model"]);
  expect(await classOf("model")).toBe("STANDARD");
});

test("S3-14b the AWS CLI's forced removal fails on a versioned bucket; lakebed s3 rb --force does not", async ({
  skip,
}) => {
  if (!hasCli) skip("the AWS CLI is not installed");
  const Bucket = "claim-removal";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  await put(Bucket, "k", "STANDARD");
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_DEFAULT_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
  };
  const forced = promisify(execFile)("aws", ["s3", "rb", `s3://${Bucket}`, "--force"], { env });
  await expect(forced).rejects.toMatchObject({ stderr: expect.stringContaining("BucketNotEmpty") as string });
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  expect((await runCliFor(server, "s3", "rb", Bucket, "--force")).out).toContain(`removed ${Bucket}`);
  await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucket" });
}, 60_000);
