/** What every record store must do. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeKey, encodeRange } from "../../src/storage/key-encoding.ts";
import {
  type Entry,
  type Key,
  KEY_BYTES_MAX,
  RANGE_LIMIT_MAX,
  type RangeQuery,
  type Reader,
  type RecordStore,
  type ScanQuery,
  VALUE_BYTES_MAX,
} from "../../src/storage/record-store.ts";
import { SortedEntries } from "../../src/storage/sorted-entries.ts";
import { StorageError } from "../../src/storage/storage-error.ts";
import { isStorageError, patterned } from "./bytes.ts";
import type { OpenedStore, RecordEngine } from "./record-engines.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : new TextDecoder().decode(value);
const keysOf = (entries: readonly Entry[]): Key[] => entries.map(({ key }) => key);

export interface SuiteOptions {
  readonly propertyRuns: number;
  /** Local engines run transactions in the order they were asked for; the port does not promise it. */
  readonly isOrdered: boolean;
}

export function recordStoreSuite(engine: RecordEngine, options: SuiteOptions): void {
  describe(`the record store on ${engine.name}`, () => {
    let opened: OpenedStore<RecordStore>;
    let store: RecordStore;
    beforeEach(async () => {
      opened = await engine.open();
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    const put = (...entries: readonly (readonly [Key, string])[]): Promise<void> =>
      store.transact((transaction) => {
        for (const [key, value] of entries) transaction.put(key, bytes(value));
      });
    const range = (query: RangeQuery): Promise<Entry[]> => store.read((reader) => reader.range(query));

    describe("values", () => {
      test("a value is there once its transaction has resolved, and absent keys are undefined", async () => {
        expect(await store.get(["a"])).toBeUndefined();
        await put([["a"], "1"]);
        expect(text(await store.get(["a"]))).toBe("1");
        expect(await store.read((reader) => text(reader.get(["a"])))).toBe("1");
      });

      test("put replaces, delete removes, deleting the absent is fine", async () => {
        await put([["a"], "1"]);
        await put([["a"], "2"]);
        expect(text(await store.get(["a"]))).toBe("2");
        await store.transact((transaction) => {
          transaction.delete(["a"]);
          transaction.delete(["never"]);
        });
        expect(await store.get(["a"])).toBeUndefined();
      });

      test("empty and large values come back exactly", async () => {
        for (const size of [0, 1, 5000, 40_000, 3_000_000]) {
          const value = patterned(size);
          await store.transact((transaction) => transaction.put(["sized", size], value));
          expect(Buffer.compare((await store.get(["sized", size])) as Uint8Array, value)).toBe(0);
          const [entry] = await range({ prefix: ["sized"], start: ["sized", size], limit: 1 });
          expect(Buffer.compare((entry as Entry).value, value)).toBe(0);
        }
      });

      test("what was read belongs to the caller", async () => {
        await put([["a"], "abc"]);
        const [first, [entry]] = await store.read((reader) => [reader.get(["a"]), reader.range({ limit: 1 })] as const);
        first?.fill(0);
        entry?.value.fill(0);
        expect(text(await store.get(["a"]))).toBe("abc");
        await store.transact((transaction) => {
          transaction.put(["b"], bytes("abc"));
          transaction.get(["b"])?.fill(0);
          expect(text(transaction.get(["b"]))).toBe("abc");
        });
        const many = await store.read((reader) => ["a", "b"].map((key) => reader.get([key])));
        expect(many.map(text)).toEqual(["abc", "abc"]);
      });
    });

    describe("ranges", () => {
      test("keys come in tuple order: types, numbers, UTF-8 text, shorter first", async () => {
        const ordered: Key[] = [
          [null],
          [false],
          [true],
          [-1.5],
          [0],
          [1],
          [10],
          [""],
          ["a"],
          ["a", null],
          ["a", 1],
          ["a\0"],
          ["ab"],
          ["é"],
          ["\uffff"],
          ["\u{10000}"],
          [new Uint8Array()],
          [Uint8Array.of(0)],
          [Uint8Array.of(0, 255)],
          [Uint8Array.of(255)],
        ];
        await put(...ordered.toReversed().map((key) => [key, ""] as const));
        expect(keysOf(await range({ limit: 100 }))).toEqual(ordered);
        expect(keysOf(await range({ limit: 100, reverse: true }))).toEqual(ordered.toReversed());
        expect(keysOf(await range({ prefix: ["a"], limit: 100 }))).toEqual([
          ["a", null],
          ["a", 1],
        ]);
      });

      test("bounds: start is inclusive, startAfter and end exclusive, in both directions", async () => {
        await put(...[1, 2, 3, 4, 5].map((index) => [["n", index], String(index)] as const));
        const numbers = async (query: Omit<RangeQuery, "limit">): Promise<unknown[]> =>
          keysOf(await range({ limit: 10, ...query })).map((key) => key[1]);
        expect(await numbers({ prefix: ["n"], start: ["n", 2], end: ["n", 4] })).toEqual([2, 3]);
        expect(await numbers({ prefix: ["n"], startAfter: ["n", 2], end: ["n", 4] })).toEqual([3]);
        expect(await numbers({ prefix: ["n"], start: ["n", 2], end: ["n", 4], reverse: true })).toEqual([3, 2]);
        expect(await numbers({ prefix: ["n"], startBeyond: ["n", 2] })).toEqual([3, 4, 5]);
        expect(await numbers({ prefix: ["n"], start: ["n", 2], endWith: ["n", 4] })).toEqual([2, 3, 4]);
        expect(await numbers({ start: ["n"], endWith: ["n"], reverse: true })).toEqual([5, 4, 3, 2, 1]);
        expect(await numbers({ prefix: ["n"], startAfter: ["n", 2], reverse: true })).toEqual([5, 4, 3]);
        expect(await numbers({ start: ["n", 4] })).toEqual([4, 5]);
        expect(await numbers({ prefix: ["n"], start: ["n", 4], end: ["n", 2] })).toEqual([]);
        expect(await numbers({ prefix: ["n"], start: ["m"], end: ["z"] })).toEqual([1, 2, 3, 4, 5]);
        expect(keysOf(await range({ prefix: ["n"], limit: 2 }))).toEqual([
          ["n", 1],
          ["n", 2],
        ]);
        expect(keysOf(await range({ prefix: ["n"], limit: 2, reverse: true }))).toEqual([
          ["n", 5],
          ["n", 4],
        ]);
      });

      test("pages put together are the whole listing", async () => {
        await put(...Array.from({ length: 53 }, (_, index) => [["p", index], ""] as const));
        const seen: unknown[] = [];
        let after: Key | undefined;
        for (;;) {
          const page: Entry[] = await range({
            prefix: ["p"],
            limit: 10,
            ...(after === undefined ? {} : { startAfter: after }),
          });
          seen.push(...page.map(({ key }) => key[1]));
          if (page.length < 10) break;
          after = page.at(-1)?.key;
        }
        expect(seen).toEqual(Array.from({ length: 53 }, (_, index) => index));
      });

      test("a body sees its own writes in ranges, and may write while it goes through one", async () => {
        await put([["w", 1], "a"], [["w", 2], "b"], [["w", 3], "c"]);
        const seen = await store.transact((transaction) => {
          transaction.put(["w", 0], bytes("new"));
          transaction.put(["w", 2], bytes("changed"));
          transaction.delete(["w", 3]);
          const values = transaction.range({ prefix: ["w"], limit: 10 }).map(({ value }) => text(value));
          for (const { key } of transaction.range({ prefix: ["w"], limit: 10 })) {
            transaction.delete(key);
            transaction.put(["x", ...key], bytes("moved"));
          }
          return {
            values,
            left: transaction.range({ prefix: ["w"], limit: 10 }),
            last: keysOf(transaction.range({ prefix: ["x"], limit: 1, reverse: true })),
          };
        });
        expect(seen).toEqual({ values: ["new", "a", "changed"], left: [], last: [["x", "w", 2]] });
        expect(keysOf(await range({ limit: 10 }))).toEqual([
          ["x", "w", 0],
          ["x", "w", 1],
          ["x", "w", 2],
        ]);
      });
    });

    describe("a local reader", () => {
      test("reads what is committed, and its state changes with every commit and with nothing else", async () => {
        const { local } = store;
        if (local === undefined) return;
        await put([["a"], "1"]);
        const before = local.state;
        expect(before).toBeDefined();
        expect(text(local.get(["a"]))).toBe("1");
        await store.transact((transaction) => transaction.get(["a"]));
        const failing = store.transact((transaction) => {
          transaction.put(["a"], bytes("bad"));
          throw new RangeError("no");
        });
        await expect(failing).rejects.toThrow("no");
        expect(await store.read((reader) => reader.state)).toBe(before);
        await put([["a"], "2"]);
        expect(text(local.get(["a"]))).toBe("2");
        expect(local.state).not.toBe(before);
        expect(await store.transact((transaction) => transaction.state)).toBeUndefined();
      });

      test("one state never shows two values", async () => {
        const { local } = store;
        if (local === undefined) return;
        const seen = new Map<object, string | undefined>();
        let isDone = false;
        const writing = (async () => {
          for (let index = 0; index < 40; index++) await put([["a"], String(index)]);
          isDone = true;
        })();
        while (!isDone) {
          const { state } = local;
          const value = text(local.get(["a"]));
          if (state !== undefined) {
            expect(seen.has(state) ? seen.get(state) : value).toBe(value);
            seen.set(state, value);
          }
          await new Promise((resolve) => setImmediate(resolve));
        }
        await writing;
      });

      test("is refused when the store is closed", async () => {
        const { local } = store;
        await store.close();
        if (local === undefined) return;
        expect(() => local.get(["a"])).toThrow(StorageError);
        expect(() => local.range({ limit: 1 })).toThrow(StorageError);
      });
    });

    describe("scans", () => {
      const scan = (reader: Reader, query: Omit<ScanQuery, "prefix">): [string, string][] => {
        const seen: [string, string][] = [];
        reader.scan({ prefix: ["n"], ...query }, (name, lent, length) =>
          seen.push([name, text(lent.slice(0, length)) ?? ""]),
        );
        return seen;
      };
      const names = (query: Omit<ScanQuery, "prefix" | "limit">): Promise<string[]> =>
        store.read((reader) => scan(reader, { limit: 10, ...query }).map(([name]) => name));

      test("names come in order between start and end, with their values", async () => {
        const ordered = ["", "\0", "\x01", "a", "a\0", "ab", "k".repeat(3000), "é", "\uffff", "\u{10000}"];
        await put(...ordered.toReversed().map((name) => [["n", name], name.slice(0, 9)] as const));
        await put([["m", "x"], ""], [["o", "x"], ""]);
        expect(await store.read((reader) => scan(reader, { limit: 20 }))).toEqual(
          ordered.map((name) => [name, name.slice(0, 9)]),
        );
        expect(await names({ start: "a", end: "é" })).toEqual(["a", "a\0", "ab", "k".repeat(3000)]);
        expect(await names({ start: "b", end: "a" })).toEqual([]);
        expect(await store.read((reader) => scan(reader, { start: "a", limit: 2 }))).toEqual([
          ["a", "a"],
          ["a\0", "a\0"],
        ]);
      });

      test("values of every size are whole, also behind one another", async () => {
        const sizes = [0, 1, 100, 5000, 70_000, 3];
        await put(...sizes.map((size, index) => [["n", String(index)], "v".repeat(size)] as const));
        const seen = await store.read((reader) => scan(reader, { limit: 10 }));
        expect(seen.map(([, value]) => value.length)).toEqual(sizes);
      });

      test("a body sees its own writes", async () => {
        await put([["n", "a"], "1"], [["n", "b"], "2"]);
        const seen = await store.transact((transaction) => {
          transaction.put(["n", "b"], bytes("3"));
          transaction.put(["n", "c"], bytes("4"));
          transaction.delete(["n", "a"]);
          return scan(transaction, { limit: 10 });
        });
        expect(seen).toEqual([
          ["b", "3"],
          ["c", "4"],
        ]);
      });

      test("what throws out of a scan is passed on, and the next one works", async () => {
        await put([["n", "a"], "1"], [["n", "b"], "2"]);
        const failure = new RangeError("no");
        const failing = store.read((reader) =>
          reader.scan({ prefix: ["n"], limit: 10 }, () => {
            throw failure;
          }),
        );
        await expect(failing).rejects.toBe(failure);
        expect(await names({})).toEqual(["a", "b"]);
      });

      test("a key that is not the prefix and one string is corrupt", async () => {
        await put([["n", "a", 1], ""]);
        await expect(names({})).rejects.toSatisfy(isStorageError("corrupt"));
        await put([["n", 1], ""]);
        await expect(names({ end: "" })).rejects.toSatisfy(isStorageError("corrupt"));
      });
    });

    describe("transactions", () => {
      test("a body that throws leaves nothing and passes its error on, also among others", async () => {
        const failure = new RangeError("no");
        const results = await Promise.allSettled([
          put([["a"], "1"]),
          store.transact((transaction) => {
            transaction.put(["a"], bytes("bad"));
            transaction.put(["b"], bytes("bad"));
            throw failure;
          }),
          put([["c"], "3"]),
        ]);
        expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect((results[1] as PromiseRejectedResult).reason).toBe(failure);
        expect((await range({ limit: 10 })).map(({ key, value }) => [key[0], text(value)])).toEqual([
          ["a", "1"],
          ["c", "3"],
        ]);
      });

      test("counters that many increment at once lose nothing", async () => {
        const increment = (): Promise<number> =>
          store.transact((transaction) => {
            const next = Number(text(transaction.get(["counter"])) ?? "0") + 1;
            transaction.put(["counter"], bytes(String(next)));
            return next;
          });
        const results = await Promise.all(Array.from({ length: 16 }, increment));
        expect(results.toSorted((left, right) => left - right)).toEqual(
          Array.from({ length: 16 }, (_, index) => index + 1),
        );
        expect(text(await store.get(["counter"]))).toBe("16");
      });

      test("two bodies that each write what the other read cannot both have read the old state", async () => {
        const swap = (from: string, to: string): Promise<void> =>
          store.transact((transaction) => {
            if (transaction.range({ prefix: ["lock"], limit: 10 }).length === 0)
              transaction.put(["lock", to], bytes(from));
          });
        await Promise.all([swap("a", "b"), swap("b", "a"), swap("c", "d")]);
        expect(await range({ prefix: ["lock"], limit: 10 })).toHaveLength(1);
      });

      test("a read sees all of a transaction or nothing of it", async () => {
        const write = (round: number): Promise<void> => put([["pair", 1], String(round)], [["pair", 2], String(round)]);
        const check = (): Promise<(string | undefined)[]> =>
          store.read((reader: Reader) => [text(reader.get(["pair", 1])), text(reader.get(["pair", 2]))]);
        await write(0);
        for (let round = 1; round <= 10; round++) {
          const [, seen] = await Promise.all([write(round), check()]);
          expect(seen[0]).toBe(seen[1]);
        }
      });

      test("a resolved transaction is seen by every later call", async () => {
        for (let round = 0; round < 20; round++) {
          const before = store.get(["seen"]);
          await put([["seen"], String(round)]);
          expect(text(await store.get(["seen"]))).toBe(String(round));
          await before;
        }
      });

      test("a body that only reads gives its result", async () => {
        await put([["a"], "1"]);
        expect(await store.transact((transaction) => text(transaction.get(["a"])))).toBe("1");
      });
    });

    describe("long keys", () => {
      const long = (tail: string): Key => ["k".repeat(2000), tail];

      test("keys that share 2,000 bytes stay apart and in order", async () => {
        await put(
          [long("b"), "2"],
          [long("a"), "1"],
          [["k"], "0"],
          [["l"], "9"],
          [["k".repeat(1990)], "0.5"],
          [["k".repeat(9000)], "3"],
        );
        expect((await range({ limit: 10 })).map(({ value }) => text(value))).toEqual(["0", "0.5", "1", "2", "3", "9"]);
        expect(text(await store.get(long("a")))).toBe("1");
        await store.transact((transaction) => transaction.delete(long("a")));
        expect(await store.get(long("a"))).toBeUndefined();
        expect((await range({ prefix: ["k".repeat(2000)], limit: 10 })).map(({ value }) => text(value))).toEqual(["2"]);
      });

      test("a key of the greatest length works, one byte more is a limit error", async () => {
        const longest: Key = ["x".repeat(KEY_BYTES_MAX - 2)];
        await put([longest, "1"]);
        expect(text(await store.get(longest))).toBe("1");
        expect(keysOf(await range({ limit: 1 }))).toEqual([longest]);
        await expect(put([["x".repeat(KEY_BYTES_MAX - 1)], "1"])).rejects.toSatisfy(isStorageError("limit"));
      });
    });

    describe("limits", () => {
      test.each<[string, (store: RecordStore) => Promise<unknown>]>([
        ["a key without parts", (at) => at.transact((transaction) => transaction.put([], bytes("")))],
        ["a number without a place", (at) => at.get([Number.NaN])],
        [
          "a value that is too long",
          (at) => at.transact((transaction) => transaction.put(["a"], new Uint8Array(VALUE_BYTES_MAX + 1))),
        ],
        ["a range of nothing", (at) => at.read((reader) => reader.range({ limit: 0 }))],
        ["a range of too much", (at) => at.read((reader) => reader.range({ limit: RANGE_LIMIT_MAX + 1 }))],
      ])("%s is refused as limit", async (_what, call) => {
        await expect(call(store)).rejects.toSatisfy(isStorageError("limit"));
        await put([["still"], "works"]);
      });
    });

    describe("closing", () => {
      test("close waits for what runs; afterwards every call is refused as closed", async () => {
        const running = put([["a"], "1"]);
        await store.close();
        await running;
        await expect(store.get(["a"])).rejects.toSatisfy(isStorageError("closed"));
        await expect(store.read(() => 1)).rejects.toSatisfy(isStorageError("closed"));
        await expect(store.transact(() => 1)).rejects.toSatisfy(isStorageError("closed"));
        await store.close();
      });

      test("what was written is there after reopening", async () => {
        if (opened.reopen === undefined) return;
        await put([["a"], "1"], [long2(), "2"]);
        store = await opened.reopen();
        expect(text(await store.get(["a"]))).toBe("1");
        expect(text(await store.get(long2()))).toBe("2");
      });
    });

    test("any run of transactions gives what a plain sorted map gives", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(operation, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
          async (transactions) => {
            const world = `w${Math.random()}`;
            const model = new SortedEntries<Uint8Array>();
            const running: Promise<void>[] = [];
            for (const [index, operations] of transactions.entries()) {
              for (const { key, isDelete } of operations) {
                if (isDelete) model.delete(encodeKey([world, ...key]));
                else model.set(encodeKey([world, ...key]), Uint8Array.of(index));
              }
              const transacted = store.transact((transaction) => {
                for (const { key, isDelete } of operations) {
                  if (isDelete) transaction.delete([world, ...key]);
                  else transaction.put([world, ...key], Uint8Array.of(index));
                }
              });
              running.push(transacted);
              if (!options.isOrdered) await transacted;
            }
            await Promise.all(running);
            for (const query of [
              { prefix: [world], limit: 100 },
              { prefix: [world], limit: 3, reverse: true },
              { prefix: [world, "a"], limit: 100 },
            ]) {
              const expected = model.range(encodeRange(query)).map(({ key, value }) => [key, [...value]]);
              expect((await range(query)).map(({ key, value }) => [encodeKey(key), [...value]])).toEqual(expected);
            }
          },
        ),
        { numRuns: options.propertyRuns },
      );
    });
  });
}

const long2 = (): Key => ["z".repeat(5000), 7];

const part = fc.oneof(
  fc.constantFrom("a", "b", "\0", "k".repeat(1890), "k".repeat(1900), "k".repeat(4000)),
  fc.integer({ min: -2, max: 2 }),
  fc.constant(null),
);
const operation = fc.record({ key: fc.array(part, { minLength: 1, maxLength: 3 }), isDelete: fc.boolean() });
