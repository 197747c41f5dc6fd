/**
 * The older part of a very long history. More versions are newer than any rule counts, so each version decides for itself, and pages of them are carried out
 * one after another.
 */
import { LIFECYCLE_VERSIONS_MAX } from "../limits.ts";
import { readBucket } from "../store/buckets.ts";
import { carryOutState } from "./carry-out.ts";
import { readKeyState, readOlderVersions } from "./key-states.ts";
import { carryingOf, type Walk } from "./walk.ts";
import type { KeyState } from "./next-action.ts";

/** Resolves with the time of the first action that is not due yet. */
export async function carryOutOlder(walk: Walk, key: string): Promise<number> {
  const { records } = walk.stores;
  let nextMs = Number.MAX_SAFE_INTEGER;
  let sequence = await records.read((reader) => readKeyState(reader, walk.bucket, key).versions.at(-1)?.sequence);
  while (sequence !== undefined && !walk.signal.aborted) {
    const after = { key, sequence };
    const carrying = carryingOf(walk, key);
    const step = await records.transact((transaction) => {
      if (readBucket(transaction, walk.bucket.name)?.createdMs !== walk.bucket.createdMs) return undefined;
      const versions = readOlderVersions(transaction, walk.bucket.name, after);
      const state: KeyState = { versions, hasCurrent: false, newerCount: LIFECYCLE_VERSIONS_MAX, hasOlder: true };
      const atMs = carryOutState(transaction, carrying, state);
      return { atMs, last: versions.at(-1)?.sequence };
    });
    nextMs = Math.min(nextMs, step?.atMs ?? nextMs);
    sequence = step?.last;
  }
  return nextMs;
}
