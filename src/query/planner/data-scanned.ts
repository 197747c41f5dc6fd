/**
 * `DataScannedInBytes`, computed and not measured: for Parquet the compressed bytes of the column chunks that the plan reads, in
 * row groups that survive the plan's simple predicates; for text the size of the files. DuckDB's own counters see the page
 * cache and ignore pruning.
 */
import type { PlannedScan } from "../query-engine.ts";
import type { Footer } from "./parquet-footers.ts";

/** One mention of a table in a query. */
export interface MentionBytes {
  /** The column that marks the mention's scans in the plan. */
  readonly fileColumn: string;
  readonly fileBytes: number;
  /** For Parquet: footers of its files. */
  readonly footers: readonly Footer[] | undefined;
}

interface Range {
  readonly column: string;
  readonly operator: string;
  readonly value: string;
}

const WORD = /"((?:[^"]|"")*)"|([A-Za-z_\u0080-\uFFFF][A-Za-z0-9_$\u0080-\uFFFF]*)/gu;

/** Names in a predicate's text, outside string literals, in lower case. */
function namesIn(filter: string): string[] {
  const withoutStrings = filter.replaceAll(/'(?:[^']|'')*'/gu, " ");
  return [...withoutStrings.matchAll(WORD)].map((match) =>
    (match[1]?.replaceAll('""', '"') ?? match[2] ?? "").toLowerCase(),
  );
}

/** `delay>10 AND delay<=20` as ranges; parts in any other form are left out. */
function rangesIn(filter: string): Range[] {
  return filter.split(" AND ").flatMap((part) => {
    const match = /^\(?"?([^"<>=!()]+)"?(>=|<=|=|>|<)(.+?)\)?$/su.exec(part.trim());
    const [, column, operator, text] = match ?? [];
    if (column === undefined || operator === undefined || text === undefined) return [];
    const value = /^'((?:[^']|'')*)'(?:::.*)?$/su.exec(text)?.[1]?.replaceAll("''", "'") ?? text;
    return [{ column: column.trim().toLowerCase(), operator, value }];
  });
}

/** Numbers compare as numbers; dates, timestamps and text compare in their text form, which sorts as they do. */
function order(left: string, right: string): number {
  const [leftNumber, rightNumber] = [Number(left), Number(right)];
  if (!Number.isNaN(leftNumber) && !Number.isNaN(rightNumber)) return leftNumber - rightNumber;
  return left < right ? -1 : left > right ? 1 : 0;
}

function mayHold(range: Range, min: string, max: string): boolean {
  switch (range.operator) {
    case ">":
      return order(max, range.value) > 0;
    case ">=":
      return order(max, range.value) >= 0;
    case "<":
      return order(min, range.value) < 0;
    case "<=":
      return order(min, range.value) <= 0;
    default:
      return order(min, range.value) <= 0 && order(max, range.value) >= 0;
  }
}

function footerBytes(footer: Footer, columns: ReadonlySet<string>, ranges: readonly Range[]): number {
  let bytes = 0;
  for (const group of footer.rowGroups) {
    const survives = ranges.every((range) => {
      const chunk = group.get(range.column);
      return chunk?.min === undefined || chunk.max === undefined || mayHold(range, chunk.min, chunk.max);
    });
    if (!survives) continue;
    for (const column of columns) bytes += group.get(column)?.compressedBytes ?? 0;
  }
  return bytes;
}

/** Bytes read by a query with this plan. */
export function dataScannedBytes(mentions: readonly MentionBytes[], scans: readonly PlannedScan[]): number {
  let bytes = 0;
  for (const mention of mentions) {
    const { footers } = mention;
    if (footers === undefined) {
      bytes += mention.fileBytes;
      continue;
    }
    for (const scan of scans) {
      const names = scan.filters.flatMap(namesIn);
      if (!names.includes(mention.fileColumn)) continue;
      const columns = new Set([...scan.projections.map((name) => name.toLowerCase().replace(/^"|"$/gu, "")), ...names]);
      const ranges = scan.filters.flatMap(rangesIn).filter((range) => range.column !== mention.fileColumn);
      for (const footer of footers) bytes += footerBytes(footer, columns, ranges);
    }
  }
  return bytes;
}
