/**
 * The listings over the real stores: pages of any size put together equal a naive model of the bucket, and what a page reads follows from
 * what it shows.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { commonPrefixOf, listPage, type ListSource, type Seen } from "../../../src/services/s3/listing/list-page.ts";
import { objectSource, type VersionItem, versionSource } from "../../../src/services/s3/listing/sources.ts";
import { compareUtf8 } from "../../../src/services/s3/listing/utf8-order.ts";
import { addBucket, requireBucket } from "../../../src/services/s3/store/buckets.ts";
import { commitVersion } from "../../../src/services/s3/store/commit-version.ts";
import { deleteVersion } from "../../../src/services/s3/store/delete-version.ts";
import { currentKey } from "../../../src/services/s3/store/keys.ts";
import { encodeRecord } from "../../../src/services/s3/store/record-codec.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import type { Reader } from "../../../src/storage/record-store.ts";

const BUCKET = "bucket";
const runtime = systemRuntime(silentLog());

/** A reader that counts the entries its ranges give. */
function counting(reader: Reader): Reader & { touched: number; ranges: number } {
  const counter = {
    touched: 0,
    ranges: 0,
    get: (key: Parameters<Reader["get"]>[0]) => reader.get(key),
    range(query: Parameters<Reader["range"]>[0]) {
      const entries = reader.range(query);
      counter.touched += entries.length;
      counter.ranges += 1;
      return entries;
    },
    scan(query: Parameters<Reader["scan"]>[0], visitor: Parameters<Reader["scan"]>[1]) {
      counter.ranges += 1;
      reader.scan(query, (name, bytes, length) => {
        counter.touched += 1;
        visitor(name, bytes, length);
      });
    },
  };
  return counter;
}

async function openBucketWith(versioning: "off" | "enabled") {
  const storage = await openMemoryStorage(runtime);
  await storage.records.transact((transaction) =>
    addBucket(transaction, { name: BUCKET, accountId: "111122223333", region: "us-east-1", createdMs: 0, versioning }),
  );
  return storage;
}
type Storage = Awaited<ReturnType<typeof openBucketWith>>;

const place = (storage: Storage, key: string) => ({ bytes: storage.bytes, bucket: BUCKET, key });

/** `key` writes, `-key` deletes; each gives one more version. */
async function apply(storage: Storage, steps: readonly { key: string; isDelete: boolean }[]): Promise<void> {
  for (const [index, { key, isDelete }] of steps.entries()) {
    const newVersionId = `version-${index}`;
    await storage.records.transact((transaction) => {
      if (isDelete)
        return void deleteVersion(transaction, place(storage, key), {
          newVersionId,
          lastModifiedMs: 0,
          cause: undefined,
        });
      const draft = { sizeBytes: 0, etag: "", lastModifiedMs: 0, system: { contentType: "" } };
      commitVersion(transaction, place(storage, key), { draft, extents: [], newVersionId, cause: undefined });
    });
  }
}

interface Request {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly limit: number;
}

/** The listing as a client puts it together; `showItem` names an item. */
function follow<Item extends { key: string }>(
  source: ListSource<Item>,
  request: Request,
  showItem: (item: Item) => string,
): string[] {
  const shown: string[] = [];
  let seen: Seen<Item> | undefined;
  for (;;) {
    const page = listPage(source, { ...request, seen });
    shown.push(...page.entries.map((entry) => entry.commonPrefix ?? showItem(entry.item)));
    const last = page.entries.at(-1);
    if (!page.isTruncated || last === undefined) return shown;
    seen = last.commonPrefix === undefined ? { item: last.item } : { upTo: last.commonPrefix };
  }
}

function rollUp(entries: readonly { key: string; shown: string }[], { prefix, delimiter }: Request): string[] {
  const shown = entries
    .filter((entry) => entry.key.startsWith(prefix))
    .map((entry) => ({ ...entry, commonPrefix: commonPrefixOf(entry.key, prefix, delimiter) }));
  return shown
    .filter((entry, index) => entry.commonPrefix === undefined || shown[index - 1]?.commonPrefix !== entry.commonPrefix)
    .map((entry) => entry.commonPrefix ?? entry.shown);
}

const keyText = fc.string({
  unit: fc.constantFrom("a", "b", "/", "\0", "é", "\u{ffff}", "\u{1f600}"),
  minLength: 1,
  maxLength: 4,
});
const steps = fc.array(fc.record({ key: keyText, isDelete: fc.boolean() }), { maxLength: 25 });
const request = fc.record({
  prefix: fc.oneof(fc.constant(""), keyText),
  delimiter: fc.constantFrom(undefined, "/", "a", "//"),
  limit: fc.integer({ min: 1, max: 6 }),
});

describe("pages of any size put together", () => {
  test("are the current objects in UTF-8 order", async () => {
    await fc.assert(
      fc.asyncProperty(steps, request, async (writes, asked) => {
        const storage = await openBucketWith("enabled");
        await apply(storage, writes);
        const current = new Set<string>();
        for (const { key, isDelete } of writes) {
          if (isDelete) current.delete(key);
          else current.add(key);
        }
        const expected = rollUp(
          [...current].sort(compareUtf8).map((key) => ({ key, shown: key })),
          asked,
        );
        const listed = await storage.records.read((reader) =>
          follow(objectSource(reader, BUCKET), asked, (item) => item.key),
        );
        await storage.close();
        expect(listed).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test("are all versions, newest first within a key, the first of each the latest", async () => {
    const show = ({ key, version, isLatest }: VersionItem): string =>
      `${key}|${version?.versionId}|${version?.isDeleteMarker}|${isLatest}`;
    await fc.assert(
      fc.asyncProperty(steps, request, async (writes, asked) => {
        const storage = await openBucketWith("enabled");
        await apply(storage, writes);
        const keys = [...new Set(writes.map(({ key }) => key))].sort(compareUtf8);
        const entries = keys.flatMap((key) => {
          const own = writes
            .map((write, index) => ({ ...write, index }))
            .filter((write) => write.key === key)
            .reverse();
          return own.map(({ index, isDelete }, turn) => ({
            key,
            shown: `${key}|version-${index}|${isDelete}|${turn === 0}`,
          }));
        });
        const listed = await storage.records.read((reader) =>
          follow(versionSource(reader, requireBucket(reader, BUCKET)), asked, show),
        );
        await storage.close();
        expect(listed).toEqual(rollUp(entries, asked));
      }),
      { numRuns: 150 },
    );
  });
});

describe("the entries that a page reads", () => {
  const CROWD = 20_000;

  async function crowdedBucket(): Promise<Storage> {
    const storage = await openBucketWith("enabled");
    const version = encodeRecord({
      isDeleteMarker: false,
      versionId: "null",
      sequence: 1,
      lastModifiedMs: 0,
      sizeBytes: 0,
      etag: "",
    });
    const keys = Array.from({ length: CROWD }, (_, index) => `crowd/${String(index).padStart(6, "0")}`);
    await storage.records.transact((transaction) => {
      for (const key of ["first", ...keys, "last"]) transaction.put(currentKey(BUCKET, key), version);
    });
    return storage;
  }

  test("do not grow with twenty thousand keys behind a common prefix, nor with those behind the page", async () => {
    const storage = await crowdedBucket();
    const costOf = (asked: Request, seen?: Seen<never>) =>
      storage.records.read((plain) => {
        const reader = counting(plain);
        const page = listPage(objectSource(reader, BUCKET), { ...asked, seen });
        return { shown: page.entries.length, touched: reader.touched, ranges: reader.ranges };
      });
    expect(await costOf({ prefix: "", delimiter: "/", limit: 1000 })).toEqual({
      shown: 3,
      touched: expect.toSatisfy((n: number) => n <= 8),
      ranges: expect.toSatisfy((n: number) => n <= 6),
    });
    expect(await costOf({ prefix: "crowd/", delimiter: "/", limit: 1000 })).toMatchObject({
      shown: 1000,
      touched: 1001,
    });
    expect(await costOf({ prefix: "crowd/", delimiter: undefined, limit: 10 }, { upTo: "crowd/010000" })).toEqual({
      shown: 10,
      touched: 11,
      ranges: 1,
    });
    expect(await costOf({ prefix: "nothing/", delimiter: "/", limit: 1000 })).toMatchObject({ shown: 0, touched: 0 });
    await storage.close();
  });

  test("of a listing of versions are at most twice what it shows", async () => {
    const storage = await crowdedBucket();
    const cost = await storage.records.read((plain) => {
      const reader = counting(plain);
      const page = listPage(versionSource(reader, requireBucket(plain, BUCKET)), {
        prefix: "",
        delimiter: "/",
        limit: 1000,
        seen: undefined,
      });
      return { shown: page.entries.length, touched: reader.touched };
    });
    expect(cost.shown).toBe(3);
    expect(cost.touched).toBeLessThanOrEqual(16);
    await storage.close();
  });
});
