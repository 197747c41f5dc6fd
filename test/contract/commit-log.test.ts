/** The commit log on every record engine: exactly the committed entries, queues apart from each other, bounds. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  appendToLog,
  dropFromLog,
  type LogEntry,
  type LogQueue,
  readLog,
  topicsOf,
  trimLog,
} from "../../src/storage/commit-log.ts";
import type { RecordStore } from "../../src/storage/record-store.ts";
import { type OpenedStore, RECORD_ENGINES } from "./record-engines.ts";

const entry = (wallMs: number, id = `e${wallMs}`): LogEntry => ({ wallMs, id, value: Buffer.from(id) });
const queue: LogQueue = { channel: "events", topic: "one" };

for (const engine of RECORD_ENGINES) {
  describe(`the commit log on ${engine.name}`, () => {
    let opened: OpenedStore<RecordStore>;
    let store: RecordStore;
    beforeEach(async () => {
      opened = await engine.open();
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    const append = (target: LogQueue, ...entries: LogEntry[]): Promise<void> =>
      store.transact((transaction) => entries.forEach((each) => appendToLog(transaction, target, each)));
    const ids = (target: LogQueue = queue, limit = 10_000): Promise<string[]> =>
      store.read((reader) => readLog(reader, target, limit).map(({ id }) => id));

    test("gives entries back in the order of their times, whichever was committed first", async () => {
      await append(queue, entry(30), entry(10));
      await append(queue, entry(20), entry(20, "another"));
      expect(await ids()).toEqual(["e10", "another", "e20", "e30"]);
      expect(await ids(queue, 2)).toEqual(["e10", "another"]);
      const [first] = await store.read((reader) => readLog(reader, queue, 1));
      expect(first).toEqual({ wallMs: 10, id: "e10", value: expect.anything() as unknown });
      expect(Buffer.from(first?.value ?? []).toString()).toBe("e10");
    });

    test("holds nothing of a transaction that failed", async () => {
      const failing = store.transact((transaction) => {
        appendToLog(transaction, queue, entry(1));
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await ids()).toEqual([]);
    });

    test("keeps many writers at once apart", async () => {
      const writers = Array.from({ length: 64 }, (_, index) => append(queue, entry(5, `w${index}`)));
      await Promise.all(writers);
      expect((await ids()).toSorted()).toEqual(writers.map((_, index) => `w${index}`).toSorted());
    });

    test("takes out what is done, and finds what commits later with an earlier time", async () => {
      await append(queue, entry(10), entry(20));
      await store.transact((transaction) => dropFromLog(transaction, queue, [entry(10), entry(20)]));
      await append(queue, entry(15));
      expect(await ids()).toEqual(["e15"]);
    });

    test("knows the topics that have entries", async () => {
      for (const topic of ["one", "two", "one more", "a"])
        await append({ channel: "events", topic }, entry(1), entry(2));
      await append({ channel: "others", topic: "x" }, entry(1));
      const topics = (limit: number, after?: string): Promise<string[]> =>
        store.read((reader) => topicsOf(reader, "events", limit, after));
      expect(await topics(10)).toEqual(["a", "one", "one more", "two"]);
      expect(await topics(2)).toEqual(["a", "one"]);
      expect(await topics(2, "one")).toEqual(["one more", "two"]);
      expect(await store.read((reader) => topicsOf(reader, "nobody", 10))).toEqual([]);
    });

    test("drops what is too old, then the oldest of what is too much, and nothing of other queues", async () => {
      const other = { channel: "events", topic: "two" };
      await append(other, entry(1));
      await append(queue, ...Array.from({ length: 2_500 }, (_, index) => entry(index + 1)));
      expect(await trimLog(store, queue, { oldestMs: 0, entriesMax: 3_000 })).toBe(0);
      expect(await trimLog(store, queue, { oldestMs: 101, entriesMax: 3_000 })).toBe(100);
      expect((await ids())[0]).toBe("e101");
      expect(await trimLog(store, queue, { oldestMs: 101, entriesMax: 1_400 })).toBe(1_000);
      expect((await ids())[0]).toBe("e1101");
      expect(await trimLog(store, queue, { oldestMs: 2_000, entriesMax: 1_400 })).toBe(899);
      expect(await trimLog(store, queue, { oldestMs: 9_999, entriesMax: 0 })).toBe(501);
      expect(await ids()).toEqual([]);
      expect(await ids(other)).toEqual(["e1"]);
      expect(await trimLog(store, queue, { oldestMs: 9_999, entriesMax: 0 })).toBe(0);
    });
  });
}
