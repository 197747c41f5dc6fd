/**
 * Long computing in short slices on the one event loop: all crawls together compute for at most `SLICE_MS` at a time and then leave
 * the loop alone for `SLICE_PAUSE_MS`, so that other requests are answered meanwhile. Works wait for each other in order.
 */
import type { Runtime } from "../../../runtime/runtime.ts";
import { SLICE_MS, SLICE_PAUSE_MS } from "../limits.ts";

export interface CpuSlices {
  /** The generator's result. It yields wherever it may be interrupted. Rejects with the signal's reason when aborted. */
  run<Result>(work: Generator<void, Result>, signal: AbortSignal): Promise<Result>;
}

export function createCpuSlices({ clock, timers }: Pick<Runtime, "clock" | "timers">): CpuSlices {
  let last: Promise<unknown> = Promise.resolve();
  async function runAlone<Result>(work: Generator<void, Result>, signal: AbortSignal): Promise<Result> {
    for (;;) {
      await timers.sleep(SLICE_PAUSE_MS, signal);
      const endMs = clock.monotonicMs() + SLICE_MS;
      do {
        const step = work.next();
        if (step.done === true) return step.value;
      } while (clock.monotonicMs() < endMs);
    }
  }
  return {
    run(work, signal) {
      const result = last.then(() => runAlone(work, signal));
      last = result.catch(() => {});
      return result;
    },
  };
}
