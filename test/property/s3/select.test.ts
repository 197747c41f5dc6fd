/**
 * S3 Select over random tables and conditions, against an evaluator of its own that knows nothing of the product: plain three-valued logic over plain values. And its readers:
 * however a text is cut into pieces, and whatever text it is.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { CsvReader } from "../../../src/services/s3/select/input/csv-reader.ts";
import { createJsonReader } from "../../../src/services/s3/select/input/json-reader.ts";
import { parseJson } from "../../../src/services/s3/select/input/parse-json.ts";
import { createWriter } from "../../../src/services/s3/select/output/write-record.ts";
import {
  addDecimals,
  compareDecimals,
  Decimal,
  divideDecimals,
  multiplyDecimals,
  parseDecimal,
} from "../../../src/services/s3/select/values/decimal.ts";
import { parseStatement } from "../../../src/services/s3/select/sql/parse-statement.ts";
import { Struct } from "../../../src/services/s3/select/values/value.ts";
import { type S3Fixture, startS3 } from "../../spec/s3/fixture.ts";
import { ask, JSON_OUT, LINES_IN, refusal } from "../../spec/s3/select/support.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

// The model: a value is a number, a text, a truth value, null, or undefined for what is missing.
type Plain = number | string | boolean | null | undefined;
type Row = Readonly<Record<string, Plain>>;
/** An expression as SQL, and what it is in a row. `WRONG` where types do not fit. */
interface Model {
  readonly sql: string;
  readonly of: (row: Row) => Plain;
}
class Wrong extends Error {}

const unknown = (value: Plain): boolean => value === null || value === undefined;
const truth = (value: Plain): boolean | null => {
  if (unknown(value)) return null;
  if (typeof value !== "boolean") throw new Wrong();
  return value;
};
const ordered = (a: Plain, b: Plain, decide: (order: number) => boolean): Plain => {
  if (a === null || a === undefined || b === null || b === undefined) return null;
  if (typeof a !== typeof b) throw new Wrong();
  return decide(a < b ? -1 : a > b ? 1 : 0);
};
const same = (a: Plain, b: Plain): Plain => (unknown(a) || unknown(b) ? null : a === b);
const negate = (value: Plain): Plain => (truth(value) === null ? null : truth(value) === false);
const both = (a: Plain, b: () => Plain): Plain => {
  if (truth(a) === false) return false;
  const right = truth(b());
  if (right === false) return false;
  return truth(a) === null || right === null ? null : true;
};

const NAMES = ["a", "b", "c"] as const;
const TEXTS = ["", "x", "xy", "X", "a%b", "it's", "ü", "10"] as const;
const plain: fc.Arbitrary<Plain> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(...TEXTS),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);
const literal = (value: Plain): string => {
  if (value === undefined) return "MISSING";
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return value === null ? "NULL" : String(value);
};

const number: fc.Arbitrary<Model> = fc.letrec<{ number: Model }>((tie) => ({
  number: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: -3, max: 3 }).map((value) => ({ sql: `(${value})`, of: () => value })),
    fc
      .constantFrom(...NAMES)
      .map((name) => ({ sql: `CHAR_LENGTH(CAST(s.${name} AS STRING))`, of: (row: Row) => lengthOf(row[name]) })),
    fc.tuple(tie("number"), fc.constantFrom("+", "-", "*", "/", "%"), tie("number")).map(([a, operator, b]) => ({
      sql: `(${a.sql} ${operator} ${b.sql})`,
      of: (row: Row) => calculate(a.of(row), operator, b.of(row)),
    })),
  ),
})).number;

function lengthOf(value: Plain): Plain {
  return value === null || value === undefined ? null : Array.from(String(value)).length;
}

function calculate(a: Plain, operator: string, b: Plain): Plain {
  if (typeof a !== "number" || typeof b !== "number") return null;
  if ((operator === "/" || operator === "%") && b === 0) throw new Wrong();
  const result =
    operator === "+"
      ? a + b
      : operator === "-"
        ? a - b
        : operator === "*"
          ? a * b
          : operator === "/"
            ? Math.trunc(a / b)
            : a % b;
  return result + 0 === 0 ? 0 : result;
}

const value: fc.Arbitrary<Model> = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => ({ sql: `s.${name}`, of: (row: Row) => row[name] })),
  plain.map((constant) => ({ sql: literal(constant), of: () => constant })),
  number,
  fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((names) => ({
    sql: `COALESCE(${names.map((name) => `s.${name}`).join(", ")})`,
    of: (row: Row) => names.map((name) => row[name]).find((found) => !unknown(found)) ?? null,
  })),
  fc.tuple(fc.constantFrom(...NAMES), plain).map(([name, other]) => ({
    sql: `NULLIF(s.${name}, ${literal(other)})`,
    of: (row: Row) => (unknown(row[name]) || row[name] === other ? null : row[name]),
  })),
);

const condition: fc.Arbitrary<Model> = fc.letrec<{ condition: Model }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(value, fc.constantFrom("=", "<>", "<", "<=", ">", ">="), value).map(([a, operator, b]) => ({
      sql: `${a.sql} ${operator} ${b.sql}`,
      of: (row: Row) => compare(a.of(row), operator, b.of(row)),
    })),
    fc.tuple(value, fc.boolean(), fc.constantFrom("NULL", "MISSING")).map(([a, isNegated, what]) => ({
      sql: `${a.sql} IS ${isNegated ? "NOT " : ""}${what}`,
      of: (row: Row) => (what === "NULL" ? unknown(a.of(row)) : a.of(row) === undefined) !== isNegated,
    })),
    fc.tuple(value, fc.array(value, { minLength: 1, maxLength: 3 })).map(([a, list]) => ({
      sql: `${a.sql} IN (${list.map(({ sql }) => sql).join(", ")})`,
      of: (row: Row) => isMember(a.of(row), list, row),
    })),
    fc.tuple(number, number, number).map(([a, low, high]) => ({
      sql: `${a.sql} BETWEEN ${low.sql} AND ${high.sql}`,
      of: (row: Row) => {
        const found = a.of(row);
        return both(
          ordered(found, low.of(row), (order) => order >= 0),
          () => ordered(found, high.of(row), (order) => order <= 0),
        );
      },
    })),
    fc
      .tuple(fc.constantFrom(...NAMES), fc.constantFrom("%", "x%", "%y", "_", "x_", "%\u{FC}%", "a!%b"))
      .map(([name, pattern]) => ({
        sql: `CAST(s.${name} AS STRING) LIKE '${pattern}' ESCAPE '!'`,
        of: (row: Row) => (unknown(row[name]) ? null : likeOf(pattern).test(String(row[name]))),
      })),
    tie("condition").map((inner) => ({ sql: `NOT (${inner.sql})`, of: (row: Row) => negate(inner.of(row)) })),
    fc.tuple(tie("condition"), fc.constantFrom("AND", "OR"), tie("condition")).map(([a, operator, b]) => ({
      sql: `(${a.sql}) ${operator} (${b.sql})`,
      of: (row: Row) =>
        operator === "AND"
          ? both(a.of(row), () => b.of(row))
          : negate(both(negate(a.of(row)), () => negate(b.of(row)))),
    })),
    fc.tuple(tie("condition"), tie("condition"), tie("condition")).map(([when, then, otherwise]) => ({
      sql: `CASE WHEN ${when.sql} THEN ${then.sql} ELSE ${otherwise.sql} END`,
      of: (row: Row) => (truth(when.of(row)) === true ? then.of(row) : otherwise.of(row)),
    })),
  ),
})).condition;

function compare(a: Plain, operator: string, b: Plain): Plain {
  if (operator === "=") return same(a, b);
  if (operator === "<>") return negate(same(a, b));
  return ordered(a, b, (order) =>
    operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0,
  );
}

function isMember(value: Plain, list: readonly Model[], row: Row): Plain {
  if (unknown(value)) return null;
  let hasUnknown = false;
  for (const { of } of list) {
    const member = of(row);
    if (unknown(member)) hasUnknown = true;
    else if (member === value) return true;
  }
  return hasUnknown ? null : false;
}

function likeOf(pattern: string): RegExp {
  const text = pattern.replace(/!?./gu, (unit) =>
    unit === "%" ? ".*" : unit === "_" ? "." : unit.startsWith("!") ? unit.slice(1) : unit,
  );
  return new RegExp(`^${text}$`, "su");
}

const rows = fc.array(fc.record({ a: plain, b: plain, c: plain }), { minLength: 1, maxLength: 8 });
const sizes = { numRuns: 150 };

describe("a query", () => {
  test("over JSON picks what the model picks, and is refused where types do not fit", async () => {
    await fc.assert(
      fc.asyncProperty(rows, condition, value, async (table, where, shown) => {
        const body = table.map((row) => JSON.stringify(row)).join("\n");
        const sql = `SELECT ${shown.sql} AS v FROM S3Object s WHERE ${where.sql}`;
        const asked = ask(fixture, { body, sql, input: LINES_IN, output: JSON_OUT });
        let expected: string;
        try {
          expected = table
            .filter((row) => truth(where.of(row)) === true)
            .map((row) => `${JSON.stringify({ v: shown.of(row) })}\n`)
            .join("");
        } catch (error) {
          if (!(error instanceof Wrong)) throw error;
          expect((await refusal(asked)).status ?? 400).toBe(400);
          return;
        }
        expect((await asked).text).toBe(expected);
      }),
      sizes,
    );
  });

  test("over CSV casts, adds up and counts as the model does", async () => {
    const cell = fc.oneof(
      fc.integer({ min: -1000, max: 1000 }).map(String),
      fc.constantFrom("", "x", 'q"q', "a,b", "l\nl"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, fc.integer({ min: -99, max: 99 })), { minLength: 1, maxLength: 20 }),
        async (table) => {
          const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
          const body = table.map(([text, n]) => `${quoted(text)},${n}\n`).join("");
          const input = { CSV: { AllowQuotedRecordDelimiter: true } };
          const kept = table.filter(([text, n]) => n > 0 && text !== "x");
          const sql =
            "SELECT COUNT(*), SUM(CAST(_2 AS INT)), MAX(CAST(_2 AS INT)) FROM S3Object WHERE CAST(_2 AS INT) > 0 AND _1 <> 'x'";
          const numbers = kept.map(([, n]) => n);
          const figures =
            numbers.length === 0
              ? "0,,"
              : `${numbers.length},${numbers.reduce((sum, n) => sum + n, 0)},${Math.max(...numbers)}`;
          expect((await ask(fixture, { body, sql, input })).text).toBe(`${figures}\n`);
          const rowsSql = "SELECT _1 FROM S3Object WHERE CAST(_2 AS INT) > 0 AND _1 <> 'x'";
          expect((await ask(fixture, { body, sql: rowsSql, input, output: JSON_OUT })).text).toBe(
            kept.map(([text]) => `${JSON.stringify({ _1: text })}\n`).join(""),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("the parser", () => {
  const words = fc.constantFrom(
    ..."SELECT FROM S3Object s . * , ( ) [ ] [*] 'x' \"q\" ` 1 1.5 + - / % = <> < AND OR NOT IN BETWEEN LIKE ESCAPE IS NULL MISSING CASE WHEN THEN ELSE END CAST AS INT SUM TRIM BOTH EXTRACT YEAR WHERE LIMIT ; -- /* 'open".split(
      " ",
    ),
  );
  test("makes of any text a statement or a refusal of S3", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(words, { maxLength: 25 }).map((list) => list.join(" ")),
      fc.array(words, { maxLength: 15 }).map((list) => `SELECT ${list.join(" ")} FROM S3Object s`),
    );
    fc.assert(
      fc.property(text, (sql) => {
        try {
          parseStatement(sql);
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError);
          expect((error as ServiceError).status).toBe(400);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

/** Cuts a text at random places. */
function piecesOf(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  return [...places, text.length].map((end, index) => text.slice(index === 0 ? 0 : places[index - 1], end));
}

const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe("readers", () => {
  const formats = fc.record({
    recordDelimiter: fc.constantFrom("\n", "\r\n", ";"),
    fieldDelimiter: fc.constantFrom(",", "|"),
    quote: fc.constantFrom('"', "'"),
    hasOwnEscape: fc.boolean(),
  });
  const records = fc.array(
    fc.array(
      fc.string({
        unit: fc.constantFrom("a", '"', "'", ",", "|", ";", "\n", "\r", "\\", "#", "ü", "\u{1F600}"),
        maxLength: 6,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    { maxLength: 6 },
  );

  test("CSV that was written is read again, however it is cut", () => {
    fc.assert(
      fc.property(records, formats, cuts, (table, { recordDelimiter, fieldDelimiter, quote, hasOwnEscape }, places) => {
        const escape = hasOwnEscape ? "!" : quote;
        const write = createWriter({ kind: "csv", recordDelimiter, fieldDelimiter, quote, escape, quotesAlways: true });
        const text = table.map((fields) => write([], fields)).join("");
        const reader = new CsvReader({
          recordDelimiter,
          fieldDelimiter,
          quote,
          escape,
          comment: "#",
          allowsQuotedRecordDelimiters: true,
        });
        const read: (readonly string[])[] = [];
        const drain = (): void => {
          for (let record = reader.next(); record !== undefined; record = reader.next()) read.push(record.fields);
        };
        for (const piece of piecesOf(text, places)) {
          reader.push(piece);
          drain();
        }
        reader.end();
        drain();
        expect(read).toEqual(table);
      }),
      { numRuns: 2000 },
    );
  });

  test("CSV of any kind gives the same records or the same refusal, however it is cut", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", '"', ",", "\n", "#"), maxLength: 30 });
    const readAll = (pieces: readonly string[]): unknown => {
      const reader = new CsvReader({
        recordDelimiter: "\n",
        fieldDelimiter: ",",
        quote: '"',
        escape: '"',
        comment: "#",
        allowsQuotedRecordDelimiters: true,
      });
      const read: unknown[] = [];
      try {
        for (const piece of [...pieces, undefined]) {
          if (piece === undefined) reader.end();
          else reader.push(piece);
          for (let record = reader.next(); record !== undefined; record = reader.next())
            read.push([record.fields, reader.startedAt]);
        }
      } catch (error) {
        read.push((error as ServiceError).code);
      }
      return read;
    };
    fc.assert(
      fc.property(text, cuts, (whole, places) => {
        expect(readAll(piecesOf(whole, places))).toEqual(readAll([whole]));
      }),
      { numRuns: 3000 },
    );
  });

  test("JSON is read as JSON.parse reads it, however it is cut, in lines and in documents", () => {
    const json = fc.array(fc.json({ maxDepth: 3 }), { maxLength: 5 });
    const write = createWriter({ kind: "json", recordDelimiter: "" });
    const plainOf = (value: unknown): unknown => (JSON.parse(write(["v"], [value as never])) as { v: unknown }).v;
    fc.assert(
      fc.property(json, fc.constantFrom("lines" as const, "document" as const), cuts, (values, type, places) => {
        // A number of more than 38 digits is refused.
        fc.pre(values.every((text) => !/\d{38}|e[+-]\d/i.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ""))));
        const reader = createJsonReader(type);
        const read: unknown[] = [];
        for (const piece of [...piecesOf(values.join("\n"), places), undefined]) {
          if (piece === undefined) reader.end();
          else reader.push(piece);
          for (let value = reader.next(); value !== undefined; value = reader.next()) read.push(plainOf(value));
        }
        expect(read).toEqual(values.map((text) => JSON.parse(text) as unknown));
      }),
      { numRuns: 1500 },
    );
  });

  test("any other text is refused where JSON.parse refuses it", () => {
    const text = fc.string({
      unit: fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "1",
        "-",
        ".",
        "e",
        "0",
        " ",
        "\\",
        "n",
        "null",
        "true",
        '"a"',
      ),
      maxLength: 8,
    });
    const outcome = (parse: () => unknown): boolean => {
      try {
        parse();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(text, (source) => {
        fc.pre(!/[eE]\d{4,}/.test(source));
        expect(
          outcome(() => parseJson(source)),
          source,
        ).toBe(outcome(() => JSON.parse(source)));
      }),
      { numRuns: 5000 },
    );
  });

  test("names that come twice are both there", () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual(new Struct(["a", "a"], [1n, 2n]));
  });
});

describe("decimals", () => {
  const small = fc.record({
    coefficient: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    exponent: fc.integer({ min: -6, max: 6 }),
  });
  const decimal = small.map(({ coefficient, exponent }) => new Decimal(coefficient, exponent));
  /** As an integer of millionths. */
  const scaled = ({ coefficient, exponent }: Decimal, places: number): bigint =>
    coefficient * 10n ** BigInt(exponent + places);

  test("add, multiply and compare exactly", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(scaled(addDecimals(a, b), 6)).toBe(scaled(a, 6) + scaled(b, 6));
        expect(scaled(multiplyDecimals(a, b), 12)).toBe(scaled(a, 6) * scaled(b, 6));
        const order = scaled(a, 6) - scaled(b, 6);
        expect(compareDecimals(a, b)).toBe(order < 0n ? -1 : order > 0n ? 1 : 0);
      }),
    );
  });
  test("divide to 38 digits, no further away than half of the last one", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        fc.pre(b.coefficient !== 0n && a.coefficient !== 0n);
        const { coefficient: q, exponent: e } = divideDecimals(a, b) ?? new Decimal(0n, 0);
        expect(String(q < 0n ? -q : q).length).toBeLessThanOrEqual(38);
        // |a - q b| * 2 <= |b| in units of the last digit of the quotient, brought to whole numbers.
        const shift = BigInt(100 + e);
        const left = scaled(a, 6) * 10n ** 100n - q * scaled(b, 6) * 10n ** shift;
        const unit = scaled(b, 6) * 10n ** shift;
        expect((left < 0n ? -left : left) * 2n <= (unit < 0n ? -unit : unit)).toBe(true);
      }),
    );
  });
  test("read what they write", () => {
    fc.assert(
      fc.property(decimal, (a) => {
        const again = parseDecimal(a.toString());
        expect(again === undefined ? undefined : compareDecimals(again, a)).toBe(0);
        expect(again?.toString()).toBe(a.toString());
      }),
    );
  });
});
