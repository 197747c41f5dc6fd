/** SelectObjectContent from Parquet, of files that DuckDB wrote. AWS: selecting-content-from-objects.html ("Requirements and limits"). */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Fixture, startS3 } from "../fixture.ts";
import { ask, JSON_OUT, refusal } from "./support.ts";

const PARQUET = { Parquet: {} };
let fixture: S3Fixture;
let directory: string;
let typed: Uint8Array;
let long: Uint8Array;

beforeAll(async () => {
  fixture = await startS3();
  directory = await mkdtemp(join(tmpdir(), "select-parquet-"));
  typed = await parquetOf(
    "SELECT i::INTEGER AS id, 'n' || i AS name, (i * 1.5)::DOUBLE AS d, (i * 0.1)::FLOAT AS f, (i / 4)::DECIMAL(10, 2) AS price, i::UTINYINT AS small, " +
      "i % 2 = 0 AS flag, TIMESTAMP '2020-01-01 00:00:00.123456' + INTERVAL (i) SECOND AS ts, epoch_ms(1577836800005)::TIMESTAMP_MS AS ms, " +
      "TIMESTAMPTZ '2020-01-01 10:00:00+00' AS tz, CASE WHEN i = 1 THEN NULL ELSE i END AS gap, {'a': i} AS st, [i] AS li, DATE '2020-01-01' AS dt, " +
      "i::UBIGINT AS big, 'x'::BLOB AS bytes FROM range(3) t(i)",
  );
  long = await parquetOf("SELECT i AS id, 'row ' || i AS name FROM range(100000) t(i)", ", ROW_GROUP_SIZE 2048");
});
afterAll(async () => {
  await fixture.close();
  await rm(directory, { recursive: true });
});

async function parquetOf(query: string, options = ""): Promise<Uint8Array> {
  const path = join(directory, "made.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`SET TimeZone='UTC'; COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
  connection.closeSync();
  instance.closeSync();
  return await readFile(path);
}

const read = async (body: Uint8Array, sql: string): Promise<string> =>
  (await ask(fixture, { body, sql, input: PARQUET, output: JSON_OUT })).text;

describe("values", () => {
  test("have the types of the schema", async () => {
    const sql = "SELECT id, name, d, f, price, small, flag, gap, ts, ms, tz FROM S3Object s WHERE s.id = 1";
    expect(await read(typed, sql)).toBe(
      '{"id":1,"name":"n1","d":1.5,"f":0.10000000149011612,"price":0.25,"small":1,"flag":false,"gap":null,' +
        '"ts":"2020-01-01T00:00:01.123456Z","ms":"2020-01-01T00:00:00.005Z","tz":"2020-01-01T10:00:00.000000Z"}\n',
    );
  });
  test("are computed with as those of JSON are", async () => {
    const sql =
      "SELECT id / 2 AS half, price + 1, d * 2, EXTRACT(MINUTE FROM DATE_ADD(minute, 5, ts)) FROM S3Object WHERE NAME LIKE '%2' AND flag";
    expect(await read(typed, sql)).toBe('{"half":1,"_2":1.50,"_3":6.0,"_4":5}\n');
    expect(await read(typed, "SELECT SUM(id), AVG(price), MAX(d), COUNT(gap), COUNT(*) FROM S3Object")).toBe(
      '{"_1":3,"_2":0.25,"_3":3.0,"_4":2,"_5":3}\n',
    );
  });
  test("of other types are refused", async () => {
    for (const name of ["st", "li", "dt", "big", "bytes"]) {
      const asked = ask(fixture, { body: typed, sql: `SELECT ${name} FROM S3Object`, input: PARQUET });
      expect(await refusal(asked)).toMatchObject({ code: "UnsupportedParquetType", status: 400 });
    }
    expect(await refusal(ask(fixture, { body: typed, sql: "SELECT * FROM S3Object", input: PARQUET }))).toMatchObject({
      code: "UnsupportedParquetType",
    });
  });
  test("of columns that are not there are refused", async () => {
    for (const sql of ["SELECT nope FROM S3Object", 'SELECT "ID" FROM S3Object', "SELECT _1 FROM S3Object"]) {
      expect(await refusal(ask(fixture, { body: typed, sql, input: PARQUET }))).toMatchObject({
        code: "EvaluatorBindingDoesNotExist",
      });
    }
  });
});

describe("files", () => {
  test("are read row group by row group, in order", async () => {
    expect(await read(long, "SELECT COUNT(*), MIN(id), MAX(id) FROM S3Object")).toBe(
      '{"_1":100000,"_2":0,"_3":99999}\n',
    );
    expect(await read(long, "SELECT * FROM S3Object LIMIT 2")).toBe(
      '{"id":0,"name":"row 0"}\n{"id":1,"name":"row 1"}\n',
    );
    const all = (await ask(fixture, { body: long, sql: "SELECT id FROM S3Object", input: PARQUET })).text;
    expect(all).toBe(Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join(""));
  });
  test("of ranges, the row groups that begin within", async () => {
    const middle = Math.floor(long.length / 2);
    const count = async (Start: number, End: number): Promise<number> => {
      const sql = "SELECT COUNT(*) FROM S3Object";
      const { text } = await ask(fixture, { body: long, sql, input: PARQUET, more: { ScanRange: { Start, End } } });
      return Number(text);
    };
    const [first, second] = [await count(0, middle), await count(middle + 1, long.length - 1)];
    expect(first + second).toBe(100_000);
    expect(Math.min(first, second)).toBeGreaterThan(20_000);
  });
  test("tell of the bytes of the columns that were read", async () => {
    const { stats } = await ask(fixture, { body: long, sql: "SELECT id FROM S3Object", input: PARQUET });
    expect(stats?.BytesScanned).toBeGreaterThan(0);
    expect(stats?.BytesScanned).toBeLessThan(long.length);
  });
  test("that are none, or are compressed as a whole or in another way, are refused", async () => {
    const sql = "SELECT COUNT(*) FROM S3Object";
    expect(await refusal(ask(fixture, { body: "a,b\n", sql, input: PARQUET }))).toMatchObject({
      code: "ParquetParsingError",
      status: 400,
    });
    expect(await refusal(ask(fixture, { body: typed.subarray(0, -100), sql, input: PARQUET }))).toMatchObject({
      code: "ParquetParsingError",
    });
    const gzip = { Parquet: {}, CompressionType: "GZIP" as const };
    expect(await refusal(ask(fixture, { body: typed, sql, input: gzip }))).toMatchObject({
      code: "InvalidCompressionFormat",
    });
    const zstd = await parquetOf("SELECT 1 AS a", ", COMPRESSION zstd");
    expect(await refusal(ask(fixture, { body: zstd, sql, input: PARQUET }))).toMatchObject({
      code: "ParquetUnsupportedCompressionCodec",
    });
    const gzipColumns = await parquetOf("SELECT 1 AS a", ", COMPRESSION gzip");
    expect(await read(gzipColumns, "SELECT a FROM S3Object")).toBe('{"a":1}\n');
  });
});
