import { describe, expect, it } from "vitest";
import { parseStatement } from "../dialects/athena/parse-statement.ts";
import { typeOfHive } from "../dialects/athena/type-names.ts";
import { evaluate, partitionScalar } from "./partition-predicate.ts";
import { tableConditions } from "./table-conditions.ts";

const COLUMNS = ["n", "year", "dt", "city"];
const TYPES: Readonly<Record<string, string>> = { year: "int", dt: "date", city: "string" };

/** What the WHERE clause of a query over `t` is for a partition of `t` with these values. */
function verdict(sql: string, values: Readonly<Record<string, string>>): string {
  const statement = parseStatement(sql);
  if (statement.kind !== "query") throw new TypeError("not a query");
  const conditions = tableConditions(statement.query, (table) =>
    table.name.toLowerCase() === "other" ? ["id", "k"] : statement.tables.includes(table) ? COLUMNS : undefined,
  );
  const mention = statement.tables.find(({ name }) => name === "t");
  const condition = mention === undefined ? undefined : conditions.get(mention);
  if (condition === undefined) return "unknown";
  return evaluate(condition.where, (expression) => {
    const name = condition.columnName(expression) ?? "";
    const value = values[name];
    return value === undefined ? undefined : partitionScalar(value, typeOfHive(TYPES[name] ?? "string"));
  });
}

const PARTITION = { year: "2024", dt: "2024-03-01", city: "Oslo" };

describe("what a WHERE clause says about a partition", () => {
  it.each([
    ["year = 2024", "true"],
    ["year = 2023", "false"],
    ["2023 = year", "false"],
    ["year <> 2024", "false"],
    ["year > 2023 AND n = 1", "unknown"],
    ["year > 2024 AND n = 1", "false"],
    ["year > 2024 OR n = 1", "unknown"],
    ["year > 2024 OR city = 'Bergen'", "false"],
    ["NOT (year = 2024)", "false"],
    ["NOT (n = 1)", "unknown"],
    ["year IN (2022, 2023)", "false"],
    ["year IN (2022, n)", "unknown"],
    ["year NOT IN (2024)", "false"],
    ["year BETWEEN 2020 AND 2023", "false"],
    ["year NOT BETWEEN 2020 AND 2024", "false"],
    ["city LIKE 'O%'", "true"],
    ["city LIKE '_slo'", "true"],
    ["city LIKE 'B%'", "false"],
    ["city LIKE 'O.lo'", "false"],
    ["city < 'P'", "true"],
    ["dt >= DATE '2024-02-01'", "true"],
    ["dt < DATE '2024-02-01'", "false"],
    ["dt = '2024-03-01'", "unknown"],
    ["CAST(city AS integer) = 5", "unknown"],
    ["CAST(year AS varchar) = '2023'", "false"],
    ["year IS NULL", "false"],
    ["year IS NOT NULL", "true"],
    ["year = -2024", "false"],
    ["upper(city) = 'BERGEN'", "unknown"],
    ["year + 1 = 2024", "unknown"],
  ])("%s is %s", (where, expected) => {
    expect(verdict(`SELECT * FROM t WHERE ${where}`, PARTITION)).toBe(expected);
  });

  it("compares text by code points, as the engine does", () => {
    expect(verdict("SELECT * FROM t WHERE city > '\uFF5E'", { city: "😀" })).toBe("true");
  });
});

describe("whose column a name is", () => {
  it.each([
    ["SELECT * FROM t a WHERE a.year = 2023", "false"],
    ["SELECT * FROM t a WHERE t.year = 2023", "unknown"],
    ["SELECT * FROM t JOIN other ON t.n = other.id WHERE year = 2023", "false"],
    ["SELECT * FROM t JOIN other ON t.n = other.id WHERE other.year = 2023", "unknown"],
    ["SELECT * FROM t, (SELECT 1 AS year) x WHERE year = 2023", "unknown"],
    ["SELECT * FROM t LEFT JOIN other ON t.n = other.id WHERE t.year = 2023", "false"],
    ["SELECT * FROM other LEFT JOIN t ON t.n = other.id WHERE t.year = 2023", "unknown"],
    ["SELECT * FROM other FULL JOIN t ON t.n = other.id WHERE t.year = 2023", "unknown"],
    ["SELECT * FROM t JOIN t2 USING (year) WHERE year = 2023", "unknown"],
    ["WITH t AS (SELECT 1 AS year) SELECT * FROM t WHERE year = 2023", "unknown"],
    ["SELECT 1 WHERE EXISTS (SELECT * FROM t WHERE year = 2023)", "false"],
    ["SELECT * FROM (SELECT * FROM t WHERE year = 2023) s WHERE s.n = 1", "false"],
    ["SELECT * FROM (SELECT * FROM t) s WHERE year = 2023", "unknown"],
  ])("%s: %s", (sql, expected) => {
    expect(verdict(sql, PARTITION)).toBe(expected);
  });
});
