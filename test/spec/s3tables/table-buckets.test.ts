/** Table buckets and namespaces, their policies, encryption and tags. Refusals' words: getmoto/moto test_s3tables where it has them. */
import {
  CreateNamespaceCommand,
  CreateTableBucketCommand,
  DeleteNamespaceCommand,
  DeleteTableBucketCommand,
  DeleteTableBucketEncryptionCommand,
  DeleteTableBucketPolicyCommand,
  GetNamespaceCommand,
  GetTableBucketCommand,
  GetTableBucketEncryptionCommand,
  GetTableBucketPolicyCommand,
  GetTableBucketStorageClassCommand,
  ListNamespacesCommand,
  ListTableBucketsCommand,
  ListTagsForResourceCommand,
  PutTableBucketEncryptionCommand,
  PutTableBucketMaintenanceConfigurationCommand,
  PutTableBucketPolicyCommand,
  PutTableBucketStorageClassCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-s3tables";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { type Fixture, startFixture } from "./fixture.ts";

let f: Fixture;
beforeAll(async () => {
  f = await startFixture();
});
afterAll(() => f.close());

const KEY = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab";

describe("table buckets", () => {
  test("are made, shown and deleted", async () => {
    const { arn = "" } = await f.tables.send(new CreateTableBucketCommand({ name: "first-bucket" }));
    expect(arn).toBe(`arn:aws:s3tables:${f.server.region}:${f.server.accountId}:bucket/first-bucket`);
    const shown = await f.tables.send(new GetTableBucketCommand({ tableBucketARN: arn }));
    expect(shown).toMatchObject({ arn, name: "first-bucket", ownerAccountId: f.server.accountId, type: "customer" });
    expect(shown.createdAt).toBeInstanceOf(Date);
    await f.tables.send(new DeleteTableBucketCommand({ tableBucketARN: arn }));
    const again = f.tables.send(new GetTableBucketCommand({ tableBucketARN: arn }));
    await expectServiceError(again, {
      name: "NotFoundException",
      status: 404,
      message: "The specified bucket does not exist.",
    });
  });

  test("have a name of their own in the account and Region", async () => {
    await f.tables.send(new CreateTableBucketCommand({ name: "taken-bucket" }));
    const again = f.tables.send(new CreateTableBucketCommand({ name: "taken-bucket" }));
    await expectServiceError(again, {
      name: "ConflictException",
      status: 409,
      message: /already exists, and you own it/,
    });
  });

  test.each([
    "ab",
    "Upper-case",
    "under_score",
    "with.dot",
    "-dash",
    "aws-mine",
    "xn--name",
    "name--table-s3",
    "a".repeat(64),
  ])("the name %s is refused", async (name) => {
    const call = f.tables.send(new CreateTableBucketCommand({ name }));
    await expectServiceError(call, { name: "BadRequestException", status: 400 });
  });

  test("are listed by name, in pages, by prefix", async () => {
    const quiet = await startFixture();
    for (const name of ["b-one", "a-two", "a-one"]) await quiet.tables.send(new CreateTableBucketCommand({ name }));
    const first = await quiet.tables.send(new ListTableBucketsCommand({ maxBuckets: 2 }));
    expect(first.tableBuckets?.map(({ name }) => name)).toEqual(["a-one", "a-two"]);
    const { continuationToken } = first;
    const second = await quiet.tables.send(new ListTableBucketsCommand({ maxBuckets: 2, continuationToken }));
    expect(second.tableBuckets?.map(({ name }) => name)).toEqual(["b-one"]);
    expect(second.continuationToken).toBeUndefined();
    const some = await quiet.tables.send(new ListTableBucketsCommand({ prefix: "a-", maxBuckets: 2 }));
    expect(some.tableBuckets?.map(({ name }) => name)).toEqual(["a-one", "a-two"]);
    expect(some.continuationToken).toBeUndefined();
    await expectServiceError(quiet.tables.send(new ListTableBucketsCommand({ continuationToken: "nonsense" })), {
      name: "BadRequestException",
      status: 400,
    });
    await quiet.close();
  });

  test("an account has ten of them in a Region", async () => {
    const quiet = await startFixture();
    for (let index = 0; index < 10; index++) await quiet.freshTableBucket();
    await expectServiceError(quiet.freshTableBucket(), { name: "ConflictException", status: 409 });
    await quiet.close();
  });

  test("have an encryption setting, and none at first", async () => {
    const tableBucketARN = await f.freshTableBucket();
    const get = () => f.tables.send(new GetTableBucketEncryptionCommand({ tableBucketARN }));
    await expectServiceError(get(), { name: "NotFoundException", status: 404 });
    const encryptionConfiguration = { sseAlgorithm: "aws:kms", kmsKeyArn: KEY } as const;
    await f.tables.send(new PutTableBucketEncryptionCommand({ tableBucketARN, encryptionConfiguration }));
    expect((await get()).encryptionConfiguration).toEqual(encryptionConfiguration);
    await f.tables.send(new DeleteTableBucketEncryptionCommand({ tableBucketARN }));
    await expectServiceError(get(), { name: "NotFoundException", status: 404 });
    const without = { sseAlgorithm: "aws:kms" } as const;
    const refused = f.tables.send(
      new PutTableBucketEncryptionCommand({ tableBucketARN, encryptionConfiguration: without }),
    );
    await expectServiceError(refused, { name: "BadRequestException", status: 400 });
  });

  test("have a policy, and none at first", async () => {
    const tableBucketARN = await f.freshTableBucket();
    const get = () => f.tables.send(new GetTableBucketPolicyCommand({ tableBucketARN }));
    await expectServiceError(get(), { name: "NotFoundException", status: 404 });
    const statement = { Effect: "Allow", Principal: "*", Action: "s3tables:GetTable", Resource: `${tableBucketARN}/*` };
    const resourcePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await f.tables.send(new PutTableBucketPolicyCommand({ tableBucketARN, resourcePolicy }));
    expect((await get()).resourcePolicy).toBe(resourcePolicy);
    await f.tables.send(new DeleteTableBucketPolicyCommand({ tableBucketARN }));
    await expectServiceError(get(), { name: "NotFoundException", status: 404 });
    const broken = f.tables.send(new PutTableBucketPolicyCommand({ tableBucketARN, resourcePolicy: "{}" }));
    await expectServiceError(broken, { name: "BadRequestException", status: 400 });
  });

  test("have tags", async () => {
    const { arn: resourceArn = "" } = await f.tables.send(
      new CreateTableBucketCommand({ name: "tagged-bucket", tags: { team: "data", stage: "raw" } }),
    );
    await f.tables.send(new TagResourceCommand({ resourceArn, tags: { stage: "curated" } }));
    await f.tables.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team", "absent"] }));
    const { tags } = await f.tables.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ stage: "curated" });
  });

  test("have one storage class", async () => {
    const tableBucketARN = await f.freshTableBucket();
    const storageClass = "INTELLIGENT_TIERING" as const;
    const put = f.tables.send(
      new PutTableBucketStorageClassCommand({ tableBucketARN, storageClassConfiguration: { storageClass } }),
    );
    await expectServiceError(put, { name: "NotImplemented", status: 501 });
    const { storageClassConfiguration } = await f.tables.send(
      new GetTableBucketStorageClassCommand({ tableBucketARN }),
    );
    expect(storageClassConfiguration).toEqual({ storageClass: "STANDARD" });
  });

  test("maintenance that nobody does is not promised", async () => {
    const tableBucketARN = await f.freshTableBucket();
    const put = f.tables.send(
      new PutTableBucketMaintenanceConfigurationCommand({
        tableBucketARN,
        type: "icebergUnreferencedFileRemoval",
        value: { status: "enabled" },
      }),
    );
    await expectServiceError(put, { name: "NotImplemented", status: 501 });
  });
});

describe("namespaces", () => {
  test("are made, shown, listed and deleted", async () => {
    const tableBucketARN = await f.freshTableBucket();
    const made = await f.tables.send(new CreateNamespaceCommand({ tableBucketARN, namespace: ["sales"] }));
    expect(made.namespace).toEqual(["sales"]);
    await f.namespace(tableBucketARN, "archive");
    const shown = await f.tables.send(new GetNamespaceCommand({ tableBucketARN, namespace: "sales" }));
    expect(shown).toMatchObject({
      namespace: ["sales"],
      createdBy: f.server.accountId,
      ownerAccountId: f.server.accountId,
    });
    const listed = await f.tables.send(new ListNamespacesCommand({ tableBucketARN }));
    expect(listed.namespaces?.map(({ namespace }) => namespace)).toEqual([["archive"], ["sales"]]);
    await expectServiceError(f.tables.send(new DeleteTableBucketCommand({ tableBucketARN })), {
      name: "ConflictException",
      status: 409,
      message: "The bucket that you tried to delete is not empty.",
    });
    await f.tables.send(new DeleteNamespaceCommand({ tableBucketARN, namespace: "sales" }));
    await expectServiceError(f.tables.send(new GetNamespaceCommand({ tableBucketARN, namespace: "sales" })), {
      name: "NotFoundException",
      status: 404,
      message: "The specified namespace does not exist.",
    });
  });

  test.each([["Upper"], ["with-dash"], ["_first"], ["aws_mine"]])("the name %s is refused", async (name) => {
    const tableBucketARN = await f.tableBucket();
    const call = f.tables.send(new CreateNamespaceCommand({ tableBucketARN, namespace: [name] }));
    await expectServiceError(call, { name: "BadRequestException", status: 400 });
  });

  test("one that is there is a conflict, one with tables stays", async () => {
    const { tableBucketARN, namespace } = await f.table();
    const again = f.tables.send(new CreateNamespaceCommand({ tableBucketARN, namespace: [namespace] }));
    await expectServiceError(again, {
      name: "ConflictException",
      status: 409,
      message: /identical name already exists/,
    });
    const gone = f.tables.send(new DeleteNamespaceCommand({ tableBucketARN, namespace }));
    await expectServiceError(gone, { name: "ConflictException", status: 409, message: /not empty/ });
  });
});
