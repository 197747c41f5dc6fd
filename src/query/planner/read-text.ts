/**
 * Relations over delimited and JSON files. Each gives one column for each declared column, in order, plus the file name under
 * `fileColumn`, and reads every field as text first: the SerDe's rules for what a field means are then plain SQL.
 */
import { rowFieldName } from "../dialects/athena/type-names.ts";
import type { AthenaType } from "../dialects/athena/types/athena-type.ts";
import { queryFailure } from "./query-failure.ts";
import { list, literal, quoted } from "./sql-text.ts";
import { s3Uri } from "./s3-location.ts";
import type { JsonFormat, LazySimpleFormat, OpenCsvFormat } from "./storage-format.ts";
import { type Compression, compressionOf, type DeclaredColumn, type TableFile } from "./table-file.ts";
import { isPrimitive, lenientCollection, lenientPrimitive, openCsvPrimitive } from "./text-values.ts";

/** Bytes one JSON record may have. */
export const JSON_RECORD_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes one line of delimited text may have. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;

/** Paths by compression, because a reader takes one for all of its files and local names carry no suffix. */
function byCompression(files: readonly TableFile[]): Map<Compression, string[]> {
  const groups = new Map<Compression, string[]>();
  for (const file of files) {
    const compression = compressionOf(file.key);
    if (compression === undefined) {
      throw queryFailure(
        "HIVE_UNSUPPORTED_FORMAT",
        `Lakebed reads gzip, zstd and uncompressed text, not ${s3Uri(file.bucket, file.key)}`,
      );
    }
    const paths = groups.get(compression);
    if (paths === undefined) groups.set(compression, [file.path]);
    else paths.push(file.path);
  }
  return groups;
}

function unionOf(
  files: readonly TableFile[],
  reader: (paths: readonly string[], compression: Compression) => string,
): string {
  return [...byCompression(files)].map(([compression, paths]) => reader(paths, compression)).join(" UNION ALL ");
}

interface CsvSettings {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  readonly nullText: string;
  readonly headerLines: number;
}

/** Fields as VARCHAR columns `f0`, `f1` ...: missing ones NULL, surplus ones ignored, as both CSV SerDes do. */
function readFields(
  files: readonly TableFile[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  settings: CsvSettings,
): string {
  const types = columns.map((_, index) => `'f${index}': 'VARCHAR'`).join(", ");
  // Quoted line breaks and missing fields together need DuckDB's single-threaded reader.
  const parallel = settings.quote === "" ? "" : ", parallel=false";
  return unionOf(
    files,
    (paths, compression) =>
      `SELECT * FROM read_csv(${list(paths)}, auto_detect=false, header=false, columns={${types}}, delim=${literal(settings.separator)}, ` +
      `quote=${literal(settings.quote)}, escape=${literal(settings.escape)}, nullstr=${literal(settings.nullText)}, skip=${settings.headerLines}, ` +
      `compression='${compression}', null_padding=true, strict_mode=false, max_line_size=${LINE_BYTES_MAX}, filename=${literal(fileColumn)}${parallel})`,
  );
}

function project(
  items: readonly string[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  source: string,
): string {
  const named = items.map((item, index) => `${item} AS ${quoted(columns[index]?.name ?? "")}`);
  return `SELECT ${[...named, quoted(fileColumn)].join(", ")} FROM (${source})`;
}

/** A byte that text files do not hold stands for an escaped delimiter while the line is split. */
const ESCAPED_DELIMITER = "\u0010";
const ESCAPED_ESCAPE = "\u0011";

function unescaped(field: string, format: LazySimpleFormat): string {
  if (format.escape === undefined) return field;
  return `replace(replace(replace(${field}, ${literal(ESCAPED_DELIMITER)}, ${literal(format.delimiter)}), ${literal(format.escape)}, ''), ${literal(ESCAPED_ESCAPE)}, ${literal(format.escape)})`;
}

/** With an escape character the line is read whole and split here, because DuckDB escapes only inside quotes. */
function splitLines(
  files: readonly TableFile[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  format: LazySimpleFormat,
): string {
  const escape = format.escape ?? "";
  const line = readFields(files, columns.slice(0, 1), fileColumn, {
    ...NO_QUOTES,
    separator: "\u0012",
    nullText: "\u0013\u0014",
    headerLines: format.headerLines,
  });
  const guarded = `replace(replace(f0, ${literal(escape + escape)}, ${literal(ESCAPED_ESCAPE)}), ${literal(escape + format.delimiter)}, ${literal(ESCAPED_DELIMITER)})`;
  const parts = `SELECT string_split(${guarded}, ${literal(format.delimiter)}) AS parts, ${quoted(fileColumn)} FROM (${line})`;
  const fields = columns.map((_, index) => `nullif(parts[${index + 1}], ${literal(format.nullText)}) AS f${index}`);
  return `SELECT ${fields.join(", ")}, ${quoted(fileColumn)} FROM (${parts})`;
}

const NO_QUOTES = { quote: "", escape: "" } as const;

export function readLazySimple(
  files: readonly TableFile[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  format: LazySimpleFormat,
): string {
  const source =
    format.escape === undefined
      ? readFields(files, columns, fileColumn, {
          ...NO_QUOTES,
          separator: format.delimiter,
          nullText: format.nullText,
          headerLines: format.headerLines,
        })
      : splitLines(files, columns, fileColumn, format);
  const items = columns.map(({ type }, index) => {
    const text = unescaped(`f${index}`, format);
    if (isPrimitive(type)) return lenientPrimitive(text, type, "csv");
    return lenientCollection(text, type, { collection: format.collectionDelimiter, mapKey: format.mapKeyDelimiter });
  });
  return project(items, columns, fileColumn, source);
}

/** DuckDB undoes the escape character; a doubled quote is left to us, whatever the escape character is. */
export function readOpenCsv(
  files: readonly TableFile[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  format: OpenCsvFormat,
): string {
  const settings = {
    separator: format.separator,
    quote: format.quote,
    escape: format.escape,
    nullText: "\u0013\u0014",
    headerLines: format.headerLines,
  };
  const items = columns.map(({ name, type }, index) => {
    if (!isPrimitive(type))
      throw queryFailure("HIVE_UNSUPPORTED_FORMAT", `OpenCSVSerde has no type for column ${name}`);
    const text =
      format.escape === format.quote
        ? `f${index}`
        : `replace(f${index}, ${literal(format.quote + format.quote)}, ${literal(format.quote)})`;
    return openCsvPrimitive(text, type, { field: index, nullForInvalid: format.nullForInvalid });
  });
  return project(items, columns, fileColumn, readFields(files, columns, fileColumn, settings));
}

/** Macros that the JSON relations call; run once in a session. `k` is in lower case: keys match without regard to case. */
export const JSON_MACROS: readonly string[] = [
  `CREATE MACRO lakebed_json_get(j, k) AS coalesce(json_extract(j, '$."' || replace(k, '"', '\\"') || '"'), ` +
    `json_extract(j, '$."' || replace(list_filter(json_keys(j), lambda x: lower(x) = k)[-1], '"', '\\"') || '"'))`,
  `CREATE MACRO lakebed_json_get_dotted(j, k) AS coalesce(lakebed_json_get(j, k), ` +
    `json_extract(j, '$."' || list_filter(json_keys(j), lambda x: replace(lower(x), '.', '_') = k)[1] || '"'))`,
];

/** The value of `type` in the JSON expression `json`, NULL where it does not fit. `depth` keeps lambda names apart. */
function jsonValue(json: string, type: AthenaType, depth: number): string {
  const item = `x${depth}`;
  switch (type.kind) {
    case "array":
      return `list_transform(CASE json_type(${json}) WHEN 'ARRAY' THEN TRY_CAST(${json} AS JSON[]) WHEN 'NULL' THEN NULL ELSE CASE WHEN ${json} IS NOT NULL THEN [${json}] END END, lambda ${item}: ${jsonValue(item, type.element, depth + 1)})`;
    case "map": {
      const entries = `map_entries(CASE WHEN json_type(${json}) = 'OBJECT' THEN TRY_CAST(${json} AS MAP(VARCHAR, JSON)) END)`;
      if (!isPrimitive(type.key)) throw queryFailure("HIVE_UNSUPPORTED_FORMAT", "JSON keys are primitive values");
      const entry = `{'k': ${lenientPrimitive(`${item}.key`, type.key, "json")}, 'v': ${jsonValue(`${item}.value`, type.value, depth + 1)}}`;
      return `map_from_entries(list_transform(${entries}, lambda ${item}: ${entry}))`;
    }
    case "row": {
      const fields = type.fields.map((field, index) => {
        const name = literal(rowFieldName(field.name, index));
        return `${name}: ${jsonValue(`lakebed_json_get(${json}, ${name})`, field.type, depth)}`;
      });
      return `CASE WHEN json_type(${json}) = 'OBJECT' THEN {${fields.join(", ")}} END`;
    }
    default:
      return lenientPrimitive(`json_extract_string(${json}, '$')`, type, "json");
  }
}

/**
 * One row for each JSON value: a line, an element of a top-level array, or a pretty-printed object. AWS reads lines only; files
 * as people have them are read too. A row that is not JSON fails the query unless the table ignores it.
 */
export function readJson(
  files: readonly TableFile[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  format: JsonFormat,
): string {
  const mode = format.ignoreMalformed ? "format='newline_delimited', ignore_errors=true" : "format='auto'";
  const source = unionOf(
    files,
    (paths, compression) =>
      `SELECT json, ${quoted(fileColumn)} FROM read_json_objects(${list(paths)}, ${mode}, compression='${compression}', ` +
      `maximum_object_size=${JSON_RECORD_BYTES_MAX}, filename=${literal(fileColumn)})`,
  );
  const get = format.dotsInKeys ? "lakebed_json_get_dotted" : "lakebed_json_get";
  const items = columns.map(({ name, type }) => {
    const key = (format.mapping[name.toLowerCase()] ?? name).toLowerCase();
    return jsonValue(`${get}(json, ${literal(key)})`, type, 0);
  });
  return project(items, columns, fileColumn, source);
}
