/** Queries over tables with nested columns, hidden columns and several joins: what the catalog's types become in a query. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAthenaSession } from "./athena-session.ts";
import type { AthenaSession } from "./athena-session.ts";

let session: AthenaSession;
beforeAll(async () => {
  session = await createAthenaSession();
  await session.duckdb.run(`CREATE TABLE raw AS SELECT * FROM (VALUES
    (1, 'Ann', ['a', 'b'], [{'sku': 'x', 'qty': 2}, {'sku': 'y', 'qty': 1}], MAP {'k': 1.5}, {'city': 'Oslo', 'geo': {'lat': 59.9}}, 1.10, TIMESTAMP '2024-01-15 10:11:12.345678', DATE '2024-01-15', 's3://b/1.parquet'),
    (2, 'Bob', [], [], MAP {}, {'city': 'Rome', 'geo': {'lat': 41.9}}, 2.25, NULL, DATE '2024-02-01', 's3://b/2.parquet'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 's3://b/2.parquet')) t(id, name, tags, items, scores, address, price, ts, day, "$path")`);
  session.tables.set("people", {
    relation: `(SELECT CAST(id AS INTEGER) AS id, name, tags, CAST(items AS STRUCT(sku VARCHAR, qty INTEGER)[]) AS items, CAST(scores AS MAP(VARCHAR, DOUBLE)) AS scores, CAST(address AS STRUCT(city VARCHAR, geo STRUCT(lat DOUBLE))) AS address, CAST(price AS DECIMAL(10,2)) AS price, ts, day, "$path" FROM raw)`,
    columns: [
      { name: "id", type: "int" },
      { name: "name", type: "string" },
      { name: "tags", type: "array<string>" },
      { name: "items", type: "array<struct<sku:string,qty:int>>" },
      { name: "scores", type: "map<string,double>" },
      { name: "address", type: "struct<city:string,geo:struct<lat:double>>" },
      { name: "price", type: "decimal(10,2)" },
      { name: "ts", type: "timestamp" },
      { name: "day", type: "date" },
    ],
    hiddenColumns: ["$path"],
  });
});
afterAll(() => {
  session.close();
});

const CASES: readonly (readonly [sql: string, expected: string])[] = [
  [
    "SELECT tags, items, scores, address FROM people ORDER BY id",
    "[a, b] | [{sku=x, qty=2}, {sku=y, qty=1}] | {k=1.5} | {city=Oslo, geo={lat=59.9}} ; [] | [] | {} | {city=Rome, geo={lat=41.9}} ; NULL | NULL | NULL | NULL",
  ],
  ["SELECT id, tag FROM people CROSS JOIN UNNEST(tags) AS t(tag) ORDER BY tag", "1 | a ; 1 | b"],
  [
    "SELECT id, tag FROM people LEFT JOIN UNNEST(tags) AS t(tag) ON true ORDER BY id, tag",
    "1 | a ; 1 | b ; 2 | NULL ; 3 | NULL",
  ],
  [
    "SELECT p.id, sku, qty, tag, k, v FROM people p, UNNEST(items) AS i(sku, qty), UNNEST(tags) AS t(tag), UNNEST(scores) AS s(k, v) WHERE sku = 'x' ORDER BY tag",
    "1 | x | 2 | a | k | 1.5 ; 1 | x | 2 | b | k | 1.5",
  ],
  ["SELECT sum(i.qty) FROM people CROSS JOIN UNNEST(items) AS i", "3"],
  ["SELECT people.address.geo.lat, address.city FROM people WHERE people.id = 1", "59.9 | Oslo"],
  ["SELECT items[1].sku, scores['k'], element_at(scores, 'z') FROM people WHERE id = 1", "x | 1.5 | NULL"],
  [
    "SELECT transform(items, i -> i.qty * id), filter(items, i -> i.sku = 'y') FROM people WHERE id = 1",
    "[2, 1] | [{sku=y, qty=1}]",
  ],
  ['SELECT "$path", count(*) FROM people GROUP BY "$path" ORDER BY 1', "s3://b/1.parquet | 1 ; s3://b/2.parquet | 2"],
  [
    "SELECT ts, CAST(ts AS varchar), date_trunc('minute', ts), CAST(ts AS date) = day FROM people WHERE id = 1",
    "2024-01-15 10:11:12.345 | 2024-01-15 10:11:12.345 | 2024-01-15 10:11:00.000 | true",
  ],
  [
    "SELECT day + INTERVAL '1' DAY, day > DATE '2024-01-20', date_diff('day', day, DATE '2024-03-01') FROM people ORDER BY id",
    "2024-01-16 | false | 46 ; 2024-02-02 | true | 29 ; NULL | NULL | NULL",
  ],
  [
    "SELECT sum(price), avg(price), max(price), price * 2, price / 3 FROM people WHERE id = 2 GROUP BY price",
    "2.25 | 2.25 | 2.25 | 4.50 | 0.75",
  ],
  ["SELECT a.id, b.id FROM people a JOIN people b ON a.id + 1 = b.id ORDER BY 1", "1 | 2 ; 2 | 3"],
  [
    "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY day IS NULL ORDER BY price DESC) AS rn FROM people) WHERE rn = 1 ORDER BY id",
    "2 ; 3",
  ],
  ["SELECT name FROM people WHERE name IN (SELECT name FROM people WHERE id < 3) AND id NOT IN (2) ORDER BY ID", "Ann"],
  [
    "SELECT CAST(address AS json), CAST(items AS json) FROM people WHERE id = 1",
    '{"city":"Oslo","geo":{"lat":59.9}} | [{"sku":"x","qty":2},{"sku":"y","qty":1}]',
  ],
  ["SELECT count(*), count(name), count(DISTINCT day) FROM People", "3 | 2 | 2"],
  ["SELECT p.* FROM people AS p WHERE id = 9", ""],
  [
    "SELECT people.id FROM people AS p",
    "COLUMN_NOT_FOUND: line 1:8: Column 'people.id' cannot be resolved or requester is not authorized to access requested resources",
  ],
];

describe("nested and hidden columns", () => {
  test.for(CASES)("%s", async ([sql, expected], { expect: expectThis }) => {
    expectThis(await session.show(sql)).toBe(expected);
  });

  test("a star leaves hidden columns out", async () => {
    expect((await session.query("SELECT * FROM people")).names).toEqual([
      "id",
      "name",
      "tags",
      "items",
      "scores",
      "address",
      "price",
      "ts",
      "day",
    ]);
  });

  test("types are the catalog's", async () => {
    expect(
      (await session.query("SELECT id, tags, items, scores, price, ts, id * 2, id + price, upper(name) FROM people"))
        .types,
    ).toEqual([
      "integer",
      "array(varchar)",
      'array(row("sku" varchar, "qty" integer))',
      "map(varchar, double)",
      "decimal(10,2)",
      "timestamp(3)",
      "integer",
      "decimal(13,2)",
      "varchar",
    ]);
  });
});
