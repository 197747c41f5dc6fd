/**
 * Footers of Parquet files: which columns a file has, and bytes and value ranges of every column chunk. Read by the engine in
 * one query for many files, and kept for files that are asked for again (bytes under an ETag do not change).
 */
import { type QueryEngine, QueryError } from "../query-engine.ts";
import { queryFailure } from "./query-failure.ts";
import { s3Uri } from "./s3-location.ts";
import { list } from "./sql-text.ts";
import type { TableFile } from "./table-file.ts";

export interface FileColumn {
  readonly name: string;
  /** Physical type, e.g. `INT64`; undefined for nested columns. */
  readonly physicalType: string | undefined;
  /** DuckDB's type; undefined for nested columns. */
  readonly duckdbType: string | undefined;
}

export interface ColumnChunk {
  readonly compressedBytes: number;
  readonly min: string | undefined;
  readonly max: string | undefined;
}

export interface Footer {
  /** By lower-case name. */
  readonly columns: ReadonlyMap<string, FileColumn>;
  /** For each row group, chunks by lower-case name of their top-level column; the leaves of a nested column are added up. */
  readonly rowGroups: readonly ReadonlyMap<string, ColumnChunk>[];
}

export interface FooterReader {
  /** By path. @throws {QueryFailure} HIVE_BAD_DATA for a file that is not Parquet */
  read(files: readonly TableFile[], signal: AbortSignal): Promise<ReadonlyMap<string, Footer>>;
}

/** Files asked for in one engine query. */
const FILES_PER_QUERY = 200;
/** Column chunks kept in the cache (about 100 bytes each). */
const CACHED_CHUNKS_MAX = 200_000;
const ROWS_MAX = 1_000_000;

interface MutableFooter {
  readonly columns: Map<string, FileColumn>;
  readonly rowGroups: Map<string, ColumnChunk>[];
}

/** Leaves as far as files go: a nested column's first row names it, the rows of its children follow and are counted off. */
function addSchemaRow(footer: MutableFooter, row: readonly (string | null)[], skip: { left: number }): void {
  const [, name, physicalType, childCount, duckdbType] = row;
  const children = Number(childCount ?? 0);
  if (skip.left > 0) {
    skip.left += children - 1;
    return;
  }
  skip.left = children;
  footer.columns.set((name ?? "").toLowerCase(), {
    name: name ?? "",
    physicalType: physicalType ?? undefined,
    duckdbType: duckdbType ?? undefined,
  });
}

function addChunkRow(footer: MutableFooter, row: readonly (string | null)[]): void {
  const [, rowGroup, column, bytes, min, max] = row;
  const group = (footer.rowGroups[Number(rowGroup)] ??= new Map());
  group.set((column ?? "").toLowerCase(), {
    compressedBytes: Number(bytes),
    min: min ?? undefined,
    max: max ?? undefined,
  });
}

async function rowsOf(
  engine: QueryEngine,
  query: string,
  files: readonly TableFile[],
  signal: AbortSignal,
): Promise<readonly (readonly (string | null)[])[]> {
  try {
    const result = await engine.run({ query, readPaths: files.map((file) => file.path), rowLimit: ROWS_MAX, signal });
    await result.release();
    return result.rows;
  } catch (error) {
    if (
      !(error instanceof QueryError) ||
      !["runtime", "out-of-range", "conversion", "corrupt-input", "type"].includes(error.kind)
    )
      throw error;
    // The engine names the file as it is on this machine; the reader of the message knows it by its location.
    const text = files.reduce(
      (message, file) => message.replaceAll(file.path, s3Uri(file.bucket, file.key)),
      error.message,
    );
    throw queryFailure("HIVE_BAD_DATA", `Malformed Parquet file. ${text}`, error);
  }
}

async function readBatch(
  engine: QueryEngine,
  files: readonly TableFile[],
  signal: AbortSignal,
): Promise<Map<string, Footer>> {
  const paths = list(files.map((file) => file.path));
  const footers = new Map<string, MutableFooter>();
  const footerOf = (path: string | null | undefined): MutableFooter => {
    let footer = footers.get(path ?? "");
    if (footer === undefined) footers.set(path ?? "", (footer = { columns: new Map(), rowGroups: [] }));
    return footer;
  };
  const query =
    `SELECT 'schema', file_name, name, type, CAST(num_children AS VARCHAR), duckdb_type, NULL, column_id AS place FROM parquet_schema(${paths}) WHERE column_id > 0 ` +
    `UNION ALL SELECT 'chunk', file_name, CAST(row_group_id AS VARCHAR), split_part(path_in_schema, ', ', 1), ` +
    `CAST(sum(total_compressed_size) AS VARCHAR), any_value(coalesce(stats_min_value, stats_min)), any_value(coalesce(stats_max_value, stats_max)), ` +
    `min(column_id) FROM parquet_metadata(${paths}) GROUP BY ALL ORDER BY 1, 2, place`;
  let previousPath: string | null | undefined;
  const skip = { left: 0 };
  for (const [kind, path, ...rest] of await rowsOf(engine, query, files, signal)) {
    if (path !== previousPath) skip.left = 0;
    previousPath = path;
    if (kind === "schema") addSchemaRow(footerOf(path), [null, ...rest], skip);
    else addChunkRow(footerOf(path), [null, ...rest]);
  }
  return footers;
}

export function createFooterReader(engine: QueryEngine): FooterReader {
  const cache = new Map<string, Footer>();
  let cachedChunks = 0;
  const weight = (footer: Footer): number =>
    footer.rowGroups.reduce((sum, group) => sum + group.size, 0) + footer.columns.size;

  function keep(key: string, footer: Footer): void {
    cache.set(key, footer);
    cachedChunks += weight(footer);
    for (const [oldKey, old] of cache) {
      if (cachedChunks <= CACHED_CHUNKS_MAX) break;
      cache.delete(oldKey);
      cachedChunks -= weight(old);
    }
  }

  return {
    async read(files, signal) {
      const found = new Map<string, Footer>();
      const missing: TableFile[] = [];
      const keyOf = (file: TableFile): string => `${file.etag} ${file.sizeBytes} ${file.bucket}/${file.key}`;
      for (const file of files) {
        const footer = cache.get(keyOf(file));
        if (footer === undefined) missing.push(file);
        else found.set(file.path, footer);
      }
      for (let start = 0; start < missing.length; start += FILES_PER_QUERY) {
        const batch = missing.slice(start, start + FILES_PER_QUERY);
        const footers = await readBatch(engine, batch, signal);
        for (const file of batch) {
          const footer = footers.get(file.path) ?? { columns: new Map(), rowGroups: [] };
          found.set(file.path, footer);
          keep(keyOf(file), footer);
        }
      }
      return found;
    },
  };
}
