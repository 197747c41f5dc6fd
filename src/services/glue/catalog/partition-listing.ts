/**
 * GetPartitions: one page of the partitions that fit an expression. The expression is narrowed to spans of the key order first, and a page
 * looks at no more than `PARTITIONS_EXAMINED_MAX` keys, so its cost follows the page and not the table. Records are decoded only
 * for partitions that fit.
 */
import type { Partition } from "@aws-sdk/client-glue";
import type { Entry, Key, RangeQuery, Reader } from "../../../storage/record-store.ts";
import { bindExpression } from "../expression/bind.ts";
import { matchesExpression } from "../expression/evaluate.ts";
import { narrowExpression, type ValueSpan } from "../expression/narrow.ts";
import { parseExpression } from "../expression/parse.ts";
import { compareText } from "../expression/text-order.ts";
import { PARTITIONS_EXAMINED_MAX } from "../limits.ts";
import { decodeToken, encodeToken } from "../page-token.ts";
import { decodeRecord, partitionKey, type PartitionRecord } from "../records.ts";
import type { Scope } from "../scope.ts";
import type { Listing } from "./databases.ts";
import { partitionShape } from "./partitions.ts";
import type { FoundTable } from "./tables.ts";

/** Keys read at once while filtering. */
const SCAN_CHUNK = 500;

export interface PartitionPage {
  readonly expression?: string | undefined;
  readonly limit: number;
  readonly token?: string | undefined;
  /** One of `total` disjoint parts of the table, 0-based. */
  readonly segment?: { readonly number: number; readonly total: number } | undefined;
}

/** @throws InvalidInputException for the expression; InvalidStateException for a stored value that is not of its column's type */
export function listPartitions(
  reader: Reader,
  scope: Scope,
  table: FoundTable,
  page: PartitionPage,
): Listing<Partition> {
  const keys = table.record.input.PartitionKeys ?? [];
  const isFiltered = page.expression !== undefined && page.expression.trim() !== "";
  const expression = isFiltered ? bindExpression(parseExpression(page.expression ?? ""), keys) : undefined;
  const prefix = partitionKey(scope, table.record.id);
  const after = decodeToken(page.token)?.map(String);
  const isRoomy = expression === undefined && page.segment === undefined;
  const isWanted = (values: readonly string[]): boolean =>
    (page.segment === undefined || segmentOf(values, page.segment.total) === page.segment.number) &&
    (expression === undefined || matchesExpression(expression, values));

  const items: Partition[] = [];
  let examined = 0;
  let last = after;
  for (const span of narrowExpression(expression, keys.length)) {
    for (;;) {
      const chunk = Math.max(
        1,
        Math.min(PARTITIONS_EXAMINED_MAX - examined, isRoomy ? page.limit - items.length + 1 : SCAN_CHUNK),
      );
      const query = rangeOf(prefix, {
        span,
        after: last,
        isComplete: span.values.length === keys.length,
        limit: chunk,
      });
      const entries = query === undefined ? [] : reader.range(query);
      for (const entry of entries) {
        const values = valuesOf(entry, prefix);
        if (items.length === page.limit || examined === PARTITIONS_EXAMINED_MAX)
          return { items, nextToken: last === undefined ? undefined : encodeToken(last) };
        examined += 1;
        last = values;
        if (isWanted(values)) items.push(partitionShape(decodeRecord<PartitionRecord>(entry.value), table, scope));
      }
      if (entries.length < chunk) break;
    }
  }
  return { items, nextToken: undefined };
}

/** Undefined when the span is empty. */
function rangeOf(
  prefix: Key,
  wanted: { span: ValueSpan; after: readonly string[] | undefined; isComplete: boolean; limit: number },
): RangeQuery | undefined {
  const { span, after, limit } = wanted;
  const below: Key = [...prefix, ...span.values];
  const start = wanted.isComplete
    ? span.values
    : span.next.start === undefined
      ? undefined
      : [...span.values, span.next.start];
  const end: Key | undefined = wanted.isComplete
    ? [...below, null]
    : span.next.end === undefined
      ? undefined
      : [...below, span.next.end];
  if (span.next.start !== undefined && span.next.end !== undefined && compareText(span.next.start, span.next.end) >= 0)
    return undefined;
  const lower =
    after !== undefined && (start === undefined || compareValues(after, start) >= 0)
      ? { startAfter: [...prefix, ...after] }
      : start === undefined
        ? {}
        : { start: [...prefix, ...start] };
  return { prefix: wanted.isComplete ? prefix : below, ...lower, ...(end === undefined ? {} : { end }), limit };
}

function compareValues(left: readonly string[], right: readonly string[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareText(value, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function valuesOf(entry: Entry, prefix: Key): string[] {
  return entry.key.slice(prefix.length).map(String);
}

/** FNV-1a over the values: even, and the same in every page of a segment. */
function segmentOf(values: readonly string[], total: number): number {
  let hash = 0x811c9dc5;
  for (const unit of Buffer.from(values.join("\u0000"))) hash = Math.imul(hash ^ unit, 0x01000193) >>> 0;
  return hash % total;
}
