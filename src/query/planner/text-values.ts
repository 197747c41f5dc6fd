/**
 * SQL expressions that turn a field of a text file into a value of a Hive type. `lenient` gives NULL for text that does not
 * fit, as LazySimpleSerDe and the JSON SerDes do; `strict` fails the query, as Athena does over OpenCSVSerde.
 *
 * Sources: Trino's "bug for bug compatible" readers (lib/trino-hive-formats, encodings/text and line/openxjson/README.md) for the
 * lenient rules; https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html for OpenCSVSerde's types (read 2026-11-23).
 */
import { raise, RAISED_MARK } from "../dialects/athena/translate/typed.ts";
import { duckdbTypeOf } from "../dialects/athena/type-names.ts";
import type { AthenaType } from "../dialects/athena/types/athena-type.ts";
import { queryFailure } from "./query-failure.ts";
import { literal } from "./sql-text.ts";

export function isPrimitive(type: AthenaType): boolean {
  return type.kind !== "array" && type.kind !== "map" && type.kind !== "row";
}

const INTEGER_PATTERN = "[+-]?[0-9]+";

/** Numbers with a zero fraction are integers in JSON (`1.0`), not in CSV. */
function lenientInteger(text: string, type: string, fraction: boolean): string {
  const pattern = fraction ? `${INTEGER_PATTERN}(\\.0*)?` : INTEGER_PATTERN;
  return `CASE WHEN regexp_full_match(${text}, '${pattern}') THEN TRY_CAST(${text} AS ${type}) END`;
}

/** Hive's booleans: TRUE and FALSE in any case, nothing else. */
function lenientBoolean(text: string): string {
  return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
}

/** `yyyy-MM-dd`, with text after a space ignored, as Trino's DateEncoding does. DuckDB's own cast ignores any text after a date. */
function lenientDate(text: string): string {
  const date = `split_part(${text}, ' ', 1)`;
  return `CASE WHEN regexp_full_match(${date}, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') THEN TRY_CAST(${date} AS DATE) END`;
}

const HIVE_TIMESTAMP = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{0,9})?)?)?";
const ISO_TIMESTAMP =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{0,9})?(Z|[+-][0-9]{2}:?[0-9]{2})?";

/** Text SerDes know `yyyy-MM-dd HH:mm:ss.f`; JSON also ISO 8601 and numbers, seconds up to 12 digits and milliseconds from 13. */
function lenientTimestamp(text: string, source: "csv" | "json"): string {
  if (source === "csv")
    return `CASE WHEN regexp_full_match(${text}, '${HIVE_TIMESTAMP}') THEN TRY_CAST(${text} AS TIMESTAMP) END`;
  const number = `TRY_CAST(${text} AS DOUBLE)`;
  const epochMs = `CASE WHEN length(${text}) >= 13 AND NOT contains(${text}, '.') THEN ${number} ELSE ${number} * 1000 END`;
  return (
    `CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]+([.][0-9]*)?') THEN epoch_ms(CAST(round(${epochMs}) AS BIGINT)) ` +
    `WHEN regexp_full_match(${text}, '${ISO_TIMESTAMP}') THEN TRY_CAST(${text} AS TIMESTAMP) END`
  );
}

/** The value of a primitive type, NULL when the text is none. `text` is a VARCHAR expression without side effects. */
export function lenientPrimitive(text: string, type: AthenaType, source: "csv" | "json"): string {
  const duckdb = duckdbTypeOf(type);
  switch (type.kind) {
    case "varchar":
    case "char":
      return type.length === undefined ? text : `left(${text}, ${type.length})`;
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
      return lenientInteger(text, duckdb, source === "json");
    case "boolean":
      return lenientBoolean(text);
    case "date":
      return lenientDate(text);
    case "timestamp":
      return lenientTimestamp(text, source);
    case "varbinary":
      return `from_base64(CASE WHEN regexp_full_match(${text}, '[A-Za-z0-9+/]*={0,2}') THEN ${text} END)`;
    default:
      return `TRY_CAST(${text} AS ${duckdb})`;
  }
}

function openCsvText(text: string, type: AthenaType): string {
  switch (type.kind) {
    // AWS: OpenCSVSerde reads DATE as days and TIMESTAMP as milliseconds since the epoch (csv-serde.html).
    case "date":
      return `CAST(epoch_ms(TRY_CAST(${text} AS BIGINT) * 86400000) AS DATE)`;
    case "timestamp":
      return `CAST(epoch_ms(TRY_CAST(${text} AS BIGINT)) AS TIMESTAMP)`;
    default:
      return lenientPrimitive(text, type, "csv");
  }
}

/** A field of OpenCSVSerde's: text that does not fit fails the query in Athena's words, or is NULL when the table says so. `field` is the 0-based column. */
export function openCsvPrimitive(
  text: string,
  type: AthenaType,
  options: { readonly field: number; readonly nullForInvalid: boolean },
): string {
  if (type.kind === "varchar" || type.kind === "char") return lenientPrimitive(text, type, "csv");
  const value = openCsvText(text, type);
  const { field } = options;
  if (options.nullForInvalid) return value;
  const message = `'${RAISED_MARK}HIVE_BAD_DATA: Error parsing field value ''' || ${text} || ''' for field ${field}: For input string: "' || ${text} || '"\u00a7'`;
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE coalesce(${value}, ${raise(message, duckdbTypeOf(type))}) END`;
}

/** Arrays and maps of primitives, by LazySimpleSerDe's nested separators. */
export function lenientCollection(
  text: string,
  type: AthenaType,
  delimiters: { readonly collection: string; readonly mapKey: string },
): string {
  const items = `string_split(${text}, ${literal(delimiters.collection)})`;
  if (type.kind === "array" && isPrimitive(type.element)) {
    return `list_transform(${items}, lambda item: ${lenientPrimitive("item", type.element, "csv")})`;
  }
  if (type.kind === "map" && isPrimitive(type.key) && isPrimitive(type.value)) {
    const part = (index: number): string => `split_part(item, ${literal(delimiters.mapKey)}, ${index})`;
    const entry = `{'k': ${lenientPrimitive(part(1), type.key, "csv")}, 'v': ${lenientPrimitive(part(2), type.value, "csv")}}`;
    return `map_from_entries(list_transform(${items}, lambda item: ${entry}))`;
  }
  throw queryFailure(
    "HIVE_UNSUPPORTED_FORMAT",
    "Lakebed reads arrays and maps of primitive types from delimited text, no deeper nesting",
  );
}
