/**
 * Removes blobs: what was given up (the garbage queue), and what no record names (left by a crash or a lost client). A
 * blob goes first and its records after, so a crash in between is finished by the next run. Blobs that this process has staged or is
 * reading are left alone; blobs that another process has staged are protected by the age that `sweep` is given.
 */
import type { BlobGuard } from "./blob-guard.ts";
import type { BlobId, BlobStore } from "./blob-store.ts";
import { bytesKey, GARBAGE_PREFIX } from "./bytes-record.ts";
import { forgetBytes } from "./bytes-owners.ts";
import { isPackedId } from "./packs/packed-id.ts";
import type { RecordStore } from "./record-store.ts";

/** Blobs removed or looked up in one step. */
const BATCH_BLOBS = 256;

export interface RemovalDeps {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly guard: BlobGuard;
  /** True ends a run early. */
  readonly isClosing: () => boolean;
}

interface Garbage {
  readonly id: string;
  readonly queuedMs: number;
}

/** Removes what was given up before `olderThanMs`. Resolves with the number of blobs. */
export async function reapGarbage(deps: RemovalDeps, olderThanMs: number): Promise<number> {
  let removed = 0;
  let after: Garbage | undefined;
  while (!deps.isClosing()) {
    const batch = await nextGarbage(deps.records, olderThanMs, after);
    if (batch.length === 0) break;
    const idle = batch.filter(({ id }) => !deps.guard.isNeeded(id));
    for (const { id } of idle) if (!isPackedId(id)) await deps.blobs.delete(id as BlobId);
    await deps.records.transact((transaction) => {
      for (const { id, queuedMs } of idle) forgetBytes(transaction, id, queuedMs);
    });
    removed += idle.length;
    after = batch.at(-1);
  }
  return removed;
}

function nextGarbage(records: RecordStore, olderThanMs: number, after: Garbage | undefined): Promise<Garbage[]> {
  return records.read((reader) => {
    const query = { prefix: GARBAGE_PREFIX, end: [...GARBAGE_PREFIX, olderThanMs], limit: BATCH_BLOBS };
    const startAfter = after === undefined ? {} : { startAfter: [...GARBAGE_PREFIX, after.queuedMs, after.id] };
    return reader
      .range({ ...query, ...startAfter })
      .map(({ key }) => ({ queuedMs: Number(key[1]), id: String(key[2]) }));
  });
}

/** Removes blobs that no record names and that were last written before `olderThanMs`. Resolves with their number. */
export async function sweepOrphans(deps: RemovalDeps, olderThanMs: number): Promise<number> {
  let removed = 0;
  let batch: BlobId[] = [];
  const removeUnnamed = async (): Promise<void> => {
    for (const id of await unnamed(deps.records, batch)) {
      if (deps.guard.isNeeded(id)) continue;
      await deps.blobs.delete(id);
      removed += 1;
    }
    batch = [];
  };
  for await (const { id, modifiedMs } of deps.blobs.list()) {
    if (deps.isClosing()) return removed;
    // Asked before the records are: a blob that is neither staged now nor named then is nobody's.
    if (modifiedMs < olderThanMs && !deps.guard.isNeeded(id)) batch.push(id);
    if (batch.length >= BATCH_BLOBS) await removeUnnamed();
  }
  await removeUnnamed();
  return removed;
}

function unnamed(records: RecordStore, ids: readonly BlobId[]): Promise<BlobId[]> {
  return records.read((reader) => ids.filter((id) => reader.get(bytesKey(id)) === undefined));
}

/** Ends the protection of staged blobs that have been committed meanwhile. */
export async function settleStaged({ records, guard }: RemovalDeps): Promise<void> {
  const ids = [...guard.staged] as BlobId[];
  for (let offset = 0; offset < ids.length; offset += BATCH_BLOBS) {
    const batch = ids.slice(offset, offset + BATCH_BLOBS);
    const waiting = new Set(await unnamed(records, batch));
    for (const id of batch) if (!waiting.has(id)) guard.unstage(id);
  }
}
