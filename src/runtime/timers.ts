/**
 * Waiting and periodic work. Every timer is owned by somebody who can stop it, and none keeps the process alive.
 */
export interface Timers {
  /** Resolves after `delayMs`, or rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** Runs `task` every `intervalMs`; a run that is still going is never overlapped. Returns the stop function. */
  every(intervalMs: number, task: () => Promise<void>): () => void;
  /** Runs `task` once after `delayMs` unless stopped first. */
  after(delayMs: number, task: () => void): () => void;
}

export function systemTimers(): Timers {
  return {
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error);
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        }, delayMs);
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
    every(intervalMs, task) {
      let running = false;
      const timer = setInterval(() => {
        if (running) return;
        running = true;
        void task().finally(() => (running = false));
      }, intervalMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
