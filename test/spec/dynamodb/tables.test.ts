/**
 * Tables through the SDK. Words are AWS's: the API reference, and paritysuite/dynamodb-conformance (tests/tier1 and tests/tier3, read 2026-11-29), which records them.
 */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  paginateListTables,
  PutItemCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dynamo, invalid, keySchema, makeTable, refusal, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamo = await startDynamo();
  ({ client } = dynamo);
});
afterAll(() => dynamo.close());

const BASE: CreateTableCommandInput = {
  TableName: "base",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: keySchema(),
  BillingMode: "PAY_PER_REQUEST",
};
const create = (changes: Partial<CreateTableCommandInput>): Promise<unknown> =>
  client.send(new CreateTableCommand({ ...BASE, ...changes }));
const describeIt = async (TableName: string) => (await client.send(new DescribeTableCommand({ TableName }))).Table;

describe("behaviour", () => {
  test("a table is CREATING in the answer and ACTIVE to whoever asks next, with its ARN, id and keys", async () => {
    const { TableDescription } = await client.send(new CreateTableCommand({ ...BASE, TableName: "one" }));
    expect(TableDescription?.TableStatus).toBe("CREATING");
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: "one" });
    expect(await describeIt("one")).toMatchObject({
      TableName: "one",
      TableStatus: "ACTIVE",
      TableArn: `arn:aws:dynamodb:us-east-1:${dynamo.server.accountId}:table/one`,
      TableId: TableDescription?.TableId,
      KeySchema: keySchema(),
      ItemCount: 0,
      TableSizeBytes: 0,
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      DeletionProtectionEnabled: false,
    });
  });

  test("a provisioned table shows its throughput, and no billing mode", async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    await create({ TableName: "provisioned", BillingMode: "PROVISIONED", ProvisionedThroughput });
    const table = await describeIt("provisioned");
    expect(table?.ProvisionedThroughput).toMatchObject(ProvisionedThroughput);
    expect(table?.BillingModeSummary).toBeUndefined();
  });

  test("items and their bytes are counted", async () => {
    const TableName = await makeTable(client, "pk:S");
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" }, n: { N: "1234" } } }));
    expect(await describeIt(TableName)).toMatchObject({ ItemCount: 1, TableSizeBytes: 2 + 1 + 1 + 3 });
  });

  test("a deleted table is gone with its items, also when it is made again", async () => {
    const TableName = await makeTable(client, "pk:S");
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" } } }));
    const { TableDescription } = await client.send(new DeleteTableCommand({ TableName }));
    expect(TableDescription?.TableStatus).toBe("DELETING");
    await waitUntilTableNotExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
    await create({ TableName });
    expect((await client.send(new GetItemCommand({ TableName, Key: { pk: { S: "a" } } }))).Item).toBeUndefined();
  });

  test("deletion protection stands in the way until it is taken off", async () => {
    await create({ TableName: "kept", DeletionProtectionEnabled: true });
    expect(await refusal(client.send(new DeleteTableCommand({ TableName: "kept" })))).toMatch(
      /^ValidationException: Resource cannot be deleted as it is currently protected against deletion/,
    );
    await client.send(new UpdateTableCommand({ TableName: "kept", DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName: "kept" }));
  });

  test("names are listed in order and in pages", async () => {
    const names: string[] = [];
    for (const name of ["list-c", "list-a", "list-b"]) await create({ TableName: name });
    for await (const page of paginateListTables({ client, pageSize: 1 }, {})) names.push(...(page.TableNames ?? []));
    expect(names.filter((name) => name.startsWith("list-"))).toEqual(["list-a", "list-b", "list-c"]);
    const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: "list-b", Limit: 1 }));
    expect(rest.TableNames?.[0]).toBe("list-c");
  });

  test("tables are one's own in each Region", async () => {
    const { DynamoDBClient: Client } = await import("@aws-sdk/client-dynamodb");
    const elsewhere = new Client({ ...dynamo.server.clientConfig, region: "eu-west-1" });
    await create({ TableName: "here" });
    expect((await elsewhere.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    elsewhere.destroy();
  });

  test("a table may be named by its ARN", async () => {
    const TableName = await makeTable(client, "pk:S");
    const { TableArn } = (await describeIt(TableName)) ?? {};
    await client.send(new PutItemCommand({ TableName: TableArn, Item: { pk: { S: "arn" } } }));
    expect((await client.send(new GetItemCommand({ TableName, Key: { pk: { S: "arn" } } }))).Item).toBeDefined();
  });

  test("billing modes change, and throughput", async () => {
    const TableName = await makeTable(client, "pk:S");
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
    await client.send(new UpdateTableCommand({ TableName, BillingMode: "PROVISIONED", ProvisionedThroughput }));
    expect(await describeIt(TableName)).toMatchObject({
      ProvisionedThroughput,
      BillingModeSummary: { BillingMode: "PROVISIONED" },
    });
    const same = client.send(new UpdateTableCommand({ TableName, ProvisionedThroughput }));
    expect(await refusal(same)).toMatch(
      /^ValidationException: The provisioned throughput for the table will not change/,
    );
  });

  test("tags are set, listed and taken off", async () => {
    await create({ TableName: "tagged", Tags: [{ Key: "a", Value: "1" }] });
    const ResourceArn = (await describeIt("tagged"))?.TableArn;
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a", "x"] }));
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
  });

  test("limits, the endpoint, and that nothing expires", async () => {
    const limits = await client.send(new DescribeLimitsCommand({}));
    expect(limits.TableMaxReadCapacityUnits).toBe(40_000);
    const { Endpoints } = await client.send(new DescribeEndpointsCommand({}));
    expect(Endpoints).toEqual([{ Address: `127.0.0.1:${dynamo.server.port}`, CachePeriodInMinutes: 1440 }]);
    const TableName = await makeTable(client, "pk:S");
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "DISABLED" });
  });
});

describe("errors of CreateTable", () => {
  const pk = { AttributeName: "pk", AttributeType: "S" as const };
  const sk = { AttributeName: "sk", AttributeType: "S" as const };
  const projection = { ProjectionType: "ALL" as const };
  const global = (IndexName: string, ...keys: string[]) => ({
    IndexName,
    KeySchema: keySchema(...keys),
    Projection: projection,
  });

  test.each<[string, Partial<CreateTableCommandInput>, string]>([
    ["no name", { TableName: undefined }, "The parameter 'TableName' is required but was not present in the request"],
    [
      "a name that is too short",
      { TableName: "ab" },
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      "an unknown type of key",
      { KeySchema: [{ AttributeName: "pk", KeyType: "INVALID" as "HASH" }] },
      "1 validation error detected: Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    ],
    [
      "an unknown type of attribute",
      { AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "INVALID" as "S" }] },
      "1 validation error detected: Value 'INVALID' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ],
    [
      "three keys",
      {
        AttributeDefinitions: [pk, sk, { AttributeName: "x", AttributeType: "S" }],
        KeySchema: [...keySchema("pk", "sk"), { AttributeName: "x", KeyType: "RANGE" }],
      },
      "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=x, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      "throughput of an on-demand table",
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    ],
    [
      "no throughput of a provisioned table",
      { BillingMode: undefined },
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    ],
    [
      "one attribute for both keys",
      { KeySchema: keySchema("pk", "pk") },
      "Invalid KeySchema: Some index key attribute have no definition",
    ],
    [
      "a key without definition",
      { KeySchema: keySchema("other") },
      "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [pk]",
    ],
    [
      "a definition without key",
      { AttributeDefinitions: [pk, sk] },
      "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    ],
    [
      "a sort key first",
      { KeySchema: [{ AttributeName: "pk", KeyType: "RANGE" }] },
      "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    ],
    [
      "a local index of a table without sort key",
      {
        AttributeDefinitions: [pk, sk],
        LocalSecondaryIndexes: [{ IndexName: "lsi", KeySchema: keySchema("pk", "sk"), Projection: projection }],
      },
      "One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    ],
    [
      "two indexes of one name",
      {
        AttributeDefinitions: [pk, sk],
        GlobalSecondaryIndexes: [global("same", "sk"), global("same", "sk", "pk")],
      },
      "One or more parameter values were invalid: Duplicate index name: same",
    ],
    [
      "attributes of a projection that takes all",
      {
        AttributeDefinitions: [pk, sk],
        GlobalSecondaryIndexes: [
          { ...global("gsi", "sk"), Projection: { ProjectionType: "KEYS_ONLY", NonKeyAttributes: ["a"] } },
        ],
      },
      "One or more parameter values were invalid: ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
    ],
  ])("%s", async (_what, changes, message) => {
    expect(await refusal(create({ TableName: "wrong", ...changes }))).toBe(invalid(message));
  });

  test("several violations are told together", async () => {
    const wrong = create({
      TableName: "wrong",
      BillingMode: "NEVER" as "PROVISIONED",
      KeySchema: [{ AttributeName: "pk", KeyType: "INVALID" as "HASH" }],
    });
    expect(await refusal(wrong)).toBe(
      invalid(
        "2 validation errors detected: Value 'NEVER' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
      ),
    );
  });

  test("a name that is taken", async () => {
    const TableName = await makeTable(client, "pk:S");
    expect(await refusal(create({ TableName }))).toBe(`ResourceInUseException: Table already exists: ${TableName}`);
  });

  test("what is not there is refused, not taken in silence", async () => {
    const promise = create({
      TableName: "streamed",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    await expect(promise).rejects.toMatchObject({ name: "NotImplemented", $metadata: { httpStatusCode: 501 } });
  });
});

describe("errors of the others", () => {
  test.each([
    ["DescribeTable", () => client.send(new DescribeTableCommand({ TableName: "absent" }))],
    ["DeleteTable", () => client.send(new DeleteTableCommand({ TableName: "absent" }))],
    ["UpdateTable", () => client.send(new UpdateTableCommand({ TableName: "absent", BillingMode: "PAY_PER_REQUEST" }))],
  ])("%s of a table that is not there", async (_name, call) => {
    expect(await refusal(call())).toBe(
      "ResourceNotFoundException: Requested resource not found: Table: absent not found",
    );
  });

  test("UpdateTable without a change", async () => {
    const TableName = await makeTable(client, "pk:S");
    expect(await refusal(client.send(new UpdateTableCommand({ TableName })))).toBe(
      invalid(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
      ),
    );
  });

  test("a limit that is out of bounds", async () => {
    expect(await refusal(client.send(new ListTablesCommand({ Limit: 101 })))).toBe(
      invalid(
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
      ),
    );
  });

  test("tags of what is no table", async () => {
    const call = client.send(new TagResourceCommand({ ResourceArn: "not-an-arn", Tags: [{ Key: "a", Value: "b" }] }));
    expect(await refusal(call)).toBe(invalid("Invalid TableArn: Invalid ResourceArn provided as input not-an-arn"));
  });
});
