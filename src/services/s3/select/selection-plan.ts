/** What a thread is told of a query. Plain data: the expression goes as text, and is parsed on both sides. */
import type { CsvFormat } from "./input/csv-reader.ts";
import type { ParquetColumn } from "./input/parquet-columns.ts";
import type { OutputFormat } from "./output/write-record.ts";

export type InputFormat =
  | { readonly kind: "csv"; readonly format: CsvFormat; readonly header: "none" | "ignore" | "use" }
  | { readonly kind: "json"; readonly type: "lines" | "document" }
  | { readonly kind: "parquet"; readonly columns: readonly ParquetColumn[] };

export interface SelectionPlan {
  readonly expression: string;
  readonly input: InputFormat;
  readonly output: OutputFormat;
  readonly isBzip2: boolean;
  /** The bytes begin within a record, which belongs to the range before. */
  readonly startsWithinRecord: boolean;
  /** The names in the header, where the bytes begin behind it and it is used. */
  readonly headers: readonly string[] | undefined;
  readonly nowMs: number;
}
