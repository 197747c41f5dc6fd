/**
 * The SQL port: one statement, in the engine's own dialect, over an explicit list of local files, inside a sandbox that can touch
 * nothing else. Rules about tables, permissions and dialects live above it; this port knows only SQL and files.
 */
export interface QueryRequest {
  /** Statements in the engine's dialect, run in order in one fresh session; the last one gives the result. */
  readonly statements: readonly string[];
  /** Absolute paths the statements may read. */
  readonly readPaths: readonly string[];
  /** A directory of this query's own that the statements may write to; undefined for none. */
  readonly outputDirectory?: string;
  /** Rows returned in `rows` at most; the query itself is not limited. 0 for statements whose output goes to files. */
  readonly rowLimit: number;
  readonly signal?: AbortSignal;
}

export interface ResultColumn {
  readonly name: string;
  /** The engine's name of the type, e.g. `BIGINT`, `DECIMAL(10,2)`, `STRUCT(a INTEGER)`. */
  readonly type: string;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Values as text in the engine's own form, NULL as null. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly engineMs: number;
}

/** Why a statement failed, in a closed set, so that nobody matches on message text. */
export type QueryErrorKind = "syntax" | "not-found" | "type" | "runtime" | "corrupt-input" | "out-of-memory" | "cancelled" | "crashed" | "forbidden";

export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly kind: QueryErrorKind;
  constructor(kind: QueryErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

export interface QueryEngine {
  /** @throws {QueryError} */
  run(request: QueryRequest): Promise<QueryResult>;
  close(): Promise<void>;
}
