import { expect, test } from "vitest";
import { silentLog } from "../runtime/log.ts";
import { createMetrics } from "../runtime/metrics.ts";
import type { Timers } from "../runtime/timers.ts";
import { BatchWriter } from "./batch-writer.ts";

/** Timers that fire when told to. */
function handTimers(): Timers & { fire(): void; delays: number[] } {
  let pending: (() => void)[] = [];
  const delays: number[] = [];
  return {
    delays,
    sleep: () => Promise.resolve(),
    every: () => () => {},
    after(delayMs, task) {
      delays.push(delayMs);
      pending.push(task);
      return () => void (pending = pending.filter((one) => one !== task));
    },
    fire() {
      for (const task of pending.splice(0)) task();
    },
  };
}

function writer(write: (items: readonly number[]) => Promise<void>): {
  readonly queue: BatchWriter<number>;
  readonly timers: ReturnType<typeof handTimers>;
  readonly dropped: () => string | undefined;
} {
  const timers = handTimers();
  const metrics = createMetrics();
  const options = { kind: "event", delayMs: 250, batchMax: 3, queueMax: 5, write, timers, metrics, log: silentLog() };
  return {
    queue: new BatchWriter(options),
    timers,
    dropped: () => /lakebed_audit_dropped_total\{kind="event"\} (\d+)/.exec(metrics.render())?.[1],
  };
}

test("what comes within the delay is one batch, in order", async () => {
  const batches: (readonly number[])[] = [];
  const { queue, timers } = writer(async (items) => void batches.push(items));
  queue.add(1);
  queue.add(2);
  expect([batches, timers.delays]).toEqual([[], [250]]);
  timers.fire();
  await queue.flush();
  expect(batches).toEqual([[1, 2]]);
});

test("a full batch goes out at once, and a flush writes all of the queue", async () => {
  const batches: (readonly number[])[] = [];
  const { queue } = writer(async (items) => void batches.push(items));
  for (const item of [1, 2, 3, 4]) queue.add(item);
  await queue.flush();
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

test("a batch that cannot be written is kept and tried again, what no longer fits is counted", async () => {
  let isBroken = true;
  const batches: (readonly number[])[] = [];
  const { queue, timers, dropped } = writer(async (items) => {
    if (isBroken) throw new RangeError("full");
    batches.push(items);
  });
  for (const item of [1, 2, 3]) queue.add(item);
  await queue.flush();
  for (const item of [4, 5, 6, 7]) queue.add(item);
  expect([timers.delays.at(-1), dropped()]).toEqual([1_000, "2"]);
  isBroken = false;
  timers.fire();
  await queue.flush();
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test("closing writes what is left and then takes nothing more", async () => {
  const batches: (readonly number[])[] = [];
  const { queue, dropped } = writer(async (items) => void batches.push(items));
  queue.add(1);
  await queue.close();
  queue.add(2);
  expect([batches, dropped()]).toEqual([[[1]], "1"]);
});

test("closing over a store that fails counts what is lost", async () => {
  const { queue, dropped } = writer(() => Promise.reject(new RangeError("closed")));
  queue.add(1);
  queue.add(2);
  await queue.close();
  expect(dropped()).toBe("2");
});
