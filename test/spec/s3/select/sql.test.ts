/**
 * The SQL of S3 Select, one expression after the other. Values and examples are those of AWS's reference (s3-select-sql-reference*.html) unless a title says "assumed".
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Fixture, startS3 } from "../fixture.ts";
import { ask, DOCUMENT_IN, JSON_OUT, refusal } from "./support.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const ROW =
  '{"n":3,"d":1.50,"t":"Text","yes":true,"nothing":null,"items":[1,"two",{"x":3}],"within":{"deep":{"er":7}}}';

/** The JSON that one expression gives over `ROW`. */
async function evaluate(expression: string): Promise<string> {
  const { text } = await ask(fixture, {
    body: ROW,
    sql: `SELECT ${expression} AS v FROM S3Object s`,
    input: DOCUMENT_IN,
    output: JSON_OUT,
  });
  return text === "{}\n" ? "MISSING" : text.slice('{"v":'.length, -"}\n".length);
}

function cases(title: string, rows: readonly (readonly [expression: string, json: string])[]): void {
  describe(title, () => {
    test.each(rows)("%s is %s", async (expression, json) => {
      expect(await evaluate(expression)).toBe(json);
    });
  });
}

function errors(title: string, rows: readonly (readonly [expression: string, code: string])[]): void {
  describe(title, () => {
    test.each(rows)("%s is %s", async (expression, code) => {
      expect(await refusal(evaluate(expression))).toMatchObject({ code, status: 400 });
    });
  });
}

cases("literals and names", [
  ["5", "5"],
  ["-9223372036854775808", "-9223372036854775808"],
  ["123.456", "123.456"],
  ["'it''s'", '"it\'s"'],
  ["true", "true"],
  ["null", "null"],
  ["missing", "MISSING"],
  ["s.d", "1.50"],
  ["S.T", '"Text"'],
  ["t", '"Text"'],
  ['s."t"', '"Text"'],
  ['s."T"', "MISSING"],
  ["s['t']", '"Text"'],
  ["s.items[0]", "1"],
  ["s.items[2].x", "3"],
  ["s.items[9]", "MISSING"],
  ["s.items.x", "MISSING"],
  ["s.within.deep.er", "7"],
  ["s.within", '{"deep":{"er":7}}'],
  ["`2007T`", '"2007T"'],
  ["`2007-02-23T12:14:33.079-08:00`", '"2007-02-23T12:14:33.079-08:00"'],
]);

cases("operators", [
  ["1 + 2 * 3", "7"],
  ["(1 + 2) * 3", "9"],
  ["-s.n", "-3"],
  ["7 / 2", "3"],
  ["-7 / 2", "-3"],
  ["7 % 4", "3"],
  ["-7 % 4", "-3"],
  ["7 / 2.0", "3.5"],
  ["1.10 + 2", "3.10"],
  ["10 / 3.0", "3.3333333333333333333333333333333333333"],
  ["0.1 + 0.2", "0.3"],
  ["s.n + s.nothing", "null"],
  ["s.n < 4", "true"],
  ["s.n >= 3.0", "true"],
  ["s.n <> 3", "false"],
  ["s.n != 4", "true"],
  ["s.t = 'Text'", "true"],
  ["s.t = 'text'", "false"],
  ["s.nothing = null", "null"],
  ["s.n BETWEEN 1 AND 3", "true"],
  ["s.n NOT BETWEEN 1 AND 3", "false"],
  ["s.n IN (1, 2, 3)", "true"],
  ["s.n NOT IN (1, 2)", "true"],
  ["s.n IN (1, null)", "null"],
  ["s.t IN ('a', 'b', 'c')", "false"],
  ["'a' || 'b'", '"ab"'],
  ["NOT s.yes", "false"],
  ["s.yes AND s.nothing", "null"],
  ["false AND s.nothing", "false"],
  ["true OR s.nothing", "true"],
  ["s.nothing IS NULL", "true"],
  ["s.nothing IS NOT NULL", "false"],
  ["s.nothing IS MISSING", "false"],
  ["s.absent IS MISSING", "true"],
  ["s.absent IS NULL", "true"],
  ["s.t IS NOT MISSING", "true"],
  ["1 = 2 = false", "true"],
  ["not 1 = 2", "true"],
]);

cases("LIKE", [
  ["'abc' LIKE 'a%'", "true"],
  ["'abc' LIKE 'a_c'", "true"],
  ["'abc' LIKE 'b%'", "false"],
  ["'abc' NOT LIKE '%d%'", "true"],
  ["'' LIKE '%'", "true"],
  ["'a%c' LIKE 'a\\%c' ESCAPE '\\'", "true"],
  ["'abc' LIKE 'a\\%c' ESCAPE '\\'", "false"],
  ["'aXbXc' LIKE '%X%X%'", "true"],
  ["'aXbc' LIKE '%X%X%'", "false"],
  ["'ab' LIKE 'ab%b'", "false"],
  ["'a\u{1F600}c' LIKE 'a_c'", "true"],
  ["null LIKE 'a'", "null"],
]);

cases("conditional functions", [
  ["COALESCE(1)", "1"],
  ["COALESCE(null)", "null"],
  ["COALESCE(missing)", "null"],
  ["COALESCE(missing, missing)", "null"],
  ["COALESCE(1, null)", "1"],
  ["COALESCE(null, null, 1)", "1"],
  ["COALESCE(null, 'string')", '"string"'],
  ["COALESCE(missing, 1)", "1"],
  ["NULLIF(1, 1)", "null"],
  ["NULLIF(1, 2)", "1"],
  ["NULLIF(1.0, 1)", "null"],
  ["NULLIF(1, '1')", "1"],
  ["NULLIF(1, NULL)", "1"],
  ["NULLIF(NULL, 1)", "null"],
  ["NULLIF(missing, null)", "null"],
  ["NULLIF(missing, missing)", "null"],
  ["CASE WHEN s.n > 5 THEN 'big' WHEN s.n > 2 THEN 'middle' ELSE 'small' END", '"middle"'],
  ["CASE WHEN false THEN 1 END", "null"],
  ["CASE s.n WHEN 1 THEN 'one' WHEN 3 THEN 'three' END", '"three"'],
  ["CASE s.nothing WHEN null THEN 1 ELSE 2 END", "2"],
]);

cases("CAST", [
  ["CAST('2007-04-05T14:30Z' AS TIMESTAMP)", '"2007-04-05T14:30Z"'],
  ["CAST(0.456 AS FLOAT)", "0.456"],
  ["CAST('12' AS INT)", "12"],
  ["CAST('-12' AS INTEGER)", "-12"],
  ["CAST(12.9 AS INT)", "12"],
  ["CAST('1.50' AS DECIMAL)", "1.50"],
  ["CAST('1.5' AS NUMERIC)", "1.5"],
  ["CAST(12 AS STRING)", '"12"'],
  ["CAST(true AS STRING)", '"true"'],
  ["CAST('TRUE' AS BOOL)", "true"],
  ["CAST(0 AS BOOLEAN)", "false"],
  ["CAST(null AS INT)", "null"],
]);

cases("string functions", [
  ["CHAR_LENGTH('')", "0"],
  ["CHAR_LENGTH('abcdefg')", "7"],
  ["CHARACTER_LENGTH('a\u{1F600}c')", "3"],
  ["LOWER('AbCdEfG!@#$')", '"abcdefg!@#$"'],
  ["UPPER('AbCdEfG!@#$')", '"ABCDEFG!@#$"'],
  ["SUBSTRING('123456789', 0)", '"123456789"'],
  ["SUBSTRING('123456789', 1)", '"123456789"'],
  ["SUBSTRING('123456789', 2)", '"23456789"'],
  ["SUBSTRING('123456789', -4)", '"123456789"'],
  ["SUBSTRING('123456789', 0, 999)", '"123456789"'],
  ["SUBSTRING('123456789', 1, 5)", '"12345"'],
  ["SUBSTRING('123456789' FROM 3 FOR 2)", '"34"'],
  ["SUBSTRING('a\u{1F600}c', 2, 1)", '"\u{1F600}"'],
  ["TRIM('       foobar         ')", '"foobar"'],
  ["TRIM('      \tfoobar\t         ')", String.raw`"\tfoobar\t"`],
  ["TRIM(LEADING FROM '       foobar         ')", '"foobar         "'],
  ["TRIM(TRAILING FROM '       foobar         ')", '"       foobar"'],
  ["TRIM(BOTH FROM '       foobar         ')", '"foobar"'],
  ["TRIM(BOTH '12' FROM '1112211foobar22211122')", '"foobar"'],
]);

cases("date functions", [
  ["DATE_ADD(year, 5, `2010-01-01T`)", '"2015-01-01"'],
  ["DATE_ADD(month, 1, `2010T`)", '"2010-02T"'],
  ["DATE_ADD(month, 13, `2010T`)", '"2011-02T"'],
  ["DATE_ADD(day, -1, `2017-01-10T`)", '"2017-01-09"'],
  ["DATE_ADD(hour, 1, `2017T`)", '"2017-01-01T01:00-00:00"'],
  ["DATE_ADD(hour, 1, `2017-01-02T03:04Z`)", '"2017-01-02T04:04Z"'],
  ["DATE_ADD(minute, 1, `2017-01-02T03:04:05.006Z`)", '"2017-01-02T03:05:05.006Z"'],
  ["DATE_ADD(second, 1, `2017-01-02T03:04:05.006Z`)", '"2017-01-02T03:04:06.006Z"'],
  ["DATE_ADD(month, 1, `2020-01-31T`)", '"2020-02-29"'],
  ["DATE_DIFF(year, `2010-01-01T`, `2011-01-01T`)", "1"],
  ["DATE_DIFF(month, `2010T`, `2010-05T`)", "4"],
  ["DATE_DIFF(month, `2010T`, `2011T`)", "12"],
  ["DATE_DIFF(month, `2011T`, `2010T`)", "-12"],
  ["DATE_DIFF(day, `2010-01-01T23:00Z`, `2010-01-02T01:00Z`)", "0"],
  ["DATE_DIFF(day, `2010-01-01T23:00Z`, `2010-01-02T23:00Z`)", "1"],
  ["EXTRACT(YEAR FROM `2010-01-01T`)", "2010"],
  ["EXTRACT(MONTH FROM `2010T`)", "1"],
  ["EXTRACT(MONTH FROM `2010-10T`)", "10"],
  ["EXTRACT(HOUR FROM `2017-01-02T03:04:05+07:08`)", "3"],
  ["EXTRACT(MINUTE FROM `2017-01-02T03:04:05+07:08`)", "4"],
  ["EXTRACT(TIMEZONE_HOUR FROM `2017-01-02T03:04:05+07:08`)", "7"],
  ["EXTRACT(TIMEZONE_MINUTE FROM `2017-01-02T03:04:05+07:08`)", "8"],
  ["TO_STRING(`1969-07-20T20:18Z`, 'MMMM d, y')", '"July 20, 1969"'],
  ["TO_STRING(`1969-07-20T20:18Z`, 'MMM d, yyyy')", '"Jul 20, 1969"'],
  ["TO_STRING(`1969-07-20T20:18Z`, 'M-d-yy')", '"7-20-69"'],
  ["TO_STRING(`1969-07-20T20:18Z`, 'MM-d-y')", '"07-20-1969"'],
  ["TO_STRING(`1969-07-20T20:18Z`, 'MMMM d, y h:m a')", '"July 20, 1969 8:18 PM"'],
  ["TO_STRING(`1969-07-20T20:18Z`, 'y-MM-dd''T''H:m:ssX')", '"1969-07-20T20:18:00Z"'],
  ["TO_STRING(`1969-07-20T20:18+08:00`, 'y-MM-dd''T''H:m:ssXXXX')", '"1969-07-20T20:18:00+0800"'],
  ["TO_STRING(`1969-07-20T20:18+08:00`, 'y-MM-dd''T''H:m:ssXXXXX')", '"1969-07-20T20:18:00+08:00"'],
  ["TO_TIMESTAMP('2007T')", '"2007T"'],
  ["TO_TIMESTAMP('2007-02-23T12:14:33.079-08:00')", '"2007-02-23T12:14:33.079-08:00"'],
  ["`2007-02-23T12:00+01:00` = `2007-02-23T11:00Z`", "true"],
  ["`2010T` < `2010-05T`", "true"],
]);

test("UTCNOW is the time of the query, in UTC", async () => {
  const before = Date.now();
  const now = Date.parse(JSON.parse(await evaluate("UTCNOW()")) as string);
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
  expect(await evaluate("UTCNOW() = UTCNOW()")).toBe("true");
});

errors("what does not compute", [
  ["1 / 0", "ExternalEvalException"],
  ["9223372036854775807 + 1", "IntegerOverflow"],
  ["9223372036854775808", "IntegerOverflow"],
  ["CAST('x' AS INT)", "CastFailed"],
  ["CAST('1.5' AS INT)", "CastFailed"],
  ["CAST(`2010T` AS INT)", "InvalidCast"],
  ["CAST('99999999999999999999' AS INT)", "IntegerOverflow"],
  ["s.t + 1", "IncorrectSqlFunctionArgumentType"],
  ["LOWER(5)", "IncorrectSqlFunctionArgumentType"],
  ["s.t < 5", "UnsupportedTypeForQuerying"],
  ["5 LIKE '5'", "LikeInvalidInputs"],
  ["'a' LIKE 'a' ESCAPE 'ab'", "EvaluatorLikePatternInvalidEscapeSequence"],
  ["TO_TIMESTAMP('yesterday')", "ValueParseFailure"],
  ["TO_STRING(`2010T`, 'Q')", "EvaluatorInvalidTimestampFormatPatternSymbol"],
  ["SUBSTRING('abc', 1, -1)", "EvaluatorInvalidArguments"],
]);

describe("statements", () => {
  test.each([
    ["SELECT * FROM", "ParseExpected2TokenTypes"],
    ["SELECT", "ParseEmptySelect"],
    ["SELECT FROM S3Object", "ParseEmptySelect"],
    ["SELECT 1", "ParseSelectMissingFrom"],
    ["DELETE FROM S3Object", "ParseUnexpectedToken"],
    ["SELECT * FROM other", "EvaluatorBindingDoesNotExist"],
    ["SELECT * FROM S3Object a, S3Object b", "MultipleDataSourcesUnsupported"],
    ["SELECT * FROM S3Object a JOIN S3Object b ON true", "ParseMalformedJoin"],
    ["SELECT * FROM (SELECT * FROM S3Object)", "ParseUnsupportedSelect"],
    ["SELECT (SELECT 1 FROM S3Object) FROM S3Object", "ParseUnsupportedSelect"],
    ["SELECT t FROM S3Object GROUP BY t", "ParseUnsupportedSyntax"],
    ["SELECT t FROM S3Object ORDER BY t", "ParseUnsupportedSyntax"],
    ["SELECT DISTINCT t FROM S3Object", "ParseUnsupportedSyntax"],
    ["SELECT * FROM S3Object LIMIT -1", "EvaluatorNegativeLimit"],
    ["SELECT * FROM S3Object LIMIT x", "ParseExpectedNumber"],
    ["SELECT *, t FROM S3Object", "ParseAsteriskIsNotAloneInSelectList"],
    ["SELECT t, * FROM S3Object", "ParseAsteriskIsNotAloneInSelectList"],
    ["SELECT x.* FROM S3Object s", "InvalidTableAlias"],
    ["SELECT s.t t u FROM S3Object s", "ParseUnexpectedToken"],
    ["SELECT s.t AS 5 FROM S3Object s", "ParseExpectedIdentForAlias"],
    ["SELECT s.CAST FROM S3Object s", "ParseUnexpectedToken"],
    ["SELECT year FROM S3Object s", "ParseUnexpectedKeyword"],
    ["SELECT SQRT(4) FROM S3Object", "UnsupportedFunction"],
    ["SELECT CAST(1) FROM S3Object", "ParseCastArity"],
    ["SELECT CAST(1 AS money) FROM S3Object", "ParseExpectedTypeName"],
    ["SELECT CAST(1 AS DECIMAL(10, 2)) FROM S3Object", "ParseInvalidTypeParam"],
    ["SELECT CAST 1 FROM S3Object", "ParseExpectedLeftParenAfterCast"],
    ["SELECT LOWER t FROM S3Object", "ParseExpectedLeftParenBuiltinFunctionCall"],
    ["SELECT LOWER('a' FROM S3Object", "ParseExpectedRightParenBuiltinFunctionCall"],
    ["SELECT LOWER('a', 'b') FROM S3Object", "EvaluatorInvalidArguments"],
    ["SELECT EXTRACT(century FROM `2010T`) FROM S3Object", "ParseExpectedDatePart"],
    ["SELECT CASE END FROM S3Object", "ParseUnexpectedKeyword"],
    ["SELECT SUM(*) FROM S3Object", "ParseUnsupportedCallWithStar"],
    ["SELECT SUM(1, 2) FROM S3Object", "ParseNonUnaryAgregateFunctionCall"],
    ["SELECT SUM(n), n FROM S3Object", "UnsupportedSqlStructure"],
    ["SELECT SUM(SUM(n)) FROM S3Object", "UnsupportedSqlStructure"],
    ["SELECT t FROM S3Object WHERE COUNT(*) > 1", "UnsupportedSqlStructure"],
    ["SELECT `not ion` FROM S3Object", "LexerInvalidIONLiteral"],
    ["SELECT 'open FROM S3Object", "LexerInvalidLiteral"],
    ["SELECT t # FROM S3Object", "LexerInvalidChar"],
    ["SELECT s.t FROM S3Object.path s", "InvalidKeyPath"],
    ["SELECT s.t FROM S3Object s WHERE s.t", "InvalidDataType"],
    [`SELECT ${"(".repeat(500)}1${")".repeat(500)} FROM S3Object`, "UnsupportedSqlStructure"],
    [`SELECT '${"x".repeat(256 * 1024)}' FROM S3Object`, "ExpressionTooLong"],
  ])("%.60s is %s", async (sql, code) => {
    const asked = ask(fixture, { body: ROW, sql, input: DOCUMENT_IN, output: JSON_OUT });
    expect(await refusal(asked)).toMatchObject({ code, status: 400 });
  });

  test("a message tells where", async () => {
    const { message } = await refusal(ask(fixture, { sql: "SELECT a:b\nFROM S3Object" }));
    expect(message).toBe("Unexpected token found COLON:':' at line 1, column 9.");
  });

  test("keywords and the table's name may be in any case, comments are skipped, one semicolon may end it (assumed)", async () => {
    const sql = "select /* all */ T -- the text\n from s3OBJECT as X where x.N = 3 limit 1;";
    const { text } = await ask(fixture, { body: ROW, sql, input: DOCUMENT_IN });
    expect(text).toBe("Text\n");
  });

  test("columns are named by their paths' last names, by aliases, and by their places", async () => {
    const sql = 'SELECT s.within.deep.er, s.n + 1, s.t AS name, s.items[0], s.yes other, "n" FROM S3Object s';
    const { text } = await ask(fixture, { body: ROW, sql, input: DOCUMENT_IN, output: JSON_OUT });
    expect(text).toBe('{"er":7,"_2":4,"name":"Text","_4":1,"other":true,"n":3}\n');
  });

  test("alias.* is the row, beside others", async () => {
    const sql = "SELECT s.*, s.a + 1 FROM S3Object s";
    const { text } = await ask(fixture, { body: '{"a":1,"b":2}', sql, input: DOCUMENT_IN, output: JSON_OUT });
    expect(text).toBe('{"a":1,"b":2,"_2":2}\n');
  });
});

describe("aggregates", () => {
  const numbers = '{"i":1,"d":1.5}{"i":2,"d":2.5}{"i":null,"d":0.5}{"d":9.0}{"i":7,"d":null}';
  const over = async (list: string, where = ""): Promise<string> =>
    (
      await ask(fixture, {
        body: numbers,
        sql: `SELECT ${list} FROM S3Object s ${where}`,
        input: DOCUMENT_IN,
        output: JSON_OUT,
      })
    ).text;

  test("count rows, and values that are there", async () => {
    expect(await over("COUNT(*), COUNT(s.i), COUNT(0) AS n")).toBe('{"_1":5,"_2":3,"n":5}\n');
  });
  test("SUM, AVG, MIN and MAX leave out NULL and MISSING", async () => {
    expect(await over("SUM(i), MIN(i), MAX(i), AVG(i)")).toBe(
      '{"_1":10,"_2":1,"_3":7,"_4":3.3333333333333333333333333333333333333}\n',
    );
    expect(await over("SUM(d), MIN(d), MAX(d), AVG(d)")).toBe('{"_1":13.5,"_2":0.5,"_3":9.0,"_4":3.375}\n');
    expect(await over("SUM(CAST(i AS FLOAT)), AVG(CAST(i AS FLOAT))")).toBe('{"_1":10.0,"_2":3.3333333333333335}\n');
  });
  test("of nothing COUNT is 0 and the others are NULL", async () => {
    expect(await over("COUNT(*), SUM(i), AVG(i), MIN(i)", "WHERE s.i > 100")).toBe(
      '{"_1":0,"_2":null,"_3":null,"_4":null}\n',
    );
  });
  test("are part of expressions", async () => {
    expect(await over("SUM(i * 2) / COUNT(*) + 1 AS v")).toBe('{"v":5}\n');
  });
  test("of text are refused", async () => {
    expect(await refusal(ask(fixture, { body: "1\n2\n", sql: "SELECT SUM(_1) FROM S3Object" }))).toMatchObject({
      code: "IncorrectSqlFunctionArgumentType",
    });
  });
  test("of integers beyond 64 bits are refused", async () => {
    const body = "9223372036854775807\n1\n";
    expect(await refusal(ask(fixture, { body, sql: "SELECT SUM(CAST(_1 AS INT)) FROM S3Object" }))).toMatchObject({
      code: "IntegerOverflow",
    });
  });
});
