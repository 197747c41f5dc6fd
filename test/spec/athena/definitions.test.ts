/** DDL and utility statements: what they write into the catalog, and the text they show. */
import { GetDatabaseCommand, GetPartitionsCommand, GetTableCommand } from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AthenaWorld, DATA, openWorld, RESULTS } from "./world.ts";

let world: AthenaWorld;

beforeAll(async () => {
  world = await openWorld();
  await world.query(
    "CREATE DATABASE db COMMENT 'for specs' LOCATION 's3://data-lake/db/' WITH DBPROPERTIES ('owner'='me')",
  );
});

afterAll(() => world.close());

const lines = async (sql: string): Promise<(string | null)[]> =>
  (await world.query(sql)).rows.map(([line]) => line ?? null);

describe("databases", () => {
  it("are created with comment, location and properties", async () => {
    const { Database } = await world.glue.send(new GetDatabaseCommand({ Name: "db" }));
    expect(Database).toMatchObject({
      Name: "db",
      Description: "for specs",
      LocationUri: "s3://data-lake/db/",
      Parameters: { owner: "me" },
    });
  });

  it("exist once, unless asked not to mind", async () => {
    expect(await world.reason("CREATE DATABASE db")).toBe(
      "FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Database db already exists",
    );
    await world.query("CREATE DATABASE IF NOT EXISTS db");
  });

  it("are shown by pattern", async () => {
    await world.query("CREATE DATABASE other");
    expect(await lines("SHOW DATABASES")).toEqual(expect.arrayContaining(["db", "other"]));
    expect(await lines("SHOW DATABASES LIKE 'ot*'")).toEqual(["other"]);
  });

  it("are dropped when empty, or with everything in them", async () => {
    await world.query("CREATE EXTERNAL TABLE other.t (a int) LOCATION 's3://data-lake/other/'");
    expect(await world.reason("DROP DATABASE other")).toMatch(/Database other is not empty/);
    await world.query("DROP DATABASE other CASCADE");
    expect(await world.reason("DROP DATABASE other")).toBe(
      "FAILED: SemanticException [Error 10072]: Database does not exist: other",
    );
    await world.query("DROP DATABASE IF EXISTS other");
  });
});

describe("CREATE EXTERNAL TABLE", () => {
  it("writes the definition as Athena writes it", async () => {
    await world.query(
      `CREATE EXTERNAL TABLE logs (id bigint COMMENT 'the id', tags array<string>) COMMENT 'all logs' PARTITIONED BY (year string, month int)
       ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LOCATION 's3://${DATA}/logs/' TBLPROPERTIES ('skip.header.line.count'='1')`,
    );
    const { Table } = await world.glue.send(new GetTableCommand({ DatabaseName: "db", Name: "logs" }));
    expect(Table).toMatchObject({
      TableType: "EXTERNAL_TABLE",
      Owner: "hadoop",
      Parameters: { EXTERNAL: "TRUE", comment: "all logs", "skip.header.line.count": "1" },
      PartitionKeys: [
        { Name: "year", Type: "string" },
        { Name: "month", Type: "int" },
      ],
      StorageDescriptor: {
        Columns: [
          { Name: "id", Type: "bigint", Comment: "the id" },
          { Name: "tags", Type: "array<string>" },
        ],
        Location: `s3://${DATA}/logs/`,
        InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        Compressed: false,
        NumberOfBuckets: -1,
        SerdeInfo: {
          SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
          Parameters: { "field.delim": "\t", "serialization.format": "\t", "escape.delim": "\\" },
        },
      },
    });
    expect(Table?.Parameters?.["transient_lastDdlTime"]).toMatch(/^[0-9]{10}$/);
  });

  it("names Parquet's classes", async () => {
    await world.query(`CREATE EXTERNAL TABLE pq (a int) STORED AS PARQUET LOCATION 's3://${DATA}/pq/'`);
    const { Table } = await world.glue.send(new GetTableCommand({ DatabaseName: "db", Name: "pq" }));
    expect(Table?.StorageDescriptor).toMatchObject({
      InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
      SerdeInfo: {
        SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        Parameters: { "serialization.format": "1" },
      },
    });
  });

  it("refuses a second table of the name, a missing location, a repeated column and a missing database", async () => {
    expect(await world.reason(`CREATE EXTERNAL TABLE pq (a int) LOCATION 's3://${DATA}/x/'`)).toMatch(
      /AlreadyExistsException\(message:Table pq already exists/,
    );
    await world.query(`CREATE EXTERNAL TABLE IF NOT EXISTS pq (a int) LOCATION 's3://${DATA}/x/'`);
    expect(await world.reason("CREATE EXTERNAL TABLE nowhere (a int)")).toMatch(/No location was specified for table/);
    expect(await world.reason(`CREATE EXTERNAL TABLE twice (a int, A string) LOCATION 's3://${DATA}/x/'`)).toMatch(
      /Duplicate column name: a/,
    );
    expect(await world.reason(`CREATE EXTERNAL TABLE nodb.t (a int) LOCATION 's3://${DATA}/x/'`)).toMatch(
      /Database does not exist: nodb/,
    );
  });

  it("fails in the execution when the DDL does not parse", async () => {
    expect(await world.reason("CREATE EXTERNAL TABLE broken (a int LOCATION 's3://x/'")).toMatch(
      /^FAILED: ParseException line 1:/,
    );
  });
});

describe("partitions", () => {
  it("are added, shown, pruned by the query, and dropped", async () => {
    for (const [year, value] of [
      ["2023", 1],
      ["2024", 2],
      ["2025", 4],
    ] as const)
      await world.put(`sales/year=${year}/a.csv`, `${value}\n`);
    await world.query(
      `CREATE EXTERNAL TABLE sales (n int) PARTITIONED BY (year int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://${DATA}/sales/'`,
    );
    expect(await world.rows("SELECT count(*) FROM sales")).toEqual([["0"]]);
    await world.query(
      `ALTER TABLE sales ADD PARTITION (year=2023) PARTITION (year=2024) LOCATION 's3://${DATA}/sales/year=2024/'`,
    );
    expect(await world.rows("SELECT sum(n), max(year) FROM sales")).toEqual([["3", "2024"]]);
    expect(await lines("SHOW PARTITIONS sales")).toEqual(["year=2023", "year=2024"]);
    expect(await world.reason("ALTER TABLE sales ADD PARTITION (year=2023)")).toMatch(/Partition already exists/);
    await world.query("ALTER TABLE sales ADD IF NOT EXISTS PARTITION (year=2023)");
    await world.query("ALTER TABLE sales DROP PARTITION (year=2023)");
    expect(await lines("SHOW PARTITIONS sales")).toEqual(["year=2024"]);
  });

  it("are found by MSCK REPAIR TABLE", async () => {
    expect(await lines("MSCK REPAIR TABLE sales")).toEqual([
      "Partitions not in metastore:\tsales:year=2023\tsales:year=2025",
      "Repair: Added partition to metastore sales:year=2023",
      "Repair: Added partition to metastore sales:year=2025",
    ]);
    expect(await lines("MSCK REPAIR TABLE sales")).toEqual([]);
    const { Partitions } = await world.glue.send(new GetPartitionsCommand({ DatabaseName: "db", TableName: "sales" }));
    expect(Partitions).toHaveLength(3);
  });

  it("lower DataScannedInBytes and the files read when the WHERE clause excludes them", async () => {
    const scanned = async (where: string): Promise<[string | null, number | undefined]> => {
      const { rows, execution } = await world.query(`SELECT sum(n) FROM sales ${where}`);
      return [rows[0]?.[0] ?? null, execution.Statistics?.DataScannedInBytes];
    };
    expect(await scanned("")).toEqual(["7", 6]);
    expect(await scanned("WHERE year = 2024")).toEqual(["2", 2]);
    expect(await scanned("WHERE year > 2023 AND n > 0")).toEqual(["6", 4]);
    expect(await scanned("WHERE year IN (2023, 2025)")).toEqual(["5", 4]);
    expect(await scanned("WHERE year BETWEEN 2024 AND 2030 OR n = 1")).toEqual(["7", 6]);
    expect(await scanned("WHERE NOT year = 2025")).toEqual(["3", 4]);
    expect(await scanned("WHERE CAST(year AS varchar) LIKE '2024'")).toEqual(["2", 2]);
    expect(await scanned("s JOIN (VALUES 2023) AS v (y) ON s.year = v.y WHERE s.year <= 2024")).toEqual(["1", 4]);
    expect(await scanned("WHERE year = 1999")).toEqual([null, 0]);
  });

  it("do not lose rows of an outer join's other side", async () => {
    const sql =
      "SELECT count(*) FROM (VALUES 2023, 2024) AS v (y) LEFT JOIN sales s ON s.year = v.y WHERE s.year = 2024 OR s.year IS NULL";
    expect(await world.rows(sql)).toEqual([["1"]]);
  });

  it('show the file of each row as "$path"', async () => {
    expect(await world.rows(`SELECT n, year, "$path" FROM sales ORDER BY n`)).toEqual([
      ["1", "2023", `s3://${DATA}/sales/year=2023/a.csv`],
      ["2", "2024", `s3://${DATA}/sales/year=2024/a.csv`],
      ["4", "2025", `s3://${DATA}/sales/year=2025/a.csv`],
    ]);
    expect(await world.rows("SELECT * FROM sales WHERE year = 2023")).toEqual([["1", "2023"]]);
  });
});

describe("SHOW and DESCRIBE", () => {
  it("list tables and views by pattern, sorted", async () => {
    await world.query("CREATE VIEW a_view AS SELECT 1 AS one");
    expect(await lines("SHOW TABLES")).toEqual(["a_view", "logs", "pq", "sales"]);
    expect(await lines("SHOW TABLES IN db 'l*|pq'")).toEqual(["logs", "pq"]);
    expect(await lines("SHOW VIEWS")).toEqual(["a_view"]);
    expect(await world.reason("SHOW TABLES IN nodb")).toBe(
      "FAILED: SemanticException [Error 10072]: Database does not exist: nodb",
    );
  });

  it("pad columns as Hive does", async () => {
    expect(await lines("SHOW COLUMNS IN sales")).toEqual(["n                   ", "year                "]);
    expect(await lines("DESCRIBE sales")).toEqual([
      "n                   \tint                 \t                    ",
      "year                \tint                 \t                    ",
      "\t \t ",
      "# Partition Information\t \t ",
      "# col_name          \tdata_type           \tcomment             ",
      "\t \t ",
      "year                \tint                 \t                    ",
    ]);
    const { columns } = await world.query("DESCRIBE sales");
    expect(columns.map(({ Name, Type }) => [Name, Type])).toEqual([
      ["col_name", "string"],
      ["data_type", "string"],
      ["comment", "string"],
    ]);
  });

  it("write their text beside a metadata object", async () => {
    const { execution } = await world.query("SHOW VIEWS");
    expect(execution).toMatchObject({
      StatementType: "UTILITY",
      ResultConfiguration: { OutputLocation: `s3://${RESULTS}/out/${execution.QueryExecutionId}.txt` },
    });
    expect(await world.text(RESULTS, `out/${execution.QueryExecutionId}.txt`)).toBe("a_view\n");
    expect(await world.keys(RESULTS, `out/${execution.QueryExecutionId}`)).toEqual([
      `out/${execution.QueryExecutionId}.txt`,
      `out/${execution.QueryExecutionId}.txt.metadata`,
    ]);
  });

  it("give a CREATE TABLE that makes the table again", async () => {
    const statement = (await lines("SHOW CREATE TABLE sales")).join("\n");
    expect(statement).toBe(
      [
        "CREATE EXTERNAL TABLE `db.sales`(",
        "  `n` int)",
        "PARTITIONED BY ( ",
        "  `year` int)",
        "ROW FORMAT SERDE ",
        "  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' ",
        "WITH SERDEPROPERTIES ( ",
        "  'field.delim'=',', ",
        "  'serialization.format'=',') ",
        "STORED AS INPUTFORMAT ",
        "  'org.apache.hadoop.mapred.TextInputFormat' ",
        "OUTPUTFORMAT ",
        "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
        "LOCATION",
        `  's3://${DATA}/sales/'`,
        "TBLPROPERTIES (",
        expect.stringMatching(/ {2}'transient_lastDdlTime'='[0-9]+'\)/),
      ]
        .map((line) =>
          typeof line === "string"
            ? line
            : `  'transient_lastDdlTime'='${/transient_lastDdlTime'='([0-9]+)/.exec(statement)?.[1] ?? ""}')`,
        )
        .join("\n"),
    );
  });
});

describe("ALTER TABLE and DROP", () => {
  it("change columns, properties and location", async () => {
    await world.query("ALTER TABLE pq ADD COLUMNS (b string)");
    await world.query("ALTER TABLE pq SET TBLPROPERTIES ('classification'='parquet')");
    await world.query(`ALTER TABLE pq SET LOCATION 's3://${DATA}/elsewhere/'`);
    const { Table } = await world.glue.send(new GetTableCommand({ DatabaseName: "db", Name: "pq" }));
    expect(Table).toMatchObject({
      Parameters: { classification: "parquet" },
      StorageDescriptor: { Columns: [{ Name: "a" }, { Name: "b" }], Location: `s3://${DATA}/elsewhere/` },
    });
    await world.query("ALTER TABLE pq REPLACE COLUMNS (c double)");
    expect(await lines("SHOW COLUMNS IN pq")).toEqual(["c                   "]);
  });

  it("drop a table and leave its data", async () => {
    await world.query("DROP TABLE sales");
    expect(await world.keys(DATA, "sales/")).toHaveLength(3);
    expect(await world.reason("DROP TABLE sales")).toMatch(/Table not found db\.sales/);
    await world.query("DROP TABLE IF EXISTS sales");
  });
});

describe("information_schema", () => {
  it("shows databases, tables and columns as tables", async () => {
    expect(await world.rows("SELECT schema_name FROM information_schema.schemata ORDER BY 1")).toEqual([
      ["db"],
      ["information_schema"],
    ]);
    const tables = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'db' ORDER BY 1";
    expect(await world.rows(tables)).toEqual([
      ["a_view", "VIEW"],
      ["logs", "BASE TABLE"],
      ["pq", "BASE TABLE"],
    ]);
    const columns =
      "SELECT column_name, ordinal_position, data_type, comment, extra_info FROM information_schema.columns WHERE table_name = 'logs' ORDER BY 2";
    expect(await world.rows(columns)).toEqual([
      ["id", "1", "bigint", "the id", null],
      ["tags", "2", "array(varchar)", null, null],
      ["year", "3", "varchar", null, "partition key"],
      ["month", "4", "integer", null, "partition key"],
    ]);
    expect(await world.reason("SELECT * FROM information_schema.nope")).toMatch(/^TABLE_NOT_FOUND: /);
  });
});

describe("statements Lakebed does not run", () => {
  it.each([
    ["EXPLAIN SELECT 1"],
    ["DELETE FROM logs WHERE id = 1"],
    ["MERGE INTO logs USING pq ON true WHEN MATCHED THEN DELETE"],
  ])("fail and say so: %s", async (sql) => {
    expect(await world.reason(sql)).toMatch(/^NOT_SUPPORTED: /);
  });
});
