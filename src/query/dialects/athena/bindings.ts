/**
 * The seam between the planner and the translator: what the planner says about each table, and what it gets back. The
 * planner resolves names against the catalog and decides what may be read; the translator only places what it is given.
 */
import type { TableReference } from "./statement.ts";
import type { AthenaType } from "./types/athena-type.ts";

export interface TableColumn {
  readonly name: string;
  /** Hive type as Glue stores it, e.g. `decimal(10,2)`; see `type-names.ts`. */
  readonly type: string;
}

export interface TableBinding {
  /**
   * What stands in FROM: a quoted DuckDB name (`"t_1"`) or a parenthesised query (`(SELECT ... )`). Its columns have the
   * names and (through `duckdbTypeOfHive`) the types of `columns`, followed by `hiddenColumns`.
   */
  readonly relation: string;
  readonly columns: readonly TableColumn[];
  /** Columns such as `$path` that exist but do not belong to `*`. */
  readonly hiddenColumns?: readonly string[];
}

/** Finds the table of a mention. Throws a `SqlError` of the planner's own when there is none. */
export type TableBinder = (table: TableReference) => TableBinding;

export interface TranslateOptions {
  /** `ExecutionParameters`: SQL text of a literal each, e.g. `'a'` or `1`. */
  readonly parameters?: readonly string[];
}

export interface TranslatedQuery {
  /** One DuckDB SELECT, without a semicolon. */
  readonly sql: string;
  /** Statements to run first in a fresh session: macros of the query and of `resultText` over its columns. */
  readonly prelude: readonly string[];
  /** SET statements to run before the prelude. */
  readonly settings: readonly string[];
  /** The result's columns in order. Names may repeat; types are Athena's, see `type-names.ts` for their other names. */
  readonly columns: readonly ResultColumn[];
}

export interface ResultColumn {
  readonly name: string;
  readonly type: AthenaType;
}
