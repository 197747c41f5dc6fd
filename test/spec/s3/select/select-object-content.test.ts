/** SelectObjectContent as an operation: the request, who may, what is refused, ranges, and the stream of events. AWS: API_SelectObjectContent, RESTSelectObjectAppendix. */
import {
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
  SelectObjectContentCommand,
  type SelectObjectContentCommandInput,
  type ScanRange,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Fixture, startS3 } from "../fixture.ts";
import {
  answerOf,
  ask,
  CSV_IN,
  CSV_OUT,
  DOCUMENT_IN,
  gzipped,
  HEADER_IN,
  inputOf,
  JSON_OUT,
  LINES_IN,
  refusal,
} from "./support.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3({ s3Defaults: "legacy" });
});
afterAll(() => fixture.close());

const SQL = "SELECT * FROM S3Object";
const put = (Key: string, Body: string, more = {}): Promise<unknown> =>
  fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key, Body, ...more }));
const select = (Key: string, more: Partial<SelectObjectContentCommandInput> = {}) =>
  answerOf(fixture.s3, { ...inputOf(fixture.bucket, Key, { sql: SQL }), ...more });

describe("the request", () => {
  beforeAll(() => put("r", "a,b\n"));
  test.each<[Partial<Record<keyof SelectObjectContentCommandInput, unknown>>, string]>([
    [{ ExpressionType: "SPARQL" }, "InvalidExpressionType"],
    [{ Expression: "" }, "MissingRequiredParameter"],
    [{ InputSerialization: {} }, "InvalidDataSource"],
    [{ InputSerialization: { CSV: {}, JSON: { Type: "LINES" } } }, "ObjectSerializationConflict"],
    [{ InputSerialization: { CSV: { FileHeaderInfo: "MAYBE" } } }, "InvalidFileHeaderInfo"],
    [{ InputSerialization: { CSV: { FieldDelimiter: "ab" } } }, "InvalidRequestParameter"],
    [{ InputSerialization: { CSV: { QuoteCharacter: "''" } } }, "InvalidRequestParameter"],
    [{ InputSerialization: { CSV: { RecordDelimiter: "abc" } } }, "InvalidRequestParameter"],
    [{ InputSerialization: { CSV: { FieldDelimiter: '"' } } }, "InvalidRequestParameter"],
    [{ InputSerialization: { JSON: {} } }, "InvalidJsonType"],
    [{ InputSerialization: { JSON: { Type: "TREE" } } }, "InvalidJsonType"],
    [{ InputSerialization: { CSV: {}, CompressionType: "ZIP" } }, "InvalidCompressionFormat"],
    [{ OutputSerialization: {} }, "MissingRequiredParameter"],
    [{ OutputSerialization: { CSV: {}, JSON: {} } }, "ObjectSerializationConflict"],
    [{ OutputSerialization: { CSV: { QuoteFields: "NEVER" } } }, "InvalidQuoteFields"],
    [{ ScanRange: {} }, "InvalidScanRange"],
    [{ ScanRange: { Start: 3, End: 2 } }, "InvalidScanRange"],
    [{ ScanRange: { Start: 4 } }, "InvalidScanRange"],
    [{ ScanRange: { Start: -1 } }, "InvalidScanRange"],
    [
      { ScanRange: { Start: 0 }, InputSerialization: { CSV: {}, CompressionType: "GZIP" } },
      "UnsupportedScanRangeInput",
    ],
    [{ ScanRange: { Start: 0 }, InputSerialization: { JSON: { Type: "DOCUMENT" } } }, "UnsupportedScanRangeInput"],
    [
      { ScanRange: { Start: 0 }, InputSerialization: { CSV: { AllowQuotedRecordDelimiter: true } } },
      "UnsupportedScanRangeInput",
    ],
  ])("%j is %s", async (more, code) => {
    expect(await refusal(select("r", more as Partial<SelectObjectContentCommandInput>))).toMatchObject({
      code,
      status: 400,
    });
  });
  test("words are taken in any case, as documentation writes them in several (assumed)", async () => {
    const more = {
      ExpressionType: "Sql",
      InputSerialization: { CSV: { FileHeaderInfo: "None" }, CompressionType: "none" },
    };
    expect((await select("r", more as unknown as Partial<SelectObjectContentCommandInput>)).text).toBe("a,b\n");
  });
});

describe("who may, and what", () => {
  test("needs a bucket and an object", async () => {
    expect(await refusal(select("absent"))).toMatchObject({ code: "NoSuchKey", status: 404 });
    expect(await refusal(answerOf(fixture.s3, inputOf("no-such-bucket-here", "x", { sql: SQL })))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });
  test("what is wrong with the request is told before what is wrong with the object (assumed)", async () => {
    expect(await refusal(select("absent", { Expression: "SELECT" }))).toMatchObject({ code: "ParseEmptySelect" });
  });
  test("nobody without credentials, even where reading is open", async () => {
    await put("open", "a\n", { ACL: "public-read" });
    const anonymous = new S3Client({ ...fixture.server.clientConfig, signer: { sign: async (request) => request } });
    expect(await refusal(answerOf(anonymous, inputOf(fixture.bucket, "open", { sql: SQL })))).toMatchObject({
      code: "UnauthorizedAccess",
      status: 401,
    });
    anonymous.destroy();
  });
  test("an archived object is refused", async () => {
    await put("cold", "a\n", { StorageClass: "GLACIER" });
    expect(await refusal(select("cold"))).toMatchObject({ code: "InvalidObjectState", status: 403 });
  });
  test("an object with a customer's key needs it", async () => {
    const key = Buffer.alloc(32, 7);
    const mine = {
      SSECustomerAlgorithm: "AES256",
      SSECustomerKey: key.toString("base64"),
      SSECustomerKeyMD5: createHash("md5").update(key).digest("base64"),
    };
    await put("mine", "a,b\n".repeat(100_000), mine);
    expect(await refusal(select("mine"))).toMatchObject({ code: "InvalidRequest", status: 400 });
    expect((await select("mine", { ...mine, Expression: "SELECT COUNT(*) FROM S3Object" })).text).toBe("100000\n");
  });
  test("a sealed object is read by who may read it", async () => {
    const Bucket = await fixture.createBucket();
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } };
    await fixture.s3.send(
      new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    );
    for (const Body of ["a,b\n", "a,b\n".repeat(100_000)]) {
      await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "sealed", Body }));
      expect(
        (await answerOf(fixture.s3, inputOf(Bucket, "sealed", { sql: "SELECT _2 FROM S3Object LIMIT 1" }))).text,
      ).toBe("b\n");
    }
  });
});

describe("ScanRange", () => {
  const body = "A,B\nC,D\nD,E\nE,F\nG,H\nI,J\n";
  beforeAll(async () => {
    await put("ranges", body);
    await put("header", `x,y\n${body}`);
    await put("lines", '{"a":1}\n{"a":2}\n{"a":3}\n');
    await put("wide", "ää,ö\nüü,ß\n€€,x\n");
  });
  const inRange = async (key: string, ScanRange: ScanRange, input = CSV_IN): Promise<string> =>
    (await select(key, { ScanRange, InputSerialization: input })).text;

  test("takes the records that begin within it, both ends included", async () => {
    expect(await inRange("ranges", { Start: 1, End: 4 })).toBe("C,D\n");
    expect(await inRange("ranges", { Start: 4, End: 4 })).toBe("C,D\n");
    expect(await inRange("ranges", { Start: 4, End: 7 })).toBe("C,D\n");
    expect(await inRange("ranges", { Start: 4, End: 8 })).toBe("C,D\nD,E\n");
    expect(await inRange("ranges", { Start: 5, End: 7 })).toBe("");
    expect(await inRange("ranges", { Start: 0, End: 0 })).toBe("A,B\n");
    expect(await inRange("ranges", { Start: 16 })).toBe("G,H\nI,J\n");
    expect(await inRange("ranges", { Start: 0, End: 10_000 })).toBe(body);
  });
  test("an end alone means the last bytes", async () => {
    expect(await inRange("ranges", { End: 5 })).toBe("I,J\n");
    expect(await inRange("ranges", { End: 10_000 })).toBe(body);
  });
  test("adjoining ranges give every record once, also where they cut characters", async () => {
    for (const [key, whole] of [
      ["ranges", body],
      ["wide", "ää,ö\nüü,ß\n€€,x\n"],
    ] as const) {
      for (let cut = 1; cut < Buffer.byteLength(whole); cut += 1) {
        const parts = [await inRange(key, { Start: 0, End: cut - 1 }), await inRange(key, { Start: cut, End: 1000 })];
        expect(parts.join(""), `cut at ${cut}`).toBe(whole);
      }
    }
  });
  test("the header counts though it lies outside (assumed)", async () => {
    const input = HEADER_IN;
    const more = {
      ScanRange: { Start: 8, End: 9 },
      InputSerialization: input,
      Expression: "SELECT y FROM S3Object",
      OutputSerialization: JSON_OUT,
    };
    expect((await select("header", more)).text).toBe('{"y":"D"}\n');
    expect(await inRange("header", { Start: 0, End: 3 }, input)).toBe("");
    expect(await inRange("header", { Start: 2, End: 4 }, { CSV: { FileHeaderInfo: "IGNORE" } })).toBe("A,B\n");
  });
  test("works for lines of JSON", async () => {
    expect(await inRange("lines", { Start: 3, End: 8 }, LINES_IN)).toBe("2\n");
    expect(await inRange("lines", { Start: 8, End: 16 }, LINES_IN)).toBe("2\n3\n");
  });
});

describe("the events", () => {
  test("are Records of at most 1 MiB, then Stats, then End", async () => {
    const line = `${"x".repeat(999)}\n`;
    const { text, sizes, stats, names } = await ask(fixture, { body: line.repeat(5000), sql: SQL });
    expect(text).toBe(line.repeat(5000));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
    expect(stats).toEqual({ BytesScanned: 5_000_000, BytesProcessed: 5_000_000, BytesReturned: 5_000_000 });
    expect(names.slice(-2)).toEqual(["Stats", "End"]);
    expect(names).not.toContain("Progress");
  });
  test("are Stats and End alone where nothing was found", async () => {
    const { names, stats } = await ask(fixture, { body: "a\n", sql: `${SQL} WHERE _1 = 'b'` });
    expect(names.filter((name) => name !== "Cont")).toEqual(["Stats", "End"]);
    expect(stats).toEqual({ BytesScanned: 2, BytesProcessed: 2, BytesReturned: 0 });
  });
  test("LIMIT stops reading", async () => {
    const { stats } = await ask(fixture, { body: "a,b\n".repeat(5_000_000), sql: `${SQL} LIMIT 1` });
    expect(stats?.BytesScanned).toBeLessThan(4_000_000);
  });
  test("characters that are cut by the end of a payload come whole", async () => {
    const body = `${"\u{1F600}".repeat(500)}\n`.repeat(1500);
    expect((await ask(fixture, { body, sql: SQL })).text).toBe(body);
  });
  test("an error in the middle is an event, behind what was found before", async () => {
    await put("bad", `${"1\n".repeat(2_000_000)}x\n`);
    const input = inputOf(fixture.bucket, "bad", { sql: "SELECT CAST(_1 AS INT) FROM S3Object" });
    const { Payload = [], $metadata } = await fixture.s3.send(new SelectObjectContentCommand(input));
    expect($metadata.httpStatusCode).toBe(200);
    let bytes = 0;
    const reading = async (): Promise<void> => {
      for await (const event of Payload as AsyncIterable<{ Records?: { Payload: Uint8Array } }>)
        bytes += event.Records?.Payload.length ?? 0;
    };
    await expect(reading()).rejects.toMatchObject({ name: "CastFailed" });
    expect(bytes).toBeGreaterThan(0);
  });
  test("a compressed object that ends too soon is told in the stream", async () => {
    const whole = gzipped("some,text\n".repeat(1_000_000));
    const asked = ask(fixture, { body: whole.subarray(0, -20), sql: SQL, input: { CSV: {}, CompressionType: "GZIP" } });
    expect(await refusal(asked)).toMatchObject({ code: "TruncatedInput" });
  });
  test("Range is refused", async () => {
    const s3 = fixture.client({});
    s3.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["range"] = "bytes=0-1";
        return next(args);
      },
      { step: "build" },
    );
    await put("ranged", "a\n");
    expect(await refusal(answerOf(s3, inputOf(fixture.bucket, "ranged", { sql: SQL })))).toMatchObject({
      code: "UnsupportedRangeHeader",
      status: 400,
    });
  });
  test("many queries at once each get their own", async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        ask(fixture, {
          body: `${index}\n`.repeat(10_000),
          sql: `SELECT SUM(CAST(_1 AS INT)) FROM S3Object`,
          output: CSV_OUT,
        }),
      ),
    );
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 30 }, (_, index) => `${index * 10_000}\n`));
  });
  test("a document may be put together of parts of nothing but space", async () => {
    expect((await ask(fixture, { body: " \n ", sql: SQL, input: DOCUMENT_IN })).text).toBe("");
  });
});
