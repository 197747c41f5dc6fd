/**
 * Prepares a job: reads or makes its manifest and lays its tasks ready, so that carrying them out needs the manifest no more. A preparation that was broken off begins anew.
 */
import type { Caller } from "../../../auth/principal.ts";
import type { Batch } from "./batch.ts";
import { CHUNK_TASKS, SPOOLED_CHUNKS } from "./batch-limits.ts";
import { generateTasks, type Generating, writeManifest } from "./generate-manifest.ts";
import { type JobName, type JobRecord, putJob, readJob } from "./job-record.ts";
import { readManifest } from "./manifest.ts";
import { type Chunk, clearSpool, putChunk, type Task } from "./spool.ts";

export interface Preparing {
  readonly job: JobRecord;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** @throws {JobFailed} */
export async function prepare(batch: Batch, preparing: Preparing): Promise<void> {
  const { job, signal } = preparing;
  await clearSpool(batch.records, job.id);
  const generating = generatingOf(preparing);
  const total = await layReady(batch, preparing, generating);
  if (total === undefined) return;
  const generatedManifest = generating === undefined ? undefined : await writeManifest(batch, generating);
  signal.throwIfAborted();
  const nowMs = batch.runtime.clock.nowMs();
  await batch.records.transact((transaction) => {
    const now = readJob(transaction, job);
    if (now?.status !== "Preparing") return;
    const isToBeConfirmed = job.request.ConfirmationRequired === true;
    const ready = isToBeConfirmed
      ? ({ status: "Suspended", suspendedMs: nowMs } as const)
      : ({ status: "Ready" } as const);
    putJob(transaction, { ...now, ...ready, total, generatedManifest });
  });
}

function generatingOf({ job, caller, signal }: Preparing): Generating | undefined {
  const generator = job.request.ManifestGenerator?.S3JobManifestGenerator;
  return generator === undefined ? undefined : { generator, job, caller, signal };
}

/** The number of tasks; undefined when the job is not to be prepared any more. */
async function layReady(
  batch: Batch,
  { job, caller, signal }: Preparing,
  generating: Generating | undefined,
): Promise<number | undefined> {
  const { Manifest: manifest } = job.request;
  const tasks =
    generating === undefined
      ? manifest === undefined
        ? []
        : readManifest(batch, { manifest, caller, signal })
      : generateTasks(batch, generating);
  let [total, index] = [0, 0];
  let chunk: Task[] = [];
  let waiting: Chunk[] = [];
  const flush = async (): Promise<boolean> => {
    const chunks = waiting;
    waiting = [];
    return await putChunks(batch, job, chunks);
  };
  for await (const task of tasks) {
    signal.throwIfAborted();
    total += 1;
    chunk.push(task);
    if (chunk.length < CHUNK_TASKS) continue;
    waiting.push({ index: index++, tasks: chunk });
    chunk = [];
    if (waiting.length >= SPOOLED_CHUNKS && !(await flush())) return undefined;
  }
  if (chunk.length > 0) waiting.push({ index, tasks: chunk });
  return (await flush()) ? total : undefined;
}

/** False when the job was cancelled meanwhile. */
function putChunks({ records }: Batch, name: JobName, chunks: readonly Chunk[]): Promise<boolean> {
  return records.transact((transaction) => {
    if (readJob(transaction, name)?.status !== "Preparing") return false;
    for (const chunk of chunks) putChunk(transaction, name.id, chunk);
    return true;
  });
}
