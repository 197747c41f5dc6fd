/** S3 Metadata: journal, inventory and annotation tables of a bucket, read as Iceberg tables from their files. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateBucketMetadataConfigurationCommand,
  CreateBucketMetadataTableConfigurationCommand,
  DeleteBucketCommand,
  DeleteBucketMetadataConfigurationCommand,
  DeleteBucketMetadataTableConfigurationCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketMetadataConfigurationCommand,
  GetBucketMetadataTableConfigurationCommand,
  GetObjectCommand,
  type LifecycleRule,
  type MetadataConfiguration,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UpdateBucketMetadataAnnotationTableConfigurationCommand,
  UpdateBucketMetadataInventoryTableConfigurationCommand,
  UpdateBucketMetadataJournalTableConfigurationCommand,
} from "@aws-sdk/client-s3";
import {
  CreateNamespaceCommand,
  DeleteTableCommand,
  GetTableBucketCommand,
  GetTableCommand,
  GetTableEncryptionCommand,
  ListTableBucketsCommand,
  ListTablesCommand,
  RenameTableCommand,
  UpdateTableMetadataLocationCommand,
} from "@aws-sdk/client-s3tables";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openManifest } from "../../../src/iceberg/commit.ts";
import { readManifest } from "../../../src/iceberg/manifest.ts";
import { readManifestList } from "../../../src/iceberg/manifest-list.ts";
import { parseMetadata } from "../../../src/iceberg/metadata-json.ts";
import { currentSchema, currentSnapshot } from "../../../src/iceberg/table-metadata.ts";
import { expectServiceError } from "../../support/server.ts";
import { advanceClock } from "../../support/state-clock.ts";
import { type Fixture, startFixture } from "./fixture.ts";

let f: Fixture;
let folder: string;
let count = 0;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

beforeAll(async () => {
  f = await startFixture();
  folder = mkdtempSync(join(tmpdir(), "lakebed-metadata-"));
});
afterAll(async () => {
  await f.close();
  rmSync(folder, { recursive: true, force: true });
});

const JOURNAL = { JournalTableConfiguration: { RecordExpiration: { Expiration: "DISABLED" } } } as const;
const INVENTORY = { InventoryTableConfiguration: { ConfigurationState: "ENABLED" } } as const;
const ANNOTATION = { AnnotationTableConfiguration: { ConfigurationState: "ENABLED" } } as const;
type Row = Readonly<Record<string, unknown>>;

async function newBucket(configuration?: MetadataConfiguration): Promise<string> {
  const Bucket = `metadata-${(count += 1)}`;
  await f.s3.send(new CreateBucketCommand({ Bucket }));
  if (configuration !== undefined)
    await f.s3.send(new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: configuration }));
  return Bucket;
}

async function shown(Bucket: string) {
  const answer = await f.s3.send(new GetBucketMetadataConfigurationCommand({ Bucket }));
  const result = answer.GetBucketMetadataConfigurationResult?.MetadataConfigurationResult;
  if (result === undefined) throw new Error("no configuration is shown");
  return result;
}

async function getBytes(location: string): Promise<Uint8Array> {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  const { Body } = await f.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
}

/** Follows a table from its catalog to its files, as an Iceberg reader does. */
async function readTable(tableArn: string | undefined) {
  const { metadataLocation = "" } = await f.tables.send(new GetTableCommand({ tableArn }));
  const metadata = parseMetadata(await getBytes(metadataLocation));
  const snapshot = currentSnapshot(metadata);
  const files: string[] = [];
  for (const manifest of snapshot === undefined ? [] : readManifestList(await getBytes(snapshot["manifest-list"]))) {
    const { entries } = openManifest(manifest, readManifest(await getBytes(manifest.path)));
    files.push(...entries.map(({ file }) => file.path));
  }
  return { metadata, files, rows: await readRows(files) };
}

async function readRows(files: readonly string[]): Promise<Row[]> {
  if (files.length === 0) return [];
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, `${(count += 1)}.parquet`);
    writeFileSync(path, await getBytes(file));
    paths.push(`'${path}'`);
  }
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(`SELECT * FROM read_parquet([${paths.join(",")}])`);
  const rows = result.getRowObjectsJson() as Row[];
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const runJobs = (spanMs = 1_000): Promise<void> => advanceClock(f.server, spanMs);
const journalOf = async (Bucket: string): Promise<Row[]> => {
  await runJobs();
  const { rows } = await readTable((await shown(Bucket)).JournalTableConfigurationResult?.TableArn);
  return rows.toSorted((one, other) => (String(one["sequence_number"]) < String(other["sequence_number"]) ? -1 : 1));
};
const inventoryOf = async (Bucket: string): Promise<Row[]> => {
  await runJobs(HOUR_MS);
  const { rows } = await readTable((await shown(Bucket)).InventoryTableConfigurationResult?.TableArn);
  const name = (row: Row): string => `${String(row["key"])} ${String(row["sequence_number"])}`;
  return rows.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
};
const put = (Bucket: string, Key: string, more: object = {}) =>
  f.s3.send(new PutObjectCommand({ Bucket, Key, Body: "body", ...more }));

describe("a configuration", () => {
  test("makes the services' table bucket, a namespace of the bucket's name and an empty journal", async () => {
    const Bucket = await newBucket(JOURNAL);
    const result = await shown(Bucket);
    const { DestinationResult: place, JournalTableConfigurationResult: journal } = result;
    const tableBucketARN = `arn:aws:s3tables:${f.server.region}:${f.server.accountId}:bucket/aws-s3`;
    expect(place).toEqual({ TableBucketType: "aws", TableBucketArn: tableBucketARN, TableNamespace: `b_${Bucket}` });
    expect(journal).toMatchObject({
      TableStatus: "ACTIVE",
      TableName: "journal",
      RecordExpiration: { Expiration: "DISABLED" },
    });
    expect(journal?.TableArn).toMatch(new RegExp(`^${tableBucketARN}/table/[0-9a-f-]{36}$`));
    expect(result.InventoryTableConfigurationResult).toEqual({ ConfigurationState: "DISABLED" });
    const { metadata, rows } = await readTable(journal?.TableArn);
    expect(rows).toEqual([]);
    expect(
      currentSchema(metadata).fields.map(({ name, type, required }) => [
        name,
        typeof type === "string" ? type : type.type,
        required,
      ]),
    ).toEqual([
      ["bucket", "string", true],
      ["key", "string", true],
      ["sequence_number", "string", true],
      ["record_type", "string", true],
      ["record_timestamp", "timestamp", true],
      ["version_id", "string", false],
      ["is_delete_marker", "boolean", false],
      ["size", "long", false],
      ["last_modified_date", "timestamp", false],
      ["e_tag", "string", false],
      ["storage_class", "string", false],
      ["is_multipart", "boolean", false],
      ["encryption_status", "string", false],
      ["is_bucket_key_enabled", "boolean", false],
      ["kms_key_arn", "string", false],
      ["checksum_algorithm", "string", false],
      ["object_tags", "map", false],
      ["user_metadata", "map", false],
      ["requester", "string", false],
      ["source_ip_address", "string", false],
      ["request_id", "string", false],
    ]);
    const table = await f.tables.send(new GetTableCommand({ tableArn: journal?.TableArn }));
    expect(table).toMatchObject({ type: "aws", managedByService: "metadata.s3.amazonaws.com" });
    expect(await f.tables.send(new GetTableBucketCommand({ tableBucketARN }))).toMatchObject({
      name: "aws-s3",
      type: "aws",
    });
    const { tableBuckets } = await f.tables.send(new ListTableBucketsCommand({ type: "aws" }));
    expect(tableBuckets?.map(({ name }) => name)).toEqual(["aws-s3"]);
  });

  test("is there once, and not found where it is not", async () => {
    const Bucket = await newBucket();
    const missing = { name: "MetadataConfigurationNotFound", status: 404 };
    await expectServiceError(f.s3.send(new GetBucketMetadataConfigurationCommand({ Bucket })), missing);
    await expectServiceError(f.s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket })), missing);
    const create = () =>
      f.s3.send(new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: JOURNAL }));
    await create();
    await expectServiceError(create(), { name: "InvalidBucketState", status: 409 });
    const absent = f.s3.send(new GetBucketMetadataConfigurationCommand({ Bucket: "nobody-has-this" }));
    await expectServiceError(absent, { name: "NoSuchBucket", status: 404 });
  });

  test.each([
    [{ Expiration: "ENABLED" }, "InvalidArgument"],
    [{ Expiration: "ENABLED", Days: 6 }, "InvalidArgument"],
    [{ Expiration: "DISABLED", Days: 7 }, "InvalidArgument"],
    [{ Expiration: "SOMETIMES" }, "MalformedXML"],
  ])("the expiration %j is refused", async (RecordExpiration, name) => {
    const Bucket = await newBucket();
    const MetadataConfiguration = { JournalTableConfiguration: { RecordExpiration } } as MetadataConfiguration;
    const call = f.s3.send(new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration }));
    await expectServiceError(call, { name, status: 400 });
  });

  test("is deleted without its tables, which must go before they are made again", async () => {
    const Bucket = await newBucket(JOURNAL);
    const { JournalTableConfigurationResult: journal, DestinationResult: place } = await shown(Bucket);
    await f.s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket }));
    await put(Bucket, "unheard");
    await runJobs();
    expect((await readTable(journal?.TableArn)).rows).toEqual([]);
    const create = () =>
      f.s3.send(
        new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: { ...JOURNAL, ...INVENTORY } }),
      );
    await create();
    const failed = await shown(Bucket);
    expect(failed.JournalTableConfigurationResult).toMatchObject({
      TableStatus: "FAILED",
      Error: { ErrorCode: "JournalTableAlreadyExists" },
    });
    expect(failed.InventoryTableConfigurationResult).toMatchObject({
      TableStatus: "FAILED",
      Error: { ErrorCode: "JournalTableNotAvailable" },
    });
    await f.s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket }));
    const named = { tableBucketARN: place?.TableBucketArn, namespace: place?.TableNamespace, name: "journal" };
    await f.tables.send(new DeleteTableCommand(named));
    await create();
    expect((await shown(Bucket)).JournalTableConfigurationResult?.TableStatus).toBe("ACTIVE");
  });

  test("shows what the caller lacked permissions for, and when its table is gone", async () => {
    const Bucket = await newBucket();
    const weak = await f.user([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    await weak.s3.send(new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: JOURNAL }));
    const { JournalTableConfigurationResult: journal } = await shown(Bucket);
    expect(journal).toMatchObject({ TableStatus: "FAILED", Error: { ErrorCode: "AccessDeniedCreatingResources" } });
    expect(journal?.TableArn).toBeUndefined();
    await f.s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket }));
    const Action = ["s3:*", "s3tables:*"];
    const strong = await f.user([{ Effect: "Allow", Action, Resource: "*" }]);
    await strong.s3.send(new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: JOURNAL }));
    const { JournalTableConfigurationResult: made, DestinationResult: place } = await shown(Bucket);
    expect(made?.TableStatus).toBe("ACTIVE");
    const named = { tableBucketARN: place?.TableBucketArn, namespace: place?.TableNamespace, name: "journal" };
    await f.tables.send(new DeleteTableCommand(named));
    await put(Bucket, "late");
    await runJobs();
    expect((await shown(Bucket)).JournalTableConfigurationResult).toMatchObject({
      TableStatus: "FAILED",
      Error: { ErrorCode: "DestinationTableNotFound" },
    });
  });

  test("goes with its bucket", async () => {
    const Bucket = await newBucket({ ...JOURNAL, ...INVENTORY });
    await f.s3.send(new DeleteBucketCommand({ Bucket }));
    await runJobs();
    await f.s3.send(new CreateBucketCommand({ Bucket }));
    const get = f.s3.send(new GetBucketMetadataConfigurationCommand({ Bucket }));
    await expectServiceError(get, { name: "MetadataConfigurationNotFound", status: 404 });
  });

  test("leaves tables that only S3 changes", async () => {
    const Bucket = await newBucket(JOURNAL);
    const { DestinationResult: place } = await shown(Bucket);
    const { TableBucketArn: tableBucketARN, TableNamespace: namespace } = place ?? {};
    const named = { tableBucketARN, namespace, name: "journal" };
    const { versionToken, warehouseLocation } = await f.tables.send(new GetTableCommand(named));
    const refusal = { name: "MethodNotAllowedException", status: 405 };
    await expectServiceError(f.tables.send(new RenameTableCommand({ ...named, newName: "mine" })), refusal);
    await expectServiceError(
      f.tables.send(new CreateNamespaceCommand({ tableBucketARN, namespace: ["mine"] })),
      refusal,
    );
    const metadataLocation = `${warehouseLocation}/metadata/mine.metadata.json`;
    const update = new UpdateTableMetadataLocationCommand({ ...named, versionToken, metadataLocation });
    await expectServiceError(f.tables.send(update), refusal);
  });
});

describe("a journal", () => {
  test("has a row for each change, in order", async () => {
    const Bucket = await newBucket(JOURNAL);
    await put(Bucket, "a", { Metadata: { color: "blue" }, Tagging: "stage=raw", ChecksumAlgorithm: "SHA256" });
    await f.s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: "a", Tagging: { TagSet: [{ Key: "stage", Value: "done" }] } }),
    );
    await f.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "a" }));
    await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const rows = await journalOf(Bucket);
    expect(rows.map((row) => row["record_type"])).toEqual(["CREATE", "UPDATE_METADATA", "UPDATE_METADATA", "DELETE"]);
    const [created, tagged, untagged, deleted] = rows;
    expect(created).toMatchObject({
      bucket: Bucket,
      key: "a",
      version_id: null,
      is_delete_marker: false,
      size: "4",
      e_tag: "841a2d689ad86bd1611447453c22c6fc",
      storage_class: "STANDARD",
      is_multipart: false,
      is_bucket_key_enabled: false,
      checksum_algorithm: "SHA256",
      object_tags: [{ key: "stage", value: "raw" }],
      user_metadata: [{ key: "color", value: "blue" }],
      requester: f.server.accountId,
      source_ip_address: "127.0.0.1",
    });
    expect(created?.["request_id"]).toMatch(/^[A-Z0-9]{16}$/);
    expect(tagged?.["object_tags"]).toEqual([{ key: "stage", value: "done" }]);
    expect(untagged?.["object_tags"]).toEqual([]);
    const required = new Set(["bucket", "key", "sequence_number", "record_type", "record_timestamp"]);
    for (const [name, value] of Object.entries(deleted ?? {})) expect(value === null, name).toBe(!required.has(name));
  });

  test("tells versions and delete markers apart", async () => {
    const Bucket = await newBucket(JOURNAL);
    await f.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId } = await put(Bucket, "a");
    const marker = await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId }));
    const rows = await journalOf(Bucket);
    expect(rows.map((row) => [row["record_type"], row["version_id"], row["is_delete_marker"], row["size"]])).toEqual([
      ["CREATE", VersionId, false, "4"],
      ["DELETE", marker.VersionId, true, "0"],
      ["DELETE", VersionId, null, null],
    ]);
    expect(rows[1]).toMatchObject({ object_tags: null, user_metadata: null, requester: f.server.accountId });
  });

  test("hears of what S3 does by itself", async () => {
    const Bucket = await newBucket(JOURNAL);
    const rule = {
      ID: "cold",
      Status: "Enabled",
      Filter: {},
      Transitions: [{ Days: 1, StorageClass: "GLACIER" }],
    } satisfies LifecycleRule;
    const end = { ID: "end", Status: "Enabled", Filter: {}, Expiration: { Days: 3 } } satisfies LifecycleRule;
    const LifecycleConfiguration = { Rules: [rule, end] };
    await f.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    await put(Bucket, "old", { Body: "x".repeat(200_000) });
    await runJobs(2 * DAY_MS);
    await runJobs(3 * DAY_MS);
    const rows = await journalOf(Bucket);
    expect(
      rows.map((row) => [row["record_type"], row["storage_class"], row["requester"], row["source_ip_address"]]),
    ).toEqual([
      ["CREATE", "STANDARD", f.server.accountId, "127.0.0.1"],
      ["UPDATE_METADATA", "GLACIER", "s3.amazonaws.com", null],
      ["DELETE", null, null, null],
    ]);
  });

  test("gets many changes in one snapshot, and becomes few files", async () => {
    const Bucket = await newBucket(JOURNAL);
    const arn = (await shown(Bucket)).JournalTableConfigurationResult?.TableArn;
    for (let round = 1; round <= 30; round++) {
      await Promise.all([put(Bucket, `${round}-a`), put(Bucket, `${round}-b`)]);
      await runJobs();
      const { metadata } = await readTable(arn);
      expect(metadata["last-sequence-number"]).toBe(round);
    }
    const { metadata, files, rows } = await readTable(arn);
    expect(rows.length).toBe(60);
    expect(new Set(rows.map((row) => row["key"])).size).toBe(60);
    expect(files.length).toBeLessThan(13);
    await put(Bucket, "last");
    await runJobs(2 * DAY_MS);
    expect((await readTable(arn)).metadata.snapshots?.length).toBe(1);
    expect(metadata.snapshots?.length).toBe(30);
  });

  test("lets records expire on the clock, when it is told to", async () => {
    const Bucket = await newBucket(JOURNAL);
    const RecordExpiration = { Expiration: "ENABLED", Days: 7 } as const;
    await put(Bucket, "old");
    await runJobs();
    await runJobs(5 * DAY_MS);
    await put(Bucket, "new");
    await runJobs();
    await f.s3.send(
      new UpdateBucketMetadataJournalTableConfigurationCommand({
        Bucket,
        JournalTableConfiguration: { RecordExpiration },
      }),
    );
    expect((await shown(Bucket)).JournalTableConfigurationResult?.RecordExpiration).toEqual(RecordExpiration);
    expect((await journalOf(Bucket)).map((row) => row["key"])).toEqual(["old", "new"]);
    await runJobs(3 * DAY_MS);
    expect((await journalOf(Bucket)).map((row) => row["key"])).toEqual(["new"]);
  });

  test("is sealed by the key that it was given, which S3 Metadata must be let use", async () => {
    const kms = f.server.client(KMSClient);
    const statement = (Principal: object) => ({ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" });
    const root = statement({ AWS: `arn:aws:iam::${f.server.accountId}:root` });
    const services = statement({ Service: ["metadata.s3.amazonaws.com", "maintenance.s3tables.amazonaws.com"] });
    const keyOf = async (Statement: readonly object[]) =>
      (await kms.send(new CreateKeyCommand({ Policy: JSON.stringify({ Version: "2012-10-17", Statement }) })))
        .KeyMetadata?.Arn;
    const sealed = async (KmsKeyArn: string | undefined) => {
      const EncryptionConfiguration = { SseAlgorithm: "aws:kms", KmsKeyArn } as const;
      const Bucket = await newBucket({
        JournalTableConfiguration: { ...JOURNAL.JournalTableConfiguration, EncryptionConfiguration },
      });
      return { Bucket, journal: (await shown(Bucket)).JournalTableConfigurationResult };
    };
    const open = await keyOf([root, services]);
    const { Bucket, journal } = await sealed(open);
    await put(Bucket, "a");
    expect((await journalOf(Bucket)).length).toBe(1);
    const named = await f.tables.send(new GetTableCommand({ tableArn: journal?.TableArn }));
    const { encryptionConfiguration } = await f.tables.send(
      new GetTableEncryptionCommand({
        tableBucketARN: journal?.TableArn?.split("/table/")[0],
        namespace: named.namespace?.[0],
        name: "journal",
      }),
    );
    expect(encryptionConfiguration).toEqual({ sseAlgorithm: "aws:kms", kmsKeyArn: open });
    const { journal: closed } = await sealed(await keyOf([root]));
    expect(closed).toMatchObject({ TableStatus: "FAILED", Error: { ErrorCode: "AccessDeniedWritingToTable" } });
  });
});

describe("an inventory", () => {
  test("is filled from what is there, and follows it", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "before");
    await put(Bucket, "gone");
    await f.s3.send(
      new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: { ...JOURNAL, ...INVENTORY } }),
    );
    const first = (await shown(Bucket)).InventoryTableConfigurationResult;
    expect(first).toMatchObject({ ConfigurationState: "ENABLED", TableStatus: "BACKFILLING", TableName: "inventory" });
    expect((await inventoryOf(Bucket)).map((row) => row["key"])).toEqual(["before", "gone"]);
    expect((await shown(Bucket)).InventoryTableConfigurationResult?.TableStatus).toBe("ACTIVE");
    await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    await put(Bucket, "it's new", { Metadata: { a: "b" } });
    await f.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/before` }));
    await f.s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: "before", Tagging: { TagSet: [{ Key: "k", Value: "v" }] } }),
    );
    const rows = await inventoryOf(Bucket);
    expect(rows.map((row) => row["key"])).toEqual(["before", "copy", "it's new"]);
    expect(rows[0]).toMatchObject({ object_tags: [{ key: "k", value: "v" }], is_delete_marker: false, size: "4" });
    expect(rows[2]).toMatchObject({ user_metadata: [{ key: "a", value: "b" }] });
    expect(Object.keys(rows[0] ?? {})).not.toContain("record_type");
    expect(await inventoryOf(Bucket)).toEqual(rows);
  });

  test("has all versions and delete markers", async () => {
    const Bucket = await newBucket({ ...JOURNAL, ...INVENTORY });
    await put(Bucket, "a");
    await f.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId } = await put(Bucket, "a");
    const marker = await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const shape = (rows: readonly Row[]) =>
      rows.map((row) => [row["version_id"], row["is_delete_marker"], row["size"]]);
    expect(shape(await inventoryOf(Bucket))).toEqual([
      [null, false, "4"],
      [VersionId, false, "4"],
      [marker.VersionId, true, "0"],
    ]);
    await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId }));
    expect(shape(await inventoryOf(Bucket))).toEqual([
      [null, false, "4"],
      [marker.VersionId, true, "0"],
    ]);
  });

  test("is turned on and off later", async () => {
    const Bucket = await newBucket(JOURNAL);
    await put(Bucket, "a");
    const turn = (ConfigurationState: "ENABLED" | "DISABLED") =>
      f.s3.send(
        new UpdateBucketMetadataInventoryTableConfigurationCommand({
          Bucket,
          InventoryTableConfiguration: { ConfigurationState },
        }),
      );
    await turn("ENABLED");
    expect((await inventoryOf(Bucket)).length).toBe(1);
    const { InventoryTableConfigurationResult: table, DestinationResult: place } = await shown(Bucket);
    await turn("DISABLED");
    expect((await shown(Bucket)).InventoryTableConfigurationResult).toEqual({ ConfigurationState: "DISABLED" });
    await put(Bucket, "b");
    await runJobs(HOUR_MS);
    expect((await readTable(table?.TableArn)).rows.length).toBe(1);
    await turn("ENABLED");
    expect((await shown(Bucket)).InventoryTableConfigurationResult).toMatchObject({
      TableStatus: "FAILED",
      Error: { ErrorCode: "InventoryTableAlreadyExists" },
    });
    const { TableBucketArn: tableBucketARN, TableNamespace: namespace } = place ?? {};
    const { tables } = await f.tables.send(new ListTablesCommand({ tableBucketARN, namespace }));
    expect(tables?.map(({ name }) => name)).toEqual(["inventory", "journal"]);
  });
});

describe("an annotation table", () => {
  test("shows the annotations that objects have now, with their texts", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "a");
    const annotate = (AnnotationName: string, text: string) =>
      f.s3.send(new PutObjectAnnotationCommand({ Bucket, Key: "a", AnnotationName, AnnotationPayload: text }));
    await annotate("summary", "first");
    await f.s3.send(
      new CreateBucketMetadataConfigurationCommand({ Bucket, MetadataConfiguration: { ...JOURNAL, ...ANNOTATION } }),
    );
    const annotations = async () => {
      await runJobs(HOUR_MS);
      const table = (await shown(Bucket)).AnnotationTableConfigurationResult;
      expect(table).toMatchObject({ ConfigurationState: "ENABLED", TableStatus: "ACTIVE", TableName: "annotation" });
      const { rows } = await readTable(table?.TableArn);
      return rows.toSorted((one, other) => (String(one["name"]) < String(other["name"]) ? -1 : 1));
    };
    expect(await annotations()).toMatchObject([
      { bucket: Bucket, object_key: "a", object_version_id: null, name: "summary", size: "5", text_value: "first" },
    ]);
    await annotate("summary", "second");
    await annotate("more", "text");
    expect((await annotations()).map((row) => [row["name"], row["text_value"]])).toEqual([
      ["more", "text"],
      ["summary", "second"],
    ]);
    await f.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    expect(await annotations()).toEqual([]);
    const role = `arn:aws:iam::${f.server.accountId}:role/annotations`;
    await f.s3.send(
      new UpdateBucketMetadataAnnotationTableConfigurationCommand({
        Bucket,
        AnnotationTableConfiguration: { ConfigurationState: "ENABLED", Role: role },
      }),
    );
    expect((await shown(Bucket)).AnnotationTableConfigurationResult?.Role).toBe(role);
  });
});

describe("the first version of the configuration", () => {
  const create = async (Bucket: string, TableBucketArn: string, TableName: string) =>
    f.s3.send(
      new CreateBucketMetadataTableConfigurationCommand({
        Bucket,
        MetadataTableConfiguration: { S3TablesDestination: { TableBucketArn, TableName } },
      }),
    );

  test("keeps a journal in a customer's table bucket", async () => {
    const Bucket = await newBucket();
    const TableBucketArn = await f.tableBucket();
    await create(Bucket, TableBucketArn, "my_journal");
    const { GetBucketMetadataTableConfigurationResult: result } = await f.s3.send(
      new GetBucketMetadataTableConfigurationCommand({ Bucket }),
    );
    const place = result?.MetadataTableConfigurationResult?.S3TablesDestinationResult;
    expect(result?.Status).toBe("ACTIVE");
    expect(place).toMatchObject({ TableBucketArn, TableName: "my_journal", TableNamespace: "aws_s3_metadata" });
    await put(Bucket, "a");
    expect((await journalOf(Bucket)).map((row) => row["key"])).toEqual(["a"]);
    expect((await shown(Bucket)).DestinationResult?.TableBucketType).toBe("customer");
    const update = f.s3.send(
      new UpdateBucketMetadataInventoryTableConfigurationCommand({
        Bucket,
        InventoryTableConfiguration: { ConfigurationState: "ENABLED" },
      }),
    );
    await expectServiceError(update, { name: "MethodNotAllowed", status: 405 });
    await f.s3.send(new DeleteBucketMetadataTableConfigurationCommand({ Bucket }));
    await create(Bucket, TableBucketArn, "my_journal");
    const again = await f.s3.send(new GetBucketMetadataTableConfigurationCommand({ Bucket }));
    expect(again.GetBucketMetadataTableConfigurationResult).toMatchObject({
      Status: "FAILED",
      Error: { ErrorCode: "TableAlreadyExists" },
    });
  });

  test("fails without its table bucket, and does not show the second version", async () => {
    const Bucket = await newBucket();
    await create(Bucket, `arn:aws:s3tables:${f.server.region}:${f.server.accountId}:bucket/absent`, "my_journal");
    const { GetBucketMetadataTableConfigurationResult: result } = await f.s3.send(
      new GetBucketMetadataTableConfigurationCommand({ Bucket }),
    );
    expect(result).toMatchObject({ Status: "FAILED", Error: { ErrorCode: "TableBucketNotFound" } });
    const second = await newBucket(JOURNAL);
    const refusal = { name: "MethodNotAllowed", status: 405 };
    await expectServiceError(f.s3.send(new GetBucketMetadataTableConfigurationCommand({ Bucket: second })), refusal);
    await expectServiceError(f.s3.send(new DeleteBucketMetadataTableConfigurationCommand({ Bucket: second })), refusal);
  });
});
