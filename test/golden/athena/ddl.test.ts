/**
 * The Hive and Athena DDL forms, parsed structurally. Sources: https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html
 * and the pages of each statement (read 2026-11-23); wording of syntax errors is assumed where no page shows it.
 */
import { describe, expect, test } from "vitest";
import { parseStatement } from "../../../src/query/dialects/athena/parse-statement.ts";
import { SqlError } from "../../../src/query/dialects/shared/sql-error.ts";

const FORMS: readonly (readonly [sql: string, expected: Readonly<Record<string, unknown>>])[] = [
  [
    "CREATE DATABASE IF NOT EXISTS clickstreams COMMENT 'Site Foo clickstream data' LOCATION 's3://b/clickstreams/' WITH DBPROPERTIES ('creator'='Jane D.', 'Dept.'='Marketing')",
    {
      kind: "create-database",
      database: "clickstreams",
      ifNotExists: true,
      comment: "Site Foo clickstream data",
      location: "s3://b/clickstreams/",
      properties: { creator: "Jane D.", "Dept.": "Marketing" },
    },
  ],
  ["CREATE SCHEMA s", { kind: "create-database", database: "s", ifNotExists: false, properties: {} }],
  ["DROP DATABASE IF EXISTS d CASCADE", { kind: "drop-database", database: "d", ifExists: true, cascade: true }],
  ["DROP SCHEMA `my-db` RESTRICT;", { kind: "drop-database", database: "my-db", ifExists: false, cascade: false }],
  ["ALTER DATABASE d SET DBPROPERTIES ('a'='b')", { kind: "alter-database", database: "d", properties: { a: "b" } }],
  ["ALTER SCHEMA d SET DBPROPERTIES ('a'='b')", { kind: "alter-database", database: "d" }],
  [
    "DROP TABLE IF EXISTS `my-db`.`t 1`",
    { kind: "drop-table", ifExists: true, table: { database: "my-db", name: "t 1", line: 1, column: 22 } },
  ],
  [
    'DROP TABLE "db"."t"',
    { kind: "drop-table", ifExists: false, table: { database: "db", name: "t", line: 1, column: 12 } },
  ],
  ["DROP VIEW IF EXISTS v", { kind: "drop-view", ifExists: true }],
  [
    "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt = '2016-05-31', country = 'IN') LOCATION 's3://b/p1/' PARTITION (dt = '2016-06-01', country = 'IN')",
    {
      kind: "alter-table",
      change: {
        action: "add-partitions",
        ifNotExists: true,
        partitions: [
          {
            spec: [
              { name: "dt", value: "2016-05-31" },
              { name: "country", value: "IN" },
            ],
            location: "s3://b/p1/",
          },
          {
            spec: [
              { name: "dt", value: "2016-06-01" },
              { name: "country", value: "IN" },
            ],
          },
        ],
      },
    },
  ],
  [
    "ALTER TABLE orders ADD PARTITION (year = 2024)",
    {
      kind: "alter-table",
      change: {
        action: "add-partitions",
        ifNotExists: false,
        partitions: [{ spec: [{ name: "year", value: "2024" }] }],
      },
    },
  ],
  [
    "ALTER TABLE orders DROP PARTITION (dt = '2014-05-14'), PARTITION (dt < '2014-01-01')",
    {
      kind: "alter-table",
      change: {
        action: "drop-partitions",
        ifExists: false,
        partitions: [
          [{ name: "dt", operator: "=", value: "2014-05-14" }],
          [{ name: "dt", operator: "<", value: "2014-01-01" }],
        ],
      },
    },
  ],
  [
    "ALTER TABLE orders DROP IF EXISTS PARTITION (dt = '2014-05-14')",
    {
      kind: "alter-table",
      change: {
        action: "drop-partitions",
        ifExists: true,
        partitions: [[{ name: "dt", operator: "=", value: "2014-05-14" }]],
      },
    },
  ],
  [
    "ALTER TABLE orders PARTITION (dt = '2014-05-14') RENAME TO PARTITION (dt = '2014-05-15')",
    {
      kind: "alter-table",
      change: {
        action: "rename-partition",
        from: [{ name: "dt", value: "2014-05-14" }],
        to: [{ name: "dt", value: "2014-05-15" }],
      },
    },
  ],
  [
    "ALTER TABLE t SET LOCATION 's3://b/new/'",
    { kind: "alter-table", change: { action: "set-location", location: "s3://b/new/" } },
  ],
  [
    "ALTER TABLE t PARTITION (zip='98040', state='WA') SET LOCATION 's3://b/new/'",
    {
      kind: "alter-table",
      change: {
        action: "set-location",
        partition: [
          { name: "zip", value: "98040" },
          { name: "state", value: "WA" },
        ],
        location: "s3://b/new/",
      },
    },
  ],
  [
    "ALTER TABLE t SET TBLPROPERTIES ('notes'='Please don''t drop this table.')",
    {
      kind: "alter-table",
      change: { action: "set-properties", properties: { notes: "Please don't drop this table." } },
    },
  ],
  [
    "ALTER TABLE t UNSET TBLPROPERTIES IF EXISTS ('a', 'b')",
    { kind: "alter-table", change: { action: "unset-properties", names: ["a", "b"], ifExists: true } },
  ],
  [
    "ALTER TABLE events ADD COLUMNS (eventowner string COMMENT 'who', tags array<string>)",
    {
      kind: "alter-table",
      change: {
        action: "add-columns",
        columns: [
          { name: "eventowner", type: "string", comment: "who" },
          { name: "tags", type: "array<string>" },
        ],
      },
    },
  ],
  [
    "ALTER TABLE events PARTITION (awsregion='us-west-2') ADD COLUMNS (description string)",
    {
      kind: "alter-table",
      change: {
        action: "add-columns",
        partition: [{ name: "awsregion", value: "us-west-2" }],
        columns: [{ name: "description", type: "string" }],
      },
    },
  ],
  [
    "ALTER TABLE names REPLACE COLUMNS (fname string, lname varchar(10))",
    {
      kind: "alter-table",
      change: {
        action: "replace-columns",
        columns: [
          { name: "fname", type: "string" },
          { name: "lname", type: "varchar(10)" },
        ],
      },
    },
  ],
  [
    "ALTER TABLE t CHANGE COLUMN area zone bigint COMMENT 'x' AFTER id",
    {
      kind: "alter-table",
      change: {
        action: "change-column",
        oldName: "area",
        column: { name: "zone", type: "bigint", comment: "x" },
        position: { after: "id" },
      },
    },
  ],
  [
    "ALTER TABLE t CHANGE area zone bigint FIRST",
    {
      kind: "alter-table",
      change: { action: "change-column", oldName: "area", column: { name: "zone", type: "bigint" }, position: "first" },
    },
  ],
  ["ALTER TABLE t DROP COLUMN c", { kind: "alter-table", change: { action: "drop-column", name: "c" } }],
  [
    "ALTER TABLE t RENAME TO d.u",
    { kind: "alter-table", change: { action: "rename-table", to: { database: "d", name: "u", line: 1, column: 25 } } },
  ],
  [
    "MSCK REPAIR TABLE d.orders",
    { kind: "repair-table", table: { database: "d", name: "orders", line: 1, column: 19 } },
  ],
  ["SHOW DATABASES", { kind: "show-databases" }],
  ["SHOW SCHEMAS LIKE '.*analytics'", { kind: "show-databases", pattern: ".*analytics" }],
  ["SHOW TABLES", { kind: "show-tables" }],
  ["SHOW TABLES IN sampledb '*flights*'", { kind: "show-tables", database: "sampledb", pattern: "*flights*" }],
  ["SHOW VIEWS IN marketing LIKE 'orders*'", { kind: "show-views", database: "marketing", pattern: "orders*" }],
  [
    "SHOW PARTITIONS d.orders",
    { kind: "show-partitions", table: { database: "d", name: "orders", line: 1, column: 17 } },
  ],
  [
    "SHOW COLUMNS IN customers FROM sales",
    { kind: "show-columns", table: { database: "sales", name: "customers", line: 1, column: 17 } },
  ],
  [
    "SHOW COLUMNS FROM d.customers",
    { kind: "show-columns", table: { database: "d", name: "customers", line: 1, column: 19 } },
  ],
  ["SHOW CREATE TABLE d.t", { kind: "show-create-table" }],
  ["SHOW CREATE VIEW v", { kind: "show-create-view" }],
  [
    "SHOW TBLPROPERTIES orders ('transient_lastDdlTime')",
    { kind: "show-table-properties", property: "transient_lastDdlTime" },
  ],
  [
    "DESCRIBE d.orders",
    { kind: "describe", mode: "plain", table: { database: "d", name: "orders", line: 1, column: 10 } },
  ],
  ["DESCRIBE EXTENDED orders", { kind: "describe", mode: "extended" }],
  [
    "DESC FORMATTED orders PARTITION (dt = '2024') address.city",
    {
      kind: "describe",
      mode: "formatted",
      partition: [{ name: "dt", value: "2024" }],
      columnPath: ["address", "city"],
    },
  ],
  ["DESCRIBE extended", { kind: "describe", mode: "plain", table: { name: "extended", line: 1, column: 10 } }],
  [
    "PREPARE q FROM SELECT * FROM t WHERE x = ?",
    { kind: "prepare", name: "q", statementText: "SELECT * FROM t WHERE x = ?" },
  ],
  [
    "EXECUTE q USING 1, 'a b', DATE '2024-01-01'",
    { kind: "execute", name: "q", parameters: ["1", "'a b'", "DATE '2024-01-01'"] },
  ],
  ["DEALLOCATE PREPARE q", { kind: "deallocate", name: "q" }],
  [
    "EXPLAIN (FORMAT JSON, TYPE LOGICAL) SELECT 1",
    { kind: "explain", analyze: false, format: "JSON", type: "LOGICAL" },
  ],
  ["EXPLAIN ANALYZE SELECT 1", { kind: "explain", analyze: true, format: "TEXT", type: "DISTRIBUTED" }],
  [
    "UNLOAD (SELECT * FROM t) TO 's3://b/out/' WITH (format = 'PARQUET', compression = 'SNAPPY', partitioned_by = ARRAY['a', 'b'])",
    {
      kind: "unload",
      location: "s3://b/out/",
      properties: { format: "PARQUET", compression: "SNAPPY", partitioned_by: ["a", "b"] },
    },
  ],
  ["INSERT INTO d.t (a, b) VALUES (1, 'x'), (2, 'y')", { kind: "insert-into", columns: ["a", "b"] }],
  ["INSERT INTO t SELECT * FROM u", { kind: "insert-into" }],
  [
    "CREATE OR REPLACE VIEW d.v AS SELECT a FROM t ORDER BY 1",
    { kind: "create-view", orReplace: true, queryText: "SELECT a FROM t ORDER BY 1" },
  ],
  ["MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", { kind: "unsupported", statement: "MERGE" }],
  ["UPDATE t SET a = 1", { kind: "unsupported", statement: "UPDATE" }],
  ["DELETE FROM t WHERE a = 1", { kind: "unsupported", statement: "DELETE" }],
  ["OPTIMIZE t REWRITE DATA USING BIN_PACK WHERE c = 1", { kind: "unsupported", statement: "OPTIMIZE" }],
  ["VACUUM t", { kind: "unsupported", statement: "VACUUM" }],
];

test.for(FORMS)("%s", ([sql, expected], { expect: expectThis }) => {
  expectThis(parseStatement(sql)).toMatchObject(expected);
});

describe("CREATE TABLE", () => {
  test("keeps every clause and writes nested types as Glue stores them", () => {
    const statement = parseStatement(`
      CREATE EXTERNAL TABLE IF NOT EXISTS logs.\`access-log\` (
        id INT COMMENT 'the id', \`date\` date, name varchar(20), code char(2), price DECIMAL(10, 2), plain decimal,
        tags ARRAY < STRING >, m map<string, array<int>>, s STRUCT<a: int, b: struct<c:double precision, d : timestamp>>, raw binary)
      COMMENT 'all of it'
      PARTITIONED BY (year string, month INTEGER COMMENT 'm')
      CLUSTERED BY (id) SORTED BY (name ASC) INTO 8 BUCKETS
      ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true', "case.insensitive" = "false")
      STORED AS INPUTFORMAT 'in.Format' OUTPUTFORMAT 'out.Format'
      LOCATION 's3://b/logs/'
      TBLPROPERTIES ('has_encrypted_data' = 'false', 'projection.enabled'='true')`);
    expect(statement).toEqual({
      kind: "create-table",
      external: true,
      ifNotExists: true,
      table: { database: "logs", name: "access-log", line: 2, column: 43 },
      columns: [
        { name: "id", type: "int", comment: "the id" },
        { name: "date", type: "date" },
        { name: "name", type: "varchar(20)" },
        { name: "code", type: "char(2)" },
        { name: "price", type: "decimal(10,2)" },
        { name: "plain", type: "decimal(10,0)" },
        { name: "tags", type: "array<string>" },
        { name: "m", type: "map<string,array<int>>" },
        { name: "s", type: "struct<a:int,b:struct<c:double,d:timestamp>>" },
        { name: "raw", type: "binary" },
      ],
      comment: "all of it",
      partitionedBy: [
        { name: "year", type: "string" },
        { name: "month", type: "int", comment: "m" },
      ],
      partitionTransforms: [],
      clusteredBy: { columns: ["id"], buckets: 8, sortedBy: ["name"] },
      storage: {
        rowFormat: {
          kind: "serde",
          library: "org.openx.data.jsonserde.JsonSerDe",
          properties: { "ignore.malformed.json": "true", "case.insensitive": "false" },
        },
        inputFormat: "in.Format",
        outputFormat: "out.Format",
      },
      location: "s3://b/logs/",
      properties: { has_encrypted_data: "false", "projection.enabled": "true" },
    });
  });

  test("reads ROW FORMAT DELIMITED with Hive's escapes", () => {
    expect(
      parseStatement(
        String.raw`CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t' ESCAPED BY '\\' COLLECTION ITEMS TERMINATED BY '\002' MAP KEYS TERMINATED BY '\u0003' LINES TERMINATED BY '\n' NULL DEFINED AS '\\N' STORED AS TEXTFILE LOCATION 's3://b/'`,
      ),
    ).toMatchObject({
      storage: {
        rowFormat: {
          kind: "delimited",
          fieldDelimiter: "\t",
          escapeCharacter: "\\",
          collectionDelimiter: "\u0002",
          mapKeyDelimiter: "\u0003",
          lineDelimiter: "\n",
          nullDefinedAs: "\\N",
        },
        storedAs: "TEXTFILE",
      },
    });
  });

  test("without EXTERNAL is an Iceberg table with partition transforms", () => {
    expect(
      parseStatement(
        "CREATE TABLE ice (id bigint, ts timestamp) PARTITIONED BY (bucket(16, id), day(ts)) LOCATION 's3://b/' TBLPROPERTIES ('table_type'='ICEBERG')",
      ),
    ).toMatchObject({
      kind: "create-table",
      external: false,
      partitionTransforms: ["bucket(16, id)", "day(ts)"],
      partitionedBy: [],
    });
  });

  test("refuses a column named twice, and a type that does not exist", () => {
    expect(() => parseStatement("CREATE EXTERNAL TABLE t (a int, A string) LOCATION 's3://b/'")).toThrow(
      "Duplicate column name: a",
    );
    expect(() => parseStatement("CREATE EXTERNAL TABLE t (a text) LOCATION 's3://b/'")).toThrow(
      "FAILED: ParseException line 1:27 cannot recognize input near 'text' in column type",
    );
    expect(() => parseStatement("CREATE EXTERNAL TABLE t (a decimal(39,2)) LOCATION 's3://b/'")).toThrow(
      "precision must be 1 to 38",
    );
  });
});

describe("CREATE TABLE AS", () => {
  test("keeps its properties, the tables it reads and whether it takes data", () => {
    const statement = parseStatement(
      "CREATE TABLE IF NOT EXISTS d.t COMMENT 'c' WITH (format = 'PARQUET', external_location = 's3://b/', partitioned_by = ARRAY['y'], bucketed_by = ARRAY['a'], bucket_count = 4, write_compression = 'ZSTD', field_delimiter = '|') AS WITH w AS (SELECT * FROM x.src) SELECT a, y FROM w WITH NO DATA",
    );
    expect(statement).toMatchObject({
      kind: "create-table-as",
      ifNotExists: true,
      comment: "c",
      withData: false,
      properties: {
        format: "PARQUET",
        external_location: "s3://b/",
        partitioned_by: ["y"],
        bucketed_by: ["a"],
        bucket_count: 4,
        write_compression: "ZSTD",
        field_delimiter: "|",
      },
      tables: [{ database: "x", name: "src" }],
    });
  });

  test("is told apart from CREATE TABLE with columns", () => {
    expect(parseStatement("CREATE TABLE t (a, b) AS SELECT 1, 2")).toMatchObject({
      kind: "create-table-as",
      columnAliases: ["a", "b"],
    });
    expect(parseStatement("CREATE /* x */ TABLE t (a int) LOCATION 's3://b/'")).toMatchObject({ kind: "create-table" });
  });
});

test("syntax errors of DDL come in Hive's form, with a column counted from 0", () => {
  expect(() => parseStatement("CREATE EXTERNAL TABLE t (a int,) LOCATION 's3://b/'")).toThrow(
    /^FAILED: ParseException line 1:31 mismatched input '\)' expecting Identifier$/u,
  );
  expect(() => parseStatement("MSCK REPAIR t")).toThrow(
    "FAILED: ParseException line 1:12 mismatched input 't' expecting 'TABLE'",
  );
  expect(() => parseStatement("DROP TABLE a b")).toThrow(SqlError);
});
