import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commonPrefixOf,
  type ListEntry,
  listPage,
  type ListSource,
  type Page,
  type Seen,
  type Start,
} from "./list-page.ts";
import { afterPrefix, compareUtf8 } from "./utf8-order.ts";

interface Item {
  readonly key: string;
  readonly turn: number;
}

/** A bucket as an array in order; counts what is read of it. */
function arraySource(items: readonly Item[]): ListSource<Item> & { touched: number; reads: number } {
  const source = {
    touched: 0,
    reads: 0,
    read(start: Start<Item>, page: { count: number; end: string | undefined }): Item[] {
      const found = items
        .filter((item) => (typeof start === "string" ? compareUtf8(item.key, start) >= 0 : isAfter(item, start)))
        .filter((item) => page.end === undefined || compareUtf8(item.key, page.end) < 0)
        .slice(0, page.count);
      source.touched += found.length;
      source.reads += 1;
      return found;
    },
  };
  return source;
}

function isAfter(item: Item, other: Item): boolean {
  const order = compareUtf8(item.key, other.key);
  return order > 0 || (order === 0 && item.turn > other.turn);
}

function bucketOf(keys: readonly string[], turns = 1): Item[] {
  const sorted = [...new Set(keys)].sort(compareUtf8);
  return sorted.flatMap((key) => Array.from({ length: turns }, (_, turn) => ({ key, turn })));
}

const shown = (entries: readonly ListEntry<Item>[]): string[] =>
  entries.map((entry) => entry.commonPrefix ?? `${entry.item?.key}#${entry.item?.turn}`);

/** The definition of a listing: every item with the prefix, common prefixes once, in order. */
function naive(items: readonly Item[], prefix: string, delimiter: string | undefined): string[] {
  const all = items
    .filter((item) => item.key.startsWith(prefix))
    .map((item) => commonPrefixOf(item.key, prefix, delimiter) ?? `${item.key}#${item.turn}`);
  return all.filter((entry, index) => entry.endsWith("#0") || all.indexOf(entry) === index);
}

/** Follows the listing the way clients do: by the last item, or by the last common prefix as a marker. */
function follow(
  source: ListSource<Item>,
  request: { prefix: string; delimiter: string | undefined; limit: number },
): string[] {
  const entries: string[] = [];
  let seen: Seen<Item> | undefined;
  for (;;) {
    const page: Page<Item> = listPage(source, { ...request, seen });
    entries.push(...shown(page.entries));
    expect(page.entries.length).toBeLessThanOrEqual(request.limit);
    const last = page.entries.at(-1);
    if (!page.isTruncated || last === undefined) return entries;
    expect(page.entries).toHaveLength(request.limit);
    seen = last.commonPrefix === undefined ? { item: last.item } : { upTo: last.commonPrefix };
  }
}

const keyText = fc.string({
  unit: fc.constantFrom("a", "b", "/", "//", "é", "\u{ffff}", "\u{1f600}", "\u{10ffff}", "z"),
  minLength: 1,
  maxLength: 5,
});

describe("pages of a listing", () => {
  test("put together are the whole listing, for any prefix, delimiter and page size", () => {
    fc.assert(
      fc.property(
        fc.array(keyText, { maxLength: 30 }),
        fc.oneof(fc.constant(""), keyText),
        fc.oneof(fc.constant(undefined), fc.constantFrom("/", "//", "a", "é", "\u{10ffff}", "b/")),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (keys, prefix, delimiter, limit, turns) => {
          const items = bucketOf(keys, turns);
          expect(follow(arraySource(items), { prefix, delimiter, limit })).toEqual(naive(items, prefix, delimiter));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("are in UTF-8 order, in which astral characters come after U+FFFF", () => {
    const items = bucketOf(["\u{1f600}", "\u{ff5e}", "z"]);
    expect(follow(arraySource(items), { prefix: "", delimiter: undefined, limit: 1 })).toEqual([
      "z#0",
      "\u{ff5e}#0",
      "\u{1f600}#0",
    ]);
  });

  test("of no entries are empty and not truncated", () => {
    expect(
      listPage(arraySource(bucketOf(["a"])), { prefix: "", delimiter: undefined, limit: 0, seen: undefined }),
    ).toEqual({
      entries: [],
      isTruncated: false,
    });
  });

  test("that show all there is are not truncated", () => {
    const page = listPage(arraySource(bucketOf(["a", "b/1", "b/2"])), {
      prefix: "",
      delimiter: "/",
      limit: 2,
      seen: undefined,
    });
    expect(page.isTruncated).toBe(false);
    expect(shown(page.entries)).toEqual(["a#0", "b/"]);
  });
});

describe("a marker", () => {
  const source = arraySource(bucketOf(["folder/sub/1", "folder/sub/2", "folder/x", "folder/y"]));
  const after = (marker: string): string[] =>
    shown(listPage(source, { prefix: "folder/", delimiter: "/", limit: 10, seen: { upTo: marker } }).entries);

  test("inside a common prefix leaves the whole common prefix out", () => {
    expect(after("folder/sub/1")).toEqual(["folder/x#0", "folder/y#0"]);
    expect(after("folder/sub/")).toEqual(["folder/x#0", "folder/y#0"]);
  });

  test("before a common prefix keeps it", () => {
    expect(after("folder/sub")).toEqual(["folder/sub/", "folder/x#0", "folder/y#0"]);
  });

  test("need not be a key of the bucket, and may lie outside the prefix", () => {
    expect(after("folder/w")).toEqual(["folder/x#0", "folder/y#0"]);
    expect(after("a")).toEqual(["folder/sub/", "folder/x#0", "folder/y#0"]);
    expect(after("zzz")).toEqual([]);
  });
});

test("a place before a key shows that key again", () => {
  const source = arraySource(bucketOf(["a", "b", "c"], 2));
  const page = listPage(source, { prefix: "", delimiter: undefined, limit: 3, seen: { before: "b" } });
  expect(shown(page.entries)).toEqual(["b#0", "b#1", "c#0"]);
});

describe("the cost of a page", () => {
  const crowd = Array.from({ length: 20_000 }, (_, index) => `crowd/${String(index).padStart(5, "0")}`);

  test("does not grow with the keys behind a common prefix", () => {
    const source = arraySource(bucketOf(["a", ...crowd, "z"]));
    const page = listPage(source, { prefix: "", delimiter: "/", limit: 1000, seen: undefined });
    expect(shown(page.entries)).toEqual(["a#0", "crowd/", "z#0"]);
    expect(source.touched).toBeLessThan(10);
  });

  test("does not grow with the keys that follow it", () => {
    const source = arraySource(bucketOf(crowd));
    const page = listPage(source, {
      prefix: "crowd/",
      delimiter: undefined,
      limit: 100,
      seen: { upTo: "crowd/10000" },
    });
    expect(page.isTruncated).toBe(true);
    expect(source.touched).toBe(101);
    expect(source.reads).toBe(1);
  });

  test("is a few reads for keys that stand alone, delimiter or not", () => {
    const source = arraySource(bucketOf(crowd));
    const page = listPage(source, { prefix: "crowd/", delimiter: "/", limit: 1000, seen: undefined });
    expect(page.entries).toHaveLength(1000);
    expect(source.touched).toBe(1001);
    expect(source.reads).toBeLessThan(10);
  });
});

test("the first string behind a prefix skips surrogates and carries over the last code point", () => {
  expect(afterPrefix("a/")).toBe("a0");
  expect(afterPrefix("\u{d7ff}")).toBe("\u{e000}");
  expect(afterPrefix("a\u{10ffff}")).toBe("b");
  expect(afterPrefix("\u{10ffff}")).toBeUndefined();
  expect(afterPrefix("")).toBeUndefined();
});
