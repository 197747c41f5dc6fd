/**
 * The SQL port: one query, in the engine's own dialect, over an explicit list of local files, inside a sandbox that can touch
 * nothing else. Rules about tables, permissions and dialects live above it; this port knows only SQL and files.
 *
 * Two trust levels meet here. `setup` is written by us alone. `query` may hold a user's text after translation, so the engine
 * itself proves that it is exactly one SELECT (or EXPLAIN) before it runs: a translator's mistake cannot become a COPY or an ATTACH.
 */
export interface QueryRequest {
  /** Trusted statements in the engine's dialect, run in order in one fresh session before `query`: settings, macros, views. */
  readonly setup?: readonly string[];
  /** Exactly one SELECT, VALUES, DESCRIBE or EXPLAIN. Anything else is refused as forbidden. */
  readonly query: string;
  /** Absolute paths the query may read. */
  readonly readPaths: readonly string[];
  /**
   * Writes the result to files instead of returning rows. Called once, after the query was prepared and before it runs; may
   * throw to stop the query with that error.
   */
  readonly output?: (prepared: PreparedQuery) => QueryOutput;
  /** Rows returned in `rows` at most; the query itself is not limited. 0 with `output`. */
  readonly rowLimit: number;
  readonly signal?: AbortSignal;
}

/** How the result becomes files. */
export interface QueryOutput {
  /**
   * Select list over the query's columns, which are named `c0`, `c1` ... in order: one item for each file column.
   * Trusted, like `setup`.
   */
  readonly projection: string;
  /** A first row of text before the rows; then every item of `projection` is text. */
  readonly header?: readonly string[];
  /** Name of the file, or of the directory for partitioned output, inside the query's own output directory. */
  readonly name: string;
  /** COPY options of the engine, e.g. `FORMAT csv, HEADER false`. */
  readonly options: string;
}

export interface PreparedQuery {
  readonly columns: readonly ResultColumn[];
  /** What the optimized plan reads from files, one entry for each scan. */
  readonly scans: readonly PlannedScan[];
}

/** One scan of the engine's plan, in the engine's own words. */
export interface PlannedScan {
  /** Table function, e.g. `READ_PARQUET`. */
  readonly function: string;
  /** File columns that leave the scan. */
  readonly projections: readonly string[];
  /** Predicates evaluated inside the scan, e.g. `delay>10 AND delay<20`, over file columns that need not leave it. */
  readonly filters: readonly string[];
}

export interface ResultColumn {
  readonly name: string;
  /** The engine's name of the type, e.g. `BIGINT`, `DECIMAL(10,2)`, `STRUCT(a INTEGER)`. */
  readonly type: string;
}

export interface OutputFile {
  /** Absolute path. The reader may move the file away. */
  readonly path: string;
  /** Path below the output directory with `/` separators, e.g. `data/year=2024/data_0.parquet`. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Its bytes, in pieces as they are asked for. */
  read(): AsyncIterable<Uint8Array>;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Values as text in the engine's own form, NULL as null. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Files of `output`, sorted by name. */
  readonly files: readonly OutputFile[];
  /** Rows written to the files; 0 without `output`. */
  readonly rowCount: number;
  readonly engineMs: number;
  /** Time the query waited for a worker. */
  readonly queueMs: number;
  /** Removes the output directory with what is left in it. Call it once, also when there are no files. */
  release(): Promise<void>;
}

/** Why a query failed, in a closed set, so that nobody matches on message text. */
export type QueryErrorKind =
  | "syntax"
  | "not-found"
  | "type"
  | "runtime"
  | "out-of-range"
  | "conversion"
  | "corrupt-input"
  | "out-of-memory"
  | "cancelled"
  | "crashed"
  | "forbidden"
  | "too-many";

export interface QueryErrorDetails {
  /** What was not found, when the engine says so. */
  readonly missing?: "table" | "column" | "function";
  readonly name?: string;
  /** 0-based byte offset in the failed statement. */
  readonly positionBytes?: number;
  readonly cause?: unknown;
}

export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly kind: QueryErrorKind;
  readonly details: QueryErrorDetails;
  constructor(kind: QueryErrorKind, message: string, details: QueryErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.details = details;
  }
}

export interface QueryEngine {
  /** @throws {QueryError} */
  run(request: QueryRequest): Promise<QueryResult>;
  close(): Promise<void>;
}
