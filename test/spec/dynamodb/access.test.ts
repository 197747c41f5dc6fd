/** Who may do what with which items: actions on tables and indexes, tags, and the condition keys that choose items and attributes (developer guide, "Using IAM policy conditions for fine-grained access control"). */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeUser, type Statement } from "../../support/iam-story.ts";
import { type Dynamo, keySchema, startDynamo } from "./support.ts";

let dynamo: Dynamo;
let iam: IAMClient;
let users = 0;
const clients: DynamoDBClient[] = [];

beforeAll(async () => {
  dynamo = await startDynamo();
  iam = dynamo.server.client(IAMClient);
  await dynamo.client.send(
    new CreateTableCommand({
      TableName: "games",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["user", "game", "kind"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keySchema("user", "game"),
      GlobalSecondaryIndexes: [
        { IndexName: "by-kind", KeySchema: keySchema("kind"), Projection: { ProjectionType: "ALL" } },
      ],
      Tags: [{ Key: "team", Value: "play" }],
    }),
  );
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await dynamo.close();
});

const TABLE = "arn:aws:dynamodb:us-east-1:*:table/games";
const TableName = "games";
const item = (user: string, more = {}) => ({ user: { S: user }, game: { S: "chess" }, ...more });

async function as(...statements: readonly Statement[]): Promise<DynamoDBClient> {
  const credentials = await makeUser(iam, `player${(users += 1)}`, ...statements);
  const client = new DynamoDBClient({ ...dynamo.server.clientConfig, credentials });
  clients.push(client);
  return client;
}
const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "allowed",
    (error: Error) => error.name,
  );
const DENIED = "AccessDeniedException";

describe("actions and resources", () => {
  test("a table, its index and the account are each asked for by themselves", async () => {
    const client = await as({ Effect: "Allow", Action: ["dynamodb:Query", "dynamodb:GetItem"], Resource: TABLE });
    const query = (IndexName?: string) =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName,
          KeyConditionExpression: "#k = :v",
          ExpressionAttributeNames: { "#k": IndexName === undefined ? "user" : "kind" },
          ExpressionAttributeValues: { ":v": { S: "a" } },
        }),
      );
    expect(await outcome(query())).toBe("allowed");
    expect(await outcome(query("by-kind"))).toBe(DENIED);
    expect(await outcome(client.send(new PutItemCommand({ TableName, Item: item("a") })))).toBe(DENIED);
    expect(await outcome(client.send(new ListTablesCommand({})))).toBe(DENIED);
    const ofIndex = await as({ Effect: "Allow", Action: "dynamodb:Query", Resource: `${TABLE}/index/*` });
    const refused = ofIndex.send(new QueryCommand({ TableName, KeyConditionExpression: "a = b" }));
    await expect(refused).rejects.toMatchObject({
      name: DENIED,
      message: expect.stringMatching(
        /^User: arn:aws:iam::\d+:user\/player\d+ is not authorized to perform: dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:\d+:table\/games because no identity-based policy allows the dynamodb:Query action$/,
      ),
    });
  });

  test("tags of the table", async () => {
    const get = new GetItemCommand({ TableName, Key: item("a") });
    const tagged = (team: string): Statement => ({
      Effect: "Allow",
      Action: "dynamodb:*",
      Resource: TABLE,
      Condition: { StringEquals: { "aws:ResourceTag/team": team } },
    });
    expect(await outcome((await as(tagged("play"))).send(get))).toBe("allowed");
    expect(await outcome((await as(tagged("work"))).send(get))).toBe(DENIED);
  });

  test("a transaction needs the permission of each of its actions", async () => {
    const client = await as({ Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: TABLE });
    const put = { Put: { TableName, Item: item("t") } };
    const check = {
      ConditionCheck: { TableName, Key: item("u"), ConditionExpression: "attribute_not_exists(game)" },
    };
    const transact = (...TransactItems: NonNullable<TransactWriteItemsCommand["input"]["TransactItems"]>) =>
      outcome(client.send(new TransactWriteItemsCommand({ TransactItems })));
    expect(await transact(put)).toBe("allowed");
    expect(await transact(put, check)).toBe(DENIED);
  });
});

describe("items by their partition key", () => {
  const own: Statement = {
    Effect: "Allow",
    Action: [
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:BatchGetItem",
      "dynamodb:BatchWriteItem",
    ],
    Resource: TABLE,
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:username}"] } },
  };

  test("one's own items and no others, in every operation", async () => {
    const client = await as(own);
    const me = `player${users}`;
    const attempts = (user: string) => [
      client.send(new PutItemCommand({ TableName, Item: item(user) })),
      client.send(new GetItemCommand({ TableName, Key: item(user) })),
      client.send(
        new BatchGetItemCommand({ RequestItems: { games: { Keys: [item(me, { game: { S: "go" } }), item(user)] } } }),
      ),
      client.send(new BatchWriteItemCommand({ RequestItems: { games: [{ DeleteRequest: { Key: item(user) } }] } })),
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: ":v = #u",
          ExpressionAttributeNames: { "#u": "user" },
          ExpressionAttributeValues: { ":v": { S: user } },
        }),
      ),
      client.send(
        new QueryCommand({
          TableName,
          KeyConditions: { user: { ComparisonOperator: "EQ", AttributeValueList: [{ S: user }] } },
        }),
      ),
    ];
    for (const attempt of attempts(me)) expect(await outcome(attempt)).toBe("allowed");
    for (const attempt of attempts("somebody")) expect(await outcome(attempt)).toBe(DENIED);
  });
});

describe("attributes, and what comes back", () => {
  const limited: Statement = {
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
    Resource: TABLE,
    Condition: {
      "ForAllValues:StringEquals": { "dynamodb:Attributes": ["user", "game", "score"] },
      StringEqualsIfExists: {
        "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
        "dynamodb:ReturnValues": ["NONE", "UPDATED_NEW"],
      },
    },
  };

  test("some attributes and no others, under whatever name an expression gives them", async () => {
    const client = await as(limited);
    const get = (ProjectionExpression?: string, ExpressionAttributeNames?: Record<string, string>) =>
      outcome(
        client.send(new GetItemCommand({ TableName, Key: item("a"), ProjectionExpression, ExpressionAttributeNames })),
      );
    expect(await get("score, game")).toBe("allowed");
    expect(await get("score.deep[1]")).toBe("allowed");
    expect(await get("score, secret")).toBe(DENIED);
    expect(await get("#x", { "#x": "secret" })).toBe(DENIED);
    expect(await get()).toBe(DENIED);
    const scan = { TableName, ProjectionExpression: "score" };
    expect(await outcome(client.send(new ScanCommand(scan)))).toBe("allowed");
    const filtered = { ...scan, FilterExpression: "attribute_exists(secret)" };
    expect(await outcome(client.send(new ScanCommand(filtered)))).toBe(DENIED);
  });

  test("an update may name and return what is allowed", async () => {
    const client = await as(limited);
    const update = (UpdateExpression: string, ReturnValues?: "ALL_NEW" | "UPDATED_NEW") =>
      outcome(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: item("u"),
            UpdateExpression,
            ReturnValues,
            ExpressionAttributeValues: { ":n": { N: "1" } },
          }),
        ),
      );
    expect(await update("ADD score :n", "UPDATED_NEW")).toBe("allowed");
    expect(await update("ADD score :n", "ALL_NEW")).toBe(DENIED);
    expect(await update("ADD secret :n")).toBe(DENIED);
    expect(await update("SET score = if_not_exists(secret, :n)")).toBe(DENIED);
  });
});
