/**
 * Verifies everything that is stored in the background, slowly: at most 2 MiB a second, one pass a week. How far it is lies in a record, so a
 * restart goes on where it was. What it finds goes to the log and to the metrics; it changes nothing.
 */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { Key } from "../../../storage/record-store.ts";
import type { Job } from "../jobs/jobs.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import { verifyPage, type VerifyStores } from "./verify-page.ts";

const SCRUB_KEY: Key = ["s3", "scrub"];
const RUN_INTERVAL_MS = 10_000;
const BYTES_PER_RUN = 20 * 1024 * 1024;
const OBJECTS_PER_RUN = 5_000;
/** From the beginning of one pass to that of the next, in the world's time. */
const PASS_INTERVAL_MS = 7 * 86_400_000;

/** Of the pass that runs, or of the last one. */
export interface ScrubProgress {
  readonly startedMs: number;
  /** Left out when the pass is done. */
  readonly cursor?: string | undefined;
  readonly isRunning: boolean;
  readonly objects: number;
  readonly bytes: number;
  readonly damaged: number;
}

export interface ScrubberDeps extends VerifyStores {
  readonly runtime: Pick<Runtime, "clock" | "log" | "metrics">;
}

export function scrubberJob(deps: ScrubberDeps): Job {
  return { name: "scrubber", intervalMs: RUN_INTERVAL_MS, run: () => scrub(deps) };
}

async function scrub({ records, bytes, runtime }: ScrubberDeps): Promise<void> {
  const { clock, log, metrics } = runtime;
  const nowMs = clock.wallMs();
  const stored = await records.get(SCRUB_KEY);
  const last = stored === undefined ? undefined : decodeRecord<ScrubProgress>(stored);
  if (last !== undefined && !last.isRunning && nowMs - last.startedMs < PASS_INTERVAL_MS) return;
  const before = last?.isRunning === true ? last : { startedMs: nowMs, objects: 0, bytes: 0, damaged: 0 };
  const limits = { bytesMax: BYTES_PER_RUN, objectsMax: OBJECTS_PER_RUN };
  const page = await verifyPage({ records, bytes }, last?.isRunning === true ? last.cursor : undefined, limits);
  for (const damaged of page.damaged) {
    metrics.count("lakebed_storage_damage_total", { found: "scrubber" });
    log.error("stored bytes are damaged", { ...damaged });
  }
  const progress: ScrubProgress = {
    startedMs: before.startedMs,
    cursor: page.cursor,
    isRunning: page.cursor !== undefined,
    objects: before.objects + page.objects,
    bytes: before.bytes + page.bytes,
    damaged: before.damaged + page.damaged.length,
  };
  await records.transact((transaction) => transaction.put(SCRUB_KEY, encodeRecord(progress)));
}
