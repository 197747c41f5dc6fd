/**
 * What a query may do: the caller's permissions on the work group, and what Athena then asks of Glue and S3 in the caller's name.
 */
import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { IAMClient } from "@aws-sdk/client-iam";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeUser, type Statement } from "../../support/iam-story.ts";
import { expectServiceError, type TestCredentials } from "../../support/server.ts";
import { type AthenaWorld, DATA, openWorld, OUTPUT, RESULTS } from "./world.ts";

let world: AthenaWorld;
let users = 0;

beforeAll(async () => {
  world = await openWorld();
  await world.query("CREATE DATABASE db");
  await world.put("rain/rain.csv", "Oslo,3\nBergen,7\n");
  await world.query(
    `CREATE EXTERNAL TABLE db.rain (city string, mm int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://${DATA}/rain/'`,
  );
  for (const [Name, team] of [
    ["science", "ml"],
    ["payroll", "hr"],
  ] as const) {
    await world.athena.send(new CreateWorkGroupCommand({ Name, Tags: [{ Key: "team", Value: team }] }));
  }
});
afterAll(() => world.close());

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:${world.server.accountId}:${resource}`;
const onGroup = (name: string): Statement => ({ Action: "athena:*", Resource: arn("athena", `workgroup/${name}`) });
const throughAthena = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };
const ofCatalog = (): Statement => ({
  Action: ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
  Resource: [arn("glue", "catalog"), arn("glue", "database/db"), arn("glue", "table/db/rain")],
});
const ofData: Statement = {
  Action: ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"],
  Resource: [`arn:aws:s3:::${DATA}`, `arn:aws:s3:::${DATA}/*`],
};
const ofResults: Statement = {
  Action: ["s3:PutObject", "s3:GetObject", "s3:GetBucketLocation", "s3:ListBucket", "s3:AbortMultipartUpload"],
  Resource: [`arn:aws:s3:::${RESULTS}`, `arn:aws:s3:::${RESULTS}/*`],
};

interface Person {
  readonly athena: AthenaClient;
  readonly credentials: TestCredentials;
  run(WorkGroup?: string): Promise<QueryExecution>;
}

async function person(...statements: readonly Statement[]): Promise<Person> {
  const credentials = await makeUser(world.server.client(IAMClient), `user${(users += 1)}`, ...statements);
  const athena = new AthenaClient({ ...world.server.clientConfig, credentials });
  const run = async (WorkGroup = "science"): Promise<QueryExecution> => {
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: "SELECT city FROM db.rain ORDER BY mm",
        WorkGroup,
        ResultConfiguration: { OutputLocation: OUTPUT },
      }),
    );
    return vi.waitFor(
      async () => {
        const { QueryExecution } = await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        expect(QueryExecution?.Status?.State).toMatch(/SUCCEEDED|FAILED/);
        return QueryExecution ?? {};
      },
      { timeout: 30_000, interval: 10 },
    );
  };
  return { athena, credentials, run };
}

const denied = (message: RegExp) => ({ name: "AccessDeniedException", status: 400, message });

test("somebody who may read through Athena alone can query, and cannot read the objects", async () => {
  const ana = await person(
    onGroup("science"),
    ...[ofCatalog(), ofData, ofResults].map((one) => ({ ...one, Condition: throughAthena })),
  );
  const execution = await ana.run();
  expect(execution.Status).toMatchObject({ State: "SUCCEEDED" });
  const { ResultSet } = await ana.athena.send(
    new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }),
  );
  expect(ResultSet?.Rows?.map(({ Data }) => Data?.[0]?.VarCharValue)).toEqual(["city", "Oslo", "Bergen"]);
  const s3 = new S3Client({ ...world.server.clientConfig, credentials: ana.credentials });
  await expectServiceError(s3.send(new GetObjectCommand({ Bucket: DATA, Key: "rain/rain.csv" })), {
    name: "AccessDenied",
    status: 403,
  });
  s3.destroy();
});

test.each<readonly [what: string, leaveOut: "catalog" | "data" | "results", reason: RegExp]>([
  ["the table", "catalog", /glue:Get(Table|Database) on resource: arn:aws:glue:/],
  ["the data", "data", /s3:(ListBucket|GetObject)/],
  ["the result's place", "results", /s3:PutObject/],
])("a query fails when its caller may not use %s", async (_what, leaveOut, reason) => {
  const statements = { catalog: ofCatalog(), data: ofData, results: ofResults };
  const others = Object.entries(statements).flatMap(([name, one]) => (name === leaveOut ? [] : [one]));
  const { run } = await person(onGroup("science"), ...others);
  const { Status } = await run();
  expect(Status?.State).toBe("FAILED");
  expect(Status?.StateChangeReason).toMatch(reason);
});

test("an execution belongs to its work group, whose permissions decide", async () => {
  const all = [ofCatalog(), ofData, ofResults];
  const insider = await person(onGroup("science"), ...all);
  const outsider = await person(onGroup("payroll"), ...all);
  const { QueryExecutionId = "" } = await insider.run();
  const group = /on resource: arn:aws:athena:us-east-1:\d+:workgroup\/science /;
  await expectServiceError(outsider.run("science"), denied(group));
  await expectServiceError(outsider.athena.send(new GetQueryExecutionCommand({ QueryExecutionId })), denied(group));
  await expectServiceError(outsider.athena.send(new GetQueryResultsCommand({ QueryExecutionId })), denied(group));
  await expectServiceError(outsider.athena.send(new StopQueryExecutionCommand({ QueryExecutionId })), denied(group));
  const batch = new BatchGetQueryExecutionCommand({ QueryExecutionIds: [QueryExecutionId] });
  await expectServiceError(outsider.athena.send(batch), denied(group));
  expect((await insider.athena.send(batch)).QueryExecutions).toHaveLength(1);
});

test("tags of a work group decide, and so do tags that a request brings", async () => {
  const tagged: Statement = {
    Action: "athena:StartQueryExecution",
    Condition: { StringEquals: { "aws:ResourceTag/team": "ml" } },
  };
  const creating: Statement = {
    Action: "athena:CreateWorkGroup",
    Condition: { StringEquals: { "aws:RequestTag/team": "ml" } },
  };
  const { athena, run } = await person(tagged, creating, ofCatalog(), ofData, ofResults);
  expect((await run("science")).Status?.State).toBe("SUCCEEDED");
  await expectServiceError(run("payroll"), denied(/workgroup\/payroll/));
  const create = (Name: string, team: string) =>
    athena.send(new CreateWorkGroupCommand({ Name, Tags: [{ Key: "team", Value: team }] }));
  await create("mine", "ml");
  await expectServiceError(create("theirs", "hr"), denied(/athena:CreateWorkGroup on resource: .*workgroup\/theirs/));
});

test("results are read by those who may read them in S3", async () => {
  const { QueryExecutionId } = await (await person(onGroup("science"), ofCatalog(), ofData, ofResults)).run();
  const reader = await person(onGroup("science"));
  await expectServiceError(reader.athena.send(new GetQueryResultsCommand({ QueryExecutionId })), {
    name: "InvalidRequestException",
    status: 400,
    message: /^You do not seem to have access to the S3 location of your query results/,
  });
});

test("metadata is shown to those who may see it in Glue", async () => {
  const onMetadata: Statement = {
    Action: ["athena:GetTableMetadata", "athena:GetDatabase"],
    Resource: arn("athena", "datacatalog/AwsDataCatalog"),
  };
  const get = new GetTableMetadataCommand({ CatalogName: "AwsDataCatalog", DatabaseName: "db", TableName: "rain" });
  const reader = await person(onMetadata, ofCatalog());
  expect((await reader.athena.send(get)).TableMetadata?.Name).toBe("rain");
  const stranger = await person(onMetadata);
  await expectServiceError(stranger.athena.send(get), {
    name: "MetadataException",
    status: 400,
    message:
      /glue:GetTable on resource: .* \(Service: AmazonDataCatalog; Status Code: 400; Error Code: AccessDeniedException\)$/,
  });
  const outsider = await person(ofCatalog());
  await expectServiceError(
    outsider.athena.send(get),
    denied(/athena:GetTableMetadata on resource: .*datacatalog\/AwsDataCatalog/),
  );
});
