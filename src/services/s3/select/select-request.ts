/**
 * The request of SelectObjectContent as S3 checks it: one format in, one out, every parameter a character where it has to be one.
 *
 * AWS: API_SelectObjectContent, API_InputSerialization, API_CSVInput, API_CSVOutput (read 2026-11-29). The order of the checks is not documented.
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { InputOf } from "../../../kit/operation.ts";
import type { CsvFormat } from "./input/csv-reader.ts";
import type { OutputFormat } from "./output/write-record.ts";
import { RECORD_DELIMITER_UNITS_MAX } from "./select-limits.ts";
import { selectError } from "./select-error.ts";
import type { SelectStatement } from "./sql/syntax.ts";
import { parseStatement } from "./sql/parse-statement.ts";

type Input = InputOf<typeof Sdk, "SelectObjectContent">;

export type RequestedFormat =
  | { readonly kind: "csv"; readonly format: CsvFormat; readonly header: "none" | "ignore" | "use" }
  | { readonly kind: "json"; readonly type: "lines" | "document" }
  | { readonly kind: "parquet" };

export type Compression = "none" | "gzip" | "bzip2";

export interface SelectRequest {
  readonly expression: string;
  readonly statement: SelectStatement;
  readonly input: RequestedFormat;
  readonly compression: Compression;
  readonly output: OutputFormat;
  readonly tellsProgress: boolean;
  readonly scanRange: { readonly start: number | undefined; readonly end: number | undefined } | undefined;
}

/** Pure. @throws {ServiceError} 400, what the error reference lists for SelectObjectContent */
export function parseSelectRequest(input: Input): SelectRequest {
  if (input.ExpressionType.toUpperCase() !== "SQL") throw selectError("InvalidExpressionType");
  if (input.Expression === "") throw selectError("MissingRequiredParameter");
  const source = parseInput(input.InputSerialization);
  const compression = parseCompression(input.InputSerialization.CompressionType, source);
  const output = parseOutput(input.OutputSerialization);
  const scanRange = parseScanRange(input.ScanRange, source, compression);
  const statement = parseStatement(input.Expression);
  if (statement.path.length > 0 && source.kind !== "json") throw selectError("DataSourcePathUnsupported");
  const tellsProgress = input.RequestProgress?.Enabled === true;
  return { expression: input.Expression, statement, input: source, compression, output, tellsProgress, scanRange };
}

function parseInput({ CSV, JSON, Parquet }: Sdk.InputSerialization): RequestedFormat {
  const given = [CSV, JSON, Parquet].filter((format) => format !== undefined).length;
  if (given > 1) throw selectError("ObjectSerializationConflict");
  if (CSV !== undefined) return parseCsvInput(CSV);
  if (JSON !== undefined) {
    const type = JSON.Type?.toUpperCase();
    if (type !== "LINES" && type !== "DOCUMENT") throw selectError("InvalidJsonType");
    return { kind: "json", type: type === "LINES" ? "lines" : "document" };
  }
  if (Parquet !== undefined) return { kind: "parquet" };
  throw selectError("InvalidDataSource");
}

function parseCsvInput(csv: Sdk.CSVInput): RequestedFormat {
  const header = HEADERS[(csv.FileHeaderInfo ?? "NONE").toUpperCase()];
  if (header === undefined) throw selectError("InvalidFileHeaderInfo");
  const format: CsvFormat = {
    recordDelimiter: recordDelimiter(csv.RecordDelimiter),
    fieldDelimiter: character("FieldDelimiter", csv.FieldDelimiter, ","),
    quote: character("QuoteCharacter", csv.QuoteCharacter, '"'),
    escape: character("QuoteEscapeCharacter", csv.QuoteEscapeCharacter, '"'),
    comment: character("Comments", csv.Comments, "#"),
    allowsQuotedRecordDelimiters: csv.AllowQuotedRecordDelimiter === true,
  };
  checkDistinct(format);
  return { kind: "csv", format, header };
}

const HEADERS: Readonly<Record<string, "none" | "ignore" | "use">> = { NONE: "none", IGNORE: "ignore", USE: "use" };

function parseCompression(value: string | undefined, source: RequestedFormat): Compression {
  const compression = COMPRESSIONS[(value ?? "NONE").toUpperCase()];
  // AWS: "Amazon S3 Select doesn't support whole-object compression for Parquet objects."
  if (compression === undefined || (source.kind === "parquet" && compression !== "none"))
    throw selectError("InvalidCompressionFormat");
  return compression;
}

const COMPRESSIONS: Readonly<Record<string, Compression>> = { NONE: "none", GZIP: "gzip", BZIP2: "bzip2" };

function parseOutput({ CSV, JSON }: Sdk.OutputSerialization): OutputFormat {
  if (CSV !== undefined && JSON !== undefined) throw selectError("ObjectSerializationConflict");
  if (JSON !== undefined) return { kind: "json", recordDelimiter: recordDelimiter(JSON.RecordDelimiter) };
  if (CSV === undefined) throw selectError("MissingRequiredParameter");
  const quotes = (CSV.QuoteFields ?? "ASNEEDED").toUpperCase();
  if (quotes !== "ASNEEDED" && quotes !== "ALWAYS") throw selectError("InvalidQuoteFields");
  const format = {
    kind: "csv" as const,
    recordDelimiter: recordDelimiter(CSV.RecordDelimiter),
    fieldDelimiter: character("FieldDelimiter", CSV.FieldDelimiter, ","),
    quote: character("QuoteCharacter", CSV.QuoteCharacter, '"'),
    escape: character("QuoteEscapeCharacter", CSV.QuoteEscapeCharacter, '"'),
    quotesAlways: quotes === "ALWAYS",
  };
  checkDistinct(format);
  return format;
}

/** One character; the default where none is given or it is empty. */
function character(name: string, value: string | undefined, otherwise: string): string {
  if (value === undefined || value === "") return otherwise;
  if (Array.from(value).length !== 1) throw invalid(name);
  return value;
}

/** Assumed: two characters, so that files of Windows can be read; the reference speaks of one. */
function recordDelimiter(value: string | undefined): string {
  if (value === undefined || value === "") return "\n";
  if (value.length > RECORD_DELIMITER_UNITS_MAX) throw invalid("RecordDelimiter");
  return value;
}

function checkDistinct(format: { recordDelimiter: string; fieldDelimiter: string; quote: string }): void {
  const { recordDelimiter: record, fieldDelimiter: field, quote } = format;
  if (record.includes(field) || record.includes(quote) || field === quote) throw invalid("FieldDelimiter");
}

function invalid(name: string): Error {
  const { message } = selectError("InvalidRequestParameter");
  return selectError("InvalidRequestParameter", `${message} (${name})`);
}

/** AWS: "Amazon S3 Select scan range requests support Parquet, CSV (without quoted delimiters), and JSON objects (in LINES mode only)." */
function parseScanRange(
  range: Sdk.ScanRange | undefined,
  source: RequestedFormat,
  compression: Compression,
): SelectRequest["scanRange"] {
  if (range === undefined) return undefined;
  const { Start: start, End: end } = range;
  if (start === undefined && end === undefined) throw selectError("InvalidScanRange");
  for (const bound of [start, end]) {
    if (bound !== undefined && (!Number.isSafeInteger(bound) || bound < 0)) throw selectError("InvalidScanRange");
  }
  if (start !== undefined && end !== undefined && start > end) throw selectError("InvalidScanRange");
  const isUnsupported =
    compression !== "none" ||
    (source.kind === "json" && source.type === "document") ||
    (source.kind === "csv" && source.format.allowsQuotedRecordDelimiters);
  if (isUnsupported) throw selectError("UnsupportedScanRangeInput");
  return { start, end };
}
