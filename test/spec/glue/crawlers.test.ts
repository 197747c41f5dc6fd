/**
 * Crawlers through the SDK, over real files: what they find, how they group it, how they bring changes into the catalog.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  BatchGetCrawlersCommand,
  type Column,
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  DeleteCrawlerCommand,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTagsCommand,
  GlueClient,
  ListCrawlersCommand,
  ListCrawlsCommand,
  type Crawler,
  paginateGetCrawlers,
  StartCrawlerCommand,
  StopCrawlerCommand,
  type Table,
  UpdateCrawlerCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCrawlerRole } from "../../support/crawler-role.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

const DATA = join(import.meta.dirname, "../../../node_modules/vega-datasets/data");
const Bucket = "lake";

let server: TestServer;
let glue: GlueClient;
let s3: S3Client;
let Role: string;
beforeAll(async () => {
  server = await startTestServer();
  glue = server.client(GlueClient);
  s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  Role = await makeCrawlerRole(server, "crawler");
});
afterAll(() => server.close());

const put = (Key: string, Body: string | Uint8Array): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Buffer.byteLength(Body) }));
const file = (name: string): Uint8Array => readFileSync(join(DATA, name));
const errorOf = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable("it must be refused"),
    (reason: unknown) => reason as Error,
  );

async function run(Name: string): Promise<Crawler> {
  await glue.send(new StartCrawlerCommand({ Name }));
  for (;;) {
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name }));
    if (Crawler?.State === "READY") return Crawler;
  }
}

/** Makes a crawler over `s3://lake/<folder>/` with a database of the same name, runs it and gives its tables by name. */
async function crawl(folder: string, options: Partial<CreateCrawlerCommandInput> = {}): Promise<Record<string, Table>> {
  await glue.send(
    new CreateCrawlerCommand({
      Name: folder,
      Role,
      DatabaseName: folder,
      Targets: { S3Targets: [{ Path: `s3://${Bucket}/${folder}/` }] },
      ...options,
    }),
  );
  return crawlAgain(folder);
}

async function crawlAgain(folder: string): Promise<Record<string, Table>> {
  const crawler = await run(folder);
  expect(crawler.LastCrawl).toMatchObject({ Status: "SUCCEEDED" });
  return tables(folder);
}

async function tables(DatabaseName: string): Promise<Record<string, Table>> {
  const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName }));
  return Object.fromEntries((TableList ?? []).map((table) => [table.Name ?? "", table]));
}

async function partitions(DatabaseName: string, TableName: string): Promise<Record<string, string | undefined>> {
  const { Partitions } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName }));
  return Object.fromEntries(
    (Partitions ?? []).map((partition) => [(partition.Values ?? []).join("/"), partition.StorageDescriptor?.Location]),
  );
}

const columns = (table: Table | undefined): Record<string, string | undefined> =>
  columnsOf(table?.StorageDescriptor?.Columns);
const keys = (table: Table | undefined): Record<string, string | undefined> => columnsOf(table?.PartitionKeys);
const columnsOf = (list: readonly Column[] = []): Record<string, string | undefined> =>
  Object.fromEntries(list.map((column) => [column.Name ?? "", column.Type]));

describe("what a crawl finds", () => {
  test("raw folders of Parquet, CSV, JSON arrays and images become tables with true types; images do not", async () => {
    await put("raw/flights/flights-3m.parquet", file("flights-3m.parquet"));
    await put("raw/weather/seattle-weather.csv", file("seattle-weather.csv"));
    await put("raw/airports/airports.csv", file("airports.csv"));
    await put("raw/movies/movies.json", file("movies.json"));
    for (const image of ["ffox.png", "gimp.png", "7zip.png"]) await put(`raw/images/${image}`, file(image));
    const found = await crawl("raw", { TablePrefix: "t_" });
    expect(Object.keys(found)).toEqual(["t_airports", "t_flights", "t_movies", "t_weather"]);
    expect(columns(found["t_weather"])).toEqual({
      date: "string",
      precipitation: "double",
      temp_max: "double",
      temp_min: "double",
      wind: "double",
      weather: "string",
    });
    expect(columns(found["t_airports"])).toEqual({
      iata: "string",
      name: "string",
      city: "string",
      state: "string",
      country: "string",
      latitude: "double",
      longitude: "double",
    });
    expect(columns(found["t_movies"])).toMatchObject({
      title: "string",
      "us gross": "bigint",
      "worldwide gross": "bigint",
      "imdb rating": "double",
      "imdb votes": "bigint",
      "running time min": "bigint",
    });
    expect(columns(found["t_flights"])).toEqual({
      date: "timestamp",
      delay: "bigint",
      distance: "bigint",
      origin: "string",
      destination: "string",
    });
    expect(found["t_flights"]).toMatchObject({
      TableType: "EXTERNAL_TABLE",
      StorageDescriptor: {
        Location: `s3://${Bucket}/raw/flights/`,
        InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
      },
      Parameters: {
        classification: "parquet",
        compressionType: "none",
        typeOfData: "file",
        objectCount: "1",
        recordCount: "3000000",
        sizeKey: "13493022",
        UPDATED_BY_CRAWLER: "raw",
      },
    });
    expect(found["t_weather"]).toMatchObject({
      StorageDescriptor: {
        SerdeInfo: {
          SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
          Parameters: { "field.delim": "," },
        },
      },
      Parameters: { classification: "csv", delimiter: ",", "skip.header.line.count": "1", recordCount: "1461" },
    });
    expect(found["t_movies"]).toMatchObject({
      StorageDescriptor: { SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" } },
      Parameters: { classification: "json", recordCount: "3201" },
    });
  });

  test("text is told by its content: tabs, pipes, semicolons, quotes, gzip, newline JSON, nesting", async () => {
    await put("text/tabs/a.csv", "id\tname\n1\tx\n2\ty\n");
    await put("text/pipes/a", "1|2.5|x\n2|3.5|y\n");
    await put("text/semis/a.txt", "a;ok\n1;true\n2;false\n");
    await put("text/quotes/a.csv", 'id,text\n1,"a, b"\n2,"line\nbreak ""q"""\n');
    await put("text/zipped/a.bin", gzipSync("k,v\n1,x\n2,y\n"));
    await put(
      "text/lines/a",
      '{"Id":1,"tags":["a"],"geo":{"lat":1.5,"name":"x"}}\n{"id":20000000000,"tags":null,"geo":{"lat":2,"n":true},"extra":null}\n',
    );
    await put("text/prose/a.txt", "This is only text.\nIt has no columns\n");
    await put("text/empty/a.csv", "");
    const found = await crawl("text");
    expect(Object.keys(found)).toEqual(["lines", "pipes", "quotes", "semis", "tabs", "zipped"]);
    expect(columns(found["tabs"])).toEqual({ id: "bigint", name: "string" });
    expect(found["tabs"]?.Parameters).toMatchObject({ delimiter: "\t", "skip.header.line.count": "1" });
    expect(columns(found["pipes"])).toEqual({ col0: "bigint", col1: "double", col2: "string" });
    expect(found["pipes"]?.Parameters).not.toHaveProperty("skip.header.line.count");
    expect(columns(found["semis"])).toEqual({ a: "bigint", ok: "boolean" });
    expect(found["quotes"]).toMatchObject({
      StorageDescriptor: {
        SerdeInfo: {
          SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
          Parameters: { separatorChar: ",", quoteChar: '"' },
        },
      },
      Parameters: { recordCount: "2", areColumnsQuoted: "true" },
    });
    expect(found["zipped"]).toMatchObject({
      StorageDescriptor: { Compressed: true },
      Parameters: { compressionType: "gzip" },
    });
    expect(columns(found["zipped"])).toEqual({ k: "bigint", v: "string" });
    expect(columns(found["lines"])).toEqual({
      id: "bigint",
      tags: "array<string>",
      geo: "struct<lat:double,name:string,n:boolean>",
      extra: "string",
    });
  });

  test("behind quotes a number that may be empty is text, because OpenCSVSerde has no empty numbers", async () => {
    await put("holes/quoted/a.csv", 'id,n,s\n1,,"x"\n2,3,"y"\n');
    await put("holes/plain/b.csv", "id,n,t\n1,,x\n2,3,y\n");
    await put("holes/plain/c.csv", "id,n,t\n3,4,x\n4,5,y\n");
    const found = await crawl("holes", { TablePrefix: "h_" });
    expect(columns(found["h_quoted"])).toEqual({ id: "bigint", n: "string", s: "string" });
    expect(columns(found["h_plain"])).toEqual({ id: "bigint", n: "bigint", t: "string" });
  });

  test("damaged files are left out and fail nothing", async () => {
    const parquet = file("flights-3m.parquet");
    await put("damaged/cut/a.parquet", parquet.subarray(0, 100_000));
    await put(
      "damaged/wild/a.parquet",
      Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(64, 0xff), Buffer.from("PAR1")]),
    );
    await put("damaged/gzip/a.gz", Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(100, 7)]));
    await put("damaged/json/a.json", '{"a":1,}');
    await put("damaged/fine/a.csv", "a,b\n1,2\n3,4\n");
    expect(Object.keys(await crawl("damaged"))).toEqual(["fine"]);
  });

  test("what a small gzip file unpacks to is read only in part", async () => {
    await put("bomb/t/a.gz", gzipSync(Buffer.concat([Buffer.from("a,b\n"), Buffer.alloc(64 * 1024 * 1024, "1,2\n")])));
    expect(columns((await crawl("bomb"))["t"])).toEqual({ a: "bigint", b: "bigint" });
  });
});

describe("how files become tables", () => {
  test("key=value folders are partitions of one table", async () => {
    for (const [year, month] of [
      ["2023", "12"],
      ["2024", "01"],
      ["2024", "02"],
    ])
      await put(`hive/sales/year=${year}/month=${month}/part-0.csv`, "id,amount\n1,1.5\n2,7\n");
    await put("hive/sales/_SUCCESS", "");
    await put("hive/sales/year=2024/month=03/", "");
    const found = await crawl("hive");
    expect(Object.keys(found)).toEqual(["sales"]);
    expect(columns(found["sales"])).toEqual({ id: "bigint", amount: "double" });
    expect(keys(found["sales"])).toEqual({ year: "string", month: "string" });
    expect(found["sales"]?.Parameters).toMatchObject({ objectCount: "3", recordCount: "6" });
    expect(await partitions("hive", "sales")).toEqual({
      "2023/12": `s3://${Bucket}/hive/sales/year=2023/month=12/`,
      "2024/01": `s3://${Bucket}/hive/sales/year=2024/month=01/`,
      "2024/02": `s3://${Bucket}/hive/sales/year=2024/month=02/`,
    });
  });

  test("plain folders with similar schemas are partitions named by number", async () => {
    // Developer guide: folder1/table1/partition1.., folder1/table2/partition4.. with one include path folder1/ is one table with two keys.
    for (const path of [
      "table1/partition1",
      "table1/partition2",
      "table1/partition3",
      "table2/partition4",
      "table2/partition5",
    ])
      await put(`folder1/${path}/file.txt`, "a,b\n1,x\n2,y\n");
    const found = await crawl("folder1");
    expect(Object.keys(found)).toEqual(["folder1"]);
    expect(keys(found["folder1"])).toEqual({ partition_0: "string", partition_1: "string" });
    expect(Object.keys(await partitions("folder1", "folder1"))).toEqual([
      "table1/partition1",
      "table1/partition2",
      "table1/partition3",
      "table2/partition4",
      "table2/partition5",
    ]);
  });

  test("two include paths make two tables of the same folders", async () => {
    const S3Targets = ["table1", "table2"].map((name) => ({ Path: `s3://${Bucket}/folder1/${name}` }));
    const found = await crawl("two_targets", { Targets: { S3Targets } });
    expect(Object.keys(found)).toEqual(["table1", "table2"]);
    expect(keys(found["table1"])).toEqual({ partition_0: "string" });
  });

  test("folders with different schemas are tables of their own; with most alike, the odd one out is", async () => {
    for (const name of ["p1", "p2", "p3"]) await put(`most/${name}/a.csv`, "id,name\n1,x\n2,y\n");
    await put("most/other/a.json", '{"x":1}\n');
    const found = await crawl("most");
    expect(Object.keys(found)).toEqual(["most", "other"]);
    expect(Object.keys(await partitions("most", "most"))).toEqual(["p1", "p2", "p3"]);
  });

  test("files of different layouts in one folder are tables named after the files", async () => {
    await put("mixed/in/people.csv", "id,name\n1,x\n2,y\n");
    await put("mixed/in/prices.csv", "sku|price\n1|2.5\n2|3.5\n");
    const found = await crawl("mixed");
    expect(Object.keys(found)).toEqual(["people_csv", "prices_csv"]);
    expect(found["people_csv"]?.StorageDescriptor?.Location).toBe(`s3://${Bucket}/mixed/in/people.csv`);
  });

  test("files with similar schemas in one folder are one table with merged columns and widened types", async () => {
    await put("merged/t/a.json", '{"a":1,"b":"x","c":true,"d":1}\n');
    await put("merged/t/b.json", '{"a":1.5,"b":"y","c":false,"d":2,"e":"new"}\n');
    expect(columns((await crawl("merged"))["t"])).toEqual({
      a: "double",
      b: "string",
      c: "boolean",
      d: "bigint",
      e: "string",
    });
  });

  test("CombineCompatibleSchemas looks at formats alone", async () => {
    await put("combined/x/a.json", '{"a":1}\n');
    await put("combined/y/a.json", '{"b":1}\n');
    const Configuration = JSON.stringify({
      Version: 1.0,
      Grouping: { TableGroupingPolicy: "CombineCompatibleSchemas" },
    });
    const found = await crawl("combined", { Configuration });
    expect(columns(found["combined"])).toEqual({ a: "bigint", b: "bigint" });
    expect(Object.keys(await partitions("combined", "combined"))).toEqual(["x", "y"]);
  });

  test("TableLevelConfiguration puts tables at that level", async () => {
    for (const table of ["t1", "t2"])
      for (const day of ["1", "2"]) await put(`levels/${table}/${day}/a.csv`, "id,name\n1,x\n2,y\n");
    const Configuration = JSON.stringify({ Version: 1.0, Grouping: { TableLevelConfiguration: 3 } });
    const found = await crawl("levels", { Configuration });
    expect(Object.keys(found)).toEqual(["t1", "t2"]);
    expect(Object.keys(await partitions("levels", "t1"))).toEqual(["1", "2"]);
  });

  test("exclusions are globs below the include path", async () => {
    await put("excluded/keep/a.csv", "a,b\n1,2\n3,4\n");
    await put("excluded/keep/b.json", '{"z":1}\n');
    await put("excluded/tmp/deep/c.csv", "a,b\n1,2\n3,4\n");
    const S3Targets = [{ Path: `s3://${Bucket}/excluded/`, Exclusions: ["tmp/**", "**.{json,xml}"] }];
    const found = await crawl("excluded", { Targets: { S3Targets } });
    expect(Object.keys(found)).toEqual(["keep"]);
    expect(found["keep"]?.Parameters).toMatchObject({
      objectCount: "1",
      exclusions: JSON.stringify(["tmp/**", "**.{json,xml}"]),
    });
  });

  test("with SampleSize only that many files of a folder are read, and all are counted", async () => {
    await put("sampled/t/1.csv", "a,b\n1,2\n3,4\n");
    await put("sampled/t/2.png", file("gimp.png"));
    const found = await crawl("sampled", {
      Targets: { S3Targets: [{ Path: `s3://${Bucket}/sampled/`, SampleSize: 1 }] },
    });
    expect(found["t"]?.Parameters).toMatchObject({ objectCount: "2" });
  });

  test("a path without a slash may be one object", async () => {
    await put("single/one.csv", "a,b\n1,2\n3,4\n");
    const found = await crawl("single", { Targets: { S3Targets: [{ Path: `s3://${Bucket}/single/one.csv` }] } });
    expect(found["one_csv"]?.StorageDescriptor?.Location).toBe(`s3://${Bucket}/single/one.csv`);
  });

  test("a partition key that is also a column is dropped from the columns", async () => {
    await put("clash/j/day=1/a.json", '{"day":"x","v":1}\n');
    await put("clash/c/day=1/a.csv", "day,v\n1,2\n3,4\n");
    const found = await crawl("clash");
    expect([columns(found["j"]), keys(found["j"])]).toEqual([{ v: "bigint" }, { day: "string" }]);
    expect([columns(found["c"]), keys(found["c"])]).toEqual([{ day_data: "bigint", v: "bigint" }, { day: "string" }]);
  });

  test("a name that another location has gets a hash", async () => {
    await put("dup/a/t/x.csv", "a,b\n1,2\n3,4\n");
    await put("dup/b/t/x.json", '{"a":1}\n');
    const names = Object.keys(await crawl("dup"));
    expect(names).toHaveLength(2);
    expect(names[0]).toBe("t");
    expect(names[1]).toMatch(/^t_[0-9a-f]{32}$/);
  });
});

describe("changes at the next crawl", () => {
  test("a crawl that finds nothing new changes nothing", async () => {
    await put("same/t/k=1/a.csv", "a,b\n1,2\n3,4\n");
    const before = await crawl("same");
    const after = await crawlAgain("same");
    expect(after).toEqual(before);
    const { Crawls } = await glue.send(new ListCrawlsCommand({ CrawlerName: "same" }));
    expect(JSON.parse(Crawls?.[0]?.Summary ?? "")).toMatchObject({
      TABLE: { ADD: { Count: 0 }, UPDATE: { Count: 0 } },
      PARTITION: { ADD: { Count: 0 }, UPDATE: { Count: 0 } },
    });
  });

  test("new columns and new partitions arrive, parameters of others stay, the old version is kept", async () => {
    await put("grow/t/k=1/a.json", '{"a":1,"b":1,"c":1}\n');
    const first = (await crawl("grow"))["t"];
    await glue.send(
      new UpdateTableCommand({
        DatabaseName: "grow",
        TableInput: {
          Name: "t",
          StorageDescriptor: first?.StorageDescriptor,
          PartitionKeys: first?.PartitionKeys,
          Parameters: { ...first?.Parameters, owner_team: "ml" },
        },
      }),
    );
    await put("grow/t/k=2/a.json", '{"a":1.5,"b":1,"c":1,"d":"x"}\n');
    const { t } = await crawlAgain("grow");
    expect(columns(t)).toEqual({ a: "double", b: "bigint", c: "bigint", d: "string" });
    expect(t?.Parameters).toMatchObject({ owner_team: "ml", objectCount: "2" });
    expect(t?.VersionId).toBe("2");
    expect(Object.keys(await partitions("grow", "t"))).toEqual(["1", "2"]);
  });

  test("with LOG tables stay as they are and new partitions are added", async () => {
    await put("logged/t/k=1/a.json", '{"a":1}\n');
    const policy = {
      SchemaChangePolicy: { UpdateBehavior: "LOG", DeleteBehavior: "LOG" },
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_NEW_FOLDERS_ONLY" },
    } as const;
    await crawl("logged", policy);
    await put("logged/t/k=2/a.json", '{"a":1,"b":2}\n');
    const { t } = await crawlAgain("logged");
    expect([columns(t), t?.VersionId]).toEqual([{ a: "bigint" }, "0"]);
    expect(Object.keys(await partitions("logged", "t"))).toEqual(["1", "2"]);
  });

  test("MergeNewColumns keeps columns that are gone; InheritFromTable gives partitions the table's columns", async () => {
    await put("kept/t/k=1/a.json", '{"a":1,"b":1}\n');
    const Configuration = JSON.stringify({
      Version: 1.0,
      CrawlerOutput: {
        Tables: { AddOrUpdateBehavior: "MergeNewColumns" },
        Partitions: { AddOrUpdateBehavior: "InheritFromTable" },
      },
    });
    await crawl("kept", { Configuration });
    await put("kept/t/k=1/a.json", '{"a":1,"c":1}\n');
    const { t } = await crawlAgain("kept");
    expect(columns(t)).toEqual({ a: "bigint", b: "bigint", c: "bigint" });
    const { Partitions } = await glue.send(new GetPartitionsCommand({ DatabaseName: "kept", TableName: "t" }));
    expect(columnsOf(Partitions?.[0]?.StorageDescriptor?.Columns)).toEqual({ a: "bigint", b: "bigint", c: "bigint" });
  });

  test("what is gone is marked by default", async () => {
    await put("marked/a/x.csv", "a,b\n1,2\n3,4\n");
    await put("marked/b/x.json", '{"a":1}\n');
    await crawl("marked");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "marked/b/x.json" }));
    const found = await crawlAgain("marked");
    expect(found["a"]?.Parameters).not.toHaveProperty("DEPRECATED_BY_CRAWLER");
    expect(found["b"]?.Parameters).toHaveProperty("DEPRECATED_BY_CRAWLER");
    await put("marked/b/x.json", '{"a":1}\n');
    expect((await crawlAgain("marked"))["b"]?.Parameters).not.toHaveProperty("DEPRECATED_BY_CRAWLER");
  });

  test("with DELETE_FROM_DATABASE tables and partitions that are gone are deleted", async () => {
    await put("gone/a/k=1/x.csv", "a,b\n1,2\n3,4\n");
    await put("gone/a/k=2/x.csv", "a,b\n1,2\n3,4\n");
    await put("gone/b/x.json", '{"a":1}\n');
    await crawl("gone", {
      SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "DELETE_FROM_DATABASE" },
    });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone/b/x.json" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone/a/k=1/x.csv" }));
    expect(Object.keys(await crawlAgain("gone"))).toEqual(["a"]);
    expect(Object.keys(await partitions("gone", "a"))).toEqual(["2"]);
  });
});

describe("crawlers", () => {
  const definition = (Name: string): CreateCrawlerCommandInput => ({
    Name,
    Role,
    DatabaseName: "any",
    Targets: { S3Targets: [{ Path: `s3://${Bucket}/none/` }] },
  });

  test("a crawler comes back as it was given, with AWS's defaults", async () => {
    await glue.send(
      new CreateCrawlerCommand({ ...definition("Shown"), Description: "d", TablePrefix: "p_", Tags: { a: "1" } }),
    );
    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: "Shown" }));
    expect(Crawler).toMatchObject({
      Name: "Shown",
      Role,
      DatabaseName: "any",
      Description: "d",
      TablePrefix: "p_",
      State: "READY",
      Version: 1,
      CrawlElapsedTime: 0,
      SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "DEPRECATE_IN_DATABASE" },
      RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
      Targets: { S3Targets: [{ Path: `s3://${Bucket}/none/` }], JdbcTargets: [] },
    });
    expect(Crawler?.LastCrawl).toBeUndefined();
    const ResourceArn = `arn:aws:glue:${server.region}:${server.accountId}:crawler/Shown`;
    expect((await glue.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ a: "1" });
    expect((await glue.send(new ListCrawlersCommand({ Tags: { a: "1" } }))).CrawlerNames).toEqual(["Shown"]);
  });

  test("an update changes what it names", async () => {
    await glue.send(new CreateCrawlerCommand(definition("edited")));
    await glue.send(new UpdateCrawlerCommand({ Name: "edited", Description: "new" }));
    expect((await glue.send(new GetCrawlerCommand({ Name: "edited" }))).Crawler).toMatchObject({
      Description: "new",
      Role,
      Version: 2,
    });
  });

  test("crawlers are listed page by page and fetched by name", async () => {
    const names: string[] = [];
    for await (const page of paginateGetCrawlers({ client: glue, pageSize: 3 }, {}))
      names.push(...(page.Crawlers ?? []).map((crawler) => crawler.Name ?? ""));
    expect(names).toEqual([...names].sort());
    expect(names).toContain("edited");
    const batch = await glue.send(new BatchGetCrawlersCommand({ CrawlerNames: ["edited", "absent"] }));
    expect([batch.Crawlers?.map((crawler) => crawler.Name), batch.CrawlersNotFound]).toEqual([["edited"], ["absent"]]);
  });

  test("history and metrics tell of finished crawls", async () => {
    const { Crawls } = await glue.send(new ListCrawlsCommand({ CrawlerName: "raw" }));
    expect(Crawls).toHaveLength(1);
    expect(Crawls?.[0]).toMatchObject({ State: "COMPLETED" });
    expect(JSON.parse(Crawls?.[0]?.Summary ?? "")).toMatchObject({
      TABLE: { ADD: { Count: 4, Details: { names: ["t_airports", "t_flights", "t_movies", "t_weather"] } } },
    });
    const { CrawlerMetricsList } = await glue.send(new GetCrawlerMetricsCommand({ CrawlerNameList: ["raw"] }));
    expect(CrawlerMetricsList).toEqual([
      expect.objectContaining({ CrawlerName: "raw", TablesCreated: 4, TablesDeleted: 0, StillEstimating: false }),
    ]);
  });

  test("history is read page by page", async () => {
    const states: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await glue.send(new ListCrawlsCommand({ CrawlerName: "marked", MaxResults: 1, NextToken }));
      expect(page.Crawls).toHaveLength(1);
      states.push(page.Crawls?.[0]?.State);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(states).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
  });

  test("a crawl of a bucket that does not exist fails and says why", async () => {
    await glue.send(
      new CreateCrawlerCommand({
        ...definition("lost"),
        Targets: { S3Targets: [{ Path: "s3://no-such-bucket-here/" }] },
      }),
    );
    expect((await run("lost")).LastCrawl).toMatchObject({
      Status: "FAILED",
      ErrorMessage: expect.stringContaining("NoSuchBucket") as string,
    });
  });

  test("a running crawler cannot be started, changed or deleted, and can be stopped once", async () => {
    // Enough to read that the crawl is still at it when the last of the calls below is answered.
    for (let index = 0; index < 40; index += 1) await put(`busy/${index}/movies.json`, file("movies.json"));
    await glue.send(
      new CreateCrawlerCommand({ ...definition("busy"), Targets: { S3Targets: [{ Path: `s3://${Bucket}/busy/` }] } }),
    );
    await glue.send(new StartCrawlerCommand({ Name: "busy" }));
    const { Crawls } = await glue.send(new ListCrawlsCommand({ CrawlerName: "busy", MaxResults: 1 }));
    expect(Crawls).toEqual([expect.objectContaining({ State: "RUNNING" })]);
    const refused = await Promise.all([
      errorOf(glue.send(new StartCrawlerCommand({ Name: "busy" }))),
      errorOf(glue.send(new UpdateCrawlerCommand({ Name: "busy", Description: "x" }))),
      errorOf(glue.send(new DeleteCrawlerCommand({ Name: "busy" }))),
    ]);
    expect(refused.map((error) => error.name)).toEqual([
      "CrawlerRunningException",
      "CrawlerRunningException",
      "CrawlerRunningException",
    ]);
    await glue.send(new StopCrawlerCommand({ Name: "busy" }));
    let crawler: Crawler | undefined;
    do crawler = (await glue.send(new GetCrawlerCommand({ Name: "busy" }))).Crawler;
    while (crawler?.State !== "READY");
    expect(crawler.LastCrawl).toMatchObject({ Status: "CANCELLED" });
    expect((await glue.send(new ListCrawlsCommand({ CrawlerName: "busy" }))).Crawls?.[0]).toMatchObject({
      State: "STOPPED",
    });
    expect(await errorOf(glue.send(new StopCrawlerCommand({ Name: "busy" })))).toMatchObject({
      name: "CrawlerNotRunningException",
    });
    await glue.send(new DeleteCrawlerCommand({ Name: "busy" }));
    expect(await errorOf(glue.send(new GetCrawlerCommand({ Name: "busy" })))).toMatchObject({
      name: "EntityNotFoundException",
      message: "Crawler with name busy does not exist",
    });
  });

  test("absent crawlers are EntityNotFoundException, doubled ones AlreadyExistsException", async () => {
    for (const command of [
      new StartCrawlerCommand({ Name: "absent" }),
      new StopCrawlerCommand({ Name: "absent" }),
      new DeleteCrawlerCommand({ Name: "absent" }),
      new UpdateCrawlerCommand({ Name: "absent" }),
      new ListCrawlsCommand({ CrawlerName: "absent" }),
    ]) {
      expect(await errorOf(glue.send(command as StartCrawlerCommand))).toMatchObject({
        name: "EntityNotFoundException",
      });
    }
    await glue.send(new CreateCrawlerCommand(definition("double")));
    expect(await errorOf(glue.send(new CreateCrawlerCommand(definition("double"))))).toMatchObject({
      name: "AlreadyExistsException",
    });
  });

  test.each<[string, Partial<CreateCrawlerCommandInput>, string]>([
    ["no target", { Targets: {} }, "InvalidInputException"],
    ["a path that is no S3 path", { Targets: { S3Targets: [{ Path: "http://x/" }] } }, "InvalidInputException"],
    [
      "a sample size out of bounds",
      { Targets: { S3Targets: [{ Path: "s3://lake/", SampleSize: 250 }] } },
      "InvalidInputException",
    ],
    [
      "an exclusion that is no glob",
      { Targets: { S3Targets: [{ Path: "s3://lake/", Exclusions: ["{a"] }] } },
      "InvalidInputException",
    ],
    ["another kind of target", { Targets: { JdbcTargets: [{ ConnectionName: "c", Path: "p" }] } }, "NotImplemented"],
    ["a schedule", { Schedule: "cron(0 1 * * ? *)" }, "NotImplemented"],
    ["a custom classifier", { Classifiers: ["mine"] }, "NotImplemented"],
    ["a configuration that is no JSON", { Configuration: "{" }, "InvalidInputException"],
    ["a configuration without version", { Configuration: "{}" }, "InvalidInputException"],
    [
      "a configuration with unknown keys",
      { Configuration: '{"Version":1.0,"CrawlerOutput":{"Partitions":{"UpdateBehavior":"LOG"}}}' },
      "InvalidInputException",
    ],
    [
      "new folders only without LOG",
      { RecrawlPolicy: { RecrawlBehavior: "CRAWL_NEW_FOLDERS_ONLY" } },
      "InvalidInputException",
    ],
    ["event mode", { RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVENT_MODE" } }, "NotImplemented"],
  ])("%s is refused", async (_, part, name) => {
    expect(await errorOf(glue.send(new CreateCrawlerCommand({ ...definition("refused"), ...part })))).toMatchObject({
      name,
    });
    expect((await glue.send(new BatchGetCrawlersCommand({ CrawlerNames: ["refused"] }))).CrawlersNotFound).toEqual([
      "refused",
    ]);
  });

  test("a table that a crawler made can be read by name", async () => {
    expect((await glue.send(new GetTableCommand({ DatabaseName: "raw", Name: "t_movies" }))).Table?.CreatedBy).toBe(
      `arn:aws:sts::${server.accountId}:assumed-role/crawler/AWS-Crawler`,
    );
  });
});
