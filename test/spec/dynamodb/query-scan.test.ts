/** Query and Scan: ranges, orders, pages, filters, segments. Words are AWS's, recorded in paritysuite/dynamodb-conformance (read 2026-11-29). */
import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dynamo, enveloped, invalid, type Item, makeTable, putAll, refusal, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamo = await startDynamo();
  ({ client } = dynamo);
});
afterAll(() => dynamo.close());

const P: AttributeValue = { S: "p" };

/** A table with one partition whose sort keys are these, put in another order than theirs. */
async function sorted(type: "S" | "N" | "B", keys: readonly AttributeValue[]): Promise<string> {
  const table = await makeTable(client, `pk:S sk:${type}`);
  await putAll(
    client,
    table,
    keys.toReversed().map((sk) => ({ pk: P, sk })),
  );
  return table;
}

async function keysOf(TableName: string, more: Partial<QueryCommandInput> & { sk?: Record<string, AttributeValue> }) {
  const { sk, KeyConditionExpression = "pk = :p", ...rest } = more;
  const { Items = [] } = await client.send(
    new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues: { ":p": P, ...sk }, ...rest }),
  );
  return Items.map(({ sk: key }) => key);
}

describe("order and ranges of sort keys", () => {
  const numbers = ["-1E+100", "-12.5", "-12", "-1E-130", "0", "1E-130", "0.5", "2", "10", "99", "100", "1E+125"];

  test("numbers are ordered by value", async () => {
    const table = await sorted(
      "N",
      numbers.map((N) => ({ N })),
    );
    const got = (await keysOf(table, {})).map((key) => Number(key?.N));
    expect(got).toEqual(numbers.map((n) => Number(n)));
    const back = (await keysOf(table, { ScanIndexForward: false })).map((key) => Number(key?.N));
    expect(back).toEqual(got.toReversed());
  });

  test("texts are ordered by their UTF-8 bytes, binary by unsigned bytes", async () => {
    const texts = ["A", "a", "a\0", "aa", "b", "é", "\uffff", "\u{1f30a}"].map((S) => ({ S }));
    expect(await keysOf(await sorted("S", texts), {})).toEqual(texts);
    const bytes = [[0], [0, 0], [0, 1], [1], [127], [128], [255], [255, 0]].map((b) => ({ B: Uint8Array.from(b) }));
    expect(await keysOf(await sorted("B", bytes), {})).toEqual(bytes);
  });

  test.each<[string, string, string[]]>([
    ["=", "pk = :p AND sk = :b", ["b"]],
    ["<", "pk = :p AND sk < :b", ["a", "ab"]],
    ["<=", "pk = :p AND sk <= :b", ["a", "ab", "b"]],
    [">", "pk = :p AND sk > :b", ["ba", "c"]],
    [">=", "sk >= :b AND pk = :p", ["b", "ba", "c"]],
    ["the other way round", "pk = :p AND :b < sk", ["ba", "c"]],
    ["in brackets", "(pk = :p) AND (sk = :b)", ["b"]],
  ])("%s", async (_what, KeyConditionExpression, expected) => {
    const table = await sorted(
      "S",
      ["a", "ab", "b", "ba", "c"].map((S) => ({ S })),
    );
    for (const ScanIndexForward of [true, false]) {
      const got = await keysOf(table, { KeyConditionExpression, ScanIndexForward, sk: { ":b": { S: "b" } } });
      expect(got.map((key) => key?.S).toSorted()).toEqual(expected);
    }
  });

  test("BETWEEN takes both ends, begins_with takes what begins so", async () => {
    const table = await sorted(
      "S",
      ["a", "ab", "ab\u{10ffff}z", "ac", "b"].map((S) => ({ S })),
    );
    const between = { KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b" };
    expect(await keysOf(table, { ...between, sk: { ":a": { S: "ab" }, ":b": { S: "b" } } })).toHaveLength(4);
    const begins = { KeyConditionExpression: "pk = :p AND begins_with(sk, :a)" };
    const got = await keysOf(table, { ...begins, sk: { ":a": { S: "ab" } } });
    expect(got.map((key) => key?.S)).toEqual(["ab", "ab\u{10ffff}z"]);
    expect(await keysOf(table, { ...begins, sk: { ":a": { S: "ab\u{10ffff}" } } })).toHaveLength(1);
  });

  test("a partition's items are its own, also when another's key begins like it", async () => {
    const table = await makeTable(client, "pk:S sk:S");
    await putAll(client, table, [
      { pk: { S: "p" }, sk: { S: "1" } },
      { pk: { S: "pp" }, sk: { S: "2" } },
    ]);
    expect(await keysOf(table, {})).toEqual([{ S: "1" }]);
  });
});

describe("pages", () => {
  const items = Array.from({ length: 25 }, (_, n): Item => ({
    pk: P,
    sk: { N: String(n) },
    even: { BOOL: n % 2 === 0 },
  }));

  test("the pages of a query are the whole of it, in both directions, with and without a range", async () => {
    const table = await makeTable(client, "pk:S sk:N");
    await putAll(client, table, items);
    for (const ScanIndexForward of [true, false]) {
      for (const range of ["", " AND sk > :low"]) {
        const got: string[] = [];
        const values = range === "" ? { ":p": P } : { ":p": P, ":low": { N: "9" } };
        const input = {
          TableName: table,
          KeyConditionExpression: `pk = :p${range}`,
          ExpressionAttributeValues: values,
        };
        for await (const { Items = [] } of paginateQuery({ client, pageSize: 4 }, { ...input, ScanIndexForward }))
          got.push(...Items.map(({ sk }) => sk?.N ?? ""));
        const all = items.map(({ sk }) => sk?.N ?? "").filter((n) => range === "" || Number(n) > 9);
        expect(got).toEqual(ScanIndexForward ? all : all.toReversed());
      }
    }
  });

  test("Limit counts before the filter, and a page that ends with it has a key even when nothing follows", async () => {
    const table = await makeTable(client, "pk:S sk:N");
    await putAll(client, table, items.slice(0, 4));
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :p",
        FilterExpression: "even = :true",
        ExpressionAttributeValues: { ":p": P, ":true": { BOOL: true } },
        Limit: 4,
      }),
    );
    expect({ ...page, $metadata: undefined, Items: undefined }).toMatchObject({ Count: 2, ScannedCount: 4 });
    expect(page.LastEvaluatedKey).toEqual({ pk: P, sk: { N: "3" } });
  });

  test("what stands behind the point of a Limit or a segment counts for nothing", async () => {
    const table = await makeTable(client, "pk:S sk:N");
    await putAll(client, table, items.slice(0, 4));
    expect(
      await client.send(new ScanCommand({ TableName: table, Limit: 2.9, Segment: 0.5, TotalSegments: 1.5 })),
    ).toMatchObject({ Count: 2 });
  });

  test("a page ends at 1 MB, counted before the filter", async () => {
    const table = await makeTable(client, "pk:S sk:N");
    const large = Array.from({ length: 5 }, (_, n): Item => ({
      pk: P,
      sk: { N: String(n) },
      v: { S: "x".repeat(300_000) },
    }));
    await putAll(client, table, large);
    const input = {
      TableName: table,
      FilterExpression: "attribute_not_exists(v)",
      ReturnConsumedCapacity: "TOTAL" as const,
      ConsistentRead: true,
    };
    const scanned = await client.send(new ScanCommand(input));
    expect(scanned).toMatchObject({ Count: 0, ScannedCount: 4, LastEvaluatedKey: { sk: { N: "3" } } });
    expect(scanned.ConsumedCapacity?.CapacityUnits).toBe(Math.ceil((4 * 300_006) / 4096));
    const rest = await client.send(new ScanCommand({ ...input, ExclusiveStartKey: scanned.LastEvaluatedKey }));
    expect(rest).toMatchObject({ ScannedCount: 1 });
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  test("a count has no items", async () => {
    const table = await makeTable(client, "pk:S sk:N");
    await putAll(client, table, items.slice(0, 3));
    const counted = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": P },
        Select: "COUNT",
      }),
    );
    expect(counted).toMatchObject({ Count: 3, ScannedCount: 3 });
    expect(counted.Items).toBeUndefined();
  });

  test("segments share a table among them, and each can be read in pages", async () => {
    const table = await makeTable(client, "pk:S");
    const all = Array.from({ length: 60 }, (_, n): Item => ({ pk: { S: `k${n}` } }));
    await putAll(client, table, all);
    const seen: string[] = [];
    for (const Segment of [0, 1, 2]) {
      const mine: string[] = [];
      for await (const { Items = [] } of paginateScan(
        { client, pageSize: 7 },
        { TableName: table, Segment, TotalSegments: 3 },
      ))
        mine.push(...Items.map(({ pk }) => pk?.S ?? ""));
      expect(mine.length).toBeGreaterThan(5);
      seen.push(...mine);
    }
    expect(seen.toSorted()).toEqual(all.map(({ pk }) => pk?.S ?? "").toSorted());
  });
});

describe("errors of Query", () => {
  let table: string;
  beforeAll(async () => (table = await makeTable(client, "pk:S sk:S")));
  const query = (input: Partial<QueryCommandInput>) =>
    refusal(
      client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: "pk = :v",
          ExpressionAttributeValues: { ":v": { S: "val" } },
          ...input,
        }),
      ),
    );

  test.each<[string, Partial<QueryCommandInput>, string]>([
    ["no partition key", { KeyConditionExpression: "sk = :v" }, "Query condition missed key schema element: pk"],
    ["another attribute", { KeyConditionExpression: "attr1 = :v" }, "Query condition missed key schema element: pk"],
    [
      "another attribute beside the key",
      { KeyConditionExpression: "pk = :v AND x = :v" },
      "Query condition missed key schema element: sk",
    ],
    ["a range of partition keys", { KeyConditionExpression: "pk > :v" }, "Query key condition not supported"],
    ["OR", { KeyConditionExpression: "pk = :v OR sk = :v" }, "Invalid operator used in KeyConditionExpression: OR"],
    [
      "a function that finds nothing",
      { KeyConditionExpression: "pk = :v AND contains(sk, :v)" },
      "Invalid operator used in KeyConditionExpression: contains",
    ],
    [
      "a key twice",
      { KeyConditionExpression: "pk = :v AND pk = :v" },
      "KeyConditionExpressions must only contain one condition per key",
    ],
    [
      "doubled brackets",
      { KeyConditionExpression: "((pk = :v))" },
      "Invalid KeyConditionExpression: The expression has redundant parentheses;",
    ],
    [
      "an empty condition",
      { KeyConditionExpression: "" },
      "Invalid KeyConditionExpression: The expression can not be empty;",
    ],
    [
      "no condition",
      { KeyConditionExpression: undefined, ExpressionAttributeValues: undefined },
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    ],
    [
      "a value of another type",
      { ExpressionAttributeValues: { ":v": { N: "1" } } },
      "One or more parameter values were invalid: Condition parameter type does not match schema type",
    ],
    [
      "a filter on a key",
      { FilterExpression: "sk = :v" },
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
    ],
    [
      "an undefined name",
      { FilterExpression: "#missing = :v" },
      "Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #missing",
    ],
    [
      "a name that nobody uses",
      { ExpressionAttributeNames: { "#unused": "x" } },
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}",
    ],
    [
      "paths that overlap",
      { ProjectionExpression: "a, a.b" },
      "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ],
    ["a starting key that is none", { ExclusiveStartKey: { bad: { S: "p" } } }, "The provided starting key is invalid"],
    [
      "a starting key of another partition",
      { ExclusiveStartKey: { pk: { S: "other" }, sk: { S: "x" } } },
      "The provided starting key is outside query boundaries based on provided conditions",
    ],
    [
      "an unknown Select",
      { Select: "INVALID" as "COUNT" },
      "1 validation error detected: Value 'INVALID' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ],
    [
      "a limit of 0",
      { Limit: 0 },
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    ["an index that is not there", { IndexName: "absent" }, "The table does not have the specified index: absent"],
  ])("%s", async (_what, input, message) => {
    expect(await query(input)).toBe(invalid(message));
  });

  test("attributes that are to be chosen and are not named", async () => {
    expect(await query({ Select: "SPECIFIC_ATTRIBUTES" })).toBe(
      enveloped("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"),
    );
  });
});

describe("errors of Scan", () => {
  test.each<[string, Partial<ScanCommandInput>, string]>([
    [
      "a segment of nothing",
      { Segment: 0 },
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    ],
    [
      "segments without one",
      { TotalSegments: 4 },
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    ],
    [
      "a segment beyond the last",
      { Segment: 5, TotalSegments: 5 },
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5",
    ],
    [
      "a limit of 0",
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      "a starting key that is none",
      { ExclusiveStartKey: { bad: { S: "p" } } },
      "The provided starting key is invalid: The provided key element does not match the schema",
    ],
    [
      "attributes that are to be chosen and are not named",
      { Select: "SPECIFIC_ATTRIBUTES" },
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    ],
    [
      "a beginning that is no text",
      { FilterExpression: "begins_with(a, :v)", ExpressionAttributeValues: { ":v": { N: "1" } } },
      "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
  ])("%s", async (_what, input, message) => {
    const TableName = await makeTable(client, "pk:S");
    expect(await refusal(client.send(new ScanCommand({ TableName, ...input })))).toBe(invalid(message));
  });
});
