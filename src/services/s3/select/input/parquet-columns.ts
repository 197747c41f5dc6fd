/** A column of a Parquet file, and what its values are to a query. */
export interface ParquetColumn {
  readonly name: string;
  /** Place among the columns of the file, from 0. */
  readonly index: number;
  readonly kind: "bool" | "int" | "float" | "decimal" | "string" | "timestamp" | "unsupported";
  /** As the schema has it, for messages. */
  readonly type: string;
  /** Of timestamps: digits behind the second. */
  readonly fractionDigits: 3 | 6;
}
