import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { expect, test } from "vitest";
import { countBodyBytes } from "./body-memory.ts";

interface Collection {
  readonly kind: number;
  readonly flags: number;
}

/** The next collection that was asked for, not one that V8 began by itself. */
function nextForced(): Promise<Collection> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { detail: collection } = entry as PerformanceEntry & { readonly detail: Collection };
        if ((collection.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) continue;
        observer.disconnect();
        resolve(collection);
      }
    });
    observer.observe({ entryTypes: ["gc"] });
  });
}

test("Every 4 MiB of bodies the young objects are collected, and only they", async () => {
  const forced = nextForced();
  for (let piece = 0; piece < 64; piece += 1) countBodyBytes(64 * 1024);
  expect((await forced).kind).toBe(constants.NODE_PERFORMANCE_GC_MINOR);
});

test("Contexts made later do not see the collector", async () => {
  countBodyBytes(4 * 1024 * 1024);
  const { runInNewContext } = await import("node:vm");
  expect(runInNewContext("typeof gc")).toBe("undefined");
});
