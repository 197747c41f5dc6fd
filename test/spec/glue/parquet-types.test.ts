/**
 * The types of Parquet files as crawlers name them, over files that a real engine wrote.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatType } from "../../../src/services/glue/crawl/data-type.ts";
import { inferParquet } from "../../../src/services/glue/crawl/parquet-schema.ts";

let directory: string;
let bytes: Uint8Array;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "parquet-schema-"));
  const path = join(directory, "types.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT
    true AS b, 1::TINYINT AS i8, 1::SMALLINT AS i16, 1::INT AS i32, 1::BIGINT AS i64, 1::UTINYINT AS u8, 1::USMALLINT AS u16, 1::UINTEGER AS u32, 1::UBIGINT AS u64,
    1::FLOAT AS f, 1::DOUBLE AS d, 1.5::DECIMAL(10,2) AS dec, 1.5::DECIMAL(38,4) AS wide, 'x' AS s, 'x'::BLOB AS bin, DATE '2024-01-01' AS day, TIMESTAMP '2024-01-01 00:00:00' AS ts, TIMESTAMPTZ '2024-01-01 00:00:00Z' AS tz,
    uuid() AS id, [1, 2] AS l, [['a']] AS ll, {'x': 1, 'Y': {'z': [1.5::DOUBLE]}} AS st, MAP {'k': 1::BIGINT} AS m, [{'p': 1}] AS ls
    FROM range(3)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  bytes = new Uint8Array(readFileSync(path));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("Parquet's types have Hive's names", async () => {
  const schema = inferParquet(bytes);
  expect(schema?.recordCount).toBe(3);
  expect(Object.fromEntries((schema?.columns ?? []).map((column) => [column.name, formatType(column.type)]))).toEqual({
    b: "boolean",
    i8: "tinyint",
    i16: "smallint",
    i32: "int",
    i64: "bigint",
    u8: "smallint",
    u16: "int",
    u32: "bigint",
    u64: "decimal(20,0)",
    f: "float",
    d: "double",
    dec: "decimal(10,2)",
    wide: "decimal(38,4)",
    s: "string",
    bin: "binary",
    day: "date",
    ts: "timestamp",
    tz: "timestamp",
    id: "string",
    l: "array<int>",
    ll: "array<array<string>>",
    st: "struct<x:int,Y:struct<z:array<double>>>",
    m: "map<string,bigint>",
    ls: "array<struct<p:int>>",
  });
});

test("a footer with any damage is a schema or none, and takes no time", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: Math.min(bytes.length, 4000) }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 3,
      }),
      (damages) => {
        const damaged = bytes.slice();
        for (const [back, value] of damages) damaged[damaged.length - back] = value;
        for (const column of inferParquet(damaged)?.columns ?? []) expect(formatType(column.type)).toBeTypeOf("string");
      },
    ),
    { numRuns: 2000 },
  );
});

test("footers made to mislead a reader are refused", () => {
  const footer = (...parts: (number | readonly number[])[]): Uint8Array => {
    const metadata = parts.flat();
    return Uint8Array.from([...metadata, metadata.length & 0xff, metadata.length >> 8, 0, 0, 0x50, 0x41, 0x52, 0x31]);
  };
  const longNumber = Array.from({ length: 60_000 }, () => 0xff);
  const deepLists = Array.from({ length: 60_000 }, () => 0x19);
  const deepStructs = Array.from({ length: 60_000 }, () => 0x1c);
  for (const misleading of [
    footer(),
    footer(0x15, longNumber),
    footer(0x19, deepLists),
    footer(deepStructs),
    footer(0x29, 0xfc, [0xff, 0xff, 0xff, 0xff, 0x7f]),
    footer(0x28, [0xff, 0xff, 0xff, 0x7f]),
  ]) {
    expect(inferParquet(misleading)).toBeUndefined();
  }
});
