/** Tables: made, found, renamed, committed to and deleted; their files; who may do what. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DeleteTablePolicyCommand,
  GetTableCommand,
  GetTableEncryptionCommand,
  GetTableMetadataLocationCommand,
  GetTablePolicyCommand,
  GetTableStorageClassCommand,
  ListTablesCommand,
  PutTableBucketEncryptionCommand,
  PutTableBucketPolicyCommand,
  PutTablePolicyCommand,
  RenameTableCommand,
  TagResourceCommand,
  UpdateTableMetadataLocationCommand,
} from "@aws-sdk/client-s3tables";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type Fixture, type NewTable, SCHEMA, startFixture } from "./fixture.ts";

let f: Fixture;
beforeAll(async () => {
  f = await startFixture();
});
afterAll(() => f.close());

const named = ({ tableBucketARN, namespace, name }: NewTable) => ({ tableBucketARN, namespace, name });
const locationOf = (table: NewTable) => f.tables.send(new GetTableMetadataLocationCommand(named(table)));
const warehouseOf = async (table: NewTable): Promise<string> =>
  ((await locationOf(table)).warehouseLocation ?? "").slice("s3://".length);
const put = (Bucket: string, Key: string, Body = "{}") => f.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

describe("tables", () => {
  test("are made with a warehouse, and without a schema have no metadata", async () => {
    const table = await f.table();
    expect(table.tableARN).toMatch(/:bucket\/lake-\d+\/table\/[0-9a-f-]{36}$/);
    const shown = await f.tables.send(new GetTableCommand(named(table)));
    expect(shown).toMatchObject({
      name: table.name,
      namespace: [table.namespace],
      tableARN: table.tableARN,
      type: "customer",
      format: "ICEBERG",
      versionToken: table.versionToken,
      createdBy: f.server.accountId,
      ownerAccountId: f.server.accountId,
    });
    expect(shown.metadataLocation).toBeUndefined();
    expect(shown.warehouseLocation).toMatch(/^s3:\/\/[a-z0-9-]+--table-s3$/);
    expect(await f.tables.send(new GetTableCommand({ tableArn: table.tableARN }))).toMatchObject({ name: table.name });
  });

  test("with a schema are empty Iceberg tables", async () => {
    const table = await f.table({ metadata: SCHEMA });
    const { metadataLocation = "", warehouseLocation, versionToken } = await locationOf(table);
    expect(versionToken).toBe(table.versionToken);
    const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(metadataLocation) ?? [];
    expect(Key).toMatch(/^metadata\/00000-.+\.metadata\.json$/);
    const { Body } = await f.s3.send(new GetObjectCommand({ Bucket, Key }));
    const metadata = JSON.parse((await Body?.transformToString()) ?? "") as Record<string, unknown>;
    expect(metadata).toMatchObject({ "format-version": 2, location: warehouseLocation, "last-column-id": 2 });
    expect(metadata["schemas"]).toEqual([
      {
        type: "struct",
        "schema-id": 0,
        fields: [
          { id: 1, name: "id", type: "long", required: true },
          { id: 2, name: "note", type: "string", required: false },
        ],
      },
    ]);
  });

  test("take nested schemas, partitions, orders and properties", async () => {
    const table = await f.table({
      metadata: {
        iceberg: {
          schemaV2: {
            type: "struct",
            fields: [
              { id: 1, name: "at", type: "timestamptz", required: true },
              {
                id: 2,
                name: "tags",
                type: {
                  type: "map",
                  "key-id": 3,
                  key: "string",
                  "value-id": 4,
                  value: "string",
                  "value-required": false,
                },
                required: false,
              },
            ],
          },
          partitionSpec: { fields: [{ sourceId: 1, transform: "day", name: "at_day" }] },
          writeOrder: {
            orderId: 1,
            fields: [{ sourceId: 1, transform: "identity", direction: "asc", nullOrder: "nulls-first" }],
          },
          properties: { "write.parquet.compression-codec": "zstd" },
        },
      },
    });
    const { metadataLocation = "" } = await locationOf(table);
    const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(metadataLocation) ?? [];
    const { Body } = await f.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(JSON.parse((await Body?.transformToString()) ?? "")).toMatchObject({
      "last-column-id": 4,
      "partition-specs": [
        { "spec-id": 0, fields: [{ "source-id": 1, "field-id": 1000, name: "at_day", transform: "day" }] },
      ],
      "last-partition-id": 1000,
      "sort-orders": [{ "order-id": 1, fields: [{ "source-id": 1, direction: "asc" }] }],
      properties: { "write.parquet.compression-codec": "zstd" },
    });
  });

  test.each([
    ["an unknown type", { fields: [{ name: "a", type: "text" }] }],
    ["no fields", { fields: [] }],
    [
      "a name twice",
      {
        fields: [
          { name: "a", type: "int" },
          { name: "a", type: "int" },
        ],
      },
    ],
  ])("a schema with %s is refused and leaves nothing", async (_, schema) => {
    const tableBucketARN = await f.tableBucket();
    const namespace = await f.namespace(tableBucketARN);
    const call = f.table({ tableBucketARN, namespace, name: "broken", metadata: { iceberg: { schema } } });
    await expectServiceError(call, { name: "BadRequestException", status: 400 });
    const { tables } = await f.tables.send(new ListTablesCommand({ tableBucketARN, namespace }));
    expect(tables).toEqual([]);
  });

  test("have a name of their own in a namespace that is there", async () => {
    const table = await f.table();
    await expectServiceError(f.table(named(table)), {
      name: "ConflictException",
      status: 409,
      message: "A table with an identical name already exists in the namespace.",
    });
    const elsewhere = f.tables.send(
      new CreateTableCommand({ ...named(table), namespace: "absent", format: "ICEBERG" }),
    );
    await expectServiceError(elsewhere, {
      name: "NotFoundException",
      status: 404,
      message: "The specified namespace does not exist.",
    });
    const misnamed = f.tables.send(new CreateTableCommand({ ...named(table), name: "No-Name", format: "ICEBERG" }));
    await expectServiceError(misnamed, {
      name: "BadRequestException",
      status: 400,
      message: "The specified table name is not valid.",
    });
  });

  test("are listed by namespace and name, in pages", async () => {
    const tableBucketARN = await f.freshTableBucket();
    const [one, two] = [await f.namespace(tableBucketARN, "one"), await f.namespace(tableBucketARN, "two")];
    for (const name of ["b", "a"]) await f.table({ tableBucketARN, namespace: one, name });
    await f.table({ tableBucketARN, namespace: two, name: "a" });
    const all: string[] = [];
    let continuationToken: string | undefined;
    do {
      const page = await f.tables.send(new ListTablesCommand({ tableBucketARN, maxTables: 1, continuationToken }));
      all.push(...(page.tables ?? []).map(({ namespace, name }) => `${namespace?.join(".")}.${name}`));
      ({ continuationToken } = page);
    } while (continuationToken !== undefined);
    expect(all).toEqual(["one.a", "one.b", "two.a"]);
    const some = await f.tables.send(new ListTablesCommand({ tableBucketARN, namespace: "two", prefix: "a" }));
    expect(some.tables?.length).toBe(1);
  });

  test("are renamed, within the table bucket, by who knows their state", async () => {
    const table = await f.table();
    const other = await f.namespace(table.tableBucketARN);
    const rename = (more: object) => f.tables.send(new RenameTableCommand({ ...named(table), ...more }));
    await expectServiceError(rename({}), { name: "BadRequestException", status: 400 });
    await expectServiceError(rename({ newName: "b", versionToken: "old" }), { name: "ConflictException", status: 409 });
    await expectServiceError(rename({ newNamespaceName: "absent" }), { name: "NotFoundException", status: 404 });
    await rename({ newNamespaceName: other, newName: "moved", versionToken: table.versionToken });
    const moved = { ...table, namespace: other, name: "moved" };
    const shown = await f.tables.send(new GetTableCommand(named(moved)));
    expect(shown.tableARN).toBe(table.tableARN);
    expect(shown.versionToken).not.toBe(table.versionToken);
    expect(await f.tables.send(new GetTableCommand({ tableArn: table.tableARN }))).toMatchObject({ name: "moved" });
    await expectServiceError(f.tables.send(new GetTableCommand(named(table))), {
      name: "NotFoundException",
      status: 404,
    });
  });

  test("are committed to by one of those who saw the same state", async () => {
    const table = await f.table({ metadata: SCHEMA });
    const Bucket = await warehouseOf(table);
    const writers = Array.from({ length: 8 }, (_, index) => `metadata/00001-${index}.metadata.json`);
    for (const Key of writers) await put(Bucket, Key);
    const commits = await Promise.allSettled(
      writers.map((key) =>
        f.tables.send(
          new UpdateTableMetadataLocationCommand({
            ...named(table),
            versionToken: table.versionToken,
            metadataLocation: `s3://${Bucket}/${key}`,
          }),
        ),
      ),
    );
    const won = commits.filter(({ status }) => status === "fulfilled");
    expect(won.length).toBe(1);
    for (const commit of commits)
      if (commit.status === "rejected") expect((commit.reason as Error).name).toBe("ConflictException");
    const [first] = won;
    const value = first?.status === "fulfilled" ? first.value : undefined;
    expect(await locationOf(table)).toMatchObject({
      metadataLocation: value?.metadataLocation,
      versionToken: value?.versionToken,
    });
  });

  test.each([
    ["in another bucket", () => "s3://somewhere-else/metadata/1.metadata.json"],
    ["that is not there", (bucket: string) => `s3://${bucket}/metadata/absent.metadata.json`],
    ["beside the warehouse", (bucket: string) => `s3://${bucket}x/metadata/1.metadata.json`],
  ])("a metadata file %s is refused", async (_, location) => {
    const table = await f.table();
    const metadataLocation = location(await warehouseOf(table));
    const { versionToken } = table;
    const call = f.tables.send(
      new UpdateTableMetadataLocationCommand({ ...named(table), versionToken, metadataLocation }),
    );
    await expectServiceError(call, {
      name: "BadRequestException",
      status: 400,
      message: "The specified metadata location is not valid.",
    });
  });

  test("are deleted with their files", async () => {
    const table = await f.table({ metadata: SCHEMA });
    const Bucket = await warehouseOf(table);
    await put(Bucket, "data/one.parquet", "bytes");
    const old = f.tables.send(new DeleteTableCommand({ ...named(table), versionToken: "old" }));
    await expectServiceError(old, { name: "ConflictException", status: 409, message: /version token/ });
    await f.tables.send(new DeleteTableCommand({ ...named(table), versionToken: table.versionToken }));
    await expectServiceError(f.tables.send(new GetTableCommand(named(table))), {
      name: "NotFoundException",
      status: 404,
    });
    await vi.waitFor(() =>
      expectServiceError(f.s3.send(new GetObjectCommand({ Bucket, Key: "data/one.parquet" })), {
        name: "NoSuchBucket",
        status: 404,
      }),
    );
  });

  test("are sealed as they ask, or as their table bucket says", async () => {
    const kmsKeyArn = `arn:aws:kms:${f.server.region}:${f.server.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    const encryptionConfiguration = { sseAlgorithm: "aws:kms", kmsKeyArn } as const;
    const encryptionOf = async (table: NewTable) =>
      (await f.tables.send(new GetTableEncryptionCommand(named(table)))).encryptionConfiguration;
    const plain = await f.table({ tableBucketARN: await f.freshTableBucket() });
    expect(await encryptionOf(plain)).toEqual({ sseAlgorithm: "AES256" });
    await f.tables.send(
      new PutTableBucketEncryptionCommand({ tableBucketARN: plain.tableBucketARN, encryptionConfiguration }),
    );
    expect(await encryptionOf(plain)).toEqual({ sseAlgorithm: "AES256" });
    expect(await encryptionOf(await f.table({ ...named(plain), name: "sealed" }))).toEqual(encryptionConfiguration);
    const asked = await f.table({ ...named(plain), name: "own", encryptionConfiguration: { sseAlgorithm: "AES256" } });
    expect(await encryptionOf(asked)).toEqual({ sseAlgorithm: "AES256" });
    const { storageClassConfiguration } = await f.tables.send(new GetTableStorageClassCommand(named(asked)));
    expect(storageClassConfiguration?.storageClass).toBe("STANDARD");
  });
});

describe("warehouses", () => {
  test("are read and written with S3's own operations, in parts too", async () => {
    const Bucket = await warehouseOf(await f.table());
    await put(Bucket, "data/small.parquet", "small");
    const head = await f.s3.send(new HeadObjectCommand({ Bucket, Key: "data/small.parquet" }));
    expect(head.ContentLength).toBe(5);
    const Key = "data/large.parquet";
    const { UploadId } = await f.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const { ETag } = await f.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "part" }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await f.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    const { Body } = await f.s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=1-2" }));
    expect(await Body?.transformToString()).toBe("ar");
  });

  test("are not listed, and nothing in them is listed or deleted", async () => {
    const Bucket = await warehouseOf(await f.table());
    await put(Bucket, "data/one.parquet");
    const { Buckets = [] } = await f.s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).not.toContain(Bucket);
    const refusal = { name: "MethodNotAllowed", status: 405 };
    await expectServiceError(f.s3.send(new ListObjectsV2Command({ Bucket })), refusal);
    await expectServiceError(f.s3.send(new DeleteObjectCommand({ Bucket, Key: "data/one.parquet" })), refusal);
    await expectServiceError(f.s3.send(new GetBucketPolicyCommand({ Bucket })), refusal);
    await expectServiceError(f.s3.send(new CreateBucketCommand({ Bucket: "mine--table-s3" })), {
      name: "InvalidBucketName",
      status: 400,
    });
  });
});

describe("permissions", () => {
  const PERMITTED = { Effect: "Allow", Resource: "*" };

  test("S3's own actions open no warehouse, those of S3 Tables do", async () => {
    const table = await f.table({ metadata: SCHEMA });
    const { metadataLocation = "" } = await locationOf(table);
    const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(metadataLocation) ?? [];
    const stranger = await f.user([{ ...PERMITTED, Action: "s3:*" }]);
    const denied = {
      name: "AccessDenied",
      status: 403,
      message: new RegExp(`s3tables:GetTableData on resource: "?${table.tableARN}`),
    };
    await expectServiceError(stranger.s3.send(new GetObjectCommand({ Bucket, Key })), denied);
    await f.s3.send(new CreateBucketCommand({ Bucket: "copies-of-tables" }));
    const copy = { Bucket: "copies-of-tables", Key: "copy", CopySource: `${Bucket}/${Key}` };
    await expectServiceError(stranger.s3.send(new CopyObjectCommand(copy)), denied);
    const reader = await f.user([{ Effect: "Allow", Action: "s3tables:GetTableData", Resource: table.tableARN }]);
    await reader.s3.send(new GetObjectCommand({ Bucket, Key }));
    const write = reader.s3.send(new PutObjectCommand({ Bucket, Key: "data/x", Body: "x" }));
    await expectServiceError(write, { name: "AccessDenied", status: 403, message: /s3tables:PutTableData/ });
  });

  test("name tables by their ids, and by namespace and name as conditions", async () => {
    const [mine, other] = [await f.table({ name: "mine" }), await f.table({ name: "other" })];
    const byArn = await f.user([{ Effect: "Allow", Action: "s3tables:GetTable", Resource: mine.tableARN }]);
    await byArn.tables.send(new GetTableCommand(named(mine)));
    const denied = { name: "AccessDeniedException", status: 403 };
    await expectServiceError(byArn.tables.send(new GetTableCommand(named(other))), denied);
    const Condition = { StringEquals: { "s3tables:tableName": "other" } };
    const byName = await f.user([{ ...PERMITTED, Action: "s3tables:GetTable", Condition }]);
    await byName.tables.send(new GetTableCommand({ tableArn: other.tableARN }));
    await byName.tables.send(new GetTableCommand(named(other)));
    await expectServiceError(byName.tables.send(new GetTableCommand({ tableArn: mine.tableARN })), denied);
  });

  test("are given by policies of the table bucket and of the table, and taken by tags", async () => {
    const table = await f.table({ tableBucketARN: await f.freshTableBucket() });
    const nobody = await f.user([
      {
        Effect: "Deny",
        Action: "s3tables:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/stage": "secret" } },
      },
    ]);
    const get = () => nobody.tables.send(new GetTableCommand(named(table)));
    const locate = () => nobody.tables.send(new GetTableMetadataLocationCommand(named(table)));
    const denied = { name: "AccessDeniedException", status: 403 };
    await expectServiceError(get(), denied);
    const policy = (Action: string, Resource: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: { AWS: f.server.accountId }, Action, Resource },
      });
    const anyone = (Action: string, Resource: string) =>
      policy(Action, Resource).replace(`{"AWS":"${f.server.accountId}"}`, '"*"');
    await f.tables.send(
      new PutTableBucketPolicyCommand({
        tableBucketARN: table.tableBucketARN,
        resourcePolicy: anyone("s3tables:GetTable", `${table.tableBucketARN}/*`),
      }),
    );
    await get();
    await expectServiceError(locate(), denied);
    const resourcePolicy = anyone("s3tables:GetTableMetadataLocation", table.tableARN);
    await f.tables.send(new PutTablePolicyCommand({ ...named(table), resourcePolicy }));
    await locate();
    await get();
    expect((await f.tables.send(new GetTablePolicyCommand(named(table)))).resourcePolicy).toBe(resourcePolicy);
    await f.tables.send(new DeleteTablePolicyCommand(named(table)));
    await expectServiceError(f.tables.send(new GetTablePolicyCommand(named(table))), {
      name: "NotFoundException",
      status: 404,
    });
    await expectServiceError(locate(), denied);
    await f.tables.send(new TagResourceCommand({ resourceArn: table.tableARN, tags: { stage: "secret" } }));
    await expectServiceError(get(), denied);
  });
});
