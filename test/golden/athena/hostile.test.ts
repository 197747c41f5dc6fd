/** Text that is wrong, huge, deep or sly: each gets a typed error with a place, in bounded time, and reaches no engine function. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseStatement } from "../../../src/query/dialects/athena/parse-statement.ts";
import { translateQuery } from "../../../src/query/dialects/athena/translate-query.ts";
import { SqlError } from "../../../src/query/dialects/shared/sql-error.ts";
import { createAthenaSession } from "./athena-session.ts";
import type { AthenaSession } from "./athena-session.ts";

let session: AthenaSession;
beforeAll(async () => {
  session = await createAthenaSession();
});
afterAll(() => {
  session.close();
});

function errorOf(sql: string): SqlError {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new TypeError(`parsed: ${sql.slice(0, 100)}`);
}

describe("syntax errors", () => {
  const cases: readonly (readonly [sql: string, message: string])[] = [
    ["SELECT", "line 1:7: mismatched input '<EOF>'. Expecting: <expression>"],
    ["SELECT 1 FROM", "line 1:14: mismatched input '<EOF>'. Expecting: '(', 'LATERAL', 'UNNEST', <identifier>"],
    ["SELECT a\nFROM t\nWHERE ,", "line 3:7: mismatched input ','. Expecting: <expression>"],
    ["SELECT * FROM t WHERE a = 'x", "line 1:27: mismatched input '''. Expecting: <EOF>"],
    ['SELECT "a FROM t', "line 1:8: mismatched input '\"'. Expecting: <EOF>"],
    ["SELECT `a` FROM t", "line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers"],
    ["SELECT 1a", "line 1:8: identifiers must not start with a digit; surround the identifier with double quotes"],
    ["SELECT 1 /* never closed", "line 1:10: mismatched input '/'. Expecting: <EOF>"],
    ["SELECT 99999999999999999999", "line 1:8: Invalid numeric literal: 99999999999999999999"],
  ];
  test.for(cases)("%s", async ([sql, message], { expect: expectThis }) => {
    expectThis(await session.show(sql)).toBe(message);
  });

  test("a first word that begins no statement lists those that do", () => {
    expect(errorOf("SELCT 1").athenaMessage).toMatch(
      /^line 1:1: mismatched input 'SELCT'\. Expecting: 'ALTER', .*, <query>$/u,
    );
  });

  test("positions count lines and characters over comments and strings of several lines", () => {
    const error = errorOf("SELECT 'a\nb', -- c\n  /* d\n e */ 1 FROM FROM");
    expect([error.line, error.column]).toEqual([4, 14]);
  });

  test("an empty statement, two statements and NUL are refused by StartQueryExecution", () => {
    for (const sql of ["", "  \n ", ";", "-- only a comment"]) expect(errorOf(sql).kind).toBe("INVALID_REQUEST");
    expect(errorOf("SELECT 1; SELECT 2").athenaMessage).toContain("Only one sql statement is allowed");
    expect(errorOf("SELECT 1\0").kind).toBe("INVALID_REQUEST");
    expect(parseStatement("SELECT ';' ; ").kind).toBe("query");
  });
});

describe("size and depth", () => {
  test("text of 262,144 bytes is read and one byte more is not", () => {
    const fill = (bytes: number): string => `SELECT '${"x".repeat(bytes - "SELECT ''".length)}'`;
    expect(parseStatement(fill(262_144)).kind).toBe("query");
    expect(errorOf(fill(262_145)).kind).toBe("INVALID_REQUEST");
    expect(errorOf(`SELECT '${"ü".repeat(131_072)}'`).kind).toBe("INVALID_REQUEST");
  });

  const deep: readonly (readonly [what: string, sql: string])[] = [
    ["parentheses", `SELECT ${"(".repeat(100_000)}1`],
    ["parentheses around queries", `SELECT * FROM ${"(".repeat(100_000)}SELECT 1`],
    ["parenthesized selects in expressions", `SELECT ${"((SELECT ".repeat(10_000)}1`],
    ["NOT", `SELECT ${"NOT ".repeat(60_000)}true`],
    ["minus signs", `SELECT ${"- ".repeat(100_000)}1`],
    ["array types", `SELECT CAST(1 AS ${"array(".repeat(40_000)}integer`],
    ["Hive types", `CREATE EXTERNAL TABLE t (a ${"array<".repeat(40_000)}int`],
    ["a chain of additions", `SELECT 1${"+1".repeat(100_000)}`],
    ["a chain of unions", `SELECT 1${" UNION SELECT 1".repeat(10_000)}`],
    ["a chain of joins", `SELECT 1 FROM a${", a".repeat(60_000)}`],
    ["a chain of subscripts", `SELECT a${"[1]".repeat(60_000)}`],
    ["lambdas", `SELECT f(${"x -> ".repeat(40_000)}1)`],
    ["CASE", `SELECT ${"CASE WHEN true THEN ".repeat(12_000)}1`],
    ["EXPLAIN", `${"EXPLAIN ".repeat(30_000)}SELECT 1`],
    ["AT TIME ZONE", `SELECT a${" AT TIME ZONE 'UTC'".repeat(10_000)}`],
  ];
  test.for(deep)("%s beyond the limit are too complex, not a stack overflow", ([, sql], { expect: expectThis }) => {
    expectThis(["STATEMENT_TOO_COMPLEX", "NOT_SUPPORTED"]).toContain(errorOf(sql).kind);
  });

  test("long flat lists are fine", () => {
    expect(parseStatement(`SELECT ${"1,".repeat(50_000)}1`).kind).toBe("query");
    expect(parseStatement(`SELECT 1 WHERE ${"1=1 OR ".repeat(20_000)}1=2`).kind).toBe("query");
    expect(parseStatement(`SELECT 1 WHERE x IN (${"1,".repeat(50_000)}1)`).kind).toBe("query");
  });

  test("a function that repeats its argument cannot be nested into endless text", async () => {
    const sql = `SELECT ${"greatest(".repeat(40)}1${", 2)".repeat(40)}`;
    expect(await session.show(sql)).toContain("too large");
  });
});

describe("names", () => {
  test("a WITH name hides a table only where it is in scope", () => {
    const tablesOf = (sql: string): readonly string[] => {
      const statement = parseStatement(sql);
      return statement.kind === "query"
        ? statement.tables.map((table) => [table.database, table.name].filter((part) => part !== undefined).join("."))
        : [];
    };
    expect(tablesOf("WITH t AS (SELECT * FROM t) SELECT * FROM T")).toEqual(["t"]);
    expect(tablesOf("WITH t AS (SELECT 1 AS x) SELECT * FROM d.t")).toEqual(["d.t"]);
    expect(tablesOf("SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t) CROSS JOIN t")).toEqual(["t"]);
    expect(tablesOf("WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM b")).toEqual(["b"]);
    expect(
      tablesOf("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r"),
    ).toEqual([]);
    expect(tablesOf("SELECT (SELECT max(x) FROM inner_t) FROM a JOIN b ON EXISTS (SELECT 1 FROM c)")).toEqual([
      "inner_t",
      "a",
      "b",
      "c",
    ]);
  });

  test("quoted names may hold anything, and case never matters", async () => {
    expect(
      await session.show('SELECT "a""b", "SELECT", T."x y" FROM (SELECT 1 AS "a""b", 2 AS "select", 3 AS "X Y") t'),
    ).toBe("1 | 2 | 3");
    expect(await session.show("SELECT at FROM (SELECT 7 AS at) AS lambda")).toBe("7");
    expect(await session.show("SELECT t.a FROM (SELECT 1 AS a) t, (SELECT 2 AS a) u")).toBe("1");
    expect(await session.show("SELECT a FROM (SELECT 1 AS a) t, (SELECT 2 AS a) u")).toBe(
      "COLUMN_NOT_FOUND: line 1:8: Column 'a' is ambiguous",
    );
  });

  test("the engine's alias rules do not leak in: an alias is no column of its own query", async () => {
    expect(await session.show("SELECT 1 AS a WHERE a = 1")).toContain("Column 'a' cannot be resolved");
    expect(await session.show("SELECT x AS a FROM (VALUES 1) t(x) GROUP BY a")).toContain(
      "Column 'a' cannot be resolved",
    );
    expect(await session.show("SELECT c0 FROM (SELECT 1 AS x) t")).toContain("Column 'c0' cannot be resolved");
  });
});

describe("the engine's own powers stay out of reach", () => {
  const expressions = [
    "read_parquet('x')",
    "read_csv('/etc/passwd')",
    "read_text('/etc/passwd')",
    "glob('*')",
    "getenv('HOME')",
    "current_setting('home_directory')",
    "duckdb_settings()",
    "pragma_version()",
    "query('select 1')",
    "query_table('t')",
    "system('ls')",
    "error('x')",
    "athena_zone('UTC')",
    "list_transform(array[1], x -> x)",
    "nextval('s')",
    "pg_read_file('x')",
    "sniff_csv('x')",
    "getvariable('x')",
    "main.upper('x')",
    "arg_max(1, 2)",
  ];
  test.for(expressions)("SELECT %s is an unknown function", async (expression, { expect: expectThis }) => {
    expectThis(await session.show(`SELECT ${expression}`)).toMatch(
      /^FUNCTION_NOT_FOUND: line 1:8: Function '.*' not registered$/u,
    );
  });

  const relations = [
    "read_parquet('x')",
    "glob('*')",
    "'/etc/passwd'",
    "range(5)",
    "duckdb_secrets()",
    "TABLE(sequence(1, 5))",
    "pragma_table_info('t')",
  ];
  test.for(relations)("SELECT * FROM %s is refused", (relation, { expect: expectThis }) => {
    expectThis(["SYNTAX_ERROR", "NOT_SUPPORTED"]).toContain(errorOf(`SELECT * FROM ${relation}`).kind);
  });

  test("a name that looks like a file is a table name for the catalog", async () => {
    expect(await session.show('SELECT * FROM "/etc/passwd.csv"')).toBe("TABLE_NOT_FOUND: /etc/passwd.csv");
  });

  test.for([
    "COPY t TO 'x'",
    "ATTACH 'x'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET x = 1",
    "PRAGMA version",
    "CALL f()",
    "EXPORT DATABASE 'x'",
    "CREATE MACRO f() AS 1",
    "IMPORT DATABASE 'x'",
    "CHECKPOINT",
    "USE d",
    "BEGIN",
    "VALUES 1; COPY t TO 'x'",
    "CREATE TEMP TABLE t AS SELECT 1",
  ])("%s is no statement", (sql, { expect: expectThis }) => {
    expectThis(["SYNTAX_ERROR", "INVALID_REQUEST"]).toContain(errorOf(sql).kind);
  });

  test("text in strings stays text", async () => {
    expect(
      await session.show(
        "SELECT 'a'' || read_text(''/etc/passwd'') || ''', length('§athena:X: y§'), '$1 $* $r', '\\', 'é🎉'",
      ),
    ).toBe("a' || read_text('/etc/passwd') || ' | 13 | $1 $* $r | \\ | é🎉");
    expect(
      await session.show(
        "SELECT concat('$1', '$2', upper('$m')), replace('$r', '$', '$d'), array_join(array['$1', '$*'], '$2')",
      ),
    ).toBe("$1$2$M | $dr | $1$2$*");
  });
});

describe("any text", () => {
  const tokens = [
    "SELECT",
    "FROM",
    "WHERE",
    "(",
    ")",
    ",",
    ".",
    "*",
    "a",
    "t",
    "1",
    "1.5",
    "1e3",
    "'s'",
    '"q"',
    "`b`",
    "?",
    "->",
    "AS",
    "WITH",
    "UNION",
    "ALL",
    "JOIN",
    "ON",
    "USING",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "CAST",
    "array",
    "map",
    "row",
    "[",
    "]",
    "NOT",
    "IN",
    "BETWEEN",
    "AND",
    "OR",
    "NULL",
    "IS",
    "LIKE",
    "EXISTS",
    "OVER",
    "ORDER",
    "BY",
    "GROUP",
    "UNNEST",
    "INTERVAL",
    "DATE",
    "TIMESTAMP",
    "AT",
    "TIME",
    "ZONE",
    "CREATE",
    "EXTERNAL",
    "TABLE",
    "PARTITION",
    "ALTER",
    "ADD",
    "DROP",
    "SHOW",
    "DESCRIBE",
    "VALUES",
    "INSERT",
    "INTO",
    "LIMIT",
    "count",
    "sum",
    "transform",
    "json_value",
    "+",
    "-",
    "/",
    "%",
    "||",
    "=",
    "<",
    ";",
    "--x\n",
    "/*",
    "x'ff'",
    "int",
    "string",
    "struct",
    "<",
    ">",
    ":",
  ];
  const soup = fc.array(fc.constantFrom(...tokens), { maxLength: 25 }).map((parts) => parts.join(" "));

  test("parses, or fails with a typed error that has a place", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          soup,
          soup.map((text) => `SELECT ${text}`),
          fc.string({ maxLength: 80 }),
          fc.string({ unit: "binary", maxLength: 40 }),
        ),
        (text) => {
          try {
            parseStatement(text);
          } catch (error) {
            if (!(error instanceof SqlError)) throw error;
            expect(error.athenaMessage.length).toBeGreaterThan(0);
            expect(error.line).toBeGreaterThanOrEqual(1);
            expect(error.column).toBeGreaterThanOrEqual(1);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("that parses as a query is translated, or fails with a typed error", () => {
    fc.assert(
      fc.property(soup, (text) => {
        try {
          const statement = parseStatement(`SELECT ${text}`);
          if (statement.kind === "query")
            translateQuery(
              statement,
              () => ({
                relation: '"r"',
                columns: [
                  { name: "a", type: "int" },
                  { name: "s", type: "string" },
                ],
              }),
              { parameters: Array.from({ length: statement.parameterCount }, () => "1") },
            );
        } catch (error) {
          if (!(error instanceof SqlError)) throw error;
        }
      }),
      { numRuns: 3000 },
    );
  });
});
