import { describe, expect, test } from "vitest";
import type { Timers } from "../../../runtime/timers.ts";
import type { Piece } from "./scan-bytes.ts";
import { selectEvents } from "./select-events.ts";
import type { Step, ThreadQuery } from "./select-threads.ts";

/** Timers that beat when they are told. */
function handTimers(): { readonly timers: Timers; beat(): void } {
  const tasks = new Set<() => Promise<void>>();
  const timers: Timers = {
    sleep: () => Promise.resolve(),
    every(_, task) {
      tasks.add(task);
      return () => tasks.delete(task);
    },
    after: () => () => {},
  };
  return { timers, beat: () => tasks.forEach((task) => void task()) };
}

const step = (progress: Step["progress"], records?: Uint8Array): Step => ({
  query: 1,
  type: "progress",
  progress,
  records,
  processedBytes: 0,
});

/** Answers of a thread, one for each step, and what was done to it. */
function scripted(answers: (Step | Promise<Step>)[]): { readonly query: ThreadQuery; readonly log: string[] } {
  const log: string[] = [];
  const query: ThreadQuery = {
    push: (bytes) => log.push(`push ${bytes.length}`),
    endRange: () => log.push("range end"),
    end: () => log.push("end"),
    step: async () => (await answers.shift()) ?? step("done"),
    close: () => log.push("close"),
  };
  return { query, log };
}

function endless(): { readonly pieces: AsyncIterator<Piece>; pulled: number; returned: number } {
  const state = { pulled: 0, returned: 0 };
  return Object.assign(state, {
    pieces: {
      async next() {
        state.pulled += 1;
        return { done: false as const, value: new Uint8Array(10) };
      },
      async return() {
        state.returned += 1;
        return { done: true as const, value: undefined };
      },
    },
  });
}

const counts = () => ({ scannedBytes: 1, processedBytes: 2, returnedBytes: 0 });
const { signal } = new AbortController();

describe("the events of a query", () => {
  test("nothing is read ahead of the client but one piece", async () => {
    const records = Array.from({ length: 50 }, () => [step("hungry"), step("records", new Uint8Array(5))]).flat();
    const source = endless();
    const { timers } = handTimers();
    const { query } = scripted(records);
    const events = selectEvents({
      query,
      pieces: source.pieces,
      tellsProgress: false,
      timers,
      signal,
      counts: counts(),
    });
    for (let taken = 1; taken <= 10; taken += 1) {
      await events.next();
      await new Promise((resolve) => setImmediate(resolve));
      expect(source.pulled).toBe(taken + 1);
    }
    await events.return(undefined);
  });

  test("a client that goes ends the query and its input", async () => {
    const source = endless();
    const { timers } = handTimers();
    const { query, log } = scripted([step("records", new Uint8Array(5)), step("records", new Uint8Array(5))]);
    const events = selectEvents({
      query,
      pieces: source.pieces,
      tellsProgress: false,
      timers,
      signal,
      counts: counts(),
    });
    await events.next();
    await events.return(undefined);
    expect(log).toEqual(["close"]);
    expect(source.returned).toBe(1);
  });

  test("a query that is waited for is closed when the request is aborted", async () => {
    const controller = new AbortController();
    const { query, log } = scripted([new Promise<Step>(() => {})]);
    const { timers } = handTimers();
    const { pieces } = endless();
    const events = selectEvents({
      query,
      pieces,
      tellsProgress: false,
      timers,
      signal: controller.signal,
      counts: counts(),
    });
    void events.next();
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(log).toEqual(["close"]);
  });

  test.each([false, true])("silence is broken, by figures where they are asked for (%s)", async (tellsProgress) => {
    let finish: (value: Step) => void = () => {};
    const { query } = scripted([new Promise((resolve) => (finish = resolve))]);
    const { timers, beat } = handTimers();
    const { pieces } = endless();
    const events = selectEvents({ query, pieces, tellsProgress, timers, signal, counts: counts() });
    const sign = tellsProgress
      ? { Progress: { Details: { BytesScanned: 1, BytesProcessed: 2, BytesReturned: 0 } } }
      : { Cont: {} };
    for (let time = 0; time < 2; time += 1) {
      const next = events.next();
      await new Promise((resolve) => setImmediate(resolve));
      beat();
      expect((await next).value).toEqual(sign);
    }
    const next = events.next();
    finish(step("records", new Uint8Array(5)));
    expect((await next).value).toEqual({ Records: { Payload: new Uint8Array(5) } });
    expect((await events.next()).value).toEqual({
      Stats: { Details: { BytesScanned: 1, BytesProcessed: 2, BytesReturned: 5 } },
    });
    expect((await events.next()).value).toEqual({ End: {} });
    expect((await events.next()).done).toBe(true);
  });

  test("computing in slices is silence too", async () => {
    const { timers, beat } = handTimers();
    const { query } = scripted([step("busy"), Promise.resolve().then(() => (beat(), step("busy"))), step("done")]);
    const { pieces } = endless();
    const events = selectEvents({ query, pieces, tellsProgress: false, timers, signal, counts: counts() });
    expect((await events.next()).value).toEqual({ Cont: {} });
    await events.return(undefined);
  });

  test("pieces and the end of the range reach the thread in order", async () => {
    const pieces = (async function* (): AsyncGenerator<Piece> {
      yield new Uint8Array(3);
      yield "range-end";
      yield new Uint8Array(4);
    })();
    const { query, log } = scripted([step("hungry"), step("hungry"), step("hungry"), step("hungry"), step("done")]);
    const { timers } = handTimers();
    const names: string[] = [];
    for await (const event of selectEvents({ query, pieces, tellsProgress: false, timers, signal, counts: counts() }))
      names.push(...Object.keys(event));
    expect(log).toEqual(["push 3", "range end", "push 4", "end", "close"]);
    expect(names).toEqual(["Stats", "End"]);
  });
});
