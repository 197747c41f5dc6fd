/**
 * What a Glue storage descriptor says about its files: which reader, with which settings. Recognised by SerDe, as Athena does;
 * the `classification` parameter is a crawler's note and decides nothing.
 *
 * Sources: https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html (read 2026-11-23); the README of Trino's OpenX JSON reader;
 * Hive's names of SerDe parameters (assumed).
 */
import type { StorageDescriptor } from "@aws-sdk/client-glue";
import { queryFailure } from "./query-failure.ts";

export const SERDE = {
  lazySimple: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
  openCsv: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
  openxJson: "org.openx.data.jsonserde.JsonSerDe",
  hiveJson: "org.apache.hive.hcatalog.data.JsonSerDe",
  amazonJson: "com.amazon.emr.hive.serde.JsonSerDe",
  parquet: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
} as const;

export interface LazySimpleFormat {
  readonly kind: "lazy-simple";
  readonly delimiter: string;
  readonly escape: string | undefined;
  readonly nullText: string;
  readonly collectionDelimiter: string;
  readonly mapKeyDelimiter: string;
  readonly headerLines: number;
}

export interface OpenCsvFormat {
  readonly kind: "open-csv";
  /** `use.null.for.invalid.data`: NULL instead of a failed query for text that is no value of its column's type. */
  readonly nullForInvalid: boolean;
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  readonly headerLines: number;
}

export interface JsonFormat {
  readonly kind: "json";
  readonly ignoreMalformed: boolean;
  /** Column (lower case) to key, from `mapping.<column>`. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly dotsInKeys: boolean;
}

export interface ParquetFormat {
  readonly kind: "parquet";
}

export type StorageFormat = LazySimpleFormat | OpenCsvFormat | JsonFormat | ParquetFormat;

export type Parameters = Readonly<Record<string, string>>;

/** `'\t'`, `'\001'`, `'\u0001'` or `'1'`: Hive takes an escape or a decimal code for a single character. */
export function delimiterCharacter(text: string): string {
  const octal = /^\\([0-7]{3})$/.exec(text)?.[1];
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  const unicode = /^\\u([0-9a-fA-F]{4})$/.exec(text)?.[1];
  if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
  const escapes: Readonly<Record<string, string>> = {
    "\\t": "\t",
    "\\n": "\n",
    "\\r": "\r",
    "\\b": "\b",
    "\\\\": "\\",
  };
  if (escapes[text] !== undefined) return escapes[text];
  return /^[0-9]{1,3}$/.test(text) && text.length > 1 ? String.fromCharCode(Number(text)) : text;
}

function headerLines(parameters: Parameters): number {
  const text = parameters["skip.header.line.count"]?.trim();
  if (text === undefined || text === "") return 0;
  if (!/^[0-9]+$/.test(text))
    throw queryFailure("HIVE_INVALID_METADATA", `Invalid value for skip.header.line.count property: ${text}`);
  return Number(text);
}

function lazySimple(serde: Parameters, all: Parameters): LazySimpleFormat {
  const escape = serde["escape.delim"];
  return {
    kind: "lazy-simple",
    delimiter: delimiterCharacter(serde["field.delim"] ?? serde["serialization.format"] ?? "\u0001"),
    escape: escape === undefined ? undefined : delimiterCharacter(escape),
    nullText: serde["serialization.null.format"] ?? all["serialization.null.format"] ?? "\\N",
    // AWS: Hive misspelt the property; both spellings exist in catalogs (HIVE-16922).
    collectionDelimiter: delimiterCharacter(serde["collection.delim"] ?? serde["colelction.delim"] ?? "\u0002"),
    mapKeyDelimiter: delimiterCharacter(serde["mapkey.delim"] ?? "\u0003"),
    headerLines: headerLines(all),
  };
}

function json(serde: Parameters): JsonFormat {
  const mapping = Object.entries(serde).flatMap(([name, key]) =>
    name.startsWith("mapping.") ? [[name.slice("mapping.".length).toLowerCase(), key] as const] : [],
  );
  return {
    kind: "json",
    ignoreMalformed: serde["ignore.malformed.json"]?.toLowerCase() === "true",
    mapping: Object.fromEntries(mapping),
    dotsInKeys: serde["dots.in.keys"]?.toLowerCase() === "true",
  };
}

/**
 * @param tableParameters the table's own parameters, where `skip.header.line.count` usually is
 * @throws {QueryFailure} HIVE_UNSUPPORTED_FORMAT for a SerDe Lakebed cannot read
 */
export function storageFormat(descriptor: StorageDescriptor, tableParameters: Parameters): StorageFormat {
  const serde = descriptor.SerdeInfo?.Parameters ?? {};
  const all = { ...tableParameters, ...descriptor.Parameters, ...serde };
  const library = descriptor.SerdeInfo?.SerializationLibrary ?? "";
  switch (library) {
    case SERDE.lazySimple:
      return lazySimple(serde, all);
    case SERDE.openCsv:
      return {
        kind: "open-csv",
        nullForInvalid: all["use.null.for.invalid.data"]?.toLowerCase() === "true",
        separator: delimiterCharacter(serde["separatorChar"] ?? ","),
        quote: delimiterCharacter(serde["quoteChar"] ?? '"'),
        escape: delimiterCharacter(serde["escapeChar"] ?? "\\"),
        headerLines: headerLines(all),
      };
    case SERDE.openxJson:
    case SERDE.hiveJson:
    case SERDE.amazonJson:
      return json(serde);
    case SERDE.parquet:
      return { kind: "parquet" };
    default:
      throw queryFailure(
        "HIVE_UNSUPPORTED_FORMAT",
        `Lakebed reads CSV, JSON and Parquet; this table's SerDe is ${library === "" ? "not set" : library}`,
      );
  }
}
