/** Local and global indexes: what they hold, what they answer, how they come and go. Words are AWS's, recorded in paritysuite/dynamodb-conformance (read 2026-11-29). */
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateQuery,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dynamo, invalid, type Item, keySchema, makeTable, putAll, refusal, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamo = await startDynamo();
  ({ client } = dynamo);
});
afterAll(() => dynamo.close());

/** A local index by `l` with `inc`, a global one by `g` with keys only, one by `g` and `n` with everything. */
const indexed = (): Promise<string> =>
  makeTable(client, "pk:S sk:S", {
    AttributeDefinitions: [
      { AttributeName: "l", AttributeType: "S" },
      { AttributeName: "g", AttributeType: "S" },
      { AttributeName: "n", AttributeType: "N" },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "local",
        KeySchema: keySchema("pk", "l"),
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["inc"] },
      },
    ],
    GlobalSecondaryIndexes: [
      { IndexName: "keys", KeySchema: keySchema("g"), Projection: { ProjectionType: "KEYS_ONLY" } },
      { IndexName: "all", KeySchema: keySchema("g", "n"), Projection: { ProjectionType: "ALL" } },
    ],
  });

const ITEM: Item = {
  pk: { S: "p" },
  sk: { S: "1" },
  l: { S: "l1" },
  g: { S: "g1" },
  n: { N: "7" },
  inc: { S: "i" },
  extra: { S: "o" },
};

const query = async (TableName: string, IndexName: string, more: Partial<QueryCommandInput> = {}) =>
  client.send(
    new QueryCommand({
      TableName,
      IndexName,
      KeyConditionExpression: IndexName === "local" ? "pk = :v" : "g = :v",
      ExpressionAttributeValues: { ":v": { S: IndexName === "local" ? "p" : "g1" } },
      ...more,
    }),
  );

/** Every index holds just what the table's items say. */
async function expectConsistent(TableName: string): Promise<void> {
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName }));
  const byKey = (rows: readonly Item[]) => rows.map(({ pk, sk }) => `${pk?.S}/${sk?.S}`).toSorted();
  const scan = async (IndexName: string) => (await client.send(new ScanCommand({ TableName, IndexName }))).Items ?? [];
  expect(byKey(await scan("local"))).toEqual(byKey(items.filter(({ l }) => l !== undefined)));
  expect(byKey(await scan("keys"))).toEqual(byKey(items.filter(({ g }) => g !== undefined)));
  const full = items.filter(({ g, n }) => g !== undefined && n !== undefined);
  const order = (rows: readonly Item[]) => rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
  expect(order(await scan("all"))).toEqual(order(full));
}

describe("what an index holds", () => {
  test("its projection of items that have its keys", async () => {
    const table = await indexed();
    await putAll(client, table, [ITEM, { pk: { S: "p" }, sk: { S: "2" }, g: { S: "g1" } }]);
    const { pk, sk, l, g, inc } = ITEM;
    expect((await query(table, "local")).Items).toEqual([{ pk, sk, l, inc }]);
    expect((await query(table, "keys")).Items).toHaveLength(2);
    expect((await query(table, "keys")).Items).toContainEqual({ pk, sk, g });
    expect((await query(table, "all")).Items).toEqual([ITEM]);
    await expectConsistent(table);
  });

  test("puts, updates and deletes move it along", async () => {
    const table = await indexed();
    await putAll(client, table, [ITEM]);
    const Key = { pk: { S: "p" }, sk: { S: "1" } };
    const update = (UpdateExpression: string, values?: Item) =>
      client.send(
        new UpdateItemCommand({ TableName: table, Key, UpdateExpression, ExpressionAttributeValues: values }),
      );
    await update("SET n = :n", { ":n": { N: "8" } });
    expect((await query(table, "all")).Items).toEqual([{ ...ITEM, n: { N: "8" } }]);
    await update("REMOVE n");
    expect((await query(table, "all")).Count).toBe(0);
    expect((await query(table, "keys")).Count).toBe(1);
    await update("SET g = :g", { ":g": { S: "g2" } });
    expect((await query(table, "keys")).Count).toBe(0);
    await expectConsistent(table);
    await putAll(client, table, [ITEM]);
    await expectConsistent(table);
    await client.send(new DeleteItemCommand({ TableName: table, Key }));
    for (const index of ["local", "keys", "all"]) expect((await query(table, index)).Count).toBe(0);
  });

  test("equal keys are ordered and paged by the table's keys", async () => {
    const table = await indexed();
    const items = Array.from({ length: 11 }, (_, n): Item => ({
      pk: { S: `p${n % 3}` },
      sk: { S: String(n) },
      g: { S: "g1" },
      n: { N: String(n % 2) },
    }));
    await putAll(client, table, items);
    for (const ScanIndexForward of [true, false]) {
      const seen: Item[] = [];
      const input = {
        TableName: table,
        IndexName: "all",
        KeyConditionExpression: "g = :v",
        ExpressionAttributeValues: { ":v": { S: "g1" } },
      };
      for await (const page of paginateQuery({ client, pageSize: 2 }, { ...input, ScanIndexForward })) {
        seen.push(...(page.Items ?? []));
        if (page.LastEvaluatedKey !== undefined)
          expect(Object.keys(page.LastEvaluatedKey).toSorted()).toEqual(["g", "n", "pk", "sk"]);
      }
      expect(seen).toHaveLength(11);
      const numbers = seen.map(({ n }) => Number(n?.N));
      expect(numbers).toEqual(numbers.toSorted((a, b) => (ScanIndexForward ? a - b : b - a)));
    }
  });

  test("capacity is told by index, and an entry that stays as it is costs nothing", async () => {
    const table = await indexed();
    const put = async (item: Item) =>
      (await client.send(new PutItemCommand({ TableName: table, Item: item, ReturnConsumedCapacity: "INDEXES" })))
        .ConsumedCapacity;
    expect(await put(ITEM)).toEqual({
      TableName: table,
      CapacityUnits: 4,
      Table: { CapacityUnits: 1 },
      LocalSecondaryIndexes: { local: { CapacityUnits: 1 } },
      GlobalSecondaryIndexes: { keys: { CapacityUnits: 1 }, all: { CapacityUnits: 1 } },
    });
    expect(await put({ ...ITEM, extra: { S: "changed" } })).toMatchObject({
      CapacityUnits: 2,
      GlobalSecondaryIndexes: { all: { CapacityUnits: 1 } },
    });
    // A key that changes costs a removal and a write.
    expect(await put({ ...ITEM, extra: { S: "changed" }, n: { N: "8" } })).toMatchObject({
      GlobalSecondaryIndexes: { all: { CapacityUnits: 2 } },
    });
  });

  test("the size of a collection is told where there are local indexes", async () => {
    const table = await indexed();
    const put = (item: Item) =>
      client.send(new PutItemCommand({ TableName: table, Item: item, ReturnItemCollectionMetrics: "SIZE" }));
    expect((await put(ITEM)).ItemCollectionMetrics).toEqual({
      ItemCollectionKey: { pk: { S: "p" } },
      SizeEstimateRangeGB: [0, 1],
    });
    const plain = await makeTable(client, "pk:S");
    const answer = await client.send(
      new PutItemCommand({ TableName: plain, Item: { pk: { S: "a" } }, ReturnItemCollectionMetrics: "SIZE" }),
    );
    expect(answer.ItemCollectionMetrics).toBeUndefined();
  });
});

describe("what can be asked of an index", () => {
  test("a local one reads the table for what it does not hold", async () => {
    const table = await indexed();
    await putAll(client, table, [ITEM]);
    expect((await query(table, "local", { Select: "ALL_ATTRIBUTES" })).Items).toEqual([ITEM]);
    const part = await query(table, "local", { ProjectionExpression: "extra", ConsistentRead: true });
    expect(part.Items).toEqual([{ extra: { S: "o" } }]);
  });

  test.each<[string, Partial<QueryCommandInput>, string]>([
    ["consistent reads", { ConsistentRead: true }, "Consistent reads are not supported on global secondary indexes"],
    [
      "all attributes of one that has not all",
      { Select: "ALL_ATTRIBUTES" },
      "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index keys because its projection type is not ALL",
    ],
    [
      "attributes that it does not hold (assumed: the words)",
      { ProjectionExpression: "extra, pk" },
      "One or more parameter values were invalid: Global secondary index keys does not project [extra]",
    ],
  ])("a global one refuses %s", async (_what, more, message) => {
    const table = await indexed();
    expect(await refusal(query(table, "keys", more))).toBe(invalid(message));
  });
});

describe("keys of indexes", () => {
  const put = (TableName: string, item: Item) => refusal(client.send(new PutItemCommand({ TableName, Item: item })));

  test("a value of another type, and an empty one, are refused", async () => {
    const table = await indexed();
    expect(await put(table, { ...ITEM, n: { S: "7" } })).toBe(
      invalid(
        "One or more parameter values were invalid: Type mismatch for Index Key n Expected: N Actual: S IndexName: all",
      ),
    );
    expect(await put(table, { ...ITEM, l: { S: "" } })).toBe(
      invalid(
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: local, IndexKey: l",
      ),
    );
  });

  test("an update may not lead into one", async () => {
    const table = await indexed();
    const update = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: "p" }, sk: { S: "1" } },
      UpdateExpression: "SET l.x = :v",
      ExpressionAttributeValues: { ":v": { S: "x" } },
    });
    expect(await refusal(client.send(update))).toBe(
      invalid(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: l",
      ),
    );
  });
});

describe("keys of several attributes", () => {
  test("a global index takes up to four of each, asked for from the first on", async () => {
    const TableName = "several";
    const names = ["a", "b", "c", "d"];
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", ...names].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: keySchema(),
        GlobalSecondaryIndexes: [
          {
            IndexName: "multi",
            KeySchema: [
              { AttributeName: "a", KeyType: "HASH" },
              { AttributeName: "b", KeyType: "HASH" },
              { AttributeName: "c", KeyType: "RANGE" },
              { AttributeName: "d", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
    const item = (pk: string, ...values: string[]): Item =>
      Object.fromEntries([["pk", { S: pk }], ...values.map((S, at) => [names[at], { S }] as const)]) as Item;
    await putAll(client, TableName, [
      item("1", "x", "y", "c1", "d2"),
      item("2", "x", "y", "c1", "d1"),
      item("3", "x", "y", "c2", "d0"),
      item("4", "x", "z", "c1", "d1"),
      item("5", "x", "y", "c1"),
    ]);
    const ask = async (KeyConditionExpression: string) => {
      const all = { ":x": { S: "x" }, ":y": { S: "y" }, ":c": { S: "c1" }, ":d": { S: "d1" } };
      const values = Object.fromEntries(Object.entries(all).filter(([name]) => KeyConditionExpression.includes(name)));
      const { Items = [] } = await client.send(
        new QueryCommand({ TableName, IndexName: "multi", KeyConditionExpression, ExpressionAttributeValues: values }),
      );
      return Items.map(({ pk }) => pk?.S).join("");
    };
    expect(await ask("a = :x AND b = :y")).toBe("213");
    expect(await ask("a = :x AND b = :y AND c = :c")).toBe("21");
    expect(await ask("a = :x AND b = :y AND c = :c AND d > :d")).toBe("1");
    expect(await refusal(ask("a = :x"))).toBe(invalid("Query condition missed key schema element: b"));
    expect(await refusal(ask("a = :x AND b = :y AND d = :d"))).toBe(
      invalid("Query condition missed key schema element: c"),
    );
  });
});

describe("indexes that come and go", () => {
  const statusOf = async (TableName: string) =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table?.GlobalSecondaryIndexes?.map(
      ({ IndexName, IndexStatus }) => `${IndexName}: ${IndexStatus}`,
    );
  const create = (TableName: string, name = "late") =>
    client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: "g", AttributeType: "S" }],
        GlobalSecondaryIndexUpdates: [
          { Create: { IndexName: name, KeySchema: keySchema("g"), Projection: { ProjectionType: "ALL" } } },
        ],
      }),
    );

  test("a new index is filled with what is there, without items that do not fit, and with what is written meanwhile", async () => {
    const table = await makeTable(client, "pk:S");
    const items = Array.from({ length: 1_200 }, (_, n): Item => ({ pk: { S: String(n) }, g: { S: "g1" } }));
    await Promise.all(items.map((item) => client.send(new PutItemCommand({ TableName: table, Item: item }))));
    await putAll(client, table, [{ pk: { S: "number" }, g: { N: "1" } }]);
    const { TableDescription } = await create(table);
    expect(TableDescription?.GlobalSecondaryIndexes?.[0]).toMatchObject({ IndexStatus: "CREATING", Backfilling: true });
    await putAll(client, table, [{ pk: { S: "0" } }, { pk: { S: "new" }, g: { S: "g1" } }]);
    await expect.poll(() => statusOf(table)).toEqual(["late: ACTIVE"]);
    const counted = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "late",
        KeyConditionExpression: "g = :g",
        ExpressionAttributeValues: { ":g": { S: "g1" } },
        Select: "COUNT",
      }),
    );
    expect(counted.Count).toBe(1_200);
  });

  test("a deleted index is gone, and one of its name starts anew", async () => {
    const table = await makeTable(client, "pk:S");
    await putAll(client, table, [{ pk: { S: "a" }, g: { S: "g1" } }]);
    await create(table);
    await expect.poll(() => statusOf(table)).toEqual(["late: ACTIVE"]);
    const remove = { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "late" } }] };
    await client.send(new UpdateTableCommand({ TableName: table, ...remove }));
    expect(await statusOf(table)).toBeUndefined();
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.AttributeDefinitions).toEqual([{ AttributeName: "pk", AttributeType: "S" }]);
    expect(await refusal(client.send(new UpdateTableCommand({ TableName: table, ...remove })))).toMatch(
      /^ResourceNotFoundException: /,
    );
    await create(table);
    await expect.poll(() => statusOf(table)).toEqual(["late: ACTIVE"]);
  });

  test("two at once, and one that is there already, are refused", async () => {
    const table = await makeTable(client, "pk:S");
    await create(table);
    await expect.poll(() => statusOf(table)).toEqual(["late: ACTIVE"]);
    expect(await refusal(create(table))).toMatch(/^ValidationException: .*already exists: late/);
    const two = client.send(
      new UpdateTableCommand({
        TableName: table,
        GlobalSecondaryIndexUpdates: ["one", "two"].map((IndexName) => ({
          Create: { IndexName, KeySchema: keySchema("g"), Projection: { ProjectionType: "ALL" } },
        })),
      }),
    );
    expect(await refusal(two)).toMatch(/^LimitExceededException: .*Only 1 online index/);
  });
});
