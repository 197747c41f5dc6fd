/**
 * The translations that are silently wrong when Athena's text is handed to DuckDB with little change. Each one here has its
 * value in Athena, its type, and none may ever change without notice.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAthenaSession } from "./athena-session.ts";
import type { AthenaSession } from "./athena-session.ts";

let session: AthenaSession;
beforeAll(async () => {
  session = await createAthenaSession();
});
afterAll(() => {
  session.close();
});

const CASES: readonly (readonly [title: string, expression: string, type: string, value: string | null])[] = [
  ["division of whole numbers drops the fraction", "5/2", "integer", "2"],
  [
    "date_diff counts complete hours",
    "date_diff('hour', timestamp '2024-01-01 10:59:00', timestamp '2024-01-01 11:01:00')",
    "bigint",
    "0",
  ],
  ["date_diff counts complete months", "date_diff('month', date '2024-01-31', date '2024-02-28')", "bigint", "0"],
  ["Sunday is day 7", "extract(dow from date '2024-01-07')", "bigint", "7"],
  ["element_at of a map is the value, not a list", "element_at(map(array['a'], array[1]), 'a')", "integer", "1"],
  ["flatten joins arrays", "flatten(array[array[1], array[2, 3]])", "array(integer)", "[1, 2, 3]"],
  ["TRY turns a division by zero into null", "try(1/0)", "integer", null],
  [
    "hashes are bytes, and hexadecimal is upper case",
    "to_hex(md5(to_utf8('')))",
    "varchar",
    "D41D8CD98F00B204E9800998ECF8427E",
  ],
  ["format understands Java's conversions", "format('%s-%05d', 'a', 7)", "varchar", "a-00007"],
  ["json_value reads an SQL/JSON path", "json_value('{\"a\": \"x\"}', 'lax $.a')", "varchar", "x"],
  [
    "AT TIME ZONE keeps the zone",
    "timestamp '2024-01-15 10:11:12 UTC' at time zone 'Asia/Tokyo'",
    "timestamp(0) with time zone",
    "2024-01-15 19:11:12.000 Asia/Tokyo",
  ],
  ["array_position of a missing element is 0", "array_position(array[1, 2], 9)", "bigint", "0"],
  [
    "array_distinct keeps first occurrences in order",
    "array_distinct(array['b', 'a', 'b'])",
    "array(varchar)",
    "[b, a]",
  ],
  ["a date and an interval of months make a date", "date '2024-01-31' + interval '1' month", "date", "2024-02-29"],
  ["date_trunc of a date is a date", "date_trunc('year', date '2024-05-06')", "date", "2024-01-01"],
  ["a double cast to varchar is scientific", "cast(1e0 as varchar)", "varchar", "1.0E0"],
  ["a sum of whole numbers is bigint", "sum(x) from (values 1, 2) t(x)", "bigint", "3"],
  ["a count is bigint", "count(*) from (values 1, 2) t(x)", "bigint", "2"],
  ["an average of decimals is a decimal", "avg(x) from (values 1.10, 2.21) t(x)", "decimal(3,2)", "1.66"],
  ["a quotient of decimals is a decimal, rounded half up", "7.0 / 8.00", "decimal(5,2)", "0.88"],
  [
    "nulls sort last downwards too",
    "array_agg(x order by x desc) from (values 1, null, 2) t(x)",
    "array(integer)",
    "[2, 1, null]",
  ],
  [
    "a difference of dates is an interval",
    "date '2024-03-01' - date '2024-02-01'",
    "interval day to second",
    "29 00:00:00.000",
  ],
  ["varchar(n) cuts", "cast('abcdef' as varchar(3))", "varchar(3)", "abc"],
];

describe("expressions that naive translation gets silently wrong", () => {
  test.for(CASES)("%s: %s", async ([, expression, type, value], { expect: expectThis }) => {
    const result = await session.query(`SELECT ${expression}`);
    expectThis({ type: result.types[0], rows: result.rows }).toEqual({ type, rows: [[value]] });
  });

  test.for(["1/0", "1 % 0", "1.5 / 0", "mod(3, 0)", "bigint '1' / 0"])(
    "%s fails instead of giving null or infinity",
    async (expression, { expect: expectThis }) => {
      expectThis(await session.show(`SELECT ${expression}`)).toBe("DIVISION_BY_ZERO: Division by zero");
    },
  );

  test("a sum that does not fit bigint fails", async () => {
    await expect(session.query("SELECT sum(x) FROM (VALUES 9223372036854775807, 1) t(x)")).rejects.toThrow();
  });

  test("TRY covers failures deep inside its argument, not only the outermost operation", async () => {
    expect(await session.show("SELECT coalesce(try(1 + coalesce(1/0, 5)), -1)")).toBe("-1");
  });

  test("CASE and IF do not evaluate what they do not choose", async () => {
    expect(
      await session.show(
        "SELECT if(x = 0, 0, 10 / x), CASE WHEN x <> 0 THEN 10 / x END FROM (VALUES 0, 5) t(x) ORDER BY x",
      ),
    ).toBe("0 | NULL ; 2 | 2");
  });

  test("a condition that guards a division in WHERE does so", async () => {
    expect(await session.show("SELECT x FROM (VALUES 0, 5) t(x) WHERE if(x = 0, false, 10 / x = 2)")).toBe("5");
  });
});

describe("names of result columns", () => {
  test("an expression without an alias is named by its position", async () => {
    expect(
      (
        await session.query(
          "SELECT 1, 2 AS b, upper('x'), t.y, t.r.z FROM (SELECT 3 AS y, CAST(ROW(4) AS ROW(z integer)) AS r) t",
        )
      ).names,
    ).toEqual(["_col0", "b", "_col2", "y", "z"]);
  });

  test("columns may have equal names, and a star counts its columns", async () => {
    expect((await session.query("SELECT *, 1 FROM (VALUES (1, 2)) t(a, A)")).names).toEqual(["a", "A", "_col2"]);
  });
});

describe("execution parameters", () => {
  test("take the places of question marks in order, as typed literals", async () => {
    expect(
      await session.show("SELECT ? + 1, ? || 'b', ? FROM (VALUES 1) t(x) WHERE x = ? LIMIT ?", [
        "41",
        "'a'",
        "DATE '2024-01-02'",
        "1",
        "10",
      ]),
    ).toBe("42 | ab | 2024-01-02");
  });

  test("must be as many as the question marks", async () => {
    expect(await session.show("SELECT ?", [])).toContain("Incorrect number of parameters: expected 1 but found 0");
    expect(await session.show("SELECT 1", ["1"])).toContain("Incorrect number of parameters: expected 0 but found 1");
  });

  test("cannot smuggle in a query", async () => {
    expect(await session.show("SELECT ?", ["(SELECT x FROM secret)"])).toContain("not a constant");
  });
});
