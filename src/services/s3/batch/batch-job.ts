/**
 * Takes care of all batch jobs: prepares those that are new, carries out the tasks of those that are ready, and brings those to their end that are done, cancelled or failed. In one
 * account and Region the job with the highest priority has its turn, and jobs of the same priority take turns; the others pause meanwhile. Every step is noted where it ends, so a server
 * that was killed goes on there.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html (read 2026-11-29: the statuses and what follows which)
 */
import type { JobStatus } from "@aws-sdk/client-s3-control";
import { ServiceError } from "../../../kit/errors.ts";
import type { Job } from "../jobs/jobs.ts";
import { ActingRoles } from "./acting-role.ts";
import type { Batch } from "./batch.ts";
import { BATCH_INTERVAL_MS, ENDED_JOB_DAYS, ENDED_JOBS_PAGE, JOBS_AT_ONCE, STEP_RETRY_MS } from "./batch-limits.ts";
import { JobFailed } from "./batch-errors.ts";
import { carryOutChunk, inactive } from "./carry-out-chunk.ts";
import {
  countEnded,
  isOver,
  type JobFailureRecord,
  type JobRecord,
  liveJobs,
  putJob,
  readJob,
  removeEnded,
} from "./job-record.ts";
import { prepare } from "./prepare.ts";
import { clearSpool } from "./spool.ts";
import { writeReport } from "./write-report.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export function batchJob(batch: Batch): Job {
  return new BatchOperations(batch);
}

/** Statuses whose next step does not depend on other jobs. */
const OWN_STEPS: ReadonlySet<JobStatus> = new Set(["New", "Preparing", "Completing", "Cancelling", "Failing"]);
/** Statuses that compete for the turn. */
const COMPETING: ReadonlySet<JobStatus> = new Set(["Ready", "Active", "Pausing", "Paused"]);

class BatchOperations implements Job {
  readonly name = "batch-operations";
  readonly intervalMs = BATCH_INTERVAL_MS;
  readonly #batch: Batch;
  readonly #roles: ActingRoles;
  /** Steps that are going on, by job id. */
  readonly #steps = new Map<string, Promise<void>>();
  /** Jobs whose last step the store did not take: until when they rest, on the monotonic clock. */
  readonly #resting = new Map<string, number>();
  /** When each job last had its turn, as a number that grows. */
  readonly #turns = new Map<string, number>();
  #turn = 0;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#roles = new ActingRoles(batch);
  }

  /** Until there is nothing left to do now. */
  async run(signal: AbortSignal): Promise<void> {
    const { records, runtime } = this.#batch;
    await this.#forgetEnded();
    for (;;) {
      const jobs = signal.aborted ? [] : await records.read(liveJobs);
      for (const job of await this.#due(jobs)) {
        const step = this.#step(job, signal).finally(() => this.#steps.delete(job.id));
        this.#steps.set(job.id, step);
      }
      if (this.#steps.size === 0) break;
      const steps = [...this.#steps.values()];
      // A job that comes meanwhile need not wait for a long step of another one.
      const pause = new AbortController();
      const looking = runtime.timers.sleep(BATCH_INTERVAL_MS, pause.signal).catch(() => {});
      await Promise.race([...steps, looking]);
      pause.abort();
    }
    this.#turns.clear();
  }

  async #forgetEnded(): Promise<void> {
    const { records, runtime } = this.#batch;
    const beforeMs = runtime.clock.nowMs() - ENDED_JOB_DAYS * DAY_MS;
    // The look costs a read; a transaction only where there is something to remove.
    while ((await records.read((reader) => countEnded(reader, beforeMs))) > 0)
      await records.transact((transaction) => removeEnded(transaction, beforeMs, ENDED_JOBS_PAGE));
  }

  /** Jobs whose next step is to be begun. */
  async #due(jobs: readonly JobRecord[]): Promise<JobRecord[]> {
    const free = jobs.filter((job) => !this.#steps.has(job.id) && !this.#rests(job.id));
    const due = free.filter(({ status }) => OWN_STEPS.has(status));
    for (const group of groupsOf(jobs.filter(({ status }) => COMPETING.has(status)))) {
      const next = await this.#nextOf(group);
      if (next !== undefined) due.push(next);
    }
    return due.slice(0, Math.max(0, JOBS_AT_ONCE - this.#steps.size));
  }

  #rests(id: string): boolean {
    const untilMs = this.#resting.get(id);
    if (untilMs === undefined) return false;
    if (untilMs > this.#batch.runtime.clock.monotonicMs()) return true;
    this.#resting.delete(id);
    return false;
  }

  /** The one whose turn it is; undefined while another one's step goes on, which is told to pause for a higher priority. */
  async #nextOf(group: readonly JobRecord[]): Promise<JobRecord | undefined> {
    const highest = Math.max(...group.map(({ priority }) => priority));
    for (const job of group) if (job.priority < highest) await this.#giveWay(job);
    if (group.some(({ id }) => this.#steps.has(id))) return undefined;
    const candidates = group.filter(({ id, priority }) => priority === highest && !this.#rests(id));
    const [next] = candidates.toSorted((one, other) => this.#lastTurn(one) - this.#lastTurn(other));
    return next;
  }

  #lastTurn({ id }: JobRecord): number {
    return this.#turns.get(id) ?? 0;
  }

  async #giveWay(job: JobRecord): Promise<void> {
    if (job.status !== "Active" && job.status !== "Pausing") return;
    const status = this.#steps.has(job.id) ? "Pausing" : "Paused";
    if (status === job.status) return;
    const nowMs = this.#batch.runtime.clock.nowMs();
    await this.#batch.records.transact((transaction) => {
      const now = readJob(transaction, job);
      if (now?.status !== job.status) return;
      putJob(transaction, status === "Paused" ? { ...inactive(now, nowMs), status } : { ...now, status });
    });
  }

  async #step(job: JobRecord, signal: AbortSignal): Promise<void> {
    try {
      await this.#take(job, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof JobFailed) {
        await this.#fail(job, { code: error.code, reason: error.message });
        return;
      }
      const { clock, log } = this.#batch.runtime;
      this.#resting.set(job.id, clock.monotonicMs() + STEP_RETRY_MS);
      log.warn("a step of a batch job did not come about; trying again", { job: job.id, cause: String(error) });
    }
  }

  async #take(job: JobRecord, signal: AbortSignal): Promise<void> {
    switch (job.status) {
      case "New":
        await this.#become(job, "Preparing");
        return;
      case "Preparing":
        await prepare(this.#batch, { job, signal, caller: await this.#roles.of(job) });
        return;
      case "Completing":
        await this.#finish(job, "Complete", signal);
        return;
      case "Cancelling":
        await this.#finish(job, "Cancelled", signal);
        return;
      case "Failing":
        await this.#finish(job, "Failed", signal);
        return;
      default:
        await this.#carryOn(job, signal);
    }
  }

  async #carryOn(job: JobRecord, signal: AbortSignal): Promise<void> {
    this.#turns.set(job.id, ++this.#turn);
    const active = job.status === "Active" ? job : await this.#become(job, "Active");
    if (active === undefined) return;
    await carryOutChunk(this.#batch, { job: active, signal, caller: await this.#roles.of(job) });
  }

  /** Undefined when it has become something else meanwhile. */
  #become(job: JobRecord, status: JobStatus): Promise<JobRecord | undefined> {
    const nowMs = this.#batch.runtime.clock.nowMs();
    return this.#batch.records.transact((transaction) => {
      const now = readJob(transaction, job);
      if (now?.status !== job.status) return undefined;
      const became = { ...now, status, ...(status === "Active" ? { activeSinceMs: nowMs } : {}) };
      putJob(transaction, became);
      return became;
    });
  }

  #fail(job: JobRecord, failure: JobFailureRecord): Promise<void> {
    const nowMs = this.#batch.runtime.clock.nowMs();
    return this.#batch.records.transact((transaction) => {
      const now = readJob(transaction, job);
      if (now === undefined || isOver(now) || now.status === "Cancelling") return;
      putJob(transaction, { ...inactive(now, nowMs), status: "Failing", failures: [failure] });
    });
  }

  /** The report, and the end. */
  async #finish(job: JobRecord, status: JobStatus, signal: AbortSignal): Promise<void> {
    const { records, runtime } = this.#batch;
    const unreported = await this.#report(job, signal);
    await clearSpool(records, job.id);
    const nowMs = runtime.clock.nowMs();
    await records.transact((transaction) => {
      const now = readJob(transaction, job);
      if (now === undefined || isOver(now)) return;
      const failures = [...(now.failures ?? []), ...(unreported === undefined ? [] : [unreported])];
      const end = unreported !== undefined && status === "Complete" ? "Failed" : status;
      const over = { ...inactive(now, nowMs), status: end, terminatedMs: nowMs };
      putJob(transaction, { ...over, failures: failures.length === 0 ? undefined : failures });
    });
    runtime.metrics.count("lakebed_s3_batch_jobs_total", { status });
  }

  /** Why there is no report, when there should be one. */
  async #report(job: JobRecord, signal: AbortSignal): Promise<JobFailureRecord | undefined> {
    if (job.request.Report?.Enabled !== true || job.counts.succeeded + job.counts.failed === 0) return undefined;
    try {
      await writeReport(this.#batch, { job, signal, caller: await this.#roles.of(job) });
      return undefined;
    } catch (error) {
      const isRefusal = error instanceof JobFailed || (error instanceof ServiceError && error.status < 500);
      if (!isRefusal) throw error;
      // AWS: in these words; the tasks are done (troubleshooting-batch-operations.html).
      const reason = "The job report could not be written to your report bucket. Please check your permissions.";
      return { code: error.code, reason: `${reason} ${error.message}` };
    }
  }
}

function groupsOf(jobs: readonly JobRecord[]): (readonly JobRecord[])[] {
  const groups = new Map<string, JobRecord[]>();
  for (const job of jobs) {
    const place = `${job.accountId} ${job.region}`;
    groups.set(place, [...(groups.get(place) ?? []), job]);
  }
  return [...groups.values()];
}
