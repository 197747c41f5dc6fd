/** The lake's claims, shown through unmodified clients. */
import { AthenaClient } from "@aws-sdk/client-athena";
import {
  GlueClient,
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  GetCrawlerCommand,
  GetTablesCommand,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runQuery } from "../support/athena.ts";
import { makeCrawlerRole } from "../support/crawler-role.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let s3: S3Client;
let glue: GlueClient;
let athena: AthenaClient;

beforeAll(async () => {
  server = await startTestServer();
  s3 = new S3Client({ ...server.clientConfig, forcePathStyle: true });
  glue = new GlueClient(server.clientConfig);
  athena = new AthenaClient(server.clientConfig);
  for (const Bucket of ["claims-lake", "claims-results"]) await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  for (const client of [s3, glue, athena]) client.destroy();
  await server.close();
});

const query = (sql: string): Promise<string[][]> => runQuery(athena, sql, "s3://claims-results/out/");

test("LF-2 structured, semi-structured and unstructured data lie side by side, and the catalog sees what has a form", async () => {
  const put = (Key: string, Body: string | Uint8Array): Promise<unknown> =>
    s3.send(new PutObjectCommand({ Bucket: "claims-lake", Key, Body }));
  await put("zone/orders/orders.csv", "order_id,amount\n1,10.5\n2,20.25\n3,5.0\n");
  await put(
    "zone/events/events.json",
    '{"user":"ann","tags":["a","b"],"at":{"x":1}}\n{"user":"bob","tags":[],"at":{"x":2}}\n',
  );
  const image = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3, 255, 254]);
  await put("zone/images/cat.png", image);

  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "side_by_side" } }));
  await glue.send(
    new CreateCrawlerCommand({
      Name: "zone",
      Role: await makeCrawlerRole(server, "crawler"),
      DatabaseName: "side_by_side",
      Targets: { S3Targets: [{ Path: "s3://claims-lake/zone/" }] },
    }),
  );
  await glue.send(new StartCrawlerCommand({ Name: "zone" }));
  await expect
    .poll(async () => (await glue.send(new GetCrawlerCommand({ Name: "zone" }))).Crawler?.State, { timeout: 30_000 })
    .toBe("READY");
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: "side_by_side" }));
  expect(TableList.map((table) => table.Name).sort()).toEqual(["events", "orders"]);

  expect(await query("SELECT sum(amount) FROM side_by_side.orders")).toEqual([["_col0"], ["35.75"]]);
  expect(await query("SELECT user, cardinality(tags), at.x FROM side_by_side.events ORDER BY 1")).toEqual([
    ["user", "_col1", "x"],
    ["ann", "2", "1"],
    ["bob", "0", "2"],
  ]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "claims-lake", Key: "zone/images/cat.png" }));
  expect(await Body?.transformToByteArray()).toEqual(image);
});

test("LF-3 one raw file is queried under two schemas and stays as it is", async () => {
  const raw = "2026-01-05,17\n2026-02-09,4\n";
  const { ETag } = await s3.send(
    new PutObjectCommand({ Bucket: "claims-lake", Key: "schema-on-read/readings.csv", Body: raw }),
  );
  await query("CREATE DATABASE IF NOT EXISTS two_views");
  const table = (name: string, columns: string): string =>
    `CREATE EXTERNAL TABLE two_views.${name} (${columns}) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://claims-lake/schema-on-read/'`;
  await query(table("as_text", "day string, reading string"));
  await query(table("as_values", "day date, reading int"));
  expect(await query("SELECT reading || '!' FROM two_views.as_text ORDER BY 1")).toEqual([["_col0"], ["17!"], ["4!"]]);
  expect(await query("SELECT date_add('day', 1, day), reading + 1 FROM two_views.as_values ORDER BY 2")).toEqual([
    ["_col0", "_col1"],
    ["2026-02-10", "5"],
    ["2026-01-06", "18"],
  ]);
  const after = await s3.send(new GetObjectCommand({ Bucket: "claims-lake", Key: "schema-on-read/readings.csv" }));
  expect(after.ETag).toBe(ETag);
  expect(await after.Body?.transformToString()).toBe(raw);
});
