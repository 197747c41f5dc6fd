/**
 * Carries out the next tasks of a job, some at the same time, and notes in one transaction what came of them: counts, rows of the report, and that they are done. A crash before that
 * does them again.
 */
import type { Transaction } from "../../../storage/record-store.ts";
import type { Batch } from "./batch.ts";
import { FAILURE_SHARE_MAX, FAILURE_TASKS_MIN, REPORT_FILE_BYTES, TASKS_AT_ONCE } from "./batch-limits.ts";
import { type JobRecord, putJob, readJob, type TaskOutcome } from "./job-record.ts";
import { type Running, runTask } from "./run-task.ts";
import { type Chunk, nextChunk, putRows, removeChunk, type Task } from "./spool.ts";
import { reportRow, type TaskResult } from "./task-result.ts";
import { isReported, OUTCOMES } from "./write-report.ts";

/** Resolves when the tasks are noted, or the job has none any more and goes on to its end. */
export async function carryOutChunk(batch: Batch, running: Running): Promise<void> {
  const { records } = batch;
  const { job } = running;
  const chunk = await records.read((reader) => nextChunk(reader, job.id));
  if (chunk === undefined) {
    const nowMs = batch.runtime.clock.nowMs();
    await records.transact((transaction) => {
      const now = readJob(transaction, job);
      if (now?.status === "Active") putJob(transaction, { ...inactive(now, nowMs), status: "Completing" });
    });
    return;
  }
  const results = await runTasks(batch, running, chunk.tasks);
  const nowMs = batch.runtime.clock.nowMs();
  await records.transact((transaction) => note(transaction, { name: job, chunk, results, nowMs }));
  for (const outcome of OUTCOMES) {
    const count = results.filter((result) => result.outcome === outcome).length;
    if (count > 0) batch.runtime.metrics.count("lakebed_s3_batch_tasks_total", { outcome }, count);
  }
}

async function runTasks(batch: Batch, running: Running, tasks: readonly Task[]): Promise<readonly TaskResult[]> {
  const results: TaskResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < tasks.length) {
      running.signal.throwIfAborted();
      const index = next++;
      results[index] = await runTask(batch, running, tasks[index] as Task);
    }
  };
  await Promise.all(Array.from({ length: Math.min(TASKS_AT_ONCE, tasks.length) }, work));
  return results;
}

interface Noted {
  readonly name: JobRecord;
  readonly chunk: Chunk;
  readonly results: readonly TaskResult[];
  readonly nowMs: number;
}

/** Pure: it may run again. A job that is being cancelled meanwhile counts what was done all the same. */
function note(transaction: Transaction, { name, chunk, results, nowMs }: Noted): void {
  const job = readJob(transaction, name);
  if (job === undefined) return;
  removeChunk(transaction, job.id, chunk.index);
  let { reportBytes } = job;
  for (const outcome of OUTCOMES) {
    const text = isReported(job.request.Report, outcome) ? rowsText(chunk, results, outcome) : "";
    if (text === "") continue;
    const sizes = withBytes(reportBytes[outcome], Buffer.byteLength(text));
    reportBytes = { ...reportBytes, [outcome]: sizes };
    putRows(transaction, job.id, { outcome, file: sizes.length - 1, chunk: chunk.index, text });
  }
  const failed = results.filter(({ outcome }) => outcome === "failed").length;
  const counts = { succeeded: job.counts.succeeded + results.length - failed, failed: job.counts.failed + failed };
  putJob(transaction, afterChunk({ ...job, counts, reportBytes }, nowMs));
}

function rowsText({ tasks }: Chunk, results: readonly TaskResult[], outcome: TaskOutcome): string {
  return tasks
    .flatMap((task, index) => {
      const result = results[index];
      return result?.outcome === outcome ? [reportRow(task, result)] : [];
    })
    .join("");
}

/** The files of a report with these bytes more, in a new one where the last is long enough. */
function withBytes(files: readonly number[], bytes: number): readonly number[] {
  const last = files.at(-1);
  if (last === undefined || last + bytes > REPORT_FILE_BYTES) return [...files, bytes];
  return [...files.slice(0, -1), last + bytes];
}

function afterChunk(job: JobRecord, nowMs: number): JobRecord {
  const { succeeded, failed } = job.counts;
  const executed = succeeded + failed;
  const isOngoing = job.status === "Active" || job.status === "Pausing";
  if (isOngoing && executed >= FAILURE_TASKS_MIN && failed > executed * FAILURE_SHARE_MAX) {
    // AWS: "more than 50 percent of the object operations" of at least 1,000 (batch-ops-job-status.html; the words are assumed).
    const reason = "The job failed because more than 50 percent of its tasks have failed.";
    const failures = [{ code: "FailureThresholdExceeded", reason }];
    return { ...inactive(job, nowMs), status: "Failing", failures };
  }
  return job.status === "Pausing" ? { ...inactive(job, nowMs), status: "Paused" } : job;
}

/** The job with its time in Active counted. */
export function inactive(job: JobRecord, nowMs: number): JobRecord {
  const { activeSinceMs, ...rest } = job;
  return activeSinceMs === undefined ? job : { ...rest, activeMs: job.activeMs + Math.max(0, nowMs - activeSinceMs) };
}
