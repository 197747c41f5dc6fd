/**
 * A fixed number of slots and one queue for them, first come, first served, limited in length and in waiting time.
 */
import type { Timers } from "../../../runtime/timers.ts";
import type { EngineLimits } from "../../limits.ts";
import { QueryError } from "../../query-engine.ts";

export interface SlotQueue {
  /** Resolves when the caller owns a slot. @throws {QueryError} too-many, cancelled */
  take(signal: AbortSignal | undefined): Promise<void>;
  /** Hands a slot to the next in the queue. */
  free(): void;
  /** Refuses everyone who waits. */
  refuseAll(error: QueryError): void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: QueryError) => void;
}

export function createSlotQueue(
  limits: Pick<EngineLimits, "workersMax" | "queueMax" | "queueWaitMs">,
  timers: Timers,
): SlotQueue {
  const waiters: Waiter[] = [];
  let slots = limits.workersMax;

  function wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        stopTimer();
        signal?.removeEventListener("abort", onAbort);
        const index = waiters.indexOf(waiter);
        if (index >= 0) waiters.splice(index, 1);
      };
      const refuse = (error: QueryError): void => {
        leave();
        reject(error);
      };
      const onAbort = (): void => refuse(new QueryError("cancelled", "the query was cancelled"));
      const stopTimer = timers.after(limits.queueWaitMs, () =>
        refuse(new QueryError("too-many", `no worker was free within ${limits.queueWaitMs} ms`)),
      );
      const waiter: Waiter = {
        resolve() {
          leave();
          resolve();
        },
        reject: refuse,
      };
      waiters.push(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  return {
    take(signal) {
      if (slots > 0) {
        slots -= 1;
        return Promise.resolve();
      }
      if (waiters.length >= limits.queueMax)
        return Promise.reject(new QueryError("too-many", `${limits.queueMax} queries are already waiting`));
      return wait(signal);
    },
    free() {
      const next = waiters[0];
      if (next === undefined) slots += 1;
      else next.resolve();
    },
    refuseAll(error) {
      for (const waiter of waiters.slice()) waiter.reject(error);
    },
  };
}
