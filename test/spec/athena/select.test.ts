/** SELECT through StartQueryExecution over tables as they lie: results, statistics and what is said when something is missing. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AthenaWorld, DATA, openWorld, RESULTS, vegaData } from "./world.ts";

let world: AthenaWorld;

beforeAll(async () => {
  world = await openWorld();
  await world.query("CREATE DATABASE db");
  await world.put("flights/flights.parquet", await vegaData("flights-3m.parquet"));
  await world.put("weather/weather.csv", await vegaData("seattle-weather.csv"));
  await world.query(
    `CREATE EXTERNAL TABLE flights (date timestamp, delay bigint, distance bigint, origin string, destination string) STORED AS PARQUET LOCATION 's3://${DATA}/flights/'`,
  );
  await world.query(
    `CREATE EXTERNAL TABLE weather (date string, precipitation double, temp_max double, temp_min double, wind double, weather string)
     ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://${DATA}/weather/' TBLPROPERTIES ('skip.header.line.count'='1')`,
  );
});

afterAll(() => world.close());

describe("SELECT", () => {
  it("answers without a table", async () => {
    const { header, rows, columns } = await world.query(
      "SELECT 1 AS one, 'x' AS text, CAST(NULL AS integer) AS nothing",
    );
    expect(header).toEqual(["one", "text", "nothing"]);
    expect(rows).toEqual([["1", "x", null]]);
    expect(columns.map(({ Name, Type }) => [Name, Type])).toEqual([
      ["one", "integer"],
      ["text", "varchar"],
      ["nothing", "integer"],
    ]);
  });

  it("reads three million rows of Parquet as they lie", async () => {
    expect(await world.rows("SELECT count(*), avg(delay), max(date) FROM flights WHERE origin = 'SFO'")).toEqual([
      ["60869", "6.140958451757052", "2001-06-30 23:55:00.000"],
    ]);
  });

  it("reads CSV by LazySimpleSerDe's rules", async () => {
    expect(
      await world.rows(
        "SELECT weather, count(*), round(avg(temp_max), 2) FROM weather GROUP BY weather ORDER BY 2 DESC LIMIT 2",
      ),
    ).toEqual([
      ["rain", "641", "13.45"],
      ["sun", "640", "19.86"],
    ]);
  });

  it("writes the result as Athena's CSV with its metadata beside it", async () => {
    const { execution } = await world.query(
      `SELECT 1 AS a, 'say "x"' AS b, '' AS c, CAST(NULL AS varchar) AS d, 2 AS a`,
    );
    const id = execution.QueryExecutionId ?? "";
    expect(execution.ResultConfiguration?.OutputLocation).toBe(`s3://${RESULTS}/out/${id}.csv`);
    expect(await world.text(RESULTS, `out/${id}.csv`)).toBe('"a","b","c","d","a"\n"1","say ""x""","",,"2"\n');
    expect(await world.text(RESULTS, `out/${id}.csv.metadata`)).toContain("varchar");
  });

  it("tells empty text from NULL in GetQueryResults", async () => {
    expect(await world.rows("SELECT '', CAST(NULL AS varchar), 'a\nb'")).toEqual([["", null, "a\nb"]]);
  });

  it("gives statistics that are measured and true", async () => {
    const { execution } = await world.query("SELECT avg(delay) FROM flights");
    expect(execution).toMatchObject({
      StatementType: "DML",
      SubstatementType: "SELECT",
      EngineVersion: { EffectiveEngineVersion: "Athena engine version 3" },
    });
    expect(execution.Statistics?.TotalExecutionTimeInMillis).toBeGreaterThan(0);
    expect(execution.Statistics?.EngineExecutionTimeInMillis).toBeLessThanOrEqual(
      execution.Statistics?.TotalExecutionTimeInMillis ?? 0,
    );
    expect(execution.Status?.CompletionDateTime).toBeInstanceOf(Date);
  });

  it("binds execution parameters", async () => {
    const { rows } = await world.query("SELECT count(*) FROM weather WHERE weather = ? AND temp_max > ?", {
      ExecutionParameters: ["'sun'", "30"],
    });
    expect(rows).toEqual([["50"]]);
  });
});

describe("DataScannedInBytes", () => {
  const scanned = async (sql: string): Promise<number> =>
    (await world.query(sql)).execution.Statistics?.DataScannedInBytes ?? -1;

  it("is the size of text files", async () => {
    expect(await scanned("SELECT count(*) FROM weather")).toBe((await vegaData("seattle-weather.csv")).length);
  });

  it("is the bytes of the projected columns of Parquet, and none for a count", async () => {
    const all = await scanned("SELECT * FROM flights LIMIT 1");
    const delay = await scanned("SELECT max(delay) FROM flights");
    const both = await scanned("SELECT max(delay), max(distance) FROM flights");
    expect(await scanned("SELECT count(*) FROM flights")).toBe(0);
    expect(delay).toBeGreaterThan(1_000_000);
    expect(both).toBeGreaterThan(delay);
    expect(all).toBeGreaterThan(both);
    expect(all).toBeLessThan((await vegaData("flights-3m.parquet")).length);
  });

  it("leaves out row groups that a predicate excludes", async () => {
    const whole = await scanned("SELECT max(delay) FROM flights WHERE date >= TIMESTAMP '1990-01-01 00:00:00'");
    const part = await scanned("SELECT max(delay) FROM flights WHERE date < TIMESTAMP '2001-01-02 00:00:00'");
    expect(part).toBeLessThan(whole / 5);
    expect(part).toBeGreaterThan(0);
  });

  it("counts each scan of a self-join", async () => {
    const once = await scanned("SELECT max(delay) FROM flights");
    expect(
      await scanned("SELECT (SELECT max(delay) FROM flights) + (SELECT min(delay) FROM flights WHERE delay > 0)"),
    ).toBeGreaterThan(once);
  });
});

describe("errors", () => {
  it("names the place of a missing table, database and column", async () => {
    expect(await world.reason("SELECT * FROM nope")).toBe(
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.db.nope' does not exist",
    );
    expect(await world.reason("SELECT * FROM nodb.t")).toBe(
      "SCHEMA_NOT_FOUND: line 1:15: Schema 'nodb' does not exist",
    );
    expect(await world.reason("SELECT nope FROM weather")).toBe(
      "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
    );
  });

  it("refuses a function it does not know", async () => {
    expect(await world.reason("SELECT no_such_function(1)")).toMatch(
      /^FUNCTION_NOT_FOUND: line 1:8: Function 'no_such_function' not registered/,
    );
  });

  it("refuses text that does not parse before there is an execution", async () => {
    await expect(world.execute("selec 1")).rejects.toMatchObject({
      name: "InvalidRequestException",
      AthenaErrorCode: "MALFORMED_QUERY",
      message: expect.stringMatching(/^line 1:1: /),
    });
  });

  it("fails a division by zero in Athena's words", async () => {
    expect(await world.reason("SELECT 1 / 0")).toBe("DIVISION_BY_ZERO: Division by zero");
  });

  it("fails overflow and values that do not fit their cast under Trino's codes", async () => {
    expect(await world.reason("SELECT x + x FROM (VALUES 2147483647) AS t (x)")).toMatch(
      /^NUMERIC_VALUE_OUT_OF_RANGE: /,
    );
    expect(await world.reason("SELECT 9223372036854775807 * 2")).toMatch(/^NUMERIC_VALUE_OUT_OF_RANGE: /);
    expect(await world.reason("SELECT CAST(3000000000 AS integer)")).toMatch(/^INVALID_CAST_ARGUMENT: /);
    expect(await world.reason("SELECT CAST(1000 AS decimal(3,2))")).toMatch(/^INVALID_CAST_ARGUMENT: /);
  });

  it("fails over a corrupt Parquet file without naming local paths", async () => {
    await world.put("corrupt/a.parquet", (await vegaData("flights-3m.parquet")).subarray(0, 100_000));
    await world.query(
      `CREATE EXTERNAL TABLE corrupt (delay bigint) STORED AS PARQUET LOCATION 's3://${DATA}/corrupt/'`,
    );
    const reason = await world.reason("SELECT * FROM corrupt");
    expect(reason).toMatch(/^HIVE_BAD_DATA: Malformed Parquet file\. /);
    expect(reason).toContain(`s3://${DATA}/corrupt/a.parquet`);
    expect(reason).not.toMatch(/\/tmp|copies/);
  });

  it("fails when a Parquet type does not fit the declared one", async () => {
    await world.query(
      `CREATE EXTERNAL TABLE mistyped (delay string) STORED AS PARQUET LOCATION 's3://${DATA}/flights/'`,
    );
    expect(await world.reason("SELECT * FROM mistyped")).toBe(
      `HIVE_BAD_DATA: Field delay's type INT64 in parquet file s3://${DATA}/flights/flights.parquet is incompatible with type varchar defined in table schema`,
    );
  });

  it("gives no rows over an empty prefix and an error over a missing bucket", async () => {
    await world.query(`CREATE EXTERNAL TABLE empty (a string) LOCATION 's3://${DATA}/nothing-here/'`);
    expect(await world.rows("SELECT * FROM empty")).toEqual([]);
    await world.query("CREATE EXTERNAL TABLE bucketless (a string) LOCATION 's3://no-such-bucket-here/x/'");
    expect(await world.reason("SELECT * FROM bucketless")).toMatch(/NoSuchBucket/);
  });
});
