/** One result as CSV or JSON. MISSING is left out of an object and empty in CSV, where NULL is empty too. */
import { floatText, toText } from "../evaluate/cast.ts";
import { selectError } from "../select-error.ts";
import { Decimal } from "../values/decimal.ts";
import { Timestamp } from "../values/timestamp.ts";
import { isUnknown, type List, Struct, type Value } from "../values/value.ts";

export type OutputFormat =
  | {
      readonly kind: "csv";
      readonly recordDelimiter: string;
      readonly fieldDelimiter: string;
      readonly quote: string;
      readonly escape: string;
      readonly quotesAlways: boolean;
    }
  | { readonly kind: "json"; readonly recordDelimiter: string };

export type WriteRecord = (names: readonly string[], values: readonly Value[]) => string;

export function createWriter(format: OutputFormat): WriteRecord {
  if (format.kind === "json") return (names, values) => objectText(names, values) + format.recordDelimiter;
  const field = fieldWriter(format);
  return (_, values) => values.map(field).join(format.fieldDelimiter) + format.recordDelimiter;
}

type CsvOutput = Extract<OutputFormat, { kind: "csv" }>;

/** What makes quotation marks necessary: delimiters, quotation marks and line breaks. */
export function needsQuotes(format: CsvOutput): RegExp {
  const parts = [format.fieldDelimiter, format.recordDelimiter, format.quote, "\n", "\r"];
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join("|"), "u");
}

function fieldWriter(format: CsvOutput): (value: Value) => string {
  const { quote, escape, quotesAlways } = format;
  const pattern = needsQuotes(format);
  return (value) => {
    const text = isUnknown(value) ? "" : csvText(value);
    if (!quotesAlways && !pattern.test(text)) return text;
    return quote + text.replaceAll(quote, () => escape + quote) + quote;
  };
}

/** AWS: "Amazon S3 Select can only emit nested data by using the JSON output format." */
function csvText(value: Exclude<Value, undefined | null>): string {
  if (Array.isArray(value) || value instanceof Struct)
    throw selectError("InvalidDataType", "Nested data can only be written as JSON.");
  return toText(value);
}

function objectText(names: readonly string[], values: readonly Value[]): string {
  let text = "";
  for (let at = 0; at < names.length; at += 1) {
    const value = values[at];
    if (value === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(names[at])}:${jsonText(value)}`;
  }
  return `{${text}}`;
}

function jsonText(value: Value): string {
  if (isUnknown(value)) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw selectError("InvalidDataType", "A floating-point value that is not a number cannot be written as JSON.");
    return floatText(value);
  }
  if (typeof value === "boolean" || typeof value === "bigint" || value instanceof Decimal) return value.toString();
  if (value instanceof Timestamp) return JSON.stringify(value.toString());
  return value instanceof Struct
    ? objectText(value.names, value.values)
    : `[${(value as List).map(jsonText).join(",")}]`;
}
