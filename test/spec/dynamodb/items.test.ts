/**
 * Putting, getting and deleting items. Words and forms are AWS's, recorded in paritysuite/dynamodb-conformance (read 2026-11-29) for us-east-1 as of October 2026.
 */
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dynamo, enveloped, invalid, type Item, makeTable, refusal, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let client: DynamoDBClient;
let hash: string;
let composite: string;
beforeAll(async () => {
  dynamo = await startDynamo();
  ({ client } = dynamo);
  hash = await makeTable(client, "pk:S");
  composite = await makeTable(client, "pk:S sk:N");
});
afterAll(() => dynamo.close());

const put = (item: Item, more: Partial<PutItemCommandInput> = {}) =>
  client.send(new PutItemCommand({ TableName: hash, Item: item, ...more }));
const get = async (pk: string): Promise<Item | undefined> =>
  (await client.send(new GetItemCommand({ TableName: hash, Key: { pk: { S: pk } } }))).Item;
/** What comes back of a value. */
const stored = async (value: AttributeValue): Promise<AttributeValue | undefined> => {
  await put({ pk: { S: "stored" }, v: value });
  return (await get("stored"))?.["v"];
};

describe("values", () => {
  test.each<[string, AttributeValue]>([
    ["text", { S: "héllo \u{1f30a} \0" }],
    ["empty text", { S: "" }],
    ["binary", { B: new Uint8Array([0, 255, 1]) }],
    ["empty binary", { B: new Uint8Array(0) }],
    ["a truth", { BOOL: false }],
    ["null", { NULL: true }],
    ["a set of texts", { SS: ["b", "a", ""] }],
    ["a set of numbers", { NS: ["1", "-2.5"] }],
    ["a set of binary", { BS: [new Uint8Array([1]), new Uint8Array(0)] }],
    ["a list", { L: [{ S: "a" }, { N: "1" }, { L: [] }, { M: {} }] }],
    ["a map with names that JavaScript knows", { M: { constructor: { S: "c" }, toString: { N: "0" } } }],
  ])("%s comes back as it was", async (_what, value) => {
    expect(await stored(value)).toEqual(value);
  });

  test.each([
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
    ["0042.1200", "42.12"],
    ["1E125", `1${"0".repeat(125)}`],
    ["1E-130", `0.${"0".repeat(129)}1`],
    ["-0", "0"],
    ["1.5e2", "150"],
    ["+.5", "0.5"],
  ])("the number %s is kept exactly", async (given, kept) => {
    expect(await stored({ N: given })).toEqual({ N: kept });
  });

  test("names of attributes may be any text", async () => {
    const item = { pk: { S: "names" }, constructor: { S: "1" }, "a.b[0]": { N: "2" }, "": { N: "3" } } as Item;
    await put(item);
    expect(await get("names")).toEqual(item);
  });

  test.each<[string, AttributeValue, string]>([
    [
      "no type",
      {} as AttributeValue,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    ["a number that is none", { N: "abc" }, "The parameter cannot be converted to a numeric value: abc"],
    [
      "a number that is too large",
      { N: "1E126" },
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    ],
    [
      "a number that is too small",
      { N: "1E-131" },
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    ],
    [
      "39 digits",
      { N: "123456789012345678901234567890123456789" },
      "Attempting to store more than 38 significant digits in a Number",
    ],
    ["an empty set of texts", { SS: [] }, "One or more parameter values were invalid: An string set  may not be empty"],
    [
      "an empty set of numbers",
      { NS: [] },
      "One or more parameter values were invalid: An number set  may not be empty",
    ],
    [
      "an empty set of binary",
      { BS: [] },
      "One or more parameter values were invalid: Binary sets should not be empty",
    ],
    [
      "a text twice",
      { SS: ["a", "a"] },
      'One or more parameter values were invalid: Input collection ["a", "a"] contains duplicates.',
    ],
    ["a number twice", { NS: ["1", "1.0"] }, "Input collection contains duplicates"],
    [
      "a null that is none",
      { NULL: false as true },
      "One or more parameter values were invalid: Null attribute value types must have the value of true",
    ],
    [
      "an empty set in a list",
      { L: [{ SS: [] }] },
      "One or more parameter values were invalid: An string set  may not be empty",
    ],
  ])("%s is refused", async (_what, value, message) => {
    expect(await refusal(put({ pk: { S: "v" }, v: value }))).toBe(enveloped(message));
  });

  const nested = (levels: number): AttributeValue => (levels === 1 ? { S: "leaf" } : { L: [nested(levels - 1)] });

  test("32 levels are taken and 33 are not", async () => {
    expect(await stored(nested(32))).toEqual(nested(32));
    expect(await refusal(put({ pk: { S: "deep" }, v: nested(33) }))).toBe(
      enveloped(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
      ),
    );
  });
});

describe("put, get, delete", () => {
  test("an item takes the place of the one with the same key, and the old one comes back when asked for", async () => {
    await put({ pk: { S: "a" }, x: { N: "1" } });
    const second = await put({ pk: { S: "a" }, y: { N: "2" } }, { ReturnValues: "ALL_OLD" });
    expect(second.Attributes).toEqual({ pk: { S: "a" }, x: { N: "1" } });
    expect(await get("a")).toEqual({ pk: { S: "a" }, y: { N: "2" } });
    expect((await put({ pk: { S: "fresh" } }, { ReturnValues: "ALL_OLD" })).Attributes).toBeUndefined();
  });

  test("numbers that are equal are one key", async () => {
    const at = (n: string): Item => ({ pk: { S: "n" }, sk: { N: n } });
    await client.send(new PutItemCommand({ TableName: composite, Item: { ...at("1.0"), v: { S: "x" } } }));
    const { Item: found } = await client.send(new GetItemCommand({ TableName: composite, Key: at("1") }));
    expect(found).toEqual({ ...at("1"), v: { S: "x" } });
  });

  test("deleting gives the old item, and nothing where there was none", async () => {
    await put({ pk: { S: "gone" }, x: { N: "1" } });
    const remove = () =>
      client.send(new DeleteItemCommand({ TableName: hash, Key: { pk: { S: "gone" } }, ReturnValues: "ALL_OLD" }));
    expect((await remove()).Attributes).toEqual({ pk: { S: "gone" }, x: { N: "1" } });
    expect((await remove()).Attributes).toBeUndefined();
    expect(await get("gone")).toBeUndefined();
  });

  test("a projection picks parts, lists close up, and what is not there leaves an empty item", async () => {
    const tree: AttributeValue = { M: { b: { L: [{ N: "0" }, { N: "1" }, { M: { c: { S: "x" }, d: { S: "y" } } }] } } };
    await put({ pk: { S: "tree" }, a: tree });
    const project = async (ProjectionExpression: string, ExpressionAttributeNames?: Record<string, string>) =>
      (
        await client.send(
          new GetItemCommand({
            TableName: hash,
            Key: { pk: { S: "tree" } },
            ProjectionExpression,
            ExpressionAttributeNames,
          }),
        )
      ).Item;
    expect(await project("a.b[2].c, a.b[0]")).toEqual({
      a: { M: { b: { L: [{ N: "0" }, { M: { c: { S: "x" } } }] } } },
    });
    expect(await project("#p, a.#b[1]", { "#p": "pk", "#b": "b" })).toEqual({
      pk: { S: "tree" },
      a: { M: { b: { L: [{ N: "1" }] } } },
    });
    expect(await project("nothing")).toEqual({});
  });

  test("conditions stand in the way of all writes, and show the item when asked to", async () => {
    await put({ pk: { S: "held" }, x: { N: "1" } });
    const again = put(
      { pk: { S: "held" } },
      { ConditionExpression: "attribute_not_exists(pk)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
    );
    await expect(again).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: { pk: { S: "held" }, x: { N: "1" } },
    });
    const remove = new DeleteItemCommand({
      TableName: hash,
      Key: { pk: { S: "held" } },
      ConditionExpression: "x > :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    });
    expect(await refusal(client.send(remove))).toBe("ConditionalCheckFailedException: The conditional request failed");
  });

  test("capacity is a unit for each 4 KB read, half of it when eventual, and for each KB written", async () => {
    const item = { pk: { S: "cap" }, v: { S: "x".repeat(5000) } };
    const written = await put(item, { ReturnConsumedCapacity: "INDEXES" });
    expect(written.ConsumedCapacity).toEqual({ TableName: hash, CapacityUnits: 5, Table: { CapacityUnits: 5 } });
    const read = (ConsistentRead: boolean) =>
      client.send(
        new GetItemCommand({
          TableName: hash,
          Key: { pk: { S: "cap" } },
          ConsistentRead,
          ReturnConsumedCapacity: "TOTAL",
        }),
      );
    expect((await read(true)).ConsumedCapacity).toEqual({ TableName: hash, CapacityUnits: 2 });
    expect((await read(false)).ConsumedCapacity).toEqual({ TableName: hash, CapacityUnits: 1 });
  });
});

describe("limits", () => {
  /** An item of exactly so many bytes. */
  const sized = (bytes: number): Item => ({ pk: { S: "k" }, v: { S: "x".repeat(bytes - 4) } });

  test("an item of 409,600 bytes is taken, one byte more is not", async () => {
    await put(sized(409_600));
    expect(await refusal(put(sized(409_601)))).toBe(invalid("Item size has exceeded the maximum allowed size"));
  });

  // Captured in eu-west-2 on 2026-08-18.
  test.each([
    ["0", 1],
    ["100", 2],
    ["0.0000001", 2],
    ["1.5", 3],
    ["-42", 3],
    ["100.5", 4],
    ["3.14159", 5],
    ["1E125", 2],
    ["12345678901234567890123456789012345678", 20],
  ])("the number %s counts %i bytes", async (number, bytes) => {
    const item = (total: number): Item => ({ ...sized(total - 1 - bytes), n: { N: number } });
    await put(item(409_600));
    expect(await refusal(put(item(409_601)))).toBe(invalid("Item size has exceeded the maximum allowed size"));
  });

  test("a partition key has 2,048 bytes and a sort key 1,024", async () => {
    const table = await makeTable(client, "pk:S sk:S");
    const at = (pk: number, sk: number) =>
      client.send(
        new PutItemCommand({ TableName: table, Item: { pk: { S: "é".repeat(pk / 2) }, sk: { S: "s".repeat(sk) } } }),
      );
    await at(2048, 1024);
    expect(await refusal(at(2050, 1))).toBe(
      invalid(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
      ),
    );
    expect(await refusal(at(2, 1025))).toBe(
      invalid(
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
      ),
    );
  });
});

describe("errors of keys", () => {
  const EMPTY =
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk";

  test.each<[string, Item, string]>([
    ["no key", { x: { S: "1" } }, "One or more parameter values were invalid: Missing the key pk in the item"],
    [
      "a key of another type",
      { pk: { N: "1" } },
      "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
    ],
    ["an empty key", { pk: { S: "" } }, EMPTY],
  ])("PutItem with %s", async (_what, item, message) => {
    expect(await refusal(put(item))).toBe(invalid(message));
  });

  test.each<[string, Item, string]>([
    ["too few keys", {}, "The provided key element does not match the schema"],
    ["too many keys", { pk: { S: "a" }, x: { S: "b" } }, "The provided key element does not match the schema"],
    ["a key of another type", { pk: { N: "1" } }, "The provided key element does not match the schema"],
    ["an empty key", { pk: { S: "" } }, EMPTY],
  ])("GetItem and DeleteItem with %s", async (_what, Key, message) => {
    expect(await refusal(client.send(new GetItemCommand({ TableName: hash, Key })))).toBe(invalid(message));
    expect(await refusal(client.send(new DeleteItemCommand({ TableName: hash, Key })))).toBe(invalid(message));
  });

  test("a table that is not there", async () => {
    const call = client.send(new PutItemCommand({ TableName: "absent", Item: { pk: { S: "a" } } }));
    expect(await refusal(call)).toBe("ResourceNotFoundException: Requested resource not found");
  });
});

describe("the order of checks", () => {
  const at = (input: Record<string, unknown>) =>
    client.send(new PutItemCommand(input as unknown as PutItemCommandInput));

  test.each<[string, Record<string, unknown>, string]>([
    [
      "missing members are told with all other violations, in the model's order",
      { ReturnConsumedCapacity: "X", ReturnValues: "Y" },
      "4 validation errors detected: Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null; Value 'Y' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    ],
    [
      "an empty name is told alone",
      { TableName: "", Item: {}, ReturnValues: "Y" },
      "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "unknown values together, ReturnValues in other words",
      { TableName: "t", Item: {}, ReturnConsumedCapacity: "X", ReturnItemCollectionMetrics: "Z", ReturnValues: "Y" },
      "3 validation errors detected: Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]; Value 'Z' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]",
    ],
    [
      "a name with characters that it cannot have",
      { TableName: "bad table!@#", Item: {} },
      "1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      "mixed parameters before placeholders",
      { TableName: "absent", Item: {}, Expected: {}, ConditionExpression: "a", ExpressionAttributeNames: {} },
      "1 validation error detected: Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
    ],
    [
      "placeholders without expression",
      { TableName: "absent", Item: {}, ExpressionAttributeValues: { ":v": { S: "x" } } },
      "1 validation error detected: ExpressionAttributeValues can only be specified when using expressions",
    ],
    [
      "empty placeholders before values of the item",
      { TableName: "absent", Item: { pk: { SS: [] } }, ConditionExpression: "a", ExpressionAttributeNames: {} },
      "1 validation error detected: ExpressionAttributeNames must not be empty",
    ],
    [
      "values of the item before ReturnValues",
      { TableName: "absent", Item: { pk: { N: "x" } }, ReturnValues: "ALL_NEW" },
      "1 validation error detected: The parameter cannot be converted to a numeric value: x",
    ],
    [
      "ReturnValues before expressions",
      { TableName: "absent", Item: {}, ReturnValues: "ALL_NEW", ConditionExpression: "" },
      "1 validation error detected: ReturnValues can only be ALL_OLD or NONE",
    ],
    [
      "expressions before the table",
      { TableName: "absent", Item: {}, ConditionExpression: "" },
      "1 validation error detected: Invalid ConditionExpression: The expression can not be empty;",
    ],
  ])("%s", async (_what, input, message) => {
    expect(await refusal(at(input))).toBe(invalid(message));
  });
});
