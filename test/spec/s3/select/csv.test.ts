/** SelectObjectContent from CSV and to CSV. AWS: API_CSVInput, API_CSVOutput, s3-select-sql-reference-select.html. */
import type { CSVInput, CSVOutput } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Fixture, startS3 } from "../fixture.ts";
import { ask, CSV_OUT, HEADER_IN, JSON_OUT, refusal } from "./support.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const read = async (body: string | Uint8Array, sql: string, input: CSVInput = {}, isJson = true): Promise<string> =>
  (await ask(fixture, { body, sql, input: { CSV: input }, output: isJson ? JSON_OUT : CSV_OUT })).text;
const write = async (body: string, output: CSVOutput, sql = "SELECT * FROM S3Object"): Promise<string> =>
  (await ask(fixture, { body, sql, output: { CSV: output } })).text;
const ALL = "SELECT * FROM S3Object";

describe("columns", () => {
  test("are called by their places", async () => {
    expect(await read("a,b,c\nd,e,f\n", "SELECT _2, s._3 FROM S3Object s")).toBe(
      '{"_2":"b","_3":"c"}\n{"_2":"e","_3":"f"}\n',
    );
  });
  test("are called by the header where it is used, in any case unless quoted", async () => {
    const sql = 'SELECT s.name, AGE, "Full Name", _2 FROM S3Object s';
    expect(await read("Name,age,Full Name\nann,7,Ann A\n", sql, { FileHeaderInfo: "USE" })).toBe(
      '{"name":"ann","AGE":"7","Full Name":"Ann A","_2":"7"}\n',
    );
  });
  test("a header that is ignored is no record, and its names mean nothing", async () => {
    expect(await read("h\nv\n", ALL, { FileHeaderInfo: "IGNORE" })).toBe('{"_1":"v"}\n');
    const asked = ask(fixture, {
      body: "h\nv\n",
      sql: "SELECT h FROM S3Object",
      input: { CSV: { FileHeaderInfo: "IGNORE" } },
    });
    expect(await refusal(asked)).toMatchObject({ code: "MissingHeaders", status: 400 });
  });
  test("a name in quotes is looked for as it is written", async () => {
    const asked = ask(fixture, { body: "NAME\nx\n", sql: 'SELECT s."name" FROM S3Object s', input: HEADER_IN });
    expect(await refusal(asked)).toMatchObject({ code: "MissingHeaders", status: 400 });
  });
  test("a name that fits two headers is ambiguous, and its quoted form is not", async () => {
    const body = "NAME,name\na,b\n";
    const asked = ask(fixture, { body, sql: "SELECT s.name FROM S3Object s", input: HEADER_IN });
    expect(await refusal(asked)).toMatchObject({ code: "AmbiguousFieldName", status: 400 });
    expect(await read(body, 'SELECT s."NAME" FROM S3Object s', { FileHeaderInfo: "USE" })).toBe('{"NAME":"a"}\n');
  });
  test("the column _0 is none, and a path into a field neither", async () => {
    expect(await refusal(ask(fixture, { body: "a\n", sql: "SELECT _0 FROM S3Object" }))).toMatchObject({
      code: "InvalidColumnIndex",
    });
    expect(await refusal(ask(fixture, { body: "a\n", sql: "SELECT s._1.x FROM S3Object s" }))).toMatchObject({
      code: "InvalidKeyPath",
    });
  });
  test("a field that a record lacks is MISSING (assumed)", async () => {
    expect(await read("a\nb,c\n", "SELECT _2, _2 IS MISSING AS gone FROM S3Object")).toBe(
      '{"gone":true}\n{"_2":"c","gone":false}\n',
    );
    expect(await read("a\nb,c\n", "SELECT _1, _2 FROM S3Object", {}, false)).toBe("a,\nb,c\n");
  });
  test("every value is text until it is cast", async () => {
    expect(
      await read("5,x\n", "SELECT _1, CAST(_1 AS INT) + 1 AS more, _1 = 5 AS same, _1 = '5' AS equal FROM S3Object"),
    ).toBe('{"_1":"5","more":6,"same":false,"equal":true}\n');
  });
  test("an empty field is empty text and not NULL (assumed)", async () => {
    expect(await read(",x\n", "SELECT _1 IS NULL AS n, CHAR_LENGTH(_1) AS l FROM S3Object")).toBe(
      '{"n":false,"l":0}\n',
    );
  });
  test("SELECT * names columns by the header, or by their places", async () => {
    expect(await read("a,b\n1,2\n", ALL, { FileHeaderInfo: "USE" })).toBe('{"a":"1","b":"2"}\n');
    expect(await read("1,2\n", ALL)).toBe('{"_1":"1","_2":"2"}\n');
  });
});

describe("records", () => {
  test("the last one needs no delimiter, and blank lines are none (assumed)", async () => {
    expect(await read("a\n\n\nb", ALL, {}, false)).toBe("a\nb\n");
  });
  test("are delimited as the request says", async () => {
    expect(await read("a|b;c|d;", ALL, { FieldDelimiter: "|", RecordDelimiter: ";" }, false)).toBe("a,b\nc,d\n");
    expect(await read("a,b\r\nc,d\r\n", ALL, { RecordDelimiter: "\r\n" }, false)).toBe("a,b\nc,d\n");
    expect(await read("a\u{1F600}b\n", ALL, { FieldDelimiter: "\u{1F600}" })).toBe('{"_1":"a","_2":"b"}\n');
  });
  test("a carriage return before the delimiter belongs to the field (assumed)", async () => {
    expect(await read("a,b\r\n", ALL)).toBe(String.raw`{"_1":"a","_2":"b\r"}` + "\n");
  });
  test("lines that begin with # are comments, or with another character that is given", async () => {
    expect(await read("#no\na\n", ALL, {}, false)).toBe("a\n");
    expect(await read("!no\n#yes\n!no", ALL, { Comments: "!" }, false)).toBe("#yes\n");
  });
  test("quoted fields hold delimiters and doubled quotation marks", async () => {
    expect(await read('"a,b","say ""hi""",c\n"",x\n', ALL)).toBe(
      String.raw`{"_1":"a,b","_2":"say \"hi\"","_3":"c"}` + '\n{"_1":"","_2":"x"}\n',
    );
    expect(await read('""" a , b """\n', ALL)).toBe(String.raw`{"_1":"\" a , b \""}` + "\n");
  });
  test("quotation marks and escapes are what the request says", async () => {
    expect(await read(String.raw`'it\'s','a\b'` + "\n", ALL, { QuoteCharacter: "'", QuoteEscapeCharacter: "\\" })).toBe(
      String.raw`{"_1":"it's","_2":"a\\b"}` + "\n",
    );
  });
  test("a quotation mark within a bare field stands for itself (assumed)", async () => {
    expect(await read('a"b,c\n', ALL)).toBe(String.raw`{"_1":"a\"b","_2":"c"}` + "\n");
  });
  test("quoted record delimiters are taken when they are allowed, and refused otherwise", async () => {
    const body = '"a\nb",c\nd,e\n';
    expect(await read(body, ALL, { AllowQuotedRecordDelimiter: true })).toBe(
      String.raw`{"_1":"a\nb","_2":"c"}` + '\n{"_1":"d","_2":"e"}\n',
    );
    expect(await refusal(ask(fixture, { body, sql: ALL }))).toMatchObject({ code: "CSVEscapingRecordDelimiter" });
  });
  test.each(['"a"b,c\n', '"a'])("%j has a quotation mark that is not escaped", async (body) => {
    const asked = ask(fixture, { body, sql: ALL, input: { CSV: { AllowQuotedRecordDelimiter: true } } });
    expect(await refusal(asked)).toMatchObject({ code: "CSVUnescapedQuote" });
  });
  test("are UTF-8, with or without a byte order mark (assumed)", async () => {
    expect(await read("\uFEFFä\nb\n", "SELECT ä FROM S3Object", { FileHeaderInfo: "USE" })).toBe('{"ä":"b"}\n');
    expect(await refusal(ask(fixture, { body: Uint8Array.of(0x61, 0xff, 0x0a), sql: ALL }))).toMatchObject({
      code: "InvalidTextEncoding",
    });
  });
  test("have at most 1,048,576 characters", async () => {
    const longest = "x".repeat(1_048_576);
    expect(await read(`${longest}\n`, "SELECT CHAR_LENGTH(_1) AS l FROM S3Object")).toBe('{"l":1048576}\n');
    for (const body of [`${longest}x\ny\n`, `"${longest}"\n`, `${longest}x`, `#${longest}xxx`]) {
      expect(await refusal(ask(fixture, { body, sql: "SELECT COUNT(*) FROM S3Object" }))).toMatchObject({
        code: "OverMaxRecordSize",
      });
    }
  });
  test("an object without bytes has none", async () => {
    expect(await read("", ALL, { FileHeaderInfo: "USE" })).toBe("");
    expect(await read("", "SELECT COUNT(*) FROM S3Object", { FileHeaderInfo: "USE" })).toBe('{"_1":0}\n');
  });
  test("WHERE takes those for which it is TRUE, LIMIT the first ones of them", async () => {
    const body = "1,a\n2,b\n3,c\n4,\n";
    expect(await read(body, "SELECT _2 FROM S3Object WHERE CAST(_1 AS INT) > 1 LIMIT 2", {}, false)).toBe("b\nc\n");
    expect(await read(body, "SELECT _2 FROM S3Object LIMIT 0", {}, false)).toBe("");
    expect(await read(body, "SELECT _1 FROM S3Object WHERE NULLIF(_2, '') IS NULL", {}, false)).toBe("4\n");
  });
});

describe("CSV out", () => {
  test("quotes where it is needed, and doubles quotation marks", async () => {
    expect(await write('"a,b","c ""d""",e\n', {})).toBe('"a,b","c ""d""",e\n');
    expect(await write("plain,row\n", {})).toBe("plain,row\n");
    expect(await write('a"b,c\n', {})).toBe('"a""b",c\n');
  });
  test("quotes always when it is told", async () => {
    expect(await write("a,\n", { QuoteFields: "ALWAYS" })).toBe('"a",""\n');
  });
  test("delimits, quotes and escapes as the request says", async () => {
    expect(await write("a;b,c\n", { FieldDelimiter: ";", RecordDelimiter: "|", QuoteCharacter: "'" })).toBe("'a;b';c|");
    expect(await write("it's,x\n", { QuoteCharacter: "'", QuoteEscapeCharacter: "\\" })).toBe(
      String.raw`'it\'s',x` + "\n",
    );
  });
  test("writes NULL as nothing, and truth values and numbers as words", async () => {
    const sql = "SELECT null, true, 1.50, CAST('2' AS FLOAT), `2010T` FROM S3Object";
    expect(await write("a\n", {}, sql)).toBe(",true,1.50,2.0,2010T\n");
  });
});

describe("compression", () => {
  // `printf 'a,b\nc,d\n' | bzip2 | base64`
  const BZIP2 = Buffer.from("QlpoOTFBWSZTWZFbnakAAAJRAAAQAAQ8ACAAMMAIabKIIyeLuSKcKEhIrc7UgA==", "base64");
  const sql = "SELECT _2 FROM S3Object";
  test("GZIP and BZIP2 are undone", async () => {
    const { gzipped } = await import("./support.ts");
    const gzip = await ask(fixture, { body: gzipped("a,b\nc,d\n"), sql, input: { CSV: {}, CompressionType: "GZIP" } });
    expect(gzip).toMatchObject({ text: "b\nd\n", stats: { BytesProcessed: 8, BytesReturned: 4 } });
    expect(gzip.stats?.BytesScanned).toBe(gzipped("a,b\nc,d\n").length);
    const bzip2 = await ask(fixture, { body: BZIP2, sql, input: { CSV: {}, CompressionType: "BZIP2" } });
    expect(bzip2).toMatchObject({
      text: "b\nd\n",
      stats: { BytesScanned: BZIP2.length, BytesProcessed: 8, BytesReturned: 4 },
    });
  });
  test.each(["GZIP", "BZIP2"] as const)("what is not %s is told", async (CompressionType) => {
    const { gzipped } = await import("./support.ts");
    const input = { CSV: {}, CompressionType };
    expect(await refusal(ask(fixture, { body: "a,b\nc,d\n", sql, input }))).toMatchObject({
      code: "InvalidCompressionFormat",
    });
    const whole = CompressionType === "GZIP" ? gzipped("a,b\n".repeat(100)) : BZIP2;
    expect(await refusal(ask(fixture, { body: whole.subarray(0, -6), sql, input }))).toMatchObject({
      code: "TruncatedInput",
    });
  });
});
