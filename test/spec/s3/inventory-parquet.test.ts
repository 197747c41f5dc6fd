/** Inventories in Parquet, read by hyparquet and by Athena. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
import { createHash } from "node:crypto";
import { AthenaClient } from "@aws-sdk/client-athena";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketInventoryConfigurationCommand,
  GetObjectCommand,
  type InventoryConfiguration,
  ListObjectsV2Command,
  PutBucketInventoryConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { parquetMetadata, parquetRead } from "hyparquet";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runQuery } from "../../support/athena.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { advanceClock } from "../../support/state-clock.ts";
import { DAY_MS } from "../../support/state-time.ts";
import { uniqueBucket } from "./fixture.ts";

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
  const Statement = {
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${target}/*`,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
});

const configure = async (more: Partial<InventoryConfiguration>): Promise<void> => {
  const InventoryConfiguration: InventoryConfiguration = {
    Id: "p",
    IsEnabled: true,
    IncludedObjectVersions: "Current",
    Schedule: { Frequency: "Daily" },
    Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${target}`, Format: "Parquet", Prefix: "inv" } },
    ...more,
  };
  await s3.send(new PutBucketInventoryConfigurationCommand({ Bucket, Id: "p", InventoryConfiguration }));
  const shown = await s3.send(new GetBucketInventoryConfigurationCommand({ Bucket, Id: "p" }));
  expect(shown.InventoryConfiguration).toEqual(InventoryConfiguration);
};

const bytesOf = async (Key: string): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: target, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

interface Manifest {
  readonly fileFormat: string;
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string; readonly size: number; readonly MD5checksum: string }[];
}

async function report(): Promise<{ readonly manifest: Manifest; readonly data: Buffer; readonly symlink: string }> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: target }));
  const keys = Contents.map(({ Key = "" }) => Key);
  const ending = (end: string): string => keys.filter((key) => key.endsWith(end)).at(-1) ?? "";
  const manifest = JSON.parse((await bytesOf(ending("/manifest.json"))).toString()) as Manifest;
  const data = await bytesOf(manifest.files[0]?.key ?? "");
  return { manifest, data, symlink: (await bytesOf(ending("/symlink.txt"))).toString() };
}

async function rowsOf(data: Buffer): Promise<readonly Record<string, unknown>[]> {
  const file = new Uint8Array(data).buffer;
  let rows: Record<string, unknown>[] = [];
  await parquetRead({ file, rowFormat: "object", onComplete: (read) => (rows = read as Record<string, unknown>[]) });
  return rows;
}

test("have the columns, names and types of AWS, with keys as they are", async () => {
  await configure({ OptionalFields: ["Size", "LastModifiedDate", "StorageClass", "ETag", "IsMultipartUploaded"] });
  const { LastModified } = await s3
    .send(new PutObjectCommand({ Bucket, Key: 'a b/ü,"', Body: "something" }))
    .then(() => s3.send(new GetObjectCommand({ Bucket, Key: 'a b/ü,"' })));
  await advanceClock(server, DAY_MS);
  const { manifest, data, symlink } = await report();
  expect(manifest.fileFormat).toBe("Parquet");
  expect(manifest.fileSchema).toBe(
    "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional int64 size; " +
      "optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary storage_class (UTF8); " +
      "optional binary e_tag (UTF8); optional boolean is_multipart_uploaded; }",
  );
  const [file] = manifest.files;
  expect([file?.size, file?.MD5checksum]).toEqual([data.length, createHash("md5").update(data).digest("hex")]);
  expect(symlink).toBe(`s3://${target}/${file?.key}\n`);
  const { schema } = parquetMetadata(new Uint8Array(data).buffer);
  const types = schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type]);
  expect(types).toEqual([
    ["bucket", "BYTE_ARRAY", "UTF8"],
    ["key", "BYTE_ARRAY", "UTF8"],
    ["size", "INT64", "INT_64"],
    ["last_modified_date", "INT64", "TIMESTAMP_MILLIS"],
    ["storage_class", "BYTE_ARRAY", "UTF8"],
    ["e_tag", "BYTE_ARRAY", "UTF8"],
    ["is_multipart_uploaded", "BOOLEAN", undefined],
  ]);
  expect(await rowsOf(data)).toEqual([
    {
      bucket: Bucket,
      key: 'a b/ü,"',
      size: 9n,
      last_modified_date: LastModified,
      storage_class: "STANDARD",
      e_tag: "437b930db84b8079c2dd804a71936b5f",
      is_multipart_uploaded: false,
    },
  ]);
});

test("tell of versions and delete markers, and are there for empty buckets", async () => {
  await configure({ IncludedObjectVersions: "All", OptionalFields: ["Size"] });
  await advanceClock(server, DAY_MS);
  expect(await rowsOf((await report()).data)).toEqual([]);
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "xy" }));
  const { VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  await advanceClock(server, DAY_MS);
  const row = { bucket: Bucket, key: "k" };
  expect(await rowsOf((await report()).data)).toEqual([
    { ...row, version_id: marker, is_latest: true, is_delete_marker: true, size: null },
    { ...row, version_id: VersionId, is_latest: false, is_delete_marker: false, size: 2n },
  ]);
});

test("are read by Athena", async () => {
  await configure({ OptionalFields: ["Size", "LastModifiedDate"] });
  for (let index = 0; index < 20; index++)
    await s3.send(new PutObjectCommand({ Bucket, Key: `k${index}`, Body: "x".repeat(index + 1) }));
  await advanceClock(server, DAY_MS);
  const athena = server.client(AthenaClient);
  const results = `s3://${target}/results/`;
  const name = `inventory_${Bucket.replaceAll("-", "_")}`;
  await runQuery(athena, "CREATE DATABASE IF NOT EXISTS default", results);
  await runQuery(
    athena,
    `CREATE EXTERNAL TABLE default.${name} (bucket string, key string, size bigint, last_modified_date timestamp) ` +
      `STORED AS PARQUET LOCATION 's3://${target}/inv/${Bucket}/p/data/'`,
    results,
  );
  const sql = `SELECT count(*), sum(size), count(last_modified_date) FROM default.${name} WHERE key LIKE 'k1%'`;
  expect((await runQuery(athena, sql, results))[1]).toEqual(["11", "157", "11"]);
});
