/**
 * A page of Query or Scan: items in key order until `Limit` of them, or 1 MB of them, have been looked at; only then they are filtered and cut down. The page tells where the
 * next one begins when it ended for one of those reasons, whether or not anything follows, as AWS does.
 */
import type { Key, RangeQuery, Reader } from "../../../storage/record-store.ts";
import { holds } from "../expressions/evaluate-condition.ts";
import { project } from "../expressions/project.ts";
import type { BoundCondition, Projection } from "../expressions/syntax.ts";
import { PAGE_BYTES_MAX, PAGE_STEP_ENTRIES } from "../limits.ts";
import type { Index, Table } from "../tables/table.ts";
import { type Item, type ItemDraft, setAttribute } from "../values/attribute-value.ts";
import type { KeyAttribute } from "./item-key.ts";
import { storedKey } from "./item-key.ts";
import { StoredItem } from "./stored-item.ts";

export interface PageRequest {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly range: Omit<RangeQuery, "limit">;
  readonly isReverse: boolean;
  /** Items that are looked at, at most. */
  readonly limit: number | undefined;
  readonly filter: BoundCondition | undefined;
  readonly projection: Projection | undefined;
  /** Set when an index does not hold what is asked for: items are read from the table. */
  readonly readsTable: boolean;
  readonly countsOnly: boolean;
}

export interface Page {
  /** JSON of the items. */
  readonly texts: readonly string[];
  readonly count: number;
  readonly scannedCount: number;
  readonly lastKey: Item | undefined;
  /** Bytes that were read: of the table or index, and of the table behind an index. */
  readonly bytes: number;
  readonly fetchedBytes: readonly number[];
}

export function readPage(reader: Reader, request: PageRequest): Page {
  const page = new PageReader(request);
  let range = request.range;
  for (;;) {
    const wanted = Math.min(PAGE_STEP_ENTRIES, (request.limit ?? Number.POSITIVE_INFINITY) - page.scannedCount);
    const entries = reader.range({ ...range, reverse: request.isReverse, limit: Math.max(1, wanted) });
    for (const { value } of entries) {
      page.look(reader, new StoredItem(value));
      if (page.isFull) return page.end(true);
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < wanted) return page.end(false);
    range = continued(request.range, last.key, request.isReverse);
  }
}

/** The range behind a key. */
export function continued(range: Omit<RangeQuery, "limit">, key: Key, isReverse: boolean): Omit<RangeQuery, "limit"> {
  if (!isReverse) return { ...range, startAfter: key };
  const { endWith: _endWith, ...rest } = range;
  return { ...rest, end: key };
}

class PageReader {
  scannedCount = 0;
  private readonly request: PageRequest;
  private readonly texts: string[] = [];
  private readonly fetchedBytes: number[] = [];
  private count = 0;
  private bytes = 0;
  private totalBytes = 0;
  private last: StoredItem | undefined;

  constructor(request: PageRequest) {
    this.request = request;
  }

  get isFull(): boolean {
    return this.scannedCount === this.request.limit || this.totalBytes >= PAGE_BYTES_MAX;
  }

  look(reader: Reader, entry: StoredItem): void {
    const { filter, projection, countsOnly, readsTable } = this.request;
    this.scannedCount += 1;
    this.bytes += entry.size;
    this.totalBytes += entry.size;
    this.last = entry;
    const found = readsTable ? this.fetch(reader, entry) : entry;
    if (filter !== undefined && !holds(filter, found.item)) return;
    this.count += 1;
    if (countsOnly) return;
    this.texts.push(projection === undefined ? found.text : JSON.stringify(project(found.item, projection)));
  }

  private fetch(reader: Reader, entry: StoredItem): StoredItem {
    const { table } = this.request;
    const bytes = reader.get(storedKey(table.store, table.schema, entry.item));
    const found = bytes === undefined ? entry : new StoredItem(bytes);
    this.fetchedBytes.push(found.size);
    this.totalBytes += found.size;
    return found;
  }

  end(isCut: boolean): Page {
    const { table, index } = this.request;
    const keys = index?.pagingKeys ?? table.schema.all;
    const lastKey = isCut && this.last !== undefined ? keysOf(this.last.item, keys) : undefined;
    const { texts, count, scannedCount, bytes, fetchedBytes } = this;
    return { texts, count, scannedCount, lastKey, bytes, fetchedBytes };
  }
}

export function keysOf(item: Item, keys: readonly KeyAttribute[]): Item {
  const part: ItemDraft = {};
  for (const { name } of keys) {
    const value = item[name];
    if (value !== undefined) setAttribute(part, name, value);
  }
  return part;
}
