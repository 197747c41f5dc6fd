/**
 * Parquet through the query engine: its worker reads the footer, and then the wanted columns of a few row groups at a time, into text. What the query makes of the values is
 * computed where that of CSV and JSON is, so conditions mean the same everywhere (ADR 13); a slow client holds no worker.
 */
import { ServiceError } from "../../../kit/errors.ts";
import { QueryError, type QueryEngine, type QueryResult } from "../../../query/query-engine.ts";
import type { LocalFile } from "../../../storage/objects.ts";
import { type ParquetFooter, type RowGroup, readFooterRows } from "./input/parquet-footer.ts";
import type { ParquetColumn } from "./input/parquet-columns.ts";
import { PARQUET_WINDOW_BYTES, ROW_GROUP_BYTES_MAX } from "./select-limits.ts";
import { selectError } from "./select-error.ts";
import type { Counts } from "./select-events.ts";

export interface ParquetFile {
  readonly engine: QueryEngine;
  readonly file: LocalFile;
  readonly signal: AbortSignal;
}

const FOOTER_ROWS_MAX = 1_000_000;
/** AWS: "Amazon S3 Select supports only columnar compression using GZIP or Snappy." */
const CODECS: ReadonlySet<string> = new Set(["UNCOMPRESSED", "SNAPPY", "GZIP"]);

/** @throws {ParquetParsingError} 400  @throws {ParquetUnsupportedCompressionCodec} 400  @throws {OverMaxParquetBlockSize} 400 */
export async function readFooter(source: ParquetFile): Promise<ParquetFooter> {
  const path = literal(source.file.path);
  const query =
    "SELECT 'column', name, type, converted_type, logical_type, CAST(num_children AS VARCHAR), repetition_type, NULL, column_id AS a, 0 AS b " +
    `FROM parquet_schema(${path}) WHERE column_id > 0 UNION ALL ` +
    "SELECT 'chunk', path_in_schema, CAST(row_group_num_rows AS VARCHAR), compression, CAST(total_compressed_size AS VARCHAR), " +
    "CAST(total_uncompressed_size AS VARCHAR), CAST(least(data_page_offset, coalesce(nullif(dictionary_page_offset, 0), data_page_offset)) AS VARCHAR), " +
    `CAST(row_group_id AS VARCHAR), row_group_id, column_id FROM parquet_metadata(${path}) ORDER BY 1 DESC, a, b`;
  const result = await run(source, { query, readPaths: [source.file.path], rowLimit: FOOTER_ROWS_MAX });
  await result.release();
  const footer = readFooterRows(result.rows);
  for (const { codecs, uncompressedBytes } of footer.rowGroups) {
    if (codecs.some((codec) => !CODECS.has(codec))) throw selectError("ParquetUnsupportedCompressionCodec");
    if (uncompressedBytes > ROW_GROUP_BYTES_MAX) throw selectError("OverMaxParquetBlockSize");
  }
  return footer;
}

/** Rows as lines of JSON: an object with a text for each of `columns`, in their order. */
export async function* readRows(
  source: ParquetFile,
  {
    columns,
    groups,
    counts,
  }: { readonly columns: readonly ParquetColumn[]; readonly groups: readonly RowGroup[]; readonly counts: Counts },
): AsyncGenerator<Uint8Array> {
  for (const window of windowsOf(groups)) {
    const result = await readWindow(source, columns, window);
    try {
      for (const group of window) {
        for (const { name } of columns) {
          const chunk = group.chunks.get(name);
          counts.scannedBytes += chunk?.compressedBytes ?? 0;
          counts.processedBytes += chunk?.uncompressedBytes ?? 0;
        }
      }
      for (const file of result.files) yield* file.read();
    } finally {
      await result.release();
    }
  }
}

/** Row groups that follow each other, and whose bytes are read together. */
function windowsOf(groups: readonly RowGroup[]): RowGroup[][] {
  const windows: RowGroup[][] = [];
  let bytes = 0;
  for (const group of groups) {
    const window = windows.at(-1);
    if (window === undefined || bytes + group.uncompressedBytes > PARQUET_WINDOW_BYTES) {
      windows.push([group]);
      bytes = 0;
    } else window.push(group);
    bytes += group.uncompressedBytes;
  }
  return windows;
}

function readWindow(
  source: ParquetFile,
  columns: readonly ParquetColumn[],
  window: readonly RowGroup[],
): Promise<QueryResult> {
  const first = window[0]?.firstRow ?? 0;
  const last = window.at(-1);
  const end = last === undefined ? 0 : last.firstRow + last.rowCount;
  const { path } = source.file;
  const list = columns.length === 0 ? "1" : columns.map(({ name }) => identifier(name)).join(", ");
  const query = `SELECT ${list} FROM read_parquet(${literal(path)}, file_row_number=true) WHERE file_row_number >= ${first} AND file_row_number < ${end}`;
  const projection = columns.length === 0 ? "CAST(c0 AS VARCHAR) AS c0" : columns.map(textOf).join(", ");
  const output = (): { name: string; options: string; projection: string } => ({
    name: "rows.json",
    options: "FORMAT json",
    projection,
  });
  return run(source, { query, readPaths: [path], rowLimit: 0, output });
}

/** A value as `ParquetNames` reads it again. */
function textOf({ kind, fractionDigits }: ParquetColumn, index: number): string {
  const name = `c${index}`;
  if (kind === "float") return `CAST(CAST(${name} AS DOUBLE) AS VARCHAR) AS ${name}`;
  if (kind !== "timestamp") return `CAST(${name} AS VARCHAR) AS ${name}`;
  const digits = fractionDigits === 3 ? "%g" : "%f";
  return `strftime(CAST(${name} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.${digits}Z') AS ${name}`;
}

async function run({ engine, signal }: ParquetFile, request: Parameters<QueryEngine["run"]>[0]): Promise<QueryResult> {
  try {
    return await engine.run({ ...request, signal });
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof QueryError)) return error;
  switch (error.kind) {
    case "too-many":
      return new ServiceError({ code: "Busy", message: "The service is unavailable. Try again later.", status: 503 });
    case "cancelled":
    case "crashed":
    case "out-of-memory":
    case "forbidden":
      return error;
    default:
      return selectError("ParquetParsingError");
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
