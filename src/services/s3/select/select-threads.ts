/**
 * The threads that compute queries: at most four and as many as there are processors besides the event loop's, started when they are first needed and kept. A query belongs to
 * one thread and computes there in slices of time, so a slow reader occupies nobody, and hundreds of expensive expressions delay each other and no other request.
 */
import type { Worker } from "node:worker_threads";
import { internalError, ServiceError } from "../../../kit/errors.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { spareProcessors, startThread } from "../../../runtime/threads.ts";
import { QUERIES_MAX, STUCK_MS, THREAD_HEAP_MIB_MAX, THREADS_MAX } from "./select-limits.ts";
import type { FromSelectThread, ToSelectThread } from "./select-messages.ts";
import type { SelectionPlan } from "./selection-plan.ts";

export type Step = Extract<FromSelectThread, { type: "progress" }>;

/** A query in its thread. */
export interface ThreadQuery {
  /** The bytes are copied. */
  push(bytes: Uint8Array): void;
  endRange(): void;
  end(): void;
  /** One slice of work, one at a time. @throws {ServiceError} */
  step(): Promise<Step>;
  /** Call it once, however the query ended; a step that is waited for is refused. */
  close(): void;
}

export interface SelectThreads {
  /** @throws {Busy} 503 */
  begin(plan: SelectionPlan): ThreadQuery;
  close(): void;
}

type Said = ToSelectThread extends infer Message
  ? Message extends { query: number }
    ? Omit<Message, "query">
    : never
  : never;

interface Waiting {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: Error) => void;
  readonly stopTimer: () => void;
}

class SelectThread {
  readonly #worker: Worker;
  readonly #timers: Runtime["timers"];
  readonly #waiting = new Map<number, Waiting>();
  readonly queries = new Set<number>();
  isAlive = true;

  constructor(timers: Runtime["timers"]) {
    this.#timers = timers;
    this.#worker = startThread(new URL("./select-worker.ts", import.meta.url), { heapMibMax: THREAD_HEAP_MIB_MAX });
    this.#worker.on("message", (message: FromSelectThread) => this.#hear(message));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => this.#end(new Error(`a thread of S3 Select ended with ${code}`)));
    // A thread alone keeps no process alive.
    this.#worker.unref();
  }

  say(query: number, message: Said): void {
    this.#worker.postMessage({ ...message, query });
  }

  step(query: number): Promise<Step> {
    return new Promise((resolve, reject) => {
      if (!this.isAlive) return reject(internalError());
      const stopTimer = this.#timers.after(STUCK_MS, () => this.stop());
      this.#waiting.set(query, { resolve, reject, stopTimer });
      this.say(query, { type: "step" });
    });
  }

  drop(query: number): void {
    if (!this.queries.delete(query)) return;
    this.say(query, { type: "drop" });
    this.#taken(query)?.reject(
      new ServiceError({ code: "RequestTimeout", message: "The query was cancelled.", status: 400 }),
    );
  }

  stop(): void {
    void this.#worker.terminate();
  }

  #hear(message: FromSelectThread): void {
    const waiting = this.#taken(message.query);
    if (message.type === "progress") waiting?.resolve(message);
    else if (message.code === undefined) waiting?.reject(internalError(new Error(message.message)));
    else waiting?.reject(new ServiceError({ code: message.code, message: message.message, status: 400 }));
  }

  #taken(query: number): Waiting | undefined {
    const waiting = this.#waiting.get(query);
    this.#waiting.delete(query);
    waiting?.stopTimer();
    return waiting;
  }

  #end(error: Error): void {
    this.isAlive = false;
    for (const query of this.#waiting.keys()) this.#taken(query)?.reject(internalError(error));
  }
}

export function createSelectThreads({ timers }: Pick<Runtime, "timers">): SelectThreads {
  const threadsMax = Math.max(1, Math.min(THREADS_MAX, spareProcessors()));
  let threads: SelectThread[] = [];
  let lastQuery = 0;

  function choose(): SelectThread {
    threads = threads.filter(({ isAlive }) => isAlive);
    const [least] = threads.toSorted((a, b) => a.queries.size - b.queries.size);
    if (least !== undefined && (least.queries.size === 0 || threads.length >= threadsMax)) return least;
    const made = new SelectThread(timers);
    threads.push(made);
    return made;
  }

  return {
    begin(plan) {
      const running = threads.reduce((sum, { queries }) => sum + queries.size, 0);
      if (running >= QUERIES_MAX)
        throw new ServiceError({ code: "Busy", message: "The service is unavailable. Try again later.", status: 503 });
      const thread = choose();
      const query = (lastQuery += 1);
      thread.queries.add(query);
      thread.say(query, { type: "begin", plan });
      return {
        push: (bytes) => thread.say(query, { type: "bytes", bytes }),
        endRange: () => thread.say(query, { type: "range-end" }),
        end: () => thread.say(query, { type: "end" }),
        step: () => thread.step(query),
        close: () => thread.drop(query),
      };
    },
    close() {
      for (const thread of threads) thread.stop();
    },
  };
}
