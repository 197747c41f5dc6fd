/**
 * GetPartitions with an expression gives what a naive filter over all partitions gives, page by page, whatever spans the expression is narrowed to.
 */
import type { Column } from "@aws-sdk/client-glue";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDatabase } from "../../src/services/glue/catalog/databases.ts";
import { listPartitions } from "../../src/services/glue/catalog/partition-listing.ts";
import { createPartitionIfAbsent } from "../../src/services/glue/catalog/partitions.ts";
import { checkedTableInput, createTable, requireTable } from "../../src/services/glue/catalog/tables.ts";
import { ServiceError } from "../../src/kit/errors.ts";
import { HIVE_DEFAULT_PARTITION } from "../../src/services/glue/expression/evaluate.ts";
import { openMemoryRecordStore } from "../../src/storage/engines/memory/record-store.ts";

const scope = { accountId: "000000000000", region: "us-east-1", callerArn: "arn", nowMs: 0 };
const KEYS: readonly Column[] = [
  { Name: "s", Type: "string" },
  { Name: "n", Type: "int" },
  { Name: "d", Type: "date" },
];

const texts = fc.constantFrom("a", "ab", "abc", "b", "", "😀", "ￜ", "a%", HIVE_DEFAULT_PARTITION, "2024-01-01");
const numbers = fc.constantFrom("0", "-0", "00", "1", "01", "+1", "7", "-7", "10", HIVE_DEFAULT_PARTITION);
const dates = fc.constantFrom("2024-01-01", "2024-01-02", "2024-02-29", "2025-12-31", HIVE_DEFAULT_PARTITION);
const values = fc.tuple(texts, numbers, dates);

/** An expression beside what it means for one tuple of values; undefined is unknown. */
interface Case {
  readonly text: string;
  readonly holds: (row: readonly string[]) => boolean | undefined;
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const utf8 = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
const COLUMNS = [
  { name: "s", index: 0, literal: texts, compare: utf8, isNull: () => false },
  {
    name: "n",
    index: 1,
    literal: numbers.filter((text) => text !== HIVE_DEFAULT_PARTITION),
    compare: (a: string, b: string) => Math.sign(Number(a) - Number(b)),
    isNull: (text: string) => text === HIVE_DEFAULT_PARTITION,
  },
  {
    name: "d",
    index: 2,
    literal: dates.filter((text) => text !== HIVE_DEFAULT_PARTITION),
    compare: utf8,
    isNull: (text: string) => text === HIVE_DEFAULT_PARTITION,
  },
] as const;

const known =
  (column: (typeof COLUMNS)[number], test: (text: string) => boolean) =>
  (row: readonly string[]): boolean | undefined => {
    const text = row[column.index] ?? "";
    return column.isNull(text) ? undefined : test(text);
  };

const OPERATORS: Record<string, (order: number) => boolean> = {
  "=": (o) => o === 0,
  "<>": (o) => o !== 0,
  "!=": (o) => o !== 0,
  "<": (o) => o < 0,
  "<=": (o) => o <= 0,
  ">": (o) => o > 0,
  ">=": (o) => o >= 0,
};

const comparison = fc.constantFrom(...COLUMNS).chain((column) =>
  fc.tuple(column.literal, fc.constantFrom(...Object.keys(OPERATORS))).map(([literal, operator]): Case => ({
    text: `${column.name} ${operator} ${quote(literal)}`,
    holds: known(column, (text) => OPERATORS[operator]?.(column.compare(text, literal)) ?? false),
  })),
);
const membership = fc.constantFrom(...COLUMNS).chain((column) =>
  fc.array(column.literal, { minLength: 1, maxLength: 4 }).map((list): Case => ({
    text: `${column.name} IN (${list.map(quote).join(", ")})`,
    holds: known(column, (text) => list.some((one) => column.compare(text, one) === 0)),
  })),
);
const interval = fc.constantFrom(...COLUMNS).chain((column) =>
  fc.tuple(column.literal, column.literal).map(([low, high]): Case => ({
    text: `(${column.name}) between ${quote(low)} and (${quote(high)})`,
    holds: known(column, (text) => column.compare(text, low) >= 0 && column.compare(text, high) <= 0),
  })),
);
const likeness = fc.tuple(texts, fc.constantFrom("%", "_%", "")).map(([stem, tail]): Case => ({
  text: `s LIKE ${quote(stem + tail)}`,
  holds: (row) =>
    new RegExp(
      `^${Array.from(stem + tail)
        .map((c) => (c === "%" ? ".*" : c === "_" ? "." : c))
        .join("")}$`,
      "su",
    ).test(row[0] ?? ""),
}));
const missing = fc.constantFrom(...COLUMNS).map((column): Case => ({
  text: `${column.name} is null`,
  holds: (row) => row[column.index] === HIVE_DEFAULT_PARTITION,
}));

const { expression } = fc.letrec<{ expression: Case }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    comparison,
    membership,
    interval,
    likeness,
    missing,
    tie("expression").map((term): Case => ({ text: `NOT (${term.text})`, holds: (row) => negate(term.holds(row)) })),
    fc.tuple(tie("expression"), tie("expression"), fc.boolean()).map(([left, right, isAnd]): Case => ({
      text: `(${left.text}) ${isAnd ? "AND" : "or"} (${right.text})`,
      holds: (row) => combine(left.holds(row), right.holds(row), !isAnd),
    })),
  ),
}));

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function combine(left: boolean | undefined, right: boolean | undefined, decisive: boolean): boolean | undefined {
  if (left === decisive || right === decisive) return decisive;
  return left === undefined || right === undefined ? undefined : !decisive;
}

test("pages of GetPartitions together are the naive filter over all partitions", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(values, { maxLength: 40, selector: (row) => JSON.stringify(row) }),
      expression,
      fc.integer({ min: 1, max: 5 }),
      async (rows, filter, limit) => {
        fc.pre(filter.text.length <= 2048);
        const records = openMemoryRecordStore();
        await records.transact((transaction) => {
          createDatabase(transaction, scope, { id: "d", input: { Name: "db" } });
          createTable(transaction, scope, {
            id: "t",
            database: "db",
            table: checkedTableInput({ Name: "t", PartitionKeys: [...KEYS] }),
          });
          const table = requireTable(transaction, scope, "db", "t");
          for (const row of rows) createPartitionIfAbsent(transaction, scope, table, { Values: [...row] });
        });
        const got: string[] = [];
        let token: string | undefined;
        do {
          const page = await records.read((reader) =>
            listPartitions(reader, scope, requireTable(reader, scope, "db", "t"), {
              expression: filter.text,
              limit,
              token,
            }),
          );
          expect(page.items.length).toBeLessThanOrEqual(limit);
          got.push(...page.items.map((partition) => JSON.stringify(partition.Values)));
          token = page.nextToken;
        } while (token !== undefined);
        const wanted = rows.filter((row) => filter.holds(row) === true).map((row) => JSON.stringify(row));
        expect(new Set(got)).toEqual(new Set(wanted));
        expect(got.length).toBe(wanted.length);
        await records.close();
      },
    ),
    { numRuns: 600 },
  );
});

test("segments are disjoint and together are the whole table", async () => {
  const records = openMemoryRecordStore();
  await records.transact((transaction) => {
    createDatabase(transaction, scope, { id: "d", input: { Name: "db" } });
    createTable(transaction, scope, {
      id: "t",
      database: "db",
      table: checkedTableInput({ Name: "t", PartitionKeys: [{ Name: "k", Type: "string" }] }),
    });
    const table = requireTable(transaction, scope, "db", "t");
    for (let index = 0; index < 500; index += 1)
      createPartitionIfAbsent(transaction, scope, table, { Values: [`v${index}`] });
  });
  const got: string[] = [];
  for (let number = 0; number < 4; number += 1) {
    let token: string | undefined;
    do {
      const page = await records.read((reader) =>
        listPartitions(reader, scope, requireTable(reader, scope, "db", "t"), {
          limit: 37,
          token,
          segment: { number, total: 4 },
        }),
      );
      got.push(...page.items.flatMap((partition) => partition.Values ?? []));
      token = page.nextToken;
    } while (token !== undefined);
  }
  expect(new Set(got).size).toBe(500);
  expect(got.length).toBe(500);
});

test("arbitrary text is an expression or an InvalidInputException", () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(
      "s",
      "n",
      "=",
      "(",
      ")",
      "and",
      "or",
      "not",
      "in",
      "like",
      "between",
      "is",
      "null",
      "'a'",
      "7",
      ",",
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const reader = { get: () => undefined, range: () => [], scan: () => {} };
      const table = {
        database: "db",
        databaseId: "d",
        name: "t",
        record: {
          id: "t",
          createdMs: 0,
          updatedMs: 0,
          createdBy: "",
          version: 0,
          input: { Name: "t", PartitionKeys: [...KEYS] },
        },
      };
      try {
        listPartitions(reader, scope, table, { expression: pieces.join(" "), limit: 1 });
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError);
        expect((error as ServiceError).code).toBe("InvalidInputException");
      }
    }),
    { numRuns: 2000 },
  );
});
