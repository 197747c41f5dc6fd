/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import {
  CreateBucketCommand,
  DeleteBucketInventoryConfigurationCommand,
  DeleteObjectCommand,
  GetBucketInventoryConfigurationCommand,
  GetObjectCommand,
  type InventoryConfiguration,
  ListBucketInventoryConfigurationsCommand,
  ListObjectsV2Command,
  PutBucketInventoryConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { advanceClock } from "../../support/state-clock.ts";
import { refusalOf, uniqueBucket } from "./fixture.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

let server: TestServer;
let s3: S3Client;
let Bucket: string;
let target: string;
beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
});
afterAll(() => server.close());
beforeEach(async () => {
  Bucket = uniqueBucket();
  target = uniqueBucket();
  for (const name of [Bucket, target]) await s3.send(new CreateBucketCommand({ Bucket: name }));
});

const configuration = (more: Partial<InventoryConfiguration> = {}): InventoryConfiguration => ({
  Id: "report",
  IsEnabled: true,
  IncludedObjectVersions: "Current",
  Schedule: { Frequency: "Daily" },
  Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${target}`, Format: "CSV", Prefix: "inventories" } },
  ...more,
});
const put = (more: Partial<InventoryConfiguration> = {}, Id = more.Id ?? "report"): Promise<unknown> =>
  s3.send(
    new PutBucketInventoryConfigurationCommand({ Bucket, Id, InventoryConfiguration: configuration({ Id, ...more }) }),
  );
const get = async (Id = "report"): Promise<InventoryConfiguration | undefined> =>
  (await s3.send(new GetBucketInventoryConfigurationCommand({ Bucket, Id }))).InventoryConfiguration;
const remove = (Id = "report"): Promise<unknown> =>
  s3.send(new DeleteBucketInventoryConfigurationCommand({ Bucket, Id }));
const allowReports = (): Promise<unknown> => {
  const Statement = {
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${target}/*`,
    Condition: {
      ArnLike: { "aws:SourceArn": `arn:aws:s3:::${Bucket}` },
      StringEquals: { "aws:SourceAccount": server.accountId, "s3:x-amz-acl": "bucket-owner-full-control" },
    },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  return s3.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
};

const bytesOf = async (Key: string): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: target, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const keysOf = async (): Promise<string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: target }));
  return Contents.map(({ Key = "" }) => Key);
};

interface Manifest {
  readonly files: readonly { readonly key: string; readonly size: number; readonly MD5checksum: string }[];
  readonly [member: string]: unknown;
}

/** The newest report: its manifest, and its rows as lists of values. */
async function report(): Promise<{ readonly manifest: Manifest; readonly rows: string[][] }> {
  const manifests = (await keysOf()).filter((key) => key.endsWith("/manifest.json"));
  const manifest = JSON.parse((await bytesOf(manifests.at(-1) ?? "")).toString()) as Manifest;
  const rows: string[][] = [];
  for (const { key, size, MD5checksum } of manifest.files) {
    const bytes = await bytesOf(key);
    expect([bytes.length, createHash("md5").update(bytes).digest("hex")]).toEqual([size, MD5checksum]);
    const lines = gunzipSync(bytes).toString().split("\n").slice(0, -1);
    rows.push(...lines.map((line) => line.slice(1, -1).split('","')));
  }
  return { manifest, rows };
}

describe("configurations", () => {
  test("are kept by id, shown as they were put, replaced and removed", async () => {
    expect(await refusalOf(get())).toMatchObject({
      code: "NoSuchConfiguration",
      status: 404,
      message: "The specified configuration does not exist.",
    });
    const more = { Filter: { Prefix: "in/" }, OptionalFields: ["Size", "ETag"] as const };
    await put({ ...more, OptionalFields: [...more.OptionalFields] });
    expect(await get()).toEqual(configuration({ Filter: { Prefix: "in/" }, OptionalFields: ["Size", "ETag"] }));
    await put({ IncludedObjectVersions: "All", Schedule: { Frequency: "Weekly" }, IsEnabled: false });
    const replaced = { IncludedObjectVersions: "All", Schedule: { Frequency: "Weekly" }, IsEnabled: false } as const;
    expect(await get()).toEqual(configuration(replaced));
    await remove();
    expect(await refusalOf(get())).toMatchObject({ code: "NoSuchConfiguration" });
    expect(await refusalOf(remove())).toMatchObject({ code: "NoSuchConfiguration", status: 404 });
  });

  test("are listed by id, 100 a page", async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `id-${String(index).padStart(3, "0")}`);
    for (const id of ids.toReversed()) await put({ Id: id });
    const list = (ContinuationToken?: string) =>
      s3.send(new ListBucketInventoryConfigurationsCommand({ Bucket, ContinuationToken }));
    const first = await list();
    expect([first.IsTruncated, first.InventoryConfigurationList?.length]).toEqual([true, 100]);
    const second = await list(first.NextContinuationToken);
    expect([second.IsTruncated, second.NextContinuationToken]).toEqual([false, undefined]);
    const all = [...(first.InventoryConfigurationList ?? []), ...(second.InventoryConfigurationList ?? [])];
    expect(all.map(({ Id }) => Id)).toEqual(ids);
  });

  test("that cannot be are refused", async () => {
    const destination = (more: object): Partial<InventoryConfiguration> => ({
      Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${target}`, Format: "CSV", ...more } },
    });
    expect(await refusalOf(put(destination({ Format: "ORC" })))).toMatchObject({
      code: "NotImplemented",
      status: 501,
    });
    expect(await refusalOf(put(destination({ Format: "XML" })))).toMatchObject({ code: "MalformedXML" });
    for (const [Bucket, message] of [
      [target, "Invalid bucket ARN."],
      [`arn:aws:s3::111122223333:${target}`, "Bucket ARN should not specify a namespace."],
    ] as const) {
      const refused = { code: "InvalidS3DestinationBucket", status: 400, message };
      expect(await refusalOf(put(destination({ Bucket })))).toMatchObject(refused);
    }
    expect(await refusalOf(put(destination({ Encryption: { SSEKMS: { KeyId: "k" } } })))).toMatchObject({
      status: 501,
    });
    expect(await refusalOf(put({ OptionalFields: ["ObjectAccessControlList"] }))).toMatchObject({ status: 501 });
    expect(await refusalOf(put({ Id: "other" }, "report"))).toMatchObject({ code: "IdMismatch", status: 400 });
    expect(await refusalOf(put({ Id: "a b" }))).toMatchObject({ code: "InvalidArgument", status: 400 });
    expect(await refusalOf(put({ Schedule: { Frequency: "Hourly" as "Daily" } }))).toMatchObject({
      code: "MalformedXML",
    });
  });

  test("are of a bucket that is there", async () => {
    Bucket = uniqueBucket();
    for (const call of [() => put(), () => get(), () => remove()])
      expect(await refusalOf(call())).toMatchObject({ code: "NoSuchBucket", status: 404 });
    const listing = s3.send(new ListBucketInventoryConfigurationsCommand({ Bucket }));
    expect(await refusalOf(listing)).toMatchObject({ code: "NoSuchBucket" });
  });
});

describe("reports", () => {
  test("of current objects come on the next day, with manifest, checksum and symlink", async () => {
    await allowReports();
    await put({
      OptionalFields: ["ReplicationStatus", "ETag", "Size", "StorageClass", "IsMultipartUploaded", "LastModifiedDate"],
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/ü,".txt', Body: "something" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "z", Body: "x", StorageClass: "STANDARD_IA" }));
    await advanceClock(server, 0);
    expect(await keysOf()).toEqual([]);
    await advanceClock(server, DAY_MS);
    const keys = await keysOf();
    const folder = `inventories/${Bucket}/report`;
    expect(keys.map((key) => key.replace(/[\da-f-]{36}/, "UUID").replaceAll(/\d/g, "0"))).toEqual(
      [
        `${folder}/0000-00-00T00-00Z/manifest.checksum`,
        `${folder}/0000-00-00T00-00Z/manifest.json`,
        `${folder}/data/UUID.csv.gz`,
        `${folder}/hive/dt=0000-00-00-00-00/symlink.txt`,
      ].map((key) => key.replaceAll(/\d/g, "0")),
    );
    const { manifest, rows } = await report();
    expect(manifest).toMatchObject({
      sourceBucket: Bucket,
      destinationBucket: `arn:aws:s3:::${target}`,
      version: "2016-11-30",
      creationTimestamp: expect.stringMatching(/^\d{13}$/) as unknown,
      fileFormat: "CSV",
      fileSchema: "Bucket, Key, Size, LastModifiedDate, StorageClass, ETag, IsMultipartUploaded, ReplicationStatus",
    });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as unknown;
    expect(rows).toEqual([
      [Bucket, "a%20b/%C3%BC%2C%22.txt", "9", time, "STANDARD", "437b930db84b8079c2dd804a71936b5f", "false", ""],
      [Bucket, "z", "1", time, "STANDARD_IA", "9dd4e461268c8034f5c8564e155c67a6", "false", ""],
    ]);
    const [checksum = "", json = "", data = "", symlink = ""] = keys;
    expect((await bytesOf(checksum)).toString()).toBe(
      createHash("md5")
        .update(await bytesOf(json))
        .digest("hex"),
    );
    expect((await bytesOf(symlink)).toString()).toBe(`s3://${target}/${data}\n`);
  });

  test("of all versions name ids, the latest, and delete markers", async () => {
    await allowReports();
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await put({ IncludedObjectVersions: "All", OptionalFields: ["Size"], Filter: { Prefix: "in/" } });
    await s3.send(new PutObjectCommand({ Bucket, Key: "out", Body: "x" }));
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: "in/k", Body: "xy" }));
    const { VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "in/k" }));
    await advanceClock(server, DAY_MS);
    const { manifest, rows } = await report();
    expect(manifest["fileSchema"]).toBe("Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size");
    expect(rows).toEqual([
      [Bucket, "in/k", marker, "true", "true", ""],
      [Bucket, "in/k", VersionId, "false", "false", "2"],
    ]);
  });

  test("come once a day, or on Sundays after the first, and not when disabled", async () => {
    await allowReports();
    const manifests = async (id: string): Promise<number> =>
      (await keysOf()).filter((key) => key.includes(`/${id}/`) && key.endsWith("manifest.json")).length;
    await put({ Id: "daily" });
    await put({ Id: "weekly", Schedule: { Frequency: "Weekly" } });
    await put({ Id: "off", IsEnabled: false });
    await advanceClock(server, DAY_MS);
    await advanceClock(server, 1_000);
    expect([await manifests("daily"), await manifests("weekly"), await manifests("off")]).toEqual([1, 1, 0]);
    for (let day = 0; day < 7; day++) await advanceClock(server, DAY_MS);
    expect([await manifests("daily"), await manifests("weekly"), await manifests("off")]).toEqual([8, 2, 0]);
  });

  test("wait until the destination's policy lets S3 write them", async () => {
    await put();
    await advanceClock(server, DAY_MS);
    expect(await keysOf()).toEqual([]);
    await allowReports();
    await advanceClock(server, 0);
    expect((await report()).rows).toEqual([]);
  });
});
