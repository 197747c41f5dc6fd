/** From a request of Query or Scan and its table to the page that is to be read; what only the table shows to be wrong is refused here, in AWS's order. */
import type { Key, RangeQuery } from "../../../storage/record-store.ts";
import { keyMismatch, validation } from "../errors.ts";
import type { KeyTests } from "../expressions/key-condition.ts";
import { compares } from "../expressions/evaluate-condition.ts";
import { itemKey } from "../records.ts";
import type { QueryRequest, ScanRequest } from "../requests/query-request.ts";
import type { Index, Table } from "../tables/table.ts";
import { attributeOf, type Item } from "../values/attribute-value.ts";
import { checkKey, HASHES, type KeySchema } from "./item-key.ts";
import { keyRange } from "./key-range.ts";
import { continued, type PageRequest } from "./read-page.ts";
import { indexOf, pathsOf, readsTable, refuseNestedKeys, startKey } from "./read-request.ts";

/** @throws {ServiceError} ValidationException */
export function queryPage(table: Table, request: QueryRequest): PageRequest {
  const index = indexOf(table, request.indexName, request.isConsistent);
  const schema = index?.schema ?? table.schema;
  const start = request.start === undefined ? undefined : queryStart(table, index, request.start);
  const range = keyRange(index?.store ?? table.store, schema, request.tests);
  if (request.start !== undefined) refuseOutside(request.start, schema, request.tests);
  refuseKeysInFilter(request, schema);
  return pageOf(table, index, { request, range, start, isReverse: request.isReverse });
}

/** @throws {ServiceError} ValidationException */
export function scanPage(table: Table, request: ScanRequest): PageRequest {
  const index = indexOf(table, request.indexName, request.isConsistent);
  const store = index?.store ?? table.store;
  const { segment, totalSegments } = request;
  const bound = (number: number): Key => itemKey(store, Math.floor((number * HASHES) / totalSegments));
  const range = { start: bound(segment), end: bound(segment + 1) };
  const start = request.start === undefined ? undefined : scanStart(table, index, request.start);
  return pageOf(table, index, { request, range, start, isReverse: false });
}

interface Reading {
  readonly request: QueryRequest | ScanRequest;
  readonly range: Omit<RangeQuery, "limit">;
  readonly start: Key | undefined;
  readonly isReverse: boolean;
}

function pageOf(table: Table, index: Index | undefined, { request, range, start, isReverse }: Reading): PageRequest {
  const { filter, projection, select, limit } = request;
  refuseNestedKeys(table, projection ?? []);
  refuseNestedKeys(table, pathsOf(filter));
  return {
    table,
    index,
    range: start === undefined ? range : continued(range, start, isReverse),
    isReverse,
    limit,
    filter,
    projection,
    readsTable: readsTable(index, select, projection),
    countsOnly: select === "COUNT",
  };
}

function queryStart(table: Table, index: Index | undefined, start: Item): Key {
  const key = startKey(table, index, start);
  if (key === undefined) throw validation("The provided starting key is invalid");
  return key;
}

// AWS: Scan says more than Query.
function scanStart(table: Table, index: Index | undefined, start: Item): Key {
  const key = startKey(table, index, start);
  if (key !== undefined) return key;
  if (index !== undefined) throw validation("The provided starting key is invalid");
  try {
    checkKey(start, table.schema);
  } catch (cause) {
    throw validation(`The provided starting key is invalid: ${cause instanceof Error ? cause.message : ""}`);
  }
  throw keyMismatch();
}

/** The starting key must be one that the condition could have led to. */
function refuseOutside(start: Item, schema: KeySchema, tests: KeyTests): void {
  for (const { name } of schema.sort) {
    if (!meets(start, name, tests))
      throw validation("The provided starting key does not match the range key predicate");
  }
  for (const { name } of schema.partition) {
    if (meets(start, name, tests)) continue;
    const isRanged = schema.sort.some((attribute) => tests.has(attribute.name));
    throw validation(
      isRanged
        ? "The query can return at most one row and cannot be restarted"
        : "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
}

function meets(start: Item, name: string, tests: KeyTests): boolean {
  const test = tests.get(name);
  const value = attributeOf(start, name);
  if (test === undefined || value === undefined) return true;
  const [first, second] = test.values;
  switch (test.operator) {
    case "EQ":
      return compares("=", value, first);
    case "LT":
      return compares("<", value, first);
    case "LE":
      return compares("<=", value, first);
    case "GT":
      return compares(">", value, first);
    case "GE":
      return compares(">=", value, first);
    case "BETWEEN":
      return compares(">=", value, first) && compares("<=", value, second);
    default:
      return true;
  }
}

function refuseKeysInFilter({ filter, isLegacyFilter }: QueryRequest, schema: KeySchema): void {
  const named = new Set(pathsOf(filter).map(([name]) => name));
  const key = schema.all.find(({ name }) => named.has(name));
  if (key === undefined) return;
  const what = isLegacyFilter ? "QueryFilter" : "Filter Expression";
  throw validation(`${what} can only contain non-primary key attributes: Primary key attribute: ${key.name}`);
}
