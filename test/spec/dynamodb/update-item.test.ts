/**
 * UpdateItem: every clause and function, what comes back, and AWS's words where it refuses. Words are those of AWS in us-east-1 (paritysuite/dynamodb-conformance, read 2026-11-29); where that suite has none,
 * those that dynalite's tests recorded.
 */
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dynamo, enveloped, invalid, type Item, makeTable, putAll, refusal, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let client: DynamoDBClient;
let TableName: string;
beforeAll(async () => {
  dynamo = await startDynamo();
  ({ client } = dynamo);
  TableName = await makeTable(client, "pk:S");
});
afterAll(() => dynamo.close());

const Key = { pk: { S: "k" } };
const send = (input: Partial<UpdateItemCommandInput>) =>
  client.send(new UpdateItemCommand({ TableName, Key, ...input }));

const VALUES: Record<string, AttributeValue> = {
  ":n": { N: "5" },
  ":s": { S: "text" },
  ":l": { L: [{ S: "x" }] },
  ":m": { M: { z: { N: "1" } } },
  ":ss": { SS: ["a", "b"] },
  ":ns": { NS: ["1"] },
};

/** Values that the expression names. */
function valuesOf(expression: string): Record<string, AttributeValue> | undefined {
  const used = Object.entries(VALUES).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(expression));
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

/** What an update makes of an item. */
async function updated(before: Item | undefined, UpdateExpression: string): Promise<Item | undefined> {
  if (before !== undefined) await putAll(client, TableName, [{ ...Key, ...before }]);
  await send({ UpdateExpression, ExpressionAttributeValues: valuesOf(UpdateExpression) });
  const { Item: { pk: _pk, ...rest } = {} } = await client.send(new GetItemCommand({ TableName, Key }));
  return rest;
}

describe("clauses", () => {
  const list: AttributeValue = { L: ["0", "1", "2", "3"].map((N) => ({ N })) };

  test.each<[string, Item, string, Item]>([
    ["SET writes", { a: { N: "1" } }, "SET b = :s", { a: { N: "1" }, b: { S: "text" } }],
    [
      "SET copies from the item as it was",
      { a: { N: "1" }, b: { N: "2" } },
      "SET a = b, b = a",
      { a: { N: "2" }, b: { N: "1" } },
    ],
    ["SET adds", { a: { N: "1.5" } }, "SET a = a + :n", { a: { N: "6.5" } }],
    ["SET takes away", { a: { N: "1" } }, "SET b = :n - a", { a: { N: "1" }, b: { N: "4" } }],
    ["a sum in brackets", { a: { N: "1" } }, "SET a = (a + :n)", { a: { N: "6" } }],
    ["if_not_exists takes what is there", { a: { N: "1" } }, "SET a = if_not_exists(a, :n)", { a: { N: "1" } }],
    ["if_not_exists takes the other", {}, "SET a = if_not_exists(b, :n) + :n", { a: { N: "10" } }],
    [
      "list_append puts one list behind another",
      { a: list },
      "SET a = list_append(:l, a)",
      { a: { L: [{ S: "x" }, ...(list.L ?? [])] } },
    ],
    [
      "a counter from nothing",
      {},
      "SET a = list_append(if_not_exists(a, :l), :l)",
      { a: { L: [{ S: "x" }, { S: "x" }] } },
    ],
    [
      "SET reaches into maps and lists",
      { a: { M: { b: { L: [{ M: {} }] } } } },
      "SET a.b[0].c = :n",
      { a: { M: { b: { L: [{ M: { c: { N: "5" } } }] } } } },
    ],
    [
      "SET behind the end of a list appends, in the order of the indexes",
      { a: { L: [] } },
      "SET a[9] = :s, a[5] = :n",
      { a: { L: [{ N: "5" }, { S: "text" }] } },
    ],
    ["REMOVE takes attributes", { a: { N: "1" }, b: { N: "2" } }, "REMOVE a, c", { b: { N: "2" } }],
    [
      "REMOVE takes elements by their old places",
      { a: list },
      "REMOVE a[0], a[2]",
      { a: { L: [{ N: "1" }, { N: "3" }] } },
    ],
    [
      "REMOVE of an element and of a part of another",
      { a: { L: [{ N: "0" }, { M: { b: { N: "1" } } }] } },
      "REMOVE a[0], a[1].b",
      { a: { L: [{ M: {} }] } },
    ],
    ["ADD counts from nothing", {}, "ADD a :n", { a: { N: "5" } }],
    ["ADD adds", { a: { N: "-7" } }, "ADD a :n", { a: { N: "-2" } }],
    ["ADD joins sets", { a: { SS: ["b", "c"] } }, "ADD a :ss", { a: { SS: ["b", "c", "a"] } }],
    ["DELETE takes members", { a: { SS: ["b", "c"] } }, "DELETE a :ss", { a: { SS: ["c"] } }],
    ["DELETE of all members takes the attribute", { a: { SS: ["b"] } }, "DELETE a :ss", {}],
    ["DELETE of nothing is nothing", { b: { N: "1" } }, "DELETE a :ss", { b: { N: "1" } }],
    [
      "all clauses at once",
      { a: { N: "1" }, b: { N: "1" }, c: { SS: ["a"] } },
      "REMOVE a ADD b :n DELETE c :ss SET d = a",
      { b: { N: "6" }, d: { N: "1" } },
    ],
  ])("%s", async (_what, before, expression, after) => {
    expect(await updated(before, expression)).toEqual(after);
  });

  test("numbers are added exactly, to the last of 38 digits", async () => {
    await putAll(client, TableName, [{ ...Key, a: { N: "0.1" }, b: { N: "99999999999999999999999999999999999998" } }]);
    await send({
      UpdateExpression: "SET a = a + :x, b = b + :y",
      ExpressionAttributeValues: { ":x": { N: "0.2" }, ":y": { N: "1" } },
    });
    const { Item: found } = await client.send(new GetItemCommand({ TableName, Key }));
    expect(found).toMatchObject({ a: { N: "0.3" }, b: { N: "99999999999999999999999999999999999999" } });
  });

  test("an update makes the item that is not there, also without an expression", async () => {
    await client.send(new UpdateItemCommand({ TableName, Key: { pk: { S: "bare" } } }));
    const { Item: found } = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: "bare" } } }));
    expect(found).toEqual({ pk: { S: "bare" } });
  });
});

describe("what comes back", () => {
  const before: Item = { ...Key, a: { N: "1" }, m: { M: { x: { N: "1" }, y: { N: "2" } } } };
  const change = {
    UpdateExpression: "SET a = :n, m.x = :s REMOVE m.y",
    ExpressionAttributeValues: { ":n": { N: "5" }, ":s": { S: "text" } },
  };

  test.each<[NonNullable<UpdateItemCommandInput["ReturnValues"]>, Item | undefined]>([
    ["NONE", undefined],
    ["ALL_OLD", before],
    ["ALL_NEW", { ...Key, a: { N: "5" }, m: { M: { x: { S: "text" } } } }],
    ["UPDATED_OLD", { a: { N: "1" }, m: { M: { x: { N: "1" }, y: { N: "2" } } } }],
    ["UPDATED_NEW", { a: { N: "5" }, m: { M: { x: { S: "text" } } } }],
  ])("%s", async (ReturnValues, expected) => {
    await putAll(client, TableName, [before]);
    expect((await send({ ...change, ReturnValues })).Attributes).toEqual(expected);
  });

  test("nothing, where there was nothing", async () => {
    const fresh = {
      Key: { pk: { S: "fresh" } },
      UpdateExpression: "SET a = :n",
      ExpressionAttributeValues: { ":n": { N: "1" } },
    };
    expect((await send({ ...fresh, ReturnValues: "UPDATED_OLD" })).Attributes).toBeUndefined();
  });
});

describe("refusals of the request", () => {
  test.each<[string, string]>([
    ["INVALID SYNTAX HERE", 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
    ["SET a = ", 'Syntax error; token: "<EOF>", near: "="'],
    ["SET a = :n,", 'Syntax error; token: "<EOF>", near: ","'],
    ["SET a = :n SET b = :n", 'The "SET" section can only be used once in an update expression;'],
    ["SET status = :n", "Attribute name is a reserved keyword; reserved keyword: status"],
    ["SET a = foo(:n)", "Invalid function name; function: foo"],
    [
      "SET a = if_not_exists(b)",
      "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
    ],
    [
      "SET a = if_not_exists(:s, :n)",
      "Operator or function requires a document path; operator or function: if_not_exists",
    ],
    [
      "SET a = list_append(b, :n)",
      "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
    ],
    ["SET a = b + :s", "Incorrect operand type for operator or function; operator or function: +, operand type: S"],
    ["ADD a :s", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING"],
    ["DELETE a :n", "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER"],
    [
      "SET a = :n, a.b = :n",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ],
    [
      "SET a.b = :n, a[1] = :n",
      "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]",
    ],
    [
      "SET a = :undefined",
      "An expression attribute value used in expression is not defined; attribute value: :undefined",
    ],
    [
      "SET #undefined = :n",
      "An expression attribute name used in the document path is not defined; attribute name: #undefined",
    ],
  ])("%s", async (UpdateExpression, message) => {
    const ExpressionAttributeValues = valuesOf(UpdateExpression);
    expect(await refusal(send({ UpdateExpression, ExpressionAttributeValues }))).toBe(
      enveloped(`Invalid UpdateExpression: ${message}`),
    );
  });

  test("an expression that is empty, and one beside older parameters", async () => {
    expect(await refusal(send({ UpdateExpression: "" }))).toBe(
      enveloped("Invalid UpdateExpression: The expression can not be empty;"),
    );
    const mixed = { UpdateExpression: "REMOVE a", AttributeUpdates: { b: { Action: "DELETE" as const } } };
    expect(await refusal(send(mixed))).toBe(
      enveloped(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
      ),
    );
  });

  test("placeholders that nobody uses", async () => {
    const unused = { ":n": { N: "1" }, ":unused": { S: "x" } };
    expect(await refusal(send({ UpdateExpression: "SET a = :n", ExpressionAttributeValues: unused }))).toBe(
      enveloped("Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}"),
    );
  });

  test("an unknown ReturnValues is told alone", async () => {
    const wrong = { ReturnValues: "X" as "NONE", ReturnConsumedCapacity: "Y" as "NONE" };
    expect(await refusal(send(wrong))).toBe(
      enveloped(
        "Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]",
      ),
    );
  });
});

describe("refusals that only the item shows", () => {
  const item: Item = { ...Key, s: { S: "x" }, l: { L: [] }, n: { N: "1" } };

  test.each<[string, string]>([
    ["SET a = nope", "The provided expression refers to an attribute that does not exist in the item"],
    ["SET a = s + :n", "An operand in the update expression has an incorrect data type"],
    ["SET a = list_append(s, :l)", "An operand in the update expression has an incorrect data type"],
    ["ADD s :n", "An operand in the update expression has an incorrect data type"],
    ["DELETE s :ss", "An operand in the update expression has an incorrect data type"],
    ["SET nope.a = :n", "The document path provided in the update expression is invalid for update"],
    ["SET s.a = :n", "The document path provided in the update expression is invalid for update"],
    ["SET l.a = :n", "The document path provided in the update expression is invalid for update"],
    ["REMOVE nope.a", "The document path provided in the update expression is invalid for update"],
    [
      "SET pk = :s",
      "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
    ],
  ])("%s", async (UpdateExpression, message) => {
    await putAll(client, TableName, [item]);
    const ExpressionAttributeValues = valuesOf(UpdateExpression);
    expect(await refusal(send({ UpdateExpression, ExpressionAttributeValues }))).toBe(invalid(message));
    expect((await client.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(item);
  });

  test.each([
    ["9E125", "9E125"],
    ["1E50", "1"],
  ])("the sum of %s and %s cannot be kept", async (x, y) => {
    const values = { ":x": { N: x }, ":y": { N: y } };
    expect(await refusal(send({ UpdateExpression: "SET a = :x + :y", ExpressionAttributeValues: values }))).toBe(
      invalid("Number overflow. Attempting to store a number with magnitude larger than supported range"),
    );
  });

  test("an item that would grow beyond 400 KB", async () => {
    const values = { ":v": { S: "x".repeat(409_600) } };
    expect(await refusal(send({ UpdateExpression: "SET v = :v", ExpressionAttributeValues: values }))).toBe(
      invalid("Item size to update has exceeded the maximum allowed size"),
    );
  });
});

describe("older parameters", () => {
  test("AttributeUpdates puts, adds and deletes", async () => {
    await putAll(client, TableName, [{ ...Key, n: { N: "1" }, s: { SS: ["a", "b"] }, l: { L: [] }, gone: { N: "1" } }]);
    await send({
      AttributeUpdates: {
        p: { Action: "PUT", Value: { S: "x" } },
        q: { Value: { S: "y" } },
        n: { Action: "ADD", Value: { N: "2" } },
        l: { Action: "ADD", Value: { L: [{ N: "1" }] } },
        s: { Action: "DELETE", Value: { SS: ["a"] } },
        gone: { Action: "DELETE" },
      },
    });
    expect((await client.send(new GetItemCommand({ TableName, Key }))).Item).toEqual({
      ...Key,
      p: { S: "x" },
      q: { S: "y" },
      n: { N: "3" },
      l: { L: [{ N: "1" }] },
      s: { SS: ["b"] },
    });
  });

  test.each<[string, UpdateItemCommandInput["AttributeUpdates"], string]>([
    [
      "a value that is missing",
      { a: { Action: "PUT" } },
      "One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified",
    ],
    [
      "DELETE of a text",
      { a: { Action: "DELETE", Value: { S: "x" } } },
      "One or more parameter values were invalid: DELETE action with value is not supported for the type S",
    ],
    [
      "ADD of a text",
      { a: { Action: "ADD", Value: { S: "x" } } },
      "One or more parameter values were invalid: ADD action is not supported for the type S",
    ],
  ])("%s", async (_what, AttributeUpdates, message) => {
    expect(await refusal(send({ AttributeUpdates }))).toBe(enveloped(message));
  });

  test("another type than the attribute's", async () => {
    await putAll(client, TableName, [{ ...Key, a: { S: "x" } }]);
    expect(await refusal(send({ AttributeUpdates: { a: { Action: "ADD", Value: { N: "1" } } } }))).toBe(
      invalid("Type mismatch for attribute to update"),
    );
  });

  test.each<[string, UpdateItemCommandInput["Expected"], boolean]>([
    ["Exists: false", { x: { Exists: false } }, true],
    ["Exists: true with a value", { a: { Value: { N: "1" }, Exists: true } }, true],
    ["another value", { a: { Value: { N: "2" } } }, false],
    ["NE", { a: { ComparisonOperator: "NE", AttributeValueList: [{ N: "2" }] } }, true],
    ["LT", { a: { ComparisonOperator: "LT", AttributeValueList: [{ N: "1" }] } }, false],
    ["IN", { a: { ComparisonOperator: "IN", AttributeValueList: [{ N: "2" }, { N: "1" }] } }, true],
    ["BETWEEN", { a: { ComparisonOperator: "BETWEEN", AttributeValueList: [{ N: "0" }, { N: "1" }] } }, true],
    ["BEGINS_WITH", { s: { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [{ S: "he" }] } }, true],
    ["CONTAINS", { s: { ComparisonOperator: "CONTAINS", AttributeValueList: [{ S: "ell" }] } }, true],
    ["NOT_CONTAINS", { s: { ComparisonOperator: "NOT_CONTAINS", AttributeValueList: [{ S: "ell" }] } }, false],
    ["NULL", { a: { ComparisonOperator: "NULL" } }, false],
    ["NOT_NULL", { a: { ComparisonOperator: "NOT_NULL" } }, true],
  ])("Expected: %s", async (_what, Expected, holds) => {
    await putAll(client, TableName, [{ ...Key, a: { N: "1" }, s: { S: "hello" } }]);
    const outcome = await send({ Expected, AttributeUpdates: { b: { Value: { N: "1" } } } }).then(
      () => true,
      (error: Error) => (expect(error.name).toBe("ConditionalCheckFailedException"), false),
    );
    expect(outcome).toBe(holds);
  });

  test("OR needs one of the conditions", async () => {
    await putAll(client, TableName, [{ ...Key, a: { N: "1" } }]);
    const Expected = { a: { Value: { N: "2" } }, x: { Exists: false } };
    await send({ Expected, ConditionalOperator: "OR", AttributeUpdates: { b: { Value: { N: "1" } } } });
    await expect(send({ Expected, AttributeUpdates: { b: { Value: { N: "1" } } } })).rejects.toThrow();
  });
});
