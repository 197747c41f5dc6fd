/**
 * One page of any listing of a bucket: objects, versions or uploads in key order, with keys between prefix and delimiter
 * rolled up into common prefixes. What a page costs follows from what it shows: a common prefix is left with one seek to the
 * first key behind it, however many keys it stands for.
 *
 * AWS: a marker inside a common prefix, or equal to it, leaves the whole common prefix out (localstack/localstack
 * tests/aws/services/s3 test_s3_list_operations.py, ..._marker_common_prefixes, recorded from S3 for three of the four listings).
 */
import { afterPrefix, compareUtf8, maxUtf8, nextString } from "./utf8-order.ts";

/** Where to read from: at this key or the first one after it; or behind this item. */
export type Start<Item> = string | Item;

/** What the client has seen already: everything up to this key and its common prefix, up to this item, or what lies before this key. */
export type Seen<Item> = { readonly upTo: string } | { readonly item: Item } | { readonly before: string };

/** Items of a bucket in listing order. Several may have the same key. */
export interface ListSource<Item extends { readonly key: string }> {
  /** The next `count` items from `start` on; fewer at the end. `end` is an exclusive bound on keys. */
  read(start: Start<Item>, page: { readonly count: number; readonly end: string | undefined }): readonly Item[];
}

export interface PageRequest<Item> {
  readonly prefix: string;
  /** Empty counts as none. */
  readonly delimiter: string | undefined;
  /** Entries of the page; 0 gives an empty page that is not truncated. */
  readonly limit: number;
  readonly seen: Seen<Item> | undefined;
}

export type ListEntry<Item> =
  | { readonly item: Item; readonly commonPrefix?: never }
  | { readonly commonPrefix: string; readonly item?: never };

export interface Page<Item> {
  /** In order. */
  readonly entries: readonly ListEntry<Item>[];
  readonly isTruncated: boolean;
}

/** After a common prefix the next key is likely another one's: reading starts small and grows while keys stand alone. */
const FIRST_BATCH = 1;
const BATCH_GROWTH = 4;

export function listPage<Item extends { readonly key: string }>(
  source: ListSource<Item>,
  request: PageRequest<Item>,
): Page<Item> {
  const { limit } = request;
  const delimiter = request.delimiter === "" ? undefined : request.delimiter;
  const end = afterPrefix(request.prefix);
  const entries: ListEntry<Item>[] = [];
  let start = limit === 0 ? undefined : firstStart(request, delimiter);
  let count = delimiter === undefined ? limit + 1 : FIRST_BATCH;
  while (start !== undefined) {
    const items: readonly Item[] = source.read(start, { count, end });
    let skipTo: string | undefined;
    for (const item of items) {
      if (entries.length === limit) return { entries, isTruncated: true };
      const commonPrefix = commonPrefixOf(item.key, request.prefix, delimiter);
      if (commonPrefix === undefined) entries.push({ item });
      else {
        entries.push({ commonPrefix });
        skipTo = commonPrefix;
        break;
      }
    }
    const last = items.at(-1);
    if (skipTo !== undefined) {
      start = afterPrefix(skipTo);
      count = FIRST_BATCH;
    } else {
      start = items.length < count ? undefined : last;
      count = Math.min(count * BATCH_GROWTH, limit - entries.length + 1);
    }
  }
  return { entries, isTruncated: false };
}

/** What a key is shown as, when not as itself: everything up to the first delimiter behind the prefix. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Undefined when nothing can follow. */
function firstStart<Item extends { readonly key: string }>(
  request: PageRequest<Item>,
  delimiter: string | undefined,
): Start<Item> | undefined {
  const { seen, prefix } = request;
  if (seen === undefined) return prefix;
  if ("before" in seen) return maxUtf8(prefix, seen.before);
  const key = "upTo" in seen ? seen.upTo : seen.item.key;
  const skipped = commonPrefixOf(key, prefix, delimiter);
  if (skipped !== undefined) return afterPrefix(skipped);
  if ("upTo" in seen) return maxUtf8(prefix, nextString(key));
  return compareUtf8(key, prefix) < 0 ? prefix : seen.item;
}
