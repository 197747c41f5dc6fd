/**
 * A queue that is written in batches: `add` costs a push, a batch goes out after a moment or when it is full, one at a time and in order. When
 * the store fails the batch is kept and tried again; what no longer fits into the queue meanwhile is counted and dropped.
 */
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Timers } from "../runtime/timers.ts";
import { RETRY_MS } from "./limits.ts";

export interface BatchOptions<T> {
  /** What is written, for the metric `lakebed_audit_dropped_total{kind}` and the log. */
  readonly kind: string;
  readonly delayMs: number;
  readonly batchMax: number;
  readonly queueMax: number;
  /** Writes all or nothing. */
  readonly write: (items: readonly T[]) => Promise<void>;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly log: Log;
}

export class BatchWriter<T> {
  readonly #options: BatchOptions<T>;
  #queue: T[] = [];
  #disarm: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;
  #isFailing = false;

  constructor(options: BatchOptions<T>) {
    this.#options = options;
  }

  add(item: T): void {
    const { queueMax, batchMax, delayMs } = this.#options;
    if (this.#isClosed || this.#queue.length >= queueMax) return this.#drop(1);
    this.#queue.push(item);
    if (this.#queue.length >= batchMax && !this.#isFailing) void this.flush();
    else this.#arm(delayMs);
  }

  /** Resolves once everything that was added before is written, or the store has refused it. Never rejects. */
  flush(): Promise<void> {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#writing = this.#writing.then(() => this.#drain());
    return this.#writing;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    this.#disarm?.();
    if (this.#queue.length > 0) this.#drop(this.#queue.length);
    this.#queue = [];
  }

  #arm(delayMs: number): void {
    this.#disarm ??= this.#options.timers.after(delayMs, () => {
      this.#disarm = undefined;
      void this.flush();
    });
  }

  /** Everything that is in the queue now; stops at the first failure. */
  async #drain(): Promise<void> {
    for (let left = this.#queue.length; left > 0;) {
      const batch = this.#queue.slice(0, Math.min(left, this.#options.batchMax));
      if (!(await this.#write(batch))) return;
      this.#queue.splice(0, batch.length);
      left -= batch.length;
    }
  }

  async #write(batch: readonly T[]): Promise<boolean> {
    const { write, log, kind } = this.#options;
    try {
      await write(batch);
      this.#isFailing = false;
      return true;
    } catch (error) {
      if (!this.#isFailing)
        log.error("cannot write what is kept of calls; trying again", { kind, cause: String(error) });
      this.#isFailing = true;
      if (!this.#isClosed) this.#arm(RETRY_MS);
      return false;
    }
  }

  #drop(count: number): void {
    this.#options.metrics.count("lakebed_audit_dropped_total", { kind: this.#options.kind }, count);
  }
}
