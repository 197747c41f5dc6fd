/** Batches and transactions. Words are AWS's, recorded in paritysuite/dynamodb-conformance (read 2026-11-29; us-east-1 and eu-west-2 of October 2026). */
import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manualClock } from "../../../src/runtime/clock.ts";
import { type Dynamo, invalid, type Item, makeTable, putAll, refusal, startDynamo } from "./support.ts";

// Signatures are checked against wall time, which a manual clock holds still.
const clock = manualClock(Date.now());
let dynamo: Dynamo;
let client: DynamoDBClient;
let table: string;
let composite: string;
beforeAll(async () => {
  dynamo = await startDynamo({ clock });
  ({ client } = dynamo);
  table = await makeTable(client, "pk:S");
  composite = await makeTable(client, "pk:S sk:S");
});
afterAll(() => dynamo.close());

const key = (pk: string): Item => ({ pk: { S: pk } });
const get = async (pk: string) => (await client.send(new GetItemCommand({ TableName: table, Key: key(pk) }))).Item;

describe("BatchWriteItem", () => {
  test("puts and deletes in several tables", async () => {
    await putAll(client, table, [key("old")]);
    const answer = await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [table]: [{ PutRequest: { Item: { ...key("new"), v: { N: "1" } } } }, { DeleteRequest: { Key: key("old") } }],
          [composite]: [{ PutRequest: { Item: { pk: { S: "c" }, sk: { S: "1" } } } }],
        },
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    expect(answer.UnprocessedItems).toEqual({});
    expect(answer.ConsumedCapacity).toEqual([
      { TableName: table, CapacityUnits: 2 },
      { TableName: composite, CapacityUnits: 1 },
    ]);
    expect([await get("new"), await get("old")]).toEqual([{ ...key("new"), v: { N: "1" } }, undefined]);
  });

  const write = (RequestItems: NonNullable<BatchWriteItemCommand["input"]["RequestItems"]>) =>
    refusal(client.send(new BatchWriteItemCommand({ RequestItems })));
  const put = (item: Item) => ({ PutRequest: { Item: item } });

  test("its refusals", async () => {
    expect(await write({})).toBe(invalid("The requestItems parameter is required for BatchWriteItem"));
    const many = Array.from({ length: 26 }, (_, n) => put(key(String(n))));
    expect(await write({ [table]: many })).toMatch(
      /^ValidationException: 1 validation error detected: Value '\{spec-1=\[.+\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/,
    );
    expect(await write({ [table]: [put(key("a")), { DeleteRequest: { Key: key("a") } }] })).toBe(
      invalid("Provided list of item keys contains duplicates"),
    );
    expect(await write({ absent: [put(key("a"))] })).toBe("ResourceNotFoundException: Requested resource not found");
    expect(await write({ [table]: [put({ pk: { N: "1" } })] })).toBe(
      invalid("The provided key element does not match the schema"),
    );
    expect(await write({ [table]: [put({ pk: { S: "" } })] })).toBe(
      invalid(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
      ),
    );
  });
});

describe("BatchGetItem", () => {
  test("reads what is there, in parts when parts are asked for", async () => {
    await putAll(client, table, [
      { ...key("b1"), v: { N: "1" } },
      { ...key("b2"), v: { N: "2" } },
    ]);
    const answer = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [table]: { Keys: [key("b1"), key("none"), key("b2")], ProjectionExpression: "v" } },
      }),
    );
    expect(answer.Responses?.[table]).toEqual([{ v: { N: "1" } }, { v: { N: "2" } }]);
    expect(answer.UnprocessedKeys).toEqual({});
  });

  test("gives back keys beyond 16 MB, which can be sent again as they are", async () => {
    const large = await makeTable(client, "pk:S");
    const keys = Array.from({ length: 45 }, (_, n) => key(`large${n}`));
    await putAll(
      client,
      large,
      keys.map((one) => ({ ...one, v: { S: "x".repeat(400_000) } })),
    );
    let requests: BatchGetItemCommand["input"]["RequestItems"] = { [large]: { Keys: keys } };
    const sizes: number[] = [];
    while (requests !== undefined && Object.keys(requests).length > 0) {
      const answer: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems: requests }));
      sizes.push(answer.Responses?.[large]?.length ?? 0);
      requests = answer.UnprocessedKeys;
    }
    expect(sizes).toEqual([41, 4]);
  });

  test("its refusals", async () => {
    const read = (RequestItems: NonNullable<BatchGetItemCommand["input"]["RequestItems"]>) =>
      refusal(client.send(new BatchGetItemCommand({ RequestItems })));
    expect(await read({})).toBe(
      invalid(
        "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    );
    const Keys = Array.from({ length: 101 }, (_, n) => key(String(n)));
    expect(await read({ [table]: { Keys } })).toBe(
      invalid(
        `1 validation error detected: Value at 'RequestItems.${table}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100`,
      ),
    );
    expect(await read({ [table]: { Keys: [key("a"), key("a")] } })).toBe(
      invalid("Provided list of item keys contains duplicates"),
    );
    expect(await read({ absent: { Keys: [key("a")] } })).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
  });
});

describe("TransactWriteItems", () => {
  const transact = (actions: readonly TransactWriteItem[], ClientRequestToken?: string) =>
    client.send(new TransactWriteItemsCommand({ TransactItems: [...actions], ClientRequestToken }));
  const put = (pk: string, more: Item = {}, condition?: string): TransactWriteItem => ({
    Put: { TableName: table, Item: { ...key(pk), ...more }, ConditionExpression: condition },
  });
  const add = (pk: string): TransactWriteItem => ({
    Update: {
      TableName: table,
      Key: key(pk),
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    },
  });

  test("puts, updates, deletes and checks, in several tables", async () => {
    await putAll(client, table, [key("t1"), key("t2")]);
    await transact([
      put("t3"),
      add("t1"),
      { Delete: { TableName: table, Key: key("t2") } },
      { ConditionCheck: { TableName: table, Key: key("t4"), ConditionExpression: "attribute_not_exists(pk)" } },
      { Put: { TableName: composite, Item: { pk: { S: "t" }, sk: { S: "t" } } } },
    ]);
    expect([await get("t1"), await get("t2"), await get("t3")]).toEqual([
      { ...key("t1"), n: { N: "1" } },
      undefined,
      key("t3"),
    ]);
  });

  test("nothing is written when one action fails, and each action has its reason", async () => {
    await putAll(client, table, [{ ...key("c1"), v: { S: "old" } }]);
    const failing = transact([
      put("c2"),
      {
        Put: {
          TableName: table,
          Item: key("c1"),
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      put("c3"),
      put("c4", {}, "attribute_exists(pk)"),
    ]);
    await expect(failing).rejects.toMatchObject({
      name: "TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed]",
      CancellationReasons: [
        { Code: "None" },
        {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          Item: { ...key("c1"), v: { S: "old" } },
        },
        { Code: "None" },
        { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      ],
    });
    expect([await get("c2"), await get("c3")]).toEqual([undefined, undefined]);
  });

  test.each<[string, TransactWriteItem, string]>([
    [
      "a put with a key of another type",
      { Put: { TableName: "spec-1", Item: { pk: { N: "5" } } } },
      "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
    ],
    [
      "a delete with a key of another type",
      { Delete: { TableName: "spec-1", Key: { pk: { N: "5" } } } },
      "The provided key element does not match the schema",
    ],
    [
      "an update that makes no sense for the item",
      {
        Update: {
          TableName: "spec-1",
          Key: key("nobody"),
          UpdateExpression: "SET a = b",
        },
      },
      "The provided expression refers to an attribute that does not exist in the item",
    ],
  ])("%s is a reason", async (_what, action, Message) => {
    await expect(transact([action])).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "ValidationError", Message }],
    });
  });

  test("what is wrong with the request as a whole is no reason", async () => {
    const refused = (actions: readonly TransactWriteItem[]) => refusal(transact(actions));
    expect(await refused([])).toBe(
      invalid(
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    );
    const many = Array.from({ length: 101 }, (_, n) => put(`m${n}`));
    expect(await refused(many)).toMatch(
      /'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    );
    expect(await refused([put("same"), add("same")])).toBe(
      invalid("Transaction request cannot include multiple operations on one item"),
    );
    expect(await refused([put("x"), { Put: { TableName: "absent", Item: key("x") } }])).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
    expect(await refused([put("")])).toBe(
      invalid(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
      ),
    );
    expect(await refused([put("x", {}, "attribute_not_exists(")])).toBe(
      invalid('Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'),
    );
    expect(
      await refused([put("x"), { Update: { TableName: "bad!name", Key: key("a"), UpdateExpression: "REMOVE a" } }]),
    ).toBe(
      invalid(
        "1 validation error detected: Value 'bad!name' at 'transactItems.2.member.update.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
      ),
    );
    expect(await refused([{}])).toBe(
      invalid(
        "1 validation error detected: Value '' at 'transactItems' failed to satisfy constraint: TransactWriteRequest should contain Delete or Put or Update or ConditionCheck",
      ),
    );
    const large = Array.from({ length: 11 }, (_, n) => put(`big${n}`, { v: { S: "x".repeat(400_000) } }));
    expect(await refused(large)).toMatch(/^ValidationException: /);
    expect(await get("x")).toBeUndefined();
  });

  test("a token makes a transaction happen once in ten minutes", async () => {
    const tokens = ["one", "\ud800"].map((token) => ({ token, pk: `token ${JSON.stringify(token)}` }));
    for (const { token, pk } of tokens) {
      await transact([add(pk)], token);
      await transact([add(pk)], token);
      expect(await get(pk)).toEqual({ ...key(pk), n: { N: "1" } });
      expect(await refusal(transact([add("other")], token))).toMatch(/^IdempotentParameterMismatchException: /);
    }
    clock.advance(10 * 60_000 + 1);
    for (const { token, pk } of tokens) {
      await transact([add(pk)], token);
      expect(await get(pk)).toEqual({ ...key(pk), n: { N: "2" } });
    }
  });

  test("capacity is twice that of single writes", async () => {
    const { ConsumedCapacity } = await client.send(
      new TransactWriteItemsCommand({ TransactItems: [put("cap1"), put("cap2")], ReturnConsumedCapacity: "TOTAL" }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName: table, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  });

  test("transactions beside each other keep a sum", async () => {
    const accounts = Array.from({ length: 5 }, (_, n) => `account${n}`);
    await putAll(
      client,
      table,
      accounts.map((pk) => ({ ...key(pk), balance: { N: "100" } })),
    );
    const move = (from: string, to: string, amount: number): Promise<string> => {
      const change = (pk: string, by: number): TransactWriteItem => ({
        Update: {
          TableName: table,
          Key: key(pk),
          UpdateExpression: "SET balance = balance + :by",
          ConditionExpression: "balance >= :least",
          ExpressionAttributeValues: { ":by": { N: String(by) }, ":least": { N: String(Math.max(0, -by)) } },
        },
      });
      const moving = transact([change(from, -amount), change(to, amount)]);
      return moving.then(
        () => "moved",
        (error: Error) => error.name,
      );
    };
    const moves = Array.from({ length: 60 }, (_, n) => [n % 5, (n + 1 + (n % 4)) % 5, 10 + (n % 7) * 10] as const);
    const ends = await Promise.all(moves.map(([from, to, amount]) => move(`account${from}`, `account${to}`, amount)));
    expect([...new Set(ends)].toSorted()).toEqual(["TransactionCanceledException", "moved"]);
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName: table, FilterExpression: "attribute_exists(balance)" }),
    );
    const balances = Items.map(({ balance }) => Number(balance?.N));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(500);
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
  });
});

describe("TransactGetItems", () => {
  test("reads items in the order of the request, and nothing for what is not there", async () => {
    await putAll(client, table, [{ ...key("g1"), v: { N: "1" } }]);
    const Get = (pk: string, ProjectionExpression?: string) => ({
      Get: { TableName: table, Key: key(pk), ProjectionExpression },
    });
    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [Get("none"), Get("g1", "v")] }),
    );
    expect(Responses).toEqual([{}, { Item: { v: { N: "1" } } }]);
  });

  test("a wrong key cancels it, twice the same item refuses it", async () => {
    const read = (...keys: Item[]) =>
      client.send(
        new TransactGetItemsCommand({ TransactItems: keys.map((Key) => ({ Get: { TableName: table, Key } })) }),
      );
    await expect(read({})).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "ValidationError" }],
    });
    expect(await refusal(read(key("a"), key("a")))).toBe(
      invalid("Transaction request cannot include multiple operations on one item"),
    );
  });
});
