/**
 * What a crawler knows of one file: format, columns and an estimate of its records. All of a table's files have one layout key; their columns
 * may differ and are merged.
 */
import type { SchemaColumn } from "./data-type.ts";

export interface FileLayout {
  readonly classification: "csv" | "json" | "parquet";
  readonly compression: "none" | "gzip";
  readonly columns: readonly SchemaColumn[];
  /** Only for csv. */
  readonly csv?: CsvDialect | undefined;
  readonly recordCount: number;
}

export interface CsvDialect {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  /** Whether some field of the sample is quoted. */
  readonly hasQuotes: boolean;
  /** Names of the columns with an empty field in the sample. */
  readonly emptyColumns: readonly string[];
}

/** Why a file is left out, for the crawl's log. */
export interface Unclassified {
  readonly unclassified: string;
}

export type FileVerdict = FileLayout | Unclassified;

export function isLayout(verdict: FileVerdict): verdict is FileLayout {
  return !("unclassified" in verdict);
}

/** Files with different keys are never one table (AWS: "data compatibility" takes format and compression into account). */
export function layoutKey(layout: FileLayout): string {
  return [layout.classification, layout.compression, layout.csv?.delimiter ?? "", layout.csv?.hasHeader ?? ""].join(
    "|",
  );
}
