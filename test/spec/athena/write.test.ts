/** CREATE TABLE AS, INSERT INTO, UNLOAD and views: what appears, in what order, and what a failure leaves. */
import { gunzipSync } from "node:zlib";
import {
  CreateCrawlerCommand,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTableCommand,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeCrawlerRole } from "../../support/crawler-role.ts";
import { type AthenaWorld, DATA, openWorld, RESULTS, vegaData } from "./world.ts";

let world: AthenaWorld;

beforeAll(async () => {
  world = await openWorld();
  await world.query("CREATE DATABASE db");
  await world.put("weather/weather.csv", await vegaData("seattle-weather.csv"));
  await world.query(
    `CREATE EXTERNAL TABLE weather (date string, precipitation double, temp_max double, temp_min double, wind double, weather string)
     ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://${DATA}/weather/' TBLPROPERTIES ('skip.header.line.count'='1')`,
  );
});

afterAll(() => world.close());

const location = (name: string): string => `s3://${DATA}/${name}/`;

describe("CREATE TABLE AS", () => {
  it("writes partitioned Parquet and registers the table with its partitions", async () => {
    const { execution } = await world.query(
      `CREATE TABLE curated WITH (format='PARQUET', external_location='${location("curated")}', partitioned_by=ARRAY['year'])
       AS SELECT date, temp_max, weather, substr(date, 1, 4) AS year FROM weather`,
    );
    expect(execution).toMatchObject({ StatementType: "DDL", SubstatementType: "CREATE_TABLE_AS_SELECT" });
    expect(
      await world.rows("SELECT year, count(*), round(avg(temp_max), 3) FROM curated GROUP BY year ORDER BY year"),
    ).toEqual([
      ["2012", "366", "15.277"],
      ["2013", "365", "16.059"],
      ["2014", "365", "16.996"],
      ["2015", "365", "17.428"],
    ]);
    const keys = await world.keys(DATA, "curated/");
    expect(new Set(keys.map((key) => key.split("/")[1]))).toEqual(
      new Set(["year=2012", "year=2013", "year=2014", "year=2015"]),
    );
    const { Partitions } = await world.glue.send(
      new GetPartitionsCommand({ DatabaseName: "db", TableName: "curated" }),
    );
    expect(Partitions?.map(({ Values }) => Values?.[0]).sort()).toEqual(["2012", "2013", "2014", "2015"]);
  });

  it("lists its files in a manifest beside the result", async () => {
    const { execution } = await world.query("CREATE TABLE listed AS SELECT 1 AS a");
    const manifest = execution.Statistics?.DataManifestLocation ?? "";
    expect(manifest).toBe(`s3://${RESULTS}/out/tables/${execution.QueryExecutionId}-manifest.csv`);
    const files = (await world.text(RESULTS, manifest.replace(`s3://${RESULTS}/`, ""))).trim().split("\n");
    expect(files).toHaveLength(1);
    expect(await world.keys(RESULTS, `out/tables/${execution.QueryExecutionId}/`)).toEqual(
      files.map((file) => file.replace(`s3://${RESULTS}/`, "")),
    );
  });

  it.each(["TEXTFILE", "JSON", "PARQUET"])("writes %s that reads back equal", async (format) => {
    const name = `back_${format.toLowerCase()}`;
    await world.query(
      `CREATE TABLE ${name} WITH (format='${format}') AS SELECT 1 AS i, 'a,b' AS s, CAST(NULL AS varchar) AS n, DATE '2024-02-29' AS d, 1.5e0 AS f, true AS b`,
    );
    expect(await world.rows(`SELECT * FROM ${name}`)).toEqual([["1", "a,b", null, "2024-02-29", "1.5", "true"]]);
  });

  it("keeps partition values that paths cannot hold, and NULL", async () => {
    await world.query(
      `CREATE TABLE odd WITH (partitioned_by=ARRAY['p']) AS SELECT * FROM (VALUES (1, 'a/b=c'), (2, 'São Paulo'), (3, NULL)) AS t (i, p)`,
    );
    expect(await world.rows("SELECT i, p FROM odd ORDER BY i")).toEqual([
      ["1", "a/b=c"],
      ["2", "São Paulo"],
      ["3", null],
    ]);
  });

  it("refuses a location that is not empty, a table that exists, and partition columns that are not last", async () => {
    expect(
      await world.reason(`CREATE TABLE clash WITH (external_location='${location("weather")}') AS SELECT 1 AS a`),
    ).toMatch(/^HIVE_PATH_ALREADY_EXISTS: /);
    expect(await world.reason("CREATE TABLE weather AS SELECT 1 AS a")).toBe(
      "TABLE_ALREADY_EXISTS: line 1:14: Destination table 'awsdatacatalog.db.weather' already exists",
    );
    expect(
      await world.reason("CREATE TABLE unordered WITH (partitioned_by=ARRAY['p']) AS SELECT 1 AS p, 2 AS a"),
    ).toMatch(/^HIVE_COLUMN_ORDER_MISMATCH: /);
  });

  it("refuses more than 100 partitions and leaves no file and no table", async () => {
    const sql = `CREATE TABLE many WITH (external_location='${location("many")}', partitioned_by=ARRAY['p']) AS SELECT 1 AS a, x AS p FROM UNNEST(sequence(1, 101)) AS t (x)`;
    expect(await world.reason(sql)).toBe(
      "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets",
    );
    expect(await world.keys(DATA, "many/")).toEqual([]);
    await expect(world.glue.send(new GetTableCommand({ DatabaseName: "db", Name: "many" }))).rejects.toMatchObject({
      name: "EntityNotFoundException",
    });
  });

  it("leaves no file and no table when the query fails", async () => {
    expect(
      await world.reason(
        `CREATE TABLE broken WITH (external_location='${location("broken")}') AS SELECT 1 / (temp_max - temp_max) AS a FROM (SELECT CAST(temp_max AS integer) AS temp_max FROM weather)`,
      ),
    ).toBe("DIVISION_BY_ZERO: Division by zero");
    expect(await world.keys(DATA, "broken/")).toEqual([]);
    await expect(world.glue.send(new GetTableCommand({ DatabaseName: "db", Name: "broken" }))).rejects.toMatchObject({
      name: "EntityNotFoundException",
    });
  });

  it("refuses formats and properties that it would otherwise ignore", async () => {
    expect(await world.reason("CREATE TABLE x WITH (format='ORC') AS SELECT 1 AS a")).toMatch(/^NOT_SUPPORTED: .*ORC/);
    expect(await world.reason("CREATE TABLE x WITH (bucketed_by=ARRAY['a'], bucket_count=2) AS SELECT 1 AS a")).toMatch(
      /^NOT_SUPPORTED: .*bucket/,
    );
    expect(await world.reason("CREATE TABLE x WITH (table_type='ICEBERG') AS SELECT 1 AS a")).toMatch(
      /^NOT_SUPPORTED: /,
    );
  });

  it("makes an empty table WITH NO DATA", async () => {
    await world.query("CREATE TABLE hollow AS SELECT date FROM weather WITH NO DATA");
    expect(await world.rows("SELECT * FROM hollow")).toEqual([]);
  });
});

describe("CREATE TABLE AS beside another", () => {
  it("fails as for a table that exists when the other made the table first, and leaves no file", async () => {
    const ends = await Promise.all(
      [1, 2].map((number) =>
        world.execute(
          `CREATE TABLE raced WITH (external_location='${location(`raced${number}`)}') AS SELECT ${number} AS a`,
        ),
      ),
    );
    const lost = ends.filter(({ Status }) => Status?.State === "FAILED");
    expect(lost.map(({ Status }) => Status?.StateChangeReason)).toEqual([
      "TABLE_ALREADY_EXISTS: line 1:14: Destination table 'awsdatacatalog.db.raced' already exists",
    ]);
    expect([...(await world.keys(DATA, "raced1/")), ...(await world.keys(DATA, "raced2/"))]).toHaveLength(1);
  });
});

describe("INSERT INTO", () => {
  it("adds rows and partitions to a table, and says how many", async () => {
    await world.query("CREATE TABLE grown WITH (partitioned_by=ARRAY['p']) AS SELECT 1 AS a, 'x' AS b, 'one' AS p");
    const { execution } = await world.query(
      "INSERT INTO grown SELECT * FROM (VALUES (2, 'y', 'one'), (3, 'z', 'two')) AS t (a, b, p)",
    );
    expect(execution).toMatchObject({ StatementType: "DML", SubstatementType: "INSERT" });
    expect(await world.rows("SELECT * FROM grown ORDER BY a")).toEqual([
      ["1", "x", "one"],
      ["2", "y", "one"],
      ["3", "z", "two"],
    ]);
    expect((await world.query("SHOW PARTITIONS grown")).rows).toEqual([["p=one"], ["p=two"]]);
  });

  it("fills columns that are not named with NULL", async () => {
    await world.query("CREATE TABLE named AS SELECT 1 AS a, 'x' AS b");
    await world.query("INSERT INTO named (b) VALUES ('only')");
    expect(await world.rows("SELECT a, b FROM named ORDER BY a NULLS LAST")).toEqual([
      ["1", "x"],
      [null, "only"],
    ]);
  });

  it("refuses values of other types, and a table that is not there", async () => {
    await world.query("CREATE TABLE typed AS SELECT 1 AS a");
    expect(await world.reason("INSERT INTO typed SELECT 'text'")).toMatch(
      /^TYPE_MISMATCH: .*Insert query has mismatched column types: Table: \[integer\], Query: \[varchar\]/,
    );
    expect(await world.reason("INSERT INTO typed SELECT 1, 2")).toMatch(/^TYPE_MISMATCH: /);
    expect(await world.reason("INSERT INTO absent SELECT 1")).toMatch(/^TABLE_NOT_FOUND: /);
  });
});

describe("INSERT INTO a text table", () => {
  async function gunzipped(prefix: string): Promise<string[]> {
    const keys = (await world.keys(DATA, prefix)).filter((key) => key.endsWith(".gz"));
    return Promise.all(
      keys.map(async (key) => {
        const { Body } = await world.s3.send(new GetObjectCommand({ Bucket: DATA, Key: key }));
        return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
      }),
    );
  }

  it("starts the file with the column names when readers skip a line, so that a crawled table reads every inserted row", async () => {
    await world.put("rain/rain.csv", "city,day,rain_mm\nLisbon,2026-01-05,3.5\nOslo,2026-01-05,0.5\n");
    const role = await makeCrawlerRole(world.server, "crawler");
    const targets = { S3Targets: [{ Path: location("rain") }] };
    await world.glue.send(new CreateCrawlerCommand({ Name: "rain", Role: role, DatabaseName: "db", Targets: targets }));
    await world.glue.send(new StartCrawlerCommand({ Name: "rain" }));
    await vi.waitFor(
      async () => {
        const { Crawler } = await world.glue.send(new GetCrawlerCommand({ Name: "rain" }));
        expect([Crawler?.State, Crawler?.LastCrawl?.Status]).toEqual(["READY", "SUCCEEDED"]);
      },
      { timeout: 30_000, interval: 10 },
    );
    await world.query("INSERT INTO rain (rain_mm, city, day) VALUES (7.25, 'Bergen', '2026-01-06')");
    expect(await gunzipped("rain/")).toEqual(["city,day,rain_mm\nBergen,2026-01-06,7.25\n"]);
    expect(await world.rows("SELECT city, rain_mm FROM rain ORDER BY city")).toEqual([
      ["Bergen", "7.25"],
      ["Lisbon", "3.5"],
      ["Oslo", "0.5"],
    ]);
  });

  it("writes the data columns alone into the header of every partition's file", async () => {
    await world.query(
      `CREATE EXTERNAL TABLE headed (a int, b string) PARTITIONED BY (p string)
       ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LOCATION '${location("headed")}' TBLPROPERTIES ('skip.header.line.count'='1')`,
    );
    await world.query("INSERT INTO headed VALUES (1, 'x', 'one'), (2, 'y', 'two')");
    expect(await gunzipped("headed/")).toEqual(["a\tb\n1\tx\n", "a\tb\n2\ty\n"]);
    expect(await world.rows("SELECT * FROM headed ORDER BY a")).toEqual([
      ["1", "x", "one"],
      ["2", "y", "two"],
    ]);
  });

  it("escapes delimiters when the table has an escape character", async () => {
    await world.query(
      `CREATE EXTERNAL TABLE escaped (a string, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\'
       LOCATION '${location("escaped")}' TBLPROPERTIES ('skip.header.line.count'='1')`,
    );
    await world.query("INSERT INTO escaped VALUES ('a,b', 'c\\d'), (NULL, '\\N')");
    expect(await gunzipped("escaped/")).toEqual(["a,b\na\\,b,c\\\\d\n\\N,\\\\N\n"]);
    expect(await world.rows("SELECT * FROM escaped")).toEqual([
      ["a,b", "c\\d"],
      [null, "\\N"],
    ]);
  });

  it("writes values as they are where there is no escape character", async () => {
    await world.query(
      `CREATE EXTERNAL TABLE raw (a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION '${location("raw")}'`,
    );
    await world.query("INSERT INTO raw VALUES (''), ('\"q\" and, more')");
    expect(await gunzipped("raw/")).toEqual(['\n"q" and, more\n']);
    expect(await world.rows("SELECT a FROM raw")).toContainEqual(['"q" and']);
  });

  it("is refused when readers skip more than one line", async () => {
    await world.query(
      `CREATE EXTERNAL TABLE preamble (a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ','
       LOCATION '${location("preamble")}' TBLPROPERTIES ('skip.header.line.count'='2')`,
    );
    expect(await world.reason("INSERT INTO preamble VALUES ('x')")).toBe(
      "NOT_SUPPORTED: Inserting into Hive table with value of skip.header.line.count property greater than 1 is not supported",
    );
    expect(await world.keys(DATA, "preamble/")).toEqual([]);
  });
});

describe("UNLOAD", () => {
  it("writes files without a table", async () => {
    await world.query(
      `UNLOAD (SELECT 1 AS a, 'x' AS b) TO '${location("unloaded")}' WITH (format='JSON', compression='NONE')`,
    );
    const [key = ""] = await world.keys(DATA, "unloaded/");
    expect(await world.text(DATA, key)).toBe('{"a":1,"b":"x"}\n');
    expect(await world.reason(`UNLOAD (SELECT 1 AS a) TO '${location("unloaded")}' WITH (format='JSON')`)).toMatch(
      /^HIVE_PATH_ALREADY_EXISTS: /,
    );
  });
});

describe("views", () => {
  it("are stored as Presto views and expanded when read, also one over another", async () => {
    await world.query("CREATE VIEW sunny AS SELECT date, temp_max FROM weather WHERE weather = 'sun'");
    await world.query("CREATE VIEW hot AS SELECT date FROM sunny WHERE temp_max > 30");
    expect(await world.rows("SELECT count(*) FROM hot")).toEqual([["50"]]);
    const { Table } = await world.glue.send(new GetTableCommand({ DatabaseName: "db", Name: "sunny" }));
    expect(Table).toMatchObject({
      TableType: "VIRTUAL_VIEW",
      ViewExpandedText: "/* Presto View */",
      Parameters: { presto_view: "true" },
    });
    expect(Table?.StorageDescriptor?.Columns).toMatchObject([
      { Name: "date", Type: "string" },
      { Name: "temp_max", Type: "double" },
    ]);
    const blob = /^\/\* Presto View: (\S+) \*\/$/.exec(Table?.ViewOriginalText ?? "")?.[1] ?? "";
    expect(JSON.parse(Buffer.from(blob, "base64").toString())).toMatchObject({
      originalSql: "SELECT date, temp_max FROM weather WHERE weather = 'sun'",
      schema: "db",
      catalog: "awsdatacatalog",
    });
  });

  it("are replaced only when asked", async () => {
    await world.query("CREATE VIEW again AS SELECT 1 AS a");
    expect(await world.reason("CREATE VIEW again AS SELECT 2 AS a")).toMatch(
      /^TABLE_ALREADY_EXISTS: .*View already exists/,
    );
    await world.query("CREATE OR REPLACE VIEW again AS SELECT 2 AS a");
    expect(await world.rows("SELECT a FROM again")).toEqual([["2"]]);
    await world.query("DROP VIEW again");
    expect(await world.reason("SELECT a FROM again")).toMatch(/^TABLE_NOT_FOUND: /);
  });

  it("that read themselves are refused, not followed for ever", async () => {
    await world.query("CREATE VIEW loop AS SELECT 1 AS a");
    await world.query("CREATE VIEW loop2 AS SELECT a FROM loop");
    await world.query("CREATE OR REPLACE VIEW loop AS SELECT a FROM loop2");
    expect(await world.reason("SELECT a FROM loop")).toMatch(/^INVALID_VIEW: /);
  });
});
