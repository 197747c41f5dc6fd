/** Workers for queries: started when a query needs one, reused by the next, stopped when idle, replaced when they die. */
import type { Timers } from "../../../runtime/timers.ts";
import type { EngineLimits } from "../../limits.ts";
import { QueryError } from "../../query-engine.ts";
import { createSlotQueue } from "./slot-queue.ts";
import { WorkerProcess } from "./worker-process.ts";

export interface WorkerPool {
  /** Waits for a worker, runs `use` with it alone, and takes it back. @throws {QueryError} too-many, cancelled, crashed */
  withWorker<T>(signal: AbortSignal | undefined, use: (worker: WorkerProcess) => Promise<T>): Promise<T>;
  close(): void;
}

export function createWorkerPool(limits: EngineLimits, timers: Timers): WorkerPool {
  const idle: { readonly worker: WorkerProcess; readonly stopTimer: () => void }[] = [];
  const running = new Set<WorkerProcess>();
  const slots = createSlotQueue(limits, timers);
  let closed = false;

  async function takeWorker(): Promise<WorkerProcess> {
    for (;;) {
      const rested = idle.pop();
      if (rested === undefined) return WorkerProcess.start(limits, timers);
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
      await slots.take(signal);
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
        slots.free();
      }
    },
    close() {
      closed = true;
      slots.refuseAll(new QueryError("cancelled", "the query engine is closed"));
      for (const entry of idle.splice(0)) {
        entry.stopTimer();
        entry.worker.stop();
      }
      for (const worker of running) worker.stop();
    },
  };
}
