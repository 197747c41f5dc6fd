/**
 * How CTAS, INSERT and UNLOAD write files: format, compression and the engine's options for them.
 *
 * Sources: https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html and compression-formats.html (read 2026-11-23).
 */
import type { PropertyValue, WithProperties } from "../../../query/dialects/athena/statement.ts";
import type { AthenaType } from "../../../query/dialects/athena/types/athena-type.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import { literal, quoted } from "../../../query/planner/sql-text.ts";

export type WrittenFormatName = "PARQUET" | "TEXTFILE" | "JSON";
export type WrittenCompression = "gzip" | "snappy" | "zstd" | "none";

export interface WrittenFormat {
  readonly name: WrittenFormatName;
  readonly compression: WrittenCompression;
  readonly fieldDelimiter: string;
  readonly nullText: string;
  /** Text only: stands before delimiters and itself inside values. Without one values are written as they are, as Hive does (assumed). */
  readonly escape?: string | undefined;
  /** Text only: every file starts with a line of the column names, for tables whose readers skip one. */
  readonly hasHeader?: boolean;
}

const PARQUET_COMPRESSIONS: Readonly<Record<string, WrittenCompression>> = {
  GZIP: "gzip",
  SNAPPY: "snappy",
  ZSTD: "zstd",
  NONE: "none",
  UNCOMPRESSED: "none",
};
const TEXT_COMPRESSIONS: Readonly<Record<string, WrittenCompression>> = {
  GZIP: "gzip",
  ZSTD: "zstd",
  NONE: "none",
  UNCOMPRESSED: "none",
};

function textOf(value: PropertyValue | undefined, name: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string")
    throw queryFailure("INVALID_TABLE_PROPERTY", `Invalid value for table property '${name}': expected a string`);
  return value;
}

export function stringProperty(properties: WithProperties, name: string): string | undefined {
  return textOf(properties[name], name);
}

export function namesProperty(properties: WithProperties, name: string): string[] {
  const value = properties[name] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
    throw queryFailure(
      "INVALID_TABLE_PROPERTY",
      `Invalid value for table property '${name}': expected an array of strings`,
    );
  return value.map((item) => String(item).toLowerCase());
}

function compressionOf(format: WrittenFormatName, properties: WithProperties): WrittenCompression {
  const given =
    stringProperty(properties, "write_compression") ??
    stringProperty(properties, `${format.toLowerCase()}_compression`) ??
    stringProperty(properties, "compression");
  // AWS: GZIP is the default for Parquet and text of Hive tables, and LZ4 is never written (compression-formats.html).
  const name = (given ?? "GZIP").toUpperCase();
  const compression = (format === "PARQUET" ? PARQUET_COMPRESSIONS : TEXT_COMPRESSIONS)[name];
  if (compression === undefined)
    throw queryFailure("NOT_SUPPORTED", `Lakebed does not write ${format} with ${name} compression`);
  return compression;
}

/** @throws {QueryFailure} NOT_SUPPORTED for a format or compression that Lakebed does not write */
export function writtenFormat(properties: WithProperties, defaultFormat: WrittenFormatName | undefined): WrittenFormat {
  const given = stringProperty(properties, "format")?.toUpperCase() ?? defaultFormat;
  if (given === undefined) throw queryFailure("INVALID_TABLE_PROPERTY", "The property 'format' is required");
  if (given !== "PARQUET" && given !== "TEXTFILE" && given !== "JSON")
    throw queryFailure("NOT_SUPPORTED", `Lakebed writes PARQUET, TEXTFILE and JSON, not ${given}`);
  return {
    name: given,
    compression: compressionOf(given, properties),
    fieldDelimiter: stringProperty(properties, "field_delimiter") ?? "\u0001",
    nullText: "\\N",
  };
}

/** Suffix of file names; text readers know compression by it. */
export function fileSuffix(format: WrittenFormat): string {
  if (format.name === "PARQUET" || format.compression === "none") return "";
  return format.compression === "gzip" ? ".gz" : ".zst";
}

/** COPY options, without partitioning. */
export function copyOptions(format: WrittenFormat): string {
  if (format.name === "PARQUET")
    return `FORMAT parquet, COMPRESSION ${format.compression === "none" ? "uncompressed" : format.compression}`;
  if (format.name === "JSON") return `FORMAT json, COMPRESSION ${format.compression}`;
  // One column of whole lines: LazySimpleSerDe knows no quotes, so nothing may be quoted. The column's name is the header.
  return `FORMAT csv, HEADER ${String(format.hasHeader === true)}, DELIMITER ${literal("\u0012")}, QUOTE '', ESCAPE '', COMPRESSION ${format.compression}`;
}

export interface WrittenColumn {
  readonly name: string;
  readonly type: AthenaType;
  /** SQL of the value. */
  readonly value: string;
}

function escapedText(text: string, { escape, fieldDelimiter }: WrittenFormat): string {
  if (escape === undefined) return text;
  const escapes = `replace(${text}, ${literal(escape)}, ${literal(escape + escape)})`;
  return `replace(${escapes}, ${literal(fieldDelimiter)}, ${literal(escape + fieldDelimiter)})`;
}

function textField(column: WrittenColumn, format: WrittenFormat): string {
  if (["array", "map", "row", "varbinary"].includes(column.type.kind))
    throw queryFailure(
      "NOT_SUPPORTED",
      `Lakebed does not write column ${column.name} of a nested or binary type as text`,
    );
  const text = `CAST(${column.value} AS VARCHAR)`;
  return `coalesce(${escapedText(text, format)}, ${literal(format.nullText)})`;
}

function headerLine(columns: readonly WrittenColumn[], format: WrittenFormat): string {
  const { escape, fieldDelimiter } = format;
  const names = columns.map(({ name }) =>
    escape === undefined
      ? name
      : name.replaceAll(escape, escape + escape).replaceAll(fieldDelimiter, escape + fieldDelimiter),
  );
  return names.join(fieldDelimiter);
}

/** Select items of the data columns. */
export function dataItems(columns: readonly WrittenColumn[], format: WrittenFormat): string {
  if (format.name !== "TEXTFILE")
    return columns.map((column) => `${column.value} AS ${quoted(column.name)}`).join(", ");
  const line = columns.map((column) => textField(column, format)).join(` || ${literal(format.fieldDelimiter)} || `);
  return `${line} AS ${quoted(headerLine(columns, format))}`;
}
