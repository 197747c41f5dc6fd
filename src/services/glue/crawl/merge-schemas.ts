/**
 * Layouts of many files as one, and how similar two layouts are.
 */
import { areCompatible, type DataType, mergeTypes, type SchemaColumn } from "./data-type.ts";
import { type CsvDialect, type FileLayout, layoutKey } from "./file-layout.ts";

/** AWS: schemas of one folder level that agree in 70 % or more are one table (developer guide, "How does a crawler determine when to create partitions?"). */
const SIMILARITY_MIN = 0.7;

/** Columns in the order in which they are first seen, with types that hold the values of all. */
export function mergeColumns(left: readonly SchemaColumn[], right: readonly SchemaColumn[]): readonly SchemaColumn[] {
  if (areSame(left, right)) return left;
  const merged = new Map(left.map((column) => [column.name, column.type]));
  for (const { name, type } of right) {
    const known = merged.get(name);
    merged.set(name, known === undefined ? type : mergeTypes(known, type));
  }
  return [...merged].map(([name, type]) => ({ name, type }));
}

export function mergeLayouts(left: FileLayout, right: FileLayout): FileLayout {
  const recordCount = left.recordCount + right.recordCount;
  return {
    ...left,
    columns: mergeColumns(left.columns, right.columns),
    recordCount,
    csv: mergeDialects(left.csv, right.csv),
  };
}

/** Delimiter and header are the same in files that are merged. */
function mergeDialects(left: CsvDialect | undefined, right: CsvDialect | undefined): CsvDialect | undefined {
  if (left === undefined || right === undefined) return left;
  if (right.emptyColumns.length === 0) return right.hasQuotes ? { ...left, hasQuotes: true } : left;
  const emptyColumns = [...new Set([...left.emptyColumns, ...right.emptyColumns])];
  return { ...left, hasQuotes: left.hasQuotes || right.hasQuotes, emptyColumns };
}

/** `anySchema` is the grouping policy CombineCompatibleSchemas: format decides alone. */
export function areOneTable(left: FileLayout, right: FileLayout, anySchema: boolean): boolean {
  return (
    layoutKey(left) === layoutKey(right) && (anySchema || similarity(left.columns, right.columns) >= SIMILARITY_MIN)
  );
}

/** The part of the larger schema's columns that the other has too, with a type that goes together: 0 to 1. */
export function similarity(left: readonly SchemaColumn[], right: readonly SchemaColumn[]): number {
  if (areSame(left, right)) return 1;
  const types = new Map(left.map((column) => [column.name, column.type]));
  const shared = right.filter((column) => {
    const other = types.get(column.name);
    return other !== undefined && areCompatible(other, column.type);
  });
  return shared.length / Math.max(left.length, right.length, 1);
}

/** The usual case, told quickly: most of a table's files have the same columns of simple types. */
function areSame(left: readonly SchemaColumn[], right: readonly SchemaColumn[]): boolean {
  return (
    left.length === right.length &&
    left.every((column, index) => {
      const other = right[index];
      return other !== undefined && column.name === other.name && isSameScalar(column.type, other.type);
    })
  );
}

function isSameScalar(left: DataType, right: DataType): boolean {
  return left === right || (left.kind === "scalar" && right.kind === "scalar" && left.name === right.name);
}
