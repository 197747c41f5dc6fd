/**
 * What S3 does without being asked: each job (lifecycle, event delivery, replication, reports ...) runs every so often, never twice at once, and when state time was
 * moved. A job keeps its progress in records, so that it goes on where it was after a crash, and a run that finds nothing to do is cheap.
 */
import type { Runtime } from "../../../runtime/runtime.ts";
import { JOB_INTERVAL_MS } from "../limits.ts";

export interface Job {
  /** For logs and metrics: `lifecycle`. */
  readonly name: string;
  /** How often it looks for work; `JOB_INTERVAL_MS` unless given. */
  readonly intervalMs?: number;
  /** Does all that is due now. Ends early when the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

export interface Jobs {
  /** Runs every job once and waits; for `lakebed clock` and tests. Failures are logged and do not keep the others. */
  runAll(): Promise<void>;
  /** Ends running jobs at their next step and waits for them. */
  close(): Promise<void>;
}

export function startJobs(jobs: readonly Job[], { timers, log }: Pick<Runtime, "timers" | "log">): Jobs {
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  /** A run that is asked for while one is going follows it, because that one may have looked already. */
  function run(job: Job): Promise<void> {
    const before = running.get(job.name) ?? Promise.resolve();
    const work = before
      .then(() => (stopping.signal.aborted ? undefined : job.run(stopping.signal)))
      .catch((error: unknown) => log.error("a background job of S3 failed", { job: job.name, cause: String(error) }));
    running.set(job.name, work);
    return work;
  }
  const stops = jobs.map((job) => timers.every(job.intervalMs ?? JOB_INTERVAL_MS, () => run(job)));
  return {
    async runAll() {
      // In order, because one job's work may be another's: what lifecycle removes is told by events.
      for (const job of jobs) await run(job);
    },
    async close() {
      for (const stop of stops) stop();
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}
