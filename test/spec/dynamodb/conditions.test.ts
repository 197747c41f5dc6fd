/** Conditions and filters: every comparison and function on every type, and AWS's words where a condition makes no sense (recorded in paritysuite/dynamodb-conformance and dynalite's tests). */
import { type AttributeValue, type DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dynamo, enveloped, invalid, makeTable, putAll, refusal, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let client: DynamoDBClient;
let TableName: string;
beforeAll(async () => {
  dynamo = await startDynamo();
  ({ client } = dynamo);
  TableName = await makeTable(client, "pk:S");
  await putAll(client, TableName, [
    {
      pk: { S: "k" },
      s: { S: "héllo" },
      n: { N: "10" },
      b: { B: Uint8Array.from([1, 2, 3]) },
      t: { BOOL: true },
      z: { NULL: true },
      ss: { SS: ["a", "b"] },
      ns: { NS: ["1", "2"] },
      l: { L: [{ S: "x" }, { N: "2" }] },
      m: { M: { five: { N: "5" }, deep: { L: [{ M: { x: { S: "y" } } }] } } },
    },
  ]);
});
afterAll(() => dynamo.close());

const VALUES: Record<string, AttributeValue> = {
  ":n2": { N: "2" },
  ":n10": { N: "10.0" },
  ":n99": { N: "99" },
  ":hel": { S: "hé" },
  ":llo": { S: "llo" },
  ":a": { S: "a" },
  ":b12": { B: Uint8Array.from([1, 2]) },
  ":b23": { B: Uint8Array.from([2, 3]) },
  ":true": { BOOL: true },
  ":ba": { SS: ["b", "a"] },
  ":S": { S: "S" },
  ":M": { S: "M" },
  ":N": { S: "N" },
  ":x": { S: "X" },
  ":l": { L: [{ S: "x" }, { N: "2" }] },
};
const valuesOf = (expression: string) => {
  const used = Object.entries(VALUES).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(expression));
  return used.length === 0 ? undefined : Object.fromEntries(used);
};
const scan = (FilterExpression: string) =>
  client.send(new ScanCommand({ TableName, FilterExpression, ExpressionAttributeValues: valuesOf(FilterExpression) }));

describe("what holds", () => {
  test.each([
    "n = :n10",
    ":n10 = n",
    "n <> :n2",
    "n > :n2",
    "n < :n99",
    "n >= :n10 AND n <= :n10",
    "s > :a",
    "b > :b12",
    "t = :true",
    "ss = :ba",
    "l = :l",
    "n BETWEEN :n2 AND :n99",
    ":n10 BETWEEN m.five AND :n99",
    "n IN (:n2, :n10)",
    "attribute_exists(m.deep[0].x)",
    "attribute_not_exists(m.deep[1])",
    "attribute_not_exists(nope.way.down)",
    "attribute_type(s, :S)",
    "attribute_type(m, :M)",
    "begins_with(s, :hel)",
    "begins_with(b, :b12)",
    "contains(s, :llo)",
    "contains(b, :b23)",
    "contains(ss, :a)",
    "contains(ns, :n2)",
    "contains(l, :n2)",
    "size(b) > :n2",
    "size(l) = :n2",
    "size(m) = :n2",
    "size(ss) = :n2",
    // Six bytes of UTF-8.
    "size(s) > m.five",
    "NOT n = :n2",
    "NOT (n = :n2 OR s = :a)",
    "n = :n2 OR s = :a OR t = :true",
    "n = :n10 AND (s = :a OR t = :true)",
    "nope <> :n2",
    "(n) = (:n10)",
    "n = :n10 and NOT s = :a",
    "m.five < n",
  ])("%s", async (expression) => {
    expect((await scan(expression)).Count).toBe(1);
  });

  test.each([
    "n = :n2",
    "n = :S",
    "n < :S",
    "s < :n2",
    "nope = :n2",
    "nope < :n2",
    "n BETWEEN :n99 AND m.five",
    "nope IN (:n2)",
    "attribute_exists(nope)",
    "attribute_type(nope, :S)",
    "attribute_type(s, :N)",
    "begins_with(s, :llo)",
    "contains(s, :n2)",
    "contains(m, :a)",
    "contains(l, :a)",
    "size(n) = :n2",
    "size(nope) = :n2",
    "n = :n10 AND s = :a",
    "NOT (n = :n10)",
  ])("%s does not", async (expression) => {
    expect((await scan(expression)).Count).toBe(0);
  });
});

describe("what makes no sense", () => {
  const INCORRECT = "Incorrect operand type for operator or function; operator or function:";

  test.each([
    ["n", 'Syntax error; token: "<EOF>", near: "n"'],
    ["attribute_exists(", 'Syntax error; token: "<EOF>", near: "("'],
    ["n = = :n2", 'Syntax error; token: "=", near: "= = :n2"'],
    ["n = :n2 AND", 'Syntax error; token: "<EOF>", near: "AND"'],
    ["(n = :n2", 'Syntax error; token: "<EOF>", near: ":n2"'],
    ["n = :n2)", 'Syntax error; token: ")", near: ":n2)"'],
    ["((n = :n2))", "The expression has redundant parentheses;"],
    ["foo(n, :n2)", "Invalid function name; function: foo"],
    ["size(n)", "The function is not allowed to be used this way in an expression; function: size"],
    [
      "attribute_exists(n) = :n2",
      "The function is not allowed to be used this way in an expression; function: attribute_exists",
    ],
    ["name = :n2", "Attribute name is a reserved keyword; reserved keyword: name"],
    [
      "contains(n, n)",
      "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [n]",
    ],
    [
      "n = n",
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]",
    ],
    [
      "attribute_exists(n, s)",
      "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
    ],
    ["attribute_exists(:n2)", "Operator or function requires a document path; operator or function: attribute_exists"],
    ["begins_with(s, :n2)", `${INCORRECT} begins_with, operand type: N`],
    ["attribute_type(s, :n2)", `${INCORRECT} attribute_type, operand type: N`],
    [
      "attribute_type(s, :x)",
      "Invalid attribute type name found; type: X, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ],
    [
      "n BETWEEN :n99 AND :n2",
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:99}, upper bound operand: AttributeValue: {N:2}",
    ],
    [
      "n BETWEEN :n2 AND :a",
      "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:a}",
    ],
    ["n = :undefined", "An expression attribute value used in expression is not defined; attribute value: :undefined"],
  ])("%s", async (expression, message) => {
    expect(await refusal(scan(expression))).toBe(invalid(`Invalid FilterExpression: ${message}`));
  });
});

describe("limits", () => {
  const put = (ConditionExpression: string) =>
    client.send(new PutItemCommand({ TableName, Item: { pk: { S: "limits" } }, ConditionExpression }));
  const chain = (bytes: number): string => {
    const one = `attribute_not_exists(${"x".repeat(60)})`;
    const joined = Array.from({ length: 40 }, () => one).join(" AND ");
    return `${joined} AND attribute_not_exists(${"y".repeat(bytes - joined.length - " AND attribute_not_exists()".length)})`;
  };

  test("4,096 bytes are an expression, 4,097 are not", async () => {
    await put(chain(4096));
    expect(await refusal(put(chain(4097)))).toBe(
      enveloped("Invalid ConditionExpression: Expression size has exceeded the maximum allowed size;"),
    );
    expect(await refusal(scan(chain(4097)))).toBe(
      invalid("Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression size: 4097"),
    );
  });

  test("300 operators and functions are taken, more are not (assumed: the words)", async () => {
    const many = (count: number): string => `a=b${" or a=b".repeat(count)}`;
    await scan(many(149));
    expect(await refusal(scan(many(151)))).toMatch(/more than 300 operators and functions/);
  });

  // A grammar that goes back and forth over brackets takes years for these.
  test.each([
    ["brackets that never close", `${"(".repeat(4000)}n = :n2`],
    ["brackets that close", `${"(".repeat(2000)}n = :n2${")".repeat(2000)}`],
    ["NOT of NOT", `${"NOT ".repeat(1000)}n = :n2`],
    ["functions in functions", `${"size(".repeat(700)}n${")".repeat(700)} = :n2`],
    ["brackets around operands", `${"(".repeat(1300)}n${")".repeat(1300)} = :n2`],
  ])("%s are refused at once", async (_what, expression) => {
    expect(await refusal(scan(expression))).toMatch(/^ValidationException: Invalid FilterExpression: /);
  });
});
