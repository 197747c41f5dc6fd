/**
 * Where in the key order the partitions that may fit an expression lie. Partitions are keyed by their values, so a condition on the first
 * partition key seeks instead of scanning, one on the second narrows further below each single first value, and so on.
 * The spans hold all that fits and maybe more; `evaluate.ts` decides.
 */
import { EXPRESSION_SPANS_MAX } from "../limits.ts";
import type { BoundExpression } from "./bind.ts";
import type { TextSpan } from "./column-types.ts";
import { afterPrefix, compareText } from "./text-order.ts";

/** Value tuples that begin with `values` and whose next value lies in `next`. */
export interface ValueSpan {
  readonly values: readonly string[];
  readonly next: TextSpan;
}

/** What one column may be: single texts and spans of texts; undefined is anything. */
interface Candidates {
  readonly exact: readonly string[];
  readonly spans: readonly TextSpan[];
}

/** Disjoint, in key order. */
export function narrowExpression(expression: BoundExpression | undefined, columnCount: number): ValueSpan[] {
  const conditions = expression === undefined ? [] : conjuncts(expression);
  const perColumn = Array.from({ length: columnCount }, (_, index) => candidatesOf(conditions, index));
  return spansBelow([], perColumn) ?? [{ values: [], next: {} }];
}

function conjuncts(expression: BoundExpression): BoundExpression[] {
  return expression.kind === "and" ? expression.terms.flatMap(conjuncts) : [expression];
}

/** Undefined when there would be too many spans. */
function spansBelow(
  values: readonly string[],
  perColumn: readonly (Candidates | undefined)[],
): ValueSpan[] | undefined {
  const candidates = perColumn[values.length];
  if (candidates === undefined) return [{ values, next: {} }];
  const spans: ValueSpan[] = candidates.spans.map((next) => ({ values, next }));
  for (const exact of candidates.exact) {
    const below = spansBelow([...values, exact], perColumn);
    if (below === undefined || spans.length + below.length > EXPRESSION_SPANS_MAX)
      return values.length === 0 ? undefined : [{ values, next: {} }];
    spans.push(...below);
  }
  return spans.sort((left, right) => compareText(startOf(left, values.length), startOf(right, values.length)));
}

function startOf(span: ValueSpan, depth: number): string {
  return span.values[depth] ?? span.next.start ?? "";
}

/** The condition that narrows this column most: single texts before ranges. Two ranges of one column (`d >= a AND d < b`) are cut with each other. */
function candidatesOf(conditions: readonly BoundExpression[], index: number): Candidates | undefined {
  const ranges: TextSpan[] = [];
  for (const condition of conditions) {
    const candidates = narrowedBy(condition, index);
    if (candidates === undefined) continue;
    const [range] = candidates.spans;
    if (candidates.exact.length > 0 || candidates.spans.length !== 1 || range === undefined)
      return disjoint(candidates);
    ranges.push(range);
  }
  return ranges.length === 0 ? undefined : { exact: [], spans: [ranges.reduce(intersect)] };
}

function narrowedBy(condition: BoundExpression, index: number): Candidates | undefined {
  if (!("column" in condition) || condition.column.index !== index) return undefined;
  const { type } = condition.column;
  switch (condition.kind) {
    case "in":
      return unite(condition.values.map((value) => type.texts(value)));
    case "between":
      return type.between === undefined
        ? undefined
        : { exact: [], spans: [type.between(condition.low, condition.high)] };
    case "like":
      return likeSpan(condition.pattern);
    case "compare":
      if (condition.operator === "=") return unite([type.texts(condition.value)]);
      if (condition.operator === "<>" || type.between === undefined) return undefined;
      return {
        exact: [],
        spans: [
          condition.operator.startsWith("<")
            ? type.between(undefined, condition.value)
            : type.between(condition.value, undefined),
        ],
      };
    case "is-null":
      return undefined;
  }
}

function unite(
  parts: readonly ({ readonly exact: string | undefined; readonly spans: readonly TextSpan[] } | undefined)[],
): Candidates | undefined {
  const exact: string[] = [];
  const spans: TextSpan[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    if (part.exact !== undefined) exact.push(part.exact);
    spans.push(...part.spans);
  }
  return { exact, spans };
}

function likeSpan(pattern: string): Candidates | undefined {
  const prefix = /^[^%_]*/.exec(pattern)?.[0] ?? "";
  if (prefix === "") return undefined;
  return prefix === pattern
    ? { exact: [pattern], spans: [] }
    : { exact: [], spans: [{ start: prefix, end: afterPrefix(prefix) }] };
}

/** No text twice: equal texts are one, overlapping spans are joined, texts inside a span are left to it. */
function disjoint(candidates: Candidates): Candidates {
  const sorted = [...candidates.spans].sort((left, right) => compareText(left.start ?? "", right.start ?? ""));
  const spans: TextSpan[] = [];
  for (const span of sorted) {
    const last = spans.at(-1);
    if (last === undefined || (last.end !== undefined && compareText(last.end, span.start ?? "") < 0)) spans.push(span);
    else
      spans[spans.length - 1] = {
        start: last.start,
        end: last.end === undefined || span.end === undefined ? undefined : laterText(last.end, span.end),
      };
  }
  const exact = [...new Set(candidates.exact)].filter((text) => !spans.some((span) => contains(span, text)));
  return { exact, spans };
}

function contains(span: TextSpan, text: string): boolean {
  return (
    (span.start === undefined || compareText(span.start, text) <= 0) &&
    (span.end === undefined || compareText(text, span.end) < 0)
  );
}

function intersect(left: TextSpan, right: TextSpan): TextSpan {
  const start =
    left.start === undefined || right.start === undefined
      ? (left.start ?? right.start)
      : laterText(left.start, right.start);
  const end =
    left.end === undefined || right.end === undefined
      ? (left.end ?? right.end)
      : compareText(left.end, right.end) < 0
        ? left.end
        : right.end;
  return { start, end };
}

function laterText(left: string, right: string): string {
  return compareText(left, right) > 0 ? left : right;
}
