/**
 * Workers for queries: started when a query needs one, reused by the next, stopped when idle, replaced when they die. Waiting
 * queries form one queue, first come, first served, with a length and a waiting time that are limited.
 */
import type { Timers } from "../../../runtime/timers.ts";
import type { EngineLimits } from "../../limits.ts";
import { QueryError } from "../../query-engine.ts";
import { startWorker, type WorkerProcess } from "./worker-process.ts";

export interface WorkerPool {
  /** Waits for a worker, runs `use` with it alone, and takes it back. @throws {QueryError} too-many, cancelled, crashed */
  withWorker<T>(signal: AbortSignal | undefined, use: (worker: WorkerProcess) => Promise<T>): Promise<T>;
  close(): void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: QueryError) => void;
}

export function createWorkerPool(limits: EngineLimits, timers: Timers): WorkerPool {
  const idle: { readonly worker: WorkerProcess; readonly stopTimer: () => void }[] = [];
  const running = new Set<WorkerProcess>();
  const waiters: Waiter[] = [];
  let slots = limits.workersMax;
  let closed = false;

  /** Resolves when the caller owns one of the slots. */
  function takeSlot(signal: AbortSignal | undefined): Promise<void> {
    if (slots > 0) {
      slots -= 1;
      return Promise.resolve();
    }
    if (waiters.length >= limits.queueMax) {
      return Promise.reject(new QueryError("too-many", `${limits.queueMax} queries are already waiting`));
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        stopTimer();
        signal?.removeEventListener("abort", onAbort);
        const index = waiters.indexOf(waiter);
        if (index >= 0) waiters.splice(index, 1);
      };
      const refuse = (error: QueryError): void => (leave(), reject(error));
      const onAbort = (): void => refuse(new QueryError("cancelled", "the query was cancelled"));
      const stopTimer = timers.after(limits.queueWaitMs, () => refuse(new QueryError("too-many", `no worker was free within ${limits.queueWaitMs} ms`)));
      const waiter: Waiter = { resolve: () => (leave(), resolve()), reject: refuse };
      waiters.push(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  function freeSlot(): void {
    const next = waiters[0];
    if (next === undefined) slots += 1;
    else next.resolve();
  }

  async function takeWorker(): Promise<WorkerProcess> {
    for (;;) {
      const rested = idle.pop();
      if (rested === undefined) return startWorker(limits, timers);
      rested.stopTimer();
      if (rested.worker.alive) return rested.worker;
    }
  }

  function putBack(worker: WorkerProcess): void {
    running.delete(worker);
    if (closed) return worker.stop();
    if (!worker.alive) return;
    const entry = {
      worker,
      stopTimer: timers.after(limits.idleWorkerMs, () => {
        idle.splice(idle.indexOf(entry), 1);
        worker.stop();
      }),
    };
    idle.push(entry);
  }

  return {
    async withWorker(signal, use) {
      if (closed) throw new QueryError("cancelled", "the query engine is closed");
      if (signal?.aborted === true) throw new QueryError("cancelled", "the query was cancelled");
      await takeSlot(signal);
      try {
        const worker = await takeWorker();
        running.add(worker);
        try {
          // The pool may have been closed while the worker was on its way here.
          if (closed) throw new QueryError("cancelled", "the query engine is closed");
          return await use(worker);
        } finally {
          putBack(worker);
        }
      } finally {
        freeSlot();
      }
    },
    close() {
      closed = true;
      for (const waiter of [...waiters]) waiter.reject(new QueryError("cancelled", "the query engine is closed"));
      for (const entry of idle.splice(0)) {
        entry.stopTimer();
        entry.worker.stop();
      }
      for (const worker of running) worker.stop();
    },
  };
}
