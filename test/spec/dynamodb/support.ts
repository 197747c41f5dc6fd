/** What the DynamoDB specs share: a client, a table of their own, and the words of a refusal. */
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type KeySchemaElement,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "vitest";
import { startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

export interface Dynamo {
  readonly server: TestServer;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

export async function startDynamo(options: TestServerOptions = {}): Promise<Dynamo> {
  const server = await startTestServer(options);
  return { server, client: server.client(DynamoDBClient), close: () => server.close() };
}

let tables = 0;

/** Keys as `pk:S` or `pk:S sk:N`; anything of CreateTable beside it. Resolves with the name. */
export async function makeTable(
  client: DynamoDBClient,
  keys: string,
  more: Partial<CreateTableCommandInput> = {},
): Promise<string> {
  tables += 1;
  const TableName = `spec-${tables}`;
  const parsed = keys.split(" ").map((key) => key.split(":") as [string, "S" | "N" | "B"]);
  const own = parsed.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keySchema(...parsed.map(([name]) => name)),
      ...more,
      AttributeDefinitions: [...own, ...(more.AttributeDefinitions ?? [])],
    }),
  );
  return TableName;
}

export function keySchema(partition = "pk", sort?: string): KeySchemaElement[] {
  const hash = { AttributeName: partition, KeyType: "HASH" as const };
  return sort === undefined ? [hash] : [hash, { AttributeName: sort, KeyType: "RANGE" }];
}

export type Item = Record<string, AttributeValue>;

export async function putAll(client: DynamoDBClient, TableName: string, items: readonly Item[]): Promise<void> {
  for (const Item of items) await client.send(new PutItemCommand({ TableName, Item }));
}

/** Code and message of the refusal that must come. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = (await promise.then(
    (value) => expect.unreachable(`it must be refused, but gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )) as { name: string; message: string; $metadata?: { httpStatusCode?: number } };
  expect(error.$metadata?.httpStatusCode, error.message).toBe(400);
  return `${error.name}: ${error.message}`;
}

export const invalid = (message: string): string => `ValidationException: ${message}`;
/** In the manner of PutItem, UpdateItem and DeleteItem. */
export const enveloped = (message: string): string => invalid(`1 validation error detected: ${message}`);
