/** SelectObjectContent from JSON and to JSON. AWS: API_JSONInput, s3-select-sql-reference-select.html, whose examples these are. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Fixture, startS3 } from "../fixture.ts";
import { ask, CSV_OUT, DOCUMENT_IN, JSON_OUT, LINES_IN, refusal } from "./support.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const read = async (body: string, sql: string, input = DOCUMENT_IN): Promise<string> =>
  (await ask(fixture, { body, sql, input, output: JSON_OUT })).text;

const RULES =
  '{ "Rules": [ {"id": "1"}, {"expr": "y > x"}, {"id": "2", "expr": "z = DEBUG"} ]}\n{ "created": "June 27", "modified": "July 6" }';
const FILES =
  '{ "created": "936864000", "dir_name": "important_docs", "files": [ { "name": "." }, { "name": "..}[\\"" } ], "owner": "AWS S3" }\n' +
  '{ "created": "936864000", "dir_name": "other_docs", "files": [ { "name": "." } ], "owner": "User" }';

describe("paths in FROM", () => {
  test("a wildcard that finds nothing gives MISSING, which becomes an empty record", async () => {
    expect(await read(RULES, "SELECT id FROM S3Object[*].Rules[*].id")).toBe('{"id":"1"}\n{}\n{"id":"2"}\n{}\n');
  });
  test("MISSING can be asked for", async () => {
    expect(await read(RULES, "SELECT id FROM S3Object[*].Rules[*].id WHERE id IS NOT MISSING")).toBe(
      '{"id":"1"}\n{"id":"2"}\n',
    );
  });
  test("S3Object is S3Object[*]", async () => {
    const rows =
      '{"dir_name":"important_docs","files":[{"name":"."},{"name":"..}[\\""}]}\n{"dir_name":"other_docs","files":[{"name":"."}]}\n';
    expect(await read(FILES, "SELECT d.dir_name, d.files FROM S3Object[*] d")).toBe(rows);
    expect(await read(FILES, "SELECT d.dir_name, d.files FROM S3Object d")).toBe(rows);
    expect(await read(FILES, "SELECT S3Object.dir_name, files FROM S3Object")).toBe(rows);
  });
  test("the row of a path that ends in a wildcard is _1", async () => {
    expect(await read(FILES, "SELECT _1.dir_name, _1.owner FROM S3Object[*]")).toBe(
      '{"dir_name":"important_docs","owner":"AWS S3"}\n{"dir_name":"other_docs","owner":"User"}\n',
    );
    const books = '{"books":[{"price":1},{"price":2.50}]}';
    expect(await read(books, "SELECT price FROM S3Object[*].books[*].price")).toBe('{"price":1}\n{"price":2.50}\n');
    expect(await read(books, "SELECT _1.price FROM S3Object[*].books[*]")).toBe('{"price":1}\n{"price":2.50}\n');
  });
  test("by index, by name in brackets, by all members", async () => {
    const body = '{"A":{"x":[10,20],"y":[30]}}';
    expect(await read(body, "SELECT v FROM S3Object[*].a.x[1] v")).toBe('{"v":20}\n');
    expect(await read(body, "SELECT v FROM S3Object[*]['A']['y'][0] v")).toBe('{"v":30}\n');
    expect(await read(body, "SELECT v FROM S3Object[*].A.*[0] v")).toBe('{"v":10}\n{"v":30}\n');
    expect(await read(body, "SELECT v FROM S3Object[*]['a'].x v")).toBe("{}\n");
  });
  test("a list at the root is one record, and its elements are got by [*][*]", async () => {
    const body = '[{"a":1},{"a":2}]';
    expect(await read(body, "SELECT COUNT(*) FROM S3Object")).toBe('{"_1":1}\n');
    expect(await read(body, "SELECT s.a FROM S3Object[*][*] s WHERE s.a > 1")).toBe('{"a":2}\n');
  });
  test("scalars at the root are records", async () => {
    expect(await read('1 "two"\ntrue [3]', "SELECT * FROM S3Object s")).toBe(
      '{"_1":1}\n{"_1":"two"}\n{"_1":true}\n{"_1":[3]}\n',
    );
  });
  test("are for JSON alone", async () => {
    const asked = ask(fixture, { body: "a\n", sql: "SELECT * FROM S3Object[*].x" });
    expect(await refusal(asked)).toMatchObject({ code: "DataSourcePathUnsupported", status: 400 });
  });
});

describe("values", () => {
  test("keep their digits, the order of members, and names that are numbers", async () => {
    const body = String.raw`{"b":1.10,"10":"x","a":123456789012345678,"e":1e5,"s":"\u0041\n","n":null,"o":{},"l":[]}`;
    expect(await read(body, "SELECT * FROM S3Object")).toBe(
      String.raw`{"b":1.10,"10":"x","a":123456789012345678,"e":1E+5,"s":"A\n","n":null,"o":{},"l":[]}` + "\n",
    );
  });
  test("a name that fits two members is ambiguous", async () => {
    const body = '{"NAME":1,"name":2}';
    const asked = ask(fixture, { body, sql: "SELECT s.name FROM S3Object s", input: DOCUMENT_IN });
    expect(await refusal(asked)).toMatchObject({ code: "AmbiguousFieldName" });
    expect(await read(body, 'SELECT s."NAME" FROM S3Object s')).toBe('{"NAME":1}\n');
  });
  test("nested data is written as JSON only", async () => {
    const asked = ask(fixture, {
      body: '{"a":[1]}',
      sql: "SELECT s.a FROM S3Object s",
      input: DOCUMENT_IN,
      output: CSV_OUT,
    });
    expect(await refusal(asked)).toMatchObject({ code: "InvalidDataType" });
  });
  test("as CSV, in the order of the members", async () => {
    const { text } = await ask(fixture, {
      body: '{"a":1,"b":"x,y","c":null}',
      sql: "SELECT * FROM S3Object",
      input: LINES_IN,
    });
    expect(text).toBe('1,"x,y",\n');
  });
});

describe("LINES and DOCUMENT", () => {
  test("LINES has one value a line, however lines end", async () => {
    expect(await read('{"a":1}\r\n\n  {"a":2}  \n{"a":3}', "SELECT s.a FROM S3Object s", LINES_IN)).toBe(
      '{"a":1}\n{"a":2}\n{"a":3}\n',
    );
  });
  test("DOCUMENT has values that go over lines, and several", async () => {
    expect(await read('{\n "a" : 1\n}{"a":\n2}', "SELECT s.a FROM S3Object s")).toBe('{"a":1}\n{"a":2}\n');
  });
  test.each(["{", "{]", '{"a"}', '{"a":01}', "[1,]", '"\u0001"', "{'a':1}", "nul", "1 2}", '{"a":"\\x"}'])(
    "%j is no JSON",
    async (body) => {
      const sql = "SELECT * FROM S3Object";
      expect(await refusal(ask(fixture, { body, sql, input: DOCUMENT_IN }))).toMatchObject({
        code: "JSONParsingError",
      });
      if (body !== "1 2}") return;
      expect(await refusal(ask(fixture, { body, sql, input: LINES_IN }))).toMatchObject({ code: "JSONParsingError" });
    },
  );
  test("nested deeper than 200 levels is refused", async () => {
    const body = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(await refusal(ask(fixture, { body, sql: "SELECT * FROM S3Object", input: DOCUMENT_IN }))).toMatchObject({
      code: "JSONParsingError",
    });
  });
  test.each([LINES_IN, DOCUMENT_IN])("a value has at most 1,048,576 characters (%j)", async (input) => {
    const sql = "SELECT COUNT(*) FROM S3Object";
    const value = (units: number): string => `"${"x".repeat(units - 2)}"`;
    expect(await read(value(1_048_576), sql, input)).toBe('{"_1":1}\n');
    expect(await refusal(ask(fixture, { body: value(1_048_577), sql, input }))).toMatchObject({
      code: "OverMaxRecordSize",
    });
  });
  test("records are delimited as the request says", async () => {
    const { text } = await ask(fixture, {
      body: "1 2",
      sql: "SELECT * FROM S3Object",
      input: DOCUMENT_IN,
      output: { JSON: { RecordDelimiter: "|" } },
    });
    expect(text).toBe('{"_1":1}|{"_1":2}|');
  });
  test("GZIP works for JSON too", async () => {
    const { gzipped } = await import("./support.ts");
    const input = { JSON: { Type: "LINES" as const }, CompressionType: "GZIP" as const };
    expect((await ask(fixture, { body: gzipped('{"a":1}\n'), sql: "SELECT s.a FROM S3Object s", input })).text).toBe(
      "1\n",
    );
  });
});
