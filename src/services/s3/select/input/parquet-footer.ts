/**
 * A Parquet file's columns and row groups, from what the engine tells of its footer.
 *
 * AWS says that a query "must use the data types specified in the object's schema", and not what it makes of each. Dates, times, bytes without a meaning, unsigned 64-bit numbers,
 * INT96, and everything nested or repeated are refused: none of them has a counterpart in the dialect that could be told.
 */
import type { ParquetColumn } from "./parquet-columns.ts";

export interface ColumnChunk {
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
}

export interface RowGroup {
  readonly firstRow: number;
  readonly rowCount: number;
  /** Where its first page lies in the file. */
  readonly startBytes: number;
  readonly uncompressedBytes: number;
  readonly codecs: readonly string[];
  /** By column. */
  readonly chunks: ReadonlyMap<string, ColumnChunk>;
}

export interface ParquetFooter {
  readonly columns: readonly ParquetColumn[];
  readonly rowGroups: readonly RowGroup[];
}

type Row = readonly (string | null)[];

/** Columns first, then the chunks of each row group. */
export function readFooterRows(rows: readonly Row[]): ParquetFooter {
  const columns = readColumns(rows.filter(([kind]) => kind === "column"));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row[0] !== "chunk") continue;
    const id = row[7] ?? "";
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  let firstRow = 0;
  const rowGroups = [...groups.values()].map((chunks) => {
    const group = readGroup(chunks, firstRow);
    firstRow += group.rowCount;
    return group;
  });
  return { columns, rowGroups };
}

/** The rows of a nested column's children follow it, and are counted off. */
function readColumns(rows: readonly Row[]): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let nested = 0;
  for (const row of rows) {
    const children = Number(row[5] ?? 0);
    if (nested > 0) nested += children - 1;
    else {
      nested = children;
      const kind = children > 0 || row[6] === "REPEATED" ? "unsupported" : kindOf(row);
      const fractionDigits = MILLISECONDS.test(`${row[3] ?? ""} ${row[4] ?? ""}`) ? 3 : 6;
      const type = typeText(row, children > 0);
      columns.push({ name: row[1] ?? "", index: columns.length, kind, type, fractionDigits });
    }
  }
  return columns.map((column) => {
    const isTwice = columns.filter(({ name }) => name.toLowerCase() === column.name.toLowerCase()).length > 1;
    // The engine tells names by more than their case, so it would give one of them another name.
    return isTwice ? { ...column, kind: "unsupported" } : column;
  });
}

/** As the annotation of old, or as the engine writes the one that took its place. */
const MILLISECONDS = /TIMESTAMP_MILLIS|TimestampType\(.*MILLIS=MilliSeconds/;
const MICROSECONDS = /TIMESTAMP_MICROS|TimestampType\(.*MICROS=MicroSeconds/;
const INTEGERS = /^(?:U?INT_(?:8|16|32)|INT_64|IntType\(bitWidth=(?:8|16|32), .*|IntType\(bitWidth=64, isSigned=1.*)$/;

function typeText([, , physical, converted, logical]: Row, isNested: boolean): string {
  return isNested ? "nested" : `${physical ?? ""} ${converted ?? logical ?? ""}`.trim();
}

function kindOf([, , physical, converted, logical]: Row): ParquetColumn["kind"] {
  const annotation = converted ?? logical ?? "";
  if (annotation === "DECIMAL" || logical?.startsWith("DecimalType") === true) return "decimal";
  switch (physical) {
    case "BOOLEAN":
      return "bool";
    case "FLOAT":
    case "DOUBLE":
      return "float";
    case "INT32":
    case "INT64":
      return integerKind(annotation, logical ?? "");
    case "BYTE_ARRAY":
      return /^(?:UTF8|ENUM|JSON|StringType|EnumType|JSONType)/i.test(annotation) ? "string" : "unsupported";
    default:
      return "unsupported";
  }
}

function integerKind(annotation: string, logical: string): ParquetColumn["kind"] {
  if (MILLISECONDS.test(`${annotation} ${logical}`) || MICROSECONDS.test(`${annotation} ${logical}`))
    return "timestamp";
  return annotation === "" || INTEGERS.test(annotation) ? "int" : "unsupported";
}

function readGroup(rows: readonly Row[], firstRow: number): RowGroup {
  const chunks = new Map<string, ColumnChunk>();
  for (const [, path, , , compressed, uncompressed] of rows) {
    // A nested column's leaves are `name, child`; they are added up.
    const name = path?.split(", ")[0] ?? "";
    const before = chunks.get(name);
    chunks.set(name, {
      compressedBytes: Number(compressed) + (before?.compressedBytes ?? 0),
      uncompressedBytes: Number(uncompressed) + (before?.uncompressedBytes ?? 0),
    });
  }
  return {
    firstRow,
    rowCount: Number(rows[0]?.[2] ?? 0),
    startBytes: Math.min(...rows.map(([, , , , , , offset]) => Number(offset))),
    uncompressedBytes: [...chunks.values()].reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0),
    codecs: [...new Set(rows.map(([, , , codec]) => codec ?? ""))],
    chunks,
  };
}
