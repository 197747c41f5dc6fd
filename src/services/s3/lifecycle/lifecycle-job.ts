/**
 * Carries out the lifecycle of all buckets that have one. As on AWS, that is done once for each midnight UTC: a bucket costs one walk over its keys a
 * day, and none while a walk has seen that nothing can be due; buckets without rules cost nothing. Walks go page by page, each batch of changes is a
 * transaction that also notes how far it came, and a walk that was broken off goes on there.
 */
import type { Job } from "../jobs/jobs.ts";
import { LIFECYCLE_BATCH_KEYS } from "../limits.ts";
import { readBucket } from "../store/buckets.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { abortUploads } from "./abort-uploads.ts";
import { carryOut } from "./carry-out.ts";
import { type KeyPage, readKeyPage } from "./key-states.ts";
import { midnightBefore } from "./lifecycle-day.ts";
import { lifecycles, type Progress } from "./lifecycle-record.ts";
import { nextActions } from "./next-action.ts";
import { carryOutOlder } from "./older-versions.ts";
import { earliestOfNew } from "./earliest.ts";
import { listProgress, putProgress, readProgress, removeProgress } from "./progress.ts";
import { carryingOf, type LifecycleStores, rulesOf, type Walk } from "./walk.ts";

export function lifecycleJob(stores: LifecycleStores): Job {
  return {
    name: "lifecycle",
    async run(signal) {
      let after: string | undefined;
      for (;;) {
        const page = await stores.records.read((reader) => listProgress(reader, after));
        for (const { bucket, progress } of page) {
          if (signal.aborted) return;
          await runBucket(stores, { name: bucket, progress, signal });
          // A walk that was broken off was for a midnight that may not be the last one.
          const after = progress.walk && (await stores.records.read((reader) => readProgress(reader, bucket)));
          if (after?.walk === undefined && after !== undefined)
            await runBucket(stores, { name: bucket, progress: after, signal });
        }
        after = page.at(-1)?.bucket;
        if (after === undefined) return;
      }
    },
  };
}

interface Asked {
  readonly name: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function runBucket(stores: LifecycleStores, { name, progress, signal }: Asked): Promise<void> {
  const asOfMs = progress.walk?.asOfMs ?? midnightBefore(stores.runtime.clock.nowMs(), stores.day);
  if (progress.walk === undefined && (asOfMs <= progress.doneMs || asOfMs < progress.nextMs)) return;
  const found = await stores.records.read((reader) => {
    const bucket = readBucket(reader, name);
    const lifecycle = bucket === undefined ? undefined : lifecycles.read(reader, bucket);
    return bucket === undefined || lifecycle === undefined ? undefined : { bucket, lifecycle };
  });
  if (found === undefined) {
    await forget(stores, name);
    return;
  }
  const walk: Walk = { stores, ...found, doneMs: progress.doneMs, asOfMs, signal };
  const nextMs = await walkKeys(walk, progress);
  if (nextMs === undefined) return;
  const uploadsMs = await abortUploads(walk);
  await finish(walk, Math.min(nextMs, uploadsMs, earliestOfNew(walk)));
}

/** The bucket or its rules are gone, and a new bucket of its name may have rules meanwhile. */
async function forget({ records }: LifecycleStores, name: string): Promise<void> {
  await records.transact((transaction) => {
    const bucket = readBucket(transaction, name);
    if (bucket === undefined || lifecycles.read(transaction, bucket) === undefined) removeProgress(transaction, name);
  });
}

/** Resolves with the earliest time at which something is due then; undefined when it was broken off, or the rules changed. */
async function walkKeys(walk: Walk, progress: Progress): Promise<number | undefined> {
  let { afterKey, nextMs } = progress.walk ?? { afterKey: undefined, nextMs: Number.MAX_SAFE_INTEGER };
  for (;;) {
    if (walk.signal.aborted) return undefined;
    const from = afterKey;
    const seen = await walk.stores.records.read((reader) => {
      const page = readKeyPage(reader, walk.bucket, from);
      return { page, ...dueKeys(walk, page) };
    });
    nextMs = Math.min(nextMs, seen.nextMs);
    // Before the newer part, which grows down when versions of it go.
    for (const key of seen.long) nextMs = Math.min(nextMs, await carryOutOlder(walk, key));
    for (let start = 0; start < seen.due.length; start += LIFECYCLE_BATCH_KEYS) {
      const keys = seen.due.slice(start, start + LIFECYCLE_BATCH_KEYS);
      const batchMs = await carryOutBatch(walk, keys, nextMs);
      if (batchMs === undefined) return undefined;
      nextMs = Math.min(nextMs, batchMs);
    }
    afterKey = seen.page.next;
    if (afterKey === undefined) return nextMs;
  }
}

interface DueKeys {
  readonly due: readonly string[];
  /** Keys with more versions than are looked at together. */
  readonly long: readonly string[];
  readonly nextMs: number;
}

function dueKeys(walk: Walk, { keys }: KeyPage): DueKeys {
  const due: string[] = [];
  const long: string[] = [];
  let nextMs = Number.MAX_SAFE_INTEGER;
  for (const [key, state] of keys) {
    const rules = rulesOf(walk, key);
    if (rules.applicable.length === 0) continue;
    const atMs = nextActions(state, rules)[0]?.atMs ?? Number.MAX_SAFE_INTEGER;
    if (atMs <= walk.asOfMs) due.push(key);
    else nextMs = Math.min(nextMs, atMs);
    if (state.hasOlder) long.push(key);
  }
  return { due, long, nextMs };
}

/** Undefined when the bucket or its rules changed since the walk began: another one begins with what holds then. */
function carryOutBatch(walk: Walk, keys: readonly string[], nextMs: number): Promise<number | undefined> {
  const { name } = walk.bucket;
  const carrying = keys.map((key) => carryingOf(walk, key));
  return walk.stores.records.transact((transaction) => {
    if (!isUnchanged(walk, readBucket(transaction, name))) return undefined;
    let earliestMs = nextMs;
    for (const one of carrying) earliestMs = Math.min(earliestMs, carryOut(transaction, one));
    const { doneMs, asOfMs } = walk;
    const at = { asOfMs, afterKey: keys.at(-1), nextMs: earliestMs };
    putProgress(transaction, name, { doneMs, nextMs: 0, walk: at });
    return earliestMs;
  });
}

function isUnchanged({ bucket }: Walk, now: BucketRecord | undefined): boolean {
  return (
    now !== undefined &&
    now.createdMs === bucket.createdMs &&
    now.versioning === bucket.versioning &&
    now.configurations?.["lifecycle"] === bucket.configurations?.["lifecycle"]
  );
}

async function finish(walk: Walk, nextMs: number): Promise<void> {
  const { name } = walk.bucket;
  await walk.stores.records.transact((transaction) => {
    const progress = readProgress(transaction, name);
    if (progress?.doneMs !== walk.doneMs || !isUnchanged(walk, readBucket(transaction, name))) return;
    putProgress(transaction, name, { doneMs: walk.asOfMs, nextMs });
  });
}
