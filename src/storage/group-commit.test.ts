import { describe, expect, test } from "vitest";
import { GroupCommit, type GroupCommitEngine } from "./group-commit.ts";
import type { EncodedKey } from "./key-encoding.ts";
import { SortedEntries } from "./sorted-entries.ts";
import { StorageError } from "./storage-error.ts";

const KEY = "k" as EncodedKey;
const OTHER = "o" as EncodedKey;

/** An engine whose commits end when, and as, the test says. */
function heldEngine() {
  const entries = new SortedEntries<Uint8Array>();
  const commits: { succeed: () => void; fail: (error: unknown) => void }[] = [];
  let announce: () => void = () => {};
  const engine: GroupCommitEngine = {
    get: (key) => entries.get(key),
    visit(span, visitor) {
      for (const { key, value } of entries.range(span)) visitor(key, value, value.length);
    },
    async commit(writes) {
      await new Promise<void>((resolve, reject) => {
        commits.push({ succeed: resolve, fail: reject });
        announce();
      });
      writes.applyTo({ put: (key, value) => entries.set(key, value), delete: (key) => entries.delete(key) });
    },
  };
  const nextCommit = (count: number): Promise<void> =>
    new Promise((resolve) => {
      announce = () => void (commits.length >= count && resolve());
      announce();
    });
  return { engine, commits, nextCommit };
}

const increment = (group: GroupCommit): Promise<number> =>
  group.run((transaction) => {
    const next = (transaction.get(KEY)?.[0] ?? 0) + 1;
    transaction.put(KEY, Uint8Array.of(next));
    return next;
  });

describe("group commit", () => {
  test("alone, every body has a commit of its own, in the order of the calls, and a failed one takes nobody with it", async () => {
    const { engine, commits, nextCommit } = heldEngine();
    const group = new GroupCommit(engine, { isAlone: true });
    const results = [increment(group), increment(group), increment(group), increment(group)];
    await nextCommit(1);
    commits[0]?.succeed();
    await nextCommit(2);
    expect(commits).toHaveLength(2);
    commits[1]?.fail(new StorageError("full", "no room"));
    await expect(results[1]).rejects.toThrow("no room");
    await nextCommit(3);
    commits[2]?.succeed();
    await nextCommit(4);
    commits[3]?.succeed();
    expect(await Promise.all([results[0], results[2], results[3]])).toEqual([1, 2, 3]);
  });

  test("bodies see what is not yet durable, and share a commit with those who come while another runs", async () => {
    const { engine, commits, nextCommit } = heldEngine();
    const group = new GroupCommit(engine);
    const first = increment(group);
    await nextCommit(1);
    const later = Promise.all([increment(group), increment(group), increment(group)]);
    commits[0]?.succeed();
    expect(await first).toBe(1);
    await nextCommit(2);
    commits[1]?.succeed();
    expect(await later).toEqual([2, 3, 4]);
    expect(commits).toHaveLength(2);
    expect(engine.get(KEY)).toEqual(Uint8Array.of(4));
  });

  test("no answer goes out before what it saw is durable, not even an error", async () => {
    const { engine, commits, nextCommit } = heldEngine();
    const group = new GroupCommit(engine);
    const answers: string[] = [];
    const write = increment(group).then(() => answers.push("write"));
    const read = group.run((transaction) => transaction.get(KEY)).then((value) => answers.push(`read ${value?.[0]}`));
    const thrown = group
      .run((transaction) => {
        if (transaction.get(KEY) !== undefined) throw new RangeError("taken");
      })
      .catch((error: unknown) => answers.push(`thrown ${(error as Error).message}`));
    await nextCommit(1);
    expect(answers).toEqual([]);
    commits[0]?.succeed();
    await Promise.all([write, read, thrown]);
    expect(answers.toSorted()).toEqual(["read 1", "thrown taken", "write"]);
  });

  test("a body that only reads what is durable waits for nothing", async () => {
    const { engine, commits } = heldEngine();
    const group = new GroupCommit(engine);
    expect(await group.run((transaction) => transaction.get(KEY))).toBeUndefined();
    expect(commits).toHaveLength(0);
  });

  test("a failed commit fails its transactions and those built on them; the next start from what is stored", async () => {
    const { engine, commits, nextCommit } = heldEngine();
    const group = new GroupCommit(engine);
    const stored = increment(group);
    await nextCommit(1);
    commits[0]?.succeed();
    await stored;
    const failure = new StorageError("full", "no room");
    const lost = increment(group);
    await nextCommit(2);
    const built = increment(group);
    const reader = group.run((transaction) => transaction.get(KEY)?.[0]);
    commits[1]?.fail(failure);
    const results = await Promise.allSettled([lost, built, reader]);
    expect(results.map((result) => result.status === "rejected" && result.reason)).toEqual([failure, failure, failure]);
    const next = increment(group);
    await nextCommit(3);
    commits[2]?.succeed();
    expect(await next).toBe(2);
  });

  test("close waits for what is collected and refuses what comes after", async () => {
    const { engine, commits, nextCommit } = heldEngine();
    const group = new GroupCommit(engine);
    const write = group.run((transaction) => transaction.put(OTHER, Uint8Array.of(1)));
    const closed = group.close();
    await expect(increment(group)).rejects.toMatchObject({ kind: "closed" });
    await nextCommit(1);
    commits[0]?.succeed();
    await Promise.all([write, closed]);
    expect(engine.get(OTHER)).toEqual(Uint8Array.of(1));
  });
});
