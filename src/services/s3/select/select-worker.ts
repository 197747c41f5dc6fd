/**
 * The thread in which queries compute, a slice of time each in turn. Entry of the thread; see `select-threads.ts` for the other side. An error of a query is kept until its next
 * step, which is when somebody listens.
 */
import { parentPort } from "node:worker_threads";
import { ServiceError } from "../../../kit/errors.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { Bunzip } from "./input/bunzip.ts";
import { SLICE_MS_MAX } from "./select-limits.ts";
import type { FromSelectThread, ToSelectThread } from "./select-messages.ts";
import { createSelection, type Progress, type Selection } from "./selection.ts";
import type { SelectionPlan } from "./selection-plan.ts";

const clock = systemClock();

class RunningQuery {
  readonly #selection: Selection;
  readonly #bunzip: Bunzip | undefined;
  processedBytes = 0;

  constructor(plan: SelectionPlan) {
    this.#selection = createSelection(plan);
    this.#bunzip = plan.isBzip2 ? new Bunzip() : undefined;
  }

  take(message: ToSelectThread): void {
    if (message.type === "bytes") (this.#bunzip ?? this.#selection).push(message.bytes);
    else if (message.type === "range-end") this.#selection.endRange();
    else if (message.type === "end") (this.#bunzip ?? this.#selection).end();
  }

  step(): { readonly progress: Progress; readonly records: Uint8Array | undefined } {
    const endMs = clock.monotonicMs() + SLICE_MS_MAX;
    const isOver = (): boolean => clock.monotonicMs() >= endMs;
    for (;;) {
      const progress = this.#selection.run(isOver);
      if (progress === "records") return { progress, records: this.#selection.take() };
      if (progress !== "hungry" || this.#bunzip === undefined) return { progress, records: undefined };
      const block = this.#bunzip.next();
      if (block === "hungry") return { progress, records: undefined };
      if (block === "done") this.#selection.end();
      else {
        this.processedBytes += block.length;
        this.#selection.push(block);
      }
      if (isOver()) return { progress: "busy", records: undefined };
    }
  }
}

const queries = new Map<number, RunningQuery>();
const failures = new Map<number, unknown>();

parentPort?.on("message", (message: ToSelectThread) => {
  const { query } = message;
  if (message.type === "drop") {
    queries.delete(query);
    failures.delete(query);
    return;
  }
  try {
    if (message.type === "begin") queries.set(query, new RunningQuery(message.plan));
    else if (message.type === "step") answer(query);
    else queries.get(query)?.take(message);
  } catch (error) {
    queries.delete(query);
    if (message.type === "step") fail(query, error);
    else failures.set(query, error);
  }
});

function answer(query: number): void {
  const running = queries.get(query);
  if (running === undefined) return fail(query, failures.get(query));
  const { progress, records } = running.step();
  const { processedBytes } = running;
  send({ query, type: "progress", progress, records, processedBytes });
}

function fail(query: number, error: unknown): void {
  const code = error instanceof ServiceError ? error.code : undefined;
  send({ query, type: "failed", code, message: error instanceof Error ? error.message : String(error) });
}

function send(message: FromSelectThread): void {
  parentPort?.postMessage(message);
}
