/**
 * Twenty-two decision-support queries over tiny generated tables, against a second opinion: the same text translated by an
 * independent SQL translator and run on the same rows. Types differ by design (it divides as doubles), values must not.
 */
import * as polyglot from "@polyglot-sql/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAthenaSession } from "./athena-session.ts";
import type { AthenaSession } from "./athena-session.ts";
import { QUERIES } from "./decision-support-queries.ts";
import { createTables } from "./decision-support-tables.ts";

let session: AthenaSession;
beforeAll(async () => {
  session = await createAthenaSession();
  for (const [name, binding] of await createTables(session.duckdb)) session.tables.set(name, binding);
});
afterAll(() => {
  session.close();
});

/** Numbers to ten digits at most, and dates by their day, so that only values are compared. */
function normalize(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  const text = String(value);
  if (/^-?[\d.]+(?:[eE][+-]?\d+)?$/u.test(text)) return String(Number(Number(text).toPrecision(10)));
  return text.replace(/ 00:00:00(?:\.0+)?$/u, "");
}

describe("each query gives what an independent translation gives", () => {
  test.for(Object.entries(QUERIES))("%s", async ([name, sql], { expect: expectThis }) => {
    const ours = await session.query(sql);
    const opinion = polyglot.transpile(sql, polyglot.Dialect.Trino, polyglot.Dialect.DuckDB).sql?.[0] ?? "";
    const theirs = (await session.duckdb.runAndReadAll(opinion)).getRowsJson();
    // Averages and quotients of decimals are rounded to their scale by Athena's rules, so those columns are compared loosely.
    const loose = new Set(LOOSE[name] ?? []);
    const shape = (rows: readonly (readonly unknown[])[]): unknown =>
      rows.map((row) =>
        row.map((value, index) => (loose.has(index) && value !== null ? Number(value).toFixed(2) : normalize(value))),
      );
    expectThis(shape(ours.rows)).toEqual(shape(theirs));
  });
});

/** Columns that hold averages or quotients. */
const LOOSE: Readonly<Record<string, readonly number[]>> = { q01: [6, 7, 8], q08: [1], q14: [0], q17: [0] };

test("most queries have rows to compare", async () => {
  const counts = await Promise.all(Object.values(QUERIES).map(async (sql) => (await session.query(sql)).rows.length));
  expect(counts.filter((count) => count > 0).length).toBeGreaterThanOrEqual(20);
});

test("decimal results have Athena's types", async () => {
  const sql = QUERIES["q01"] ?? "";
  expect((await session.query(sql)).types).toEqual([
    "varchar",
    "varchar",
    "decimal(38,2)",
    "decimal(38,2)",
    "decimal(38,4)",
    "decimal(38,6)",
    "decimal(15,2)",
    "decimal(15,2)",
    "decimal(15,2)",
    "bigint",
  ]);
});
