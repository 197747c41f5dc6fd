/**
 * Takes in bytes that no record names yet: up to `SMALL_BYTES_MAX` in memory, to be packed or to ride in the record transaction;
 * anything longer goes to a blob as it arrives, with its checksums. Chunks of a body must not change before the next one is asked for, and those held in memory
 * not before they are staged.
 */
import { crc32 } from "node:zlib";
import { BlockChecksummer, type SummedBytes } from "./block-checksums.ts";
import type { BlobGuard } from "./blob-guard.ts";
import type { BlobId, BlobStore, BlobWriter } from "./blob-store.ts";
import { bytesKey, encodeInline, encodeSealedInline, encodeSummary, inlineChecksum } from "./bytes-record.ts";
import { countDead, isLive, markLive, PACKED_BYTES_MIN } from "./packs/pack-records.ts";
import type { Packs } from "./packs/packs.ts";
import { type Extents, SMALL_BYTES_MAX, type SealKeys, type StagedBytes } from "./objects.ts";
import type { RecordStore } from "./record-store.ts";
import { BlockSealer, sealWhole } from "./sealed-blocks.ts";

export interface StagingDeps {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly guard: BlobGuard;
  /** Undefined where small bodies ride in the record transaction. */
  readonly packs: Packs | undefined;
  /** A new id for inline bytes. */
  readonly inlineId: () => string;
}

const NOTHING: StagedBytes = { sizeBytes: 0, crc32: 0, commit: () => [], discard: async () => {} };

/** Whatever ends `body` early is thrown on after everything was cleaned up. */
export async function stageBody(
  deps: StagingDeps,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  seal?: SealKeys,
): Promise<StagedBytes> {
  if (body instanceof Uint8Array)
    return body.length <= SMALL_BYTES_MAX ? stageSmall(deps, body, seal) : stageBlob(deps, [body], seal);
  const iterator = body[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes <= SMALL_BYTES_MAX) {
    const next = await iterator.next();
    if (next.done === true) return stageSmall(deps, joined(head), seal);
    head.push(next.value);
    headBytes += next.value.length;
  }
  return stageBlob(deps, resumed(head, iterator), seal);
}

function stageSmall(
  deps: StagingDeps,
  bytes: Uint8Array,
  seal: SealKeys | undefined,
): StagedBytes | Promise<StagedBytes> {
  if (bytes.length === 0) return NOTHING;
  const { packs } = deps;
  return packs === undefined || packs.isFrozen || bytes.length < PACKED_BYTES_MIN
    ? stageInline(deps, bytes, seal)
    : stagePacked({ ...deps, packs }, bytes, seal);
}

function stageInline(deps: StagingDeps, bytes: Uint8Array, seal: SealKeys | undefined): StagedBytes {
  const id = deps.inlineId();
  const record = seal === undefined ? encodeInline(bytes) : encodeSealedInline(sealWhole(id, bytes, seal), seal.length);
  const extents: Extents = [{ id, kind: "inline", sizeBytes: bytes.length }];
  return {
    sizeBytes: bytes.length,
    crc32: seal === undefined ? inlineChecksum(record) : crc32(bytes),
    commit(transaction) {
      transaction.put(bytesKey(id), record);
      return extents;
    },
    discard: async () => {},
  };
}

async function stagePacked(
  { packs, records }: StagingDeps & { readonly packs: Packs },
  bytes: Uint8Array,
  seal: SealKeys | undefined,
): Promise<StagedBytes> {
  const sizeBytes = bytes.length;
  const { id, crc32: checksum } = await packs.append(bytes, seal);
  const extents: Extents = [{ id, kind: "packed", sizeBytes }];
  return {
    sizeBytes,
    crc32: checksum,
    commit(transaction) {
      markLive(transaction, id);
      return extents;
    },
    // A commit whose answer was lost may have happened; then the bytes have an owner and stay.
    discard: () =>
      records.transact((transaction) => {
        if (!isLive(transaction, id)) countDead(transaction, id, sizeBytes);
      }),
  };
}

async function stageBlob(
  deps: StagingDeps,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  seal: SealKeys | undefined,
): Promise<StagedBytes> {
  const writer = await deps.blobs.create();
  deps.guard.stage(writer.id);
  try {
    const summed = seal === undefined ? await writeAll(writer, chunks) : await writeSealed(writer, chunks, seal);
    return stagedBlob(deps, writer.id, summed);
  } catch (error) {
    await writer.abort();
    deps.guard.unstage(writer.id);
    throw error;
  }
}

async function writeAll(
  writer: BlobWriter,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<SummedBytes> {
  const checksummer = new BlockChecksummer();
  for await (const chunk of chunks) {
    checksummer.update(chunk);
    await writer.write(chunk);
  }
  await writer.finish();
  return checksummer.finish();
}

async function writeSealed(
  writer: BlobWriter,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  seal: SealKeys,
): Promise<SummedBytes> {
  const sealer = new BlockSealer(writer.id, seal);
  try {
    for await (const chunk of chunks) for (const sealed of sealer.seal(chunk)) await writer.write(sealed);
    await writer.finish();
    return sealer.finish();
  } finally {
    sealer.forget();
  }
}

/** A finished blob that waits for its record. The blob must be staged with the guard already. */
export function stagedBlob(deps: StagingDeps, id: BlobId, { summary, crc32 }: SummedBytes): StagedBytes {
  const record = encodeSummary(summary);
  const extents: Extents = [{ id, kind: "blob", sizeBytes: summary.sizeBytes }];
  return {
    sizeBytes: summary.sizeBytes,
    crc32,
    commit(transaction) {
      transaction.put(bytesKey(id), record);
      return extents;
    },
    async discard() {
      // A commit whose answer was lost may have happened; then the bytes have an owner and stay.
      if ((await deps.records.get(bytesKey(id))) === undefined) await deps.blobs.delete(id);
      deps.guard.unstage(id);
    },
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

async function* resumed(head: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isDone = false;
  try {
    yield* head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    isDone = true;
  } finally {
    if (!isDone) await iterator.return?.();
  }
}
