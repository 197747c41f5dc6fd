/** What policies decide on Glue and Athena, and on what Athena reads for its caller. */
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetDatabaseCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runQuery } from "../../support/athena.ts";
import { expectServiceError } from "../../support/server.ts";
import { ACCOUNT, allow, IdentityWorld, type Keys, trust } from "../sts/identity-world.ts";

const OUT = "s3://query-out/";
const DENIED = { name: "AccessDeniedException", status: 400 };
const glueArn = (resource: string): string => `arn:aws:glue:us-east-1:${ACCOUNT}:${resource}`;
const workGroup = (name: string): string => `arn:aws:athena:us-east-1:${ACCOUNT}:workgroup/${name}`;
const CATALOG = allow("glue:Get*", [glueArn("catalog"), glueArn("database/*"), glueArn("table/*/*")]);
const WRITE_RESULTS = allow(
  ["s3:PutObject", "s3:GetObject", "s3:ListBucket"],
  ["arn:aws:s3:::query-out", "arn:aws:s3:::query-out/*"],
);
const QUERY = allow("athena:*", workGroup("primary"));

let world: IdentityWorld;
let count = 0;
beforeAll(async () => {
  world = await IdentityWorld.start();
  const s3 = world.as(S3Client, world.server.credentials);
  for (const Bucket of ["query-out", "query-lake"]) await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket: "query-lake", Key: "t/a.csv", Body: "1\n2\n" }));
  await world.role("crawler", { trust: [trust({ Service: "glue.amazonaws.com" })] });
  const glue = world.as(GlueClient, world.server.credentials);
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "d" } }));
  const StorageDescriptor = {
    Columns: [{ Name: "n", Type: "int" }],
    Location: "s3://query-lake/t/",
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
      Parameters: { "field.delim": "," },
    },
  };
  const TableInput = { Name: "t", TableType: "EXTERNAL_TABLE", StorageDescriptor };
  await glue.send(new CreateTableCommand({ DatabaseName: "d", TableInput }));
});
afterAll(() => world.close());

const keysWith = async (...statements: readonly object[]): Promise<Keys> =>
  (await world.user(`query-${++count}`, ...statements)).keys;
const athenaWith = async (...statements: readonly object[]): Promise<AthenaClient> =>
  world.as(AthenaClient, await keysWith(...statements));

test("a database is had by who may have the catalog and the database", async () => {
  const get = async (...statements: readonly object[]) =>
    world.as(GlueClient, await keysWith(...statements)).send(new GetDatabaseCommand({ Name: "d" }));
  expect((await get(allow("glue:GetDatabase", [glueArn("catalog"), glueArn("database/d")]))).Database?.Name).toBe("d");
  await expectServiceError(get(allow("glue:GetDatabase", glueArn("database/d"))), {
    ...DENIED,
    message: /on resource: .*:catalog/,
  });
  await expectServiceError(get(), {
    ...DENIED,
    message: /because no identity-based policy allows the glue:GetDatabase action/,
  });
});

test("tags of a request may be demanded", async () => {
  const condition = { StringEquals: { "aws:RequestTag/team": "data" } };
  const glue = world.as(
    GlueClient,
    await keysWith({ ...allow(["glue:CreateCrawler", "iam:PassRole"]), Condition: condition }, allow("iam:PassRole")),
  );
  const create = (Name: string, Tags?: Record<string, string>) =>
    glue.send(
      new CreateCrawlerCommand({
        Name,
        Role: "crawler",
        Targets: { S3Targets: [{ Path: "s3://query-lake/t/" }] },
        DatabaseName: "d",
        ...(Tags && { Tags }),
      }),
    );
  await create("tagged", { team: "data" });
  await expectServiceError(create("untagged"), DENIED);
});

test("a role is given to a crawler only by who may pass it to Glue", async () => {
  const create = async (...statements: readonly object[]) =>
    world.as(GlueClient, await keysWith(allow("glue:CreateCrawler"), ...statements)).send(
      new CreateCrawlerCommand({
        Name: `c-${++count}`,
        Role: "crawler",
        Targets: { S3Targets: [{ Path: "s3://query-lake/t/" }] },
        DatabaseName: "d",
      }),
    );
  const pass = (service: string): object => ({
    ...allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/crawler`),
    Condition: { StringEquals: { "iam:PassedToService": service } },
  });
  await create(pass("glue.amazonaws.com"));
  await expectServiceError(create(), { ...DENIED, message: /iam:PassRole on resource: .*:role\/crawler/ });
  await expectServiceError(create(pass("athena.amazonaws.com")), DENIED);
});

test("a query needs its work group, the catalog, the data and the place of the result", async () => {
  const READ = allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::query-lake", "arn:aws:s3:::query-lake/*"]);
  const reader = await athenaWith(QUERY, CATALOG, WRITE_RESULTS, READ);
  expect(await runQuery(reader, "SELECT sum(n) FROM d.t", OUT)).toEqual([["_col0"], ["3"]]);
  const blind = await athenaWith(QUERY, CATALOG, WRITE_RESULTS);
  await expect(runQuery(blind, "SELECT sum(n) FROM d.t", OUT)).rejects.toThrow(/is not authorized to perform: s3:/);
  const start = new StartQueryExecutionCommand({
    QueryString: "SELECT 1",
    ResultConfiguration: { OutputLocation: OUT },
  });
  await expectServiceError((await athenaWith(CATALOG, WRITE_RESULTS, READ)).send(start), DENIED);
});

test("data may be open to Athena and closed to the caller itself", async () => {
  const condition = { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } };
  const READ = { ...allow(["s3:GetObject", "s3:ListBucket"]), Condition: condition };
  const keys = await keysWith(QUERY, CATALOG, WRITE_RESULTS, READ);
  expect(await runQuery(world.as(AthenaClient, keys), "SELECT count(*) FROM d.t", OUT)).toEqual([["_col0"], ["2"]]);
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const direct = world.as(S3Client, keys).send(new GetObjectCommand({ Bucket: "query-lake", Key: "t/a.csv" }));
  await expectServiceError(direct, { name: "AccessDenied", status: 403 });
});

test("an execution is seen by who may see its work group", async () => {
  const root = world.as(AthenaClient, world.server.credentials);
  const { QueryExecutionId } = await root.send(
    new StartQueryExecutionCommand({ QueryString: "SELECT 1", ResultConfiguration: { OutputLocation: OUT } }),
  );
  const see = new GetQueryExecutionCommand({ QueryExecutionId });
  const insider = await athenaWith(allow("athena:GetQueryExecution", workGroup("primary")));
  expect((await insider.send(see)).QueryExecution?.WorkGroup).toBe("primary");
  const outsider = await athenaWith(allow("athena:GetQueryExecution", workGroup("others")));
  await expectServiceError(outsider.send(see), { ...DENIED, message: /workgroup\/primary/ });
});

test("a database is made by who may, under the name of who made it", async () => {
  const glue = world.as(
    GlueClient,
    await keysWith(allow("glue:CreateDatabase", [glueArn("catalog"), glueArn("database/mine")])),
  );
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "mine" } }));
  await expectServiceError(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "other" } })), DENIED);
});
