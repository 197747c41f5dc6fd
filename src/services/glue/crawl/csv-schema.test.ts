import fc from "fast-check";
import { expect, test } from "vitest";
import { readCsvRecords } from "./csv-records.ts";
import { type CsvSchema, inferCsv, typeOfField } from "./csv-schema.ts";
import { formatType } from "./data-type.ts";

function infer(text: string, isWhole = true): CsvSchema | undefined {
  const work = inferCsv(text, isWhole);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
const columns = (schema: CsvSchema | undefined): string[] =>
  (schema?.columns ?? []).map((column) => `${column.name}:${formatType(column.type)}`);

test.each([
  ["", "string"],
  ["\\N", "string"],
  ["7", "bigint"],
  ["-7", "bigint"],
  ["+7", "bigint"],
  ["007", "string"],
  ["0", "bigint"],
  ["0.5", "double"],
  [".5", "double"],
  ["5.", "double"],
  ["1e5", "double"],
  ["1E-5", "double"],
  ["9223372036854775807", "bigint"],
  ["9223372036854775808", "double"],
  ["12345678901234567890", "double"],
  ["true", "boolean"],
  ["FALSE", "boolean"],
  ["2024-01-01", "string"],
  ["1,5", "string"],
  ["1 2", "string"],
  ["-", "string"],
  [".", "string"],
  ["e5", "string"],
  ["NaN", "string"],
])("the field %j is %s", (field, type) => {
  expect(formatType(typeOfField(field))).toBe(type);
});

test("a first row of text above typed rows is the header", () => {
  expect(columns(infer("Id,Name\n1,x\n"))).toEqual(["id:bigint", "name:string"]);
  expect(infer("Id,Name\n1,x\n")).toMatchObject({ recordCount: 1, dialect: { hasHeader: true, delimiter: "," } });
});

test("without typed rows there is no header", () => {
  expect(columns(infer("id,name\nx,y\nz,w\n"))).toEqual(["col0:string", "col1:string"]);
  expect(infer("id,name\nx,y\n")).toMatchObject({ recordCount: 2, dialect: { hasHeader: false } });
});

test("a first row with a number, an empty cell or a very long one is no header", () => {
  expect(columns(infer("id,2020\n1,2\n"))).toEqual(["col0:string", "col1:bigint"]);
  expect(infer(",name,x\n1,a,2\n")?.dialect.hasHeader).toBe(false);
  expect(infer(`${"h".repeat(150)},b\n1,2\n`)?.dialect.hasHeader).toBe(false);
});

test("a trailing delimiter makes a last column without a name", () => {
  expect(columns(infer("a,b,\n1,2,\n"))).toEqual(["a:bigint", "b:bigint", "col2:string"]);
});

test("names that come twice are told apart", () => {
  expect(columns(infer("a,A,a\n1,2,3\n"))).toEqual(["a:bigint", "a_1:bigint", "a_2:bigint"]);
});

test("one column or one row is no table", () => {
  expect(infer("a\n1\n2\n")).toBeUndefined();
  expect(infer("a,b\n")).toBeUndefined();
  expect(infer("")).toBeUndefined();
});

test("a record that the sample cuts off does not count", () => {
  expect(infer("a,b\n1,2\n3,x", false)).toMatchObject({ recordCount: 1, length: 8 });
  expect(columns(infer("a,b\n1,2\n3,x", true))).toEqual(["a:bigint", "b:string"]);
  expect(infer('a,b\n1,2\n3,"open', true)).toMatchObject({ recordCount: 1 });
});

test("line ends of Windows and lines that are empty make no difference", () => {
  expect(columns(infer("a,b\r\n1,2\r\n\r\n3,4\r\n"))).toEqual(["a:bigint", "b:bigint"]);
});

test("fields written by RFC 4180 are read back", () => {
  const field = fc.oneof(fc.string(), fc.constantFrom(",", '"', "\n", "\r\n", '""', " x "));
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 8 }), (rows) => {
      const text = rows
        .map((row) => `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\r\n`)
        .join("");
      expect([...readCsvRecords(text, ",", true)].map((record) => [...record.fields])).toEqual(rows);
    }),
  );
});

test("arbitrary text ends in a schema or in none", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(",", '"', "\n", "\r", "a", "1", "|", "\t", ";", "é", "\u0001"), { maxLength: 200 }),
      fc.boolean(),
      (parts, isWhole) => {
        const schema = infer(parts.join(""), isWhole);
        if (schema !== undefined)
          expect(new Set(schema.columns.map((column) => column.name)).size).toBe(schema.columns.length);
      },
    ),
  );
});
