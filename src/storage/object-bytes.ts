/**
 * `ObjectBytes` over any record store and any blob store: decides where bytes live and reads them back verified. Who owns
 * bytes is in bytes-owners.ts, how they come in is in staging.ts, how they go away is in bytes-removal.ts. A local file is handed out
 * without verification, because its reader does not pass through here.
 */
import { createHash } from "node:crypto";
import type { Runtime } from "../runtime/runtime.ts";
import { BlobGuard } from "./blob-guard.ts";
import type { BlobId, BlobStore, ByteRange } from "./blob-store.ts";
import { type BlobSummary, BlockChecksummer, readVerified } from "./block-checksums.ts";
import { addOwner, removeOwner } from "./bytes-owners.ts";
import { bytesKey, decodeSummary } from "./bytes-record.ts";
import { reapGarbage, settleStaged, sweepOrphans } from "./bytes-removal.ts";
import { damageNoter, type NoteDamage, noting } from "./damage.ts";
import type { LocalFiles } from "./local-files.ts";
import {
  type DamagedRange,
  type Extent,
  type Extents,
  SMALL_BYTES_MAX,
  type LocalFile,
  type ObjectBytes,
  type SealedBytes,
  type SealKeys,
  type StagedBytes,
} from "./objects.ts";
import { readAtOnce } from "./read-at-once.ts";
import type { Reader, RecordStore } from "./record-store.ts";
import type { PackFiles } from "./packs/pack-files.ts";
import { Packs, type PacksOptions } from "./packs/packs.ts";
import { readSealed, unsealWhole } from "./sealed-blocks.ts";
import { isSmall, readPlain, readSealedWhole, recordOf, type SmallSource } from "./small-bytes.ts";
import { stageBody, stagedBlob, type StagingDeps } from "./staging.ts";
import { SummaryCache } from "./summary-cache.ts";
import { verifyExtent } from "./verify-extents.ts";

export interface ObjectBytesOptions {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  /** Where small bodies are packed; without it they ride in the record transaction. Only for records that are read at once. */
  readonly packs?: PackedStorage | undefined;
  readonly localFiles: LocalFiles;
  readonly runtime: Pick<Runtime, "clock" | "ids" | "timers" | "log" | "metrics">;
}

export interface PackedStorage extends Pick<PacksOptions, "packBytes" | "isFrozen"> {
  readonly files: PackFiles;
}

/** How long bytes without owners stay for those who have looked them up but not begun to read. */
export const GARBAGE_GRACE_MS = 30_000;
const REAP_INTERVAL_MS = 10_000;
const INLINE_ID_RANDOM_BYTES = 12;

/** Closing it closes neither the record store nor the blob store. */
export function createObjectBytes(options: ObjectBytesOptions): ObjectBytes {
  const { records, blobs, localFiles, runtime } = options;
  const { clock, ids, timers, log } = runtime;
  const guard = new BlobGuard();
  const noteDamage = damageNoter(runtime);
  let isClosing = false;
  const removal = { records, blobs, guard, isClosing: () => isClosing };
  const packs = openPacks(options, { guard, noteDamage, isClosing: removal.isClosing });
  const reading: Reading = { ...options, packs, guard, noteDamage, summaries: new SummaryCache() };
  // Ids that grow with time keep neighbours in time together in the store, so that a group commit touches few pages.
  const inlineId = (): string => clock.wallMs().toString(16).padStart(12, "0") + ids.token(INLINE_ID_RANDOM_BYTES);
  const staging: StagingDeps = { records, blobs, packs, guard, inlineId };

  const running = new Set<Promise<unknown>>();
  /** Lets `close` wait for it. */
  function tracked<T>(work: Promise<T>): Promise<T> {
    running.add(work);
    void work.catch(() => {}).finally(() => running.delete(work));
    return work;
  }
  const maintain = async (): Promise<void> => {
    await settleStaged(removal);
    await reapGarbage(removal, clock.wallMs() - GARBAGE_GRACE_MS);
    await packs?.compact();
  };
  const stopMaintenance = timers.every(REAP_INTERVAL_MS, () =>
    tracked(maintain()).catch((error: unknown) =>
      log.error("removing given-up bytes failed", { error: String(error) }),
    ),
  );

  return {
    stage: (body, seal) => stageBody(staging, body, seal),
    stageFile: (path, observe, seal) => stageFile(staging, localFiles, { path, observe: observe ?? (() => {}), seal }),
    read: (extents, range, keys) => readExtents(reading, { extents, range: range ?? wholeOf(extents), keys }),
    readAtOnce: (extents, range) => noting(noteDamage, () => readAtOnce(reading, extents, range)),
    readSmall: (reader, extents) => noting(noteDamage, () => readSmall(packs, reader, extents)),
    readSealedSmall: (reader, extents) => noting(noteDamage, () => readSealedSmall(packs, reader, extents)),
    share: addOwner,
    release: (transaction, extents) => removeOwner(transaction, extents, clock.wallMs()),
    localFile: (extents, keys) => localFile(reading, { extents, keys }),
    verify: (extents, range) => verifyExtents(reading, extents, range ?? wholeOf(extents)),
    sweep: (olderThanMs) => tracked(sweep(olderThanMs)),
    async close() {
      isClosing = true;
      stopMaintenance();
      await Promise.allSettled(running);
      await packs?.close();
      await localFiles.close();
    },
  };

  async function sweep(olderThanMs: number): Promise<number> {
    await packs?.sweep();
    await settleStaged(removal);
    await packs?.compact();
    return (await reapGarbage(removal, olderThanMs)) + (await sweepOrphans(removal, olderThanMs));
  }
}

function openPacks(
  { records, packs }: ObjectBytesOptions,
  others: Pick<PacksOptions, "guard" | "noteDamage" | "isClosing">,
): Packs | undefined {
  const { local: reader } = records;
  return packs === undefined || reader === undefined ? undefined : new Packs({ records, reader, ...packs, ...others });
}

function readSmall(packs: Packs | undefined, reader: Reader, extents: Extents): Uint8Array | undefined {
  const [first] = extents;
  if (first === undefined) return new Uint8Array(0);
  if (!extents.every(isSmall)) return undefined;
  const read = (extent: Extent): Uint8Array =>
    readPlain({ packs, record: recordOf(extent, (key) => reader.get(key)) }, extent);
  return extents.length === 1 ? read(first) : Buffer.concat(extents.map(read));
}

function readSealedSmall(packs: Packs | undefined, reader: Reader, extents: Extents): SealedBytes | undefined {
  if (!extents.every(isSmall)) return undefined;
  const sealed = extents.map((extent) => ({
    id: extent.id,
    whole: readSealedWhole({ packs, record: recordOf(extent, (key) => reader.get(key)) }, extent),
  }));
  return (keys) => {
    const opened = sealed.map(({ id, whole }) => unsealWhole(id, whole, keys));
    return opened.length === 1 && opened[0] !== undefined ? opened[0] : Buffer.concat(opened);
  };
}

interface Wanted {
  readonly extents: Extents;
  readonly range: ByteRange;
  readonly keys: SealKeys | undefined;
}

/** What reading needs. */
interface Reading extends Pick<ObjectBytesOptions, "records" | "blobs" | "localFiles"> {
  readonly packs: Packs | undefined;
  readonly guard: BlobGuard;
  readonly summaries: SummaryCache;
  readonly noteDamage: NoteDamage;
}

async function* readExtents(reading: Reading, { extents, range, keys }: Wanted): AsyncGenerator<Uint8Array> {
  const { records, blobs, packs, guard, noteDamage } = reading;
  const wanted = [...overlapping(extents, range)];
  const unpin = guard.pin(wanted.map(({ extent }) => extent.id));
  try {
    for (const { extent, part } of wanted) {
      const { id, kind } = extent;
      if (kind !== "blob") {
        const record = await recordOf(extent, (key) => records.get(key));
        yield openSmall({ packs, record }, extent, keys).subarray(part.startBytes, part.endBytes);
      } else {
        const source = { blobs, id: id as BlobId, summary: await summaryOf(reading, extent) };
        yield* keys === undefined ? readVerified(source, part) : readSealed(source, part, keys);
      }
    }
  } catch (error) {
    noteDamage(error);
    throw error;
  } finally {
    unpin();
  }
}

async function summaryOf({ records, summaries }: Reading, { id, sizeBytes }: Extent): Promise<BlobSummary> {
  const known = summaries.get(id);
  if (known !== undefined) return known;
  const summary = decodeSummary(id, await records.get(bytesKey(id)), sizeBytes);
  summaries.set(id, summary);
  return summary;
}

function openSmall(source: SmallSource, extent: Extent, keys: SealKeys | undefined): Uint8Array {
  return keys === undefined ? readPlain(source, extent) : unsealWhole(extent.id, readSealedWhole(source, extent), keys);
}

async function verifyExtents(reading: Reading, extents: Extents, range: ByteRange): Promise<DamagedRange[]> {
  const unpin = reading.guard.pin(extents.map(({ id }) => id));
  try {
    const damaged: DamagedRange[] = [];
    for (const { extent, part, offset } of overlapping(extents, range)) {
      for (const { startBytes, endBytes, reason } of await verifyExtent(reading, extent, part))
        damaged.push({ startBytes: offset + startBytes, endBytes: offset + endBytes, reason });
    }
    return damaged;
  } finally {
    unpin();
  }
}

interface Overlap {
  readonly extent: Extent;
  readonly part: ByteRange;
  /** Where the extent begins. */
  readonly offset: number;
}

/** The extents that hold some of the range, each with its share of it. */
function* overlapping(extents: Extents, range: ByteRange): Generator<Overlap> {
  let offset = 0;
  for (const extent of extents) {
    const startBytes = Math.max(0, range.startBytes - offset);
    const endBytes = Math.min(extent.sizeBytes, range.endBytes - offset);
    if (startBytes < endBytes) yield { extent, part: { startBytes, endBytes }, offset };
    offset += extent.sizeBytes;
  }
}

function wholeOf(extents: Extents): ByteRange {
  return { startBytes: 0, endBytes: extents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

interface StagedFile {
  readonly path: string;
  readonly observe: (chunk: Uint8Array) => void;
  readonly seal: SealKeys | undefined;
}

async function stageFile(
  staging: StagingDeps,
  localFiles: LocalFiles,
  { path, observe, seal }: StagedFile,
): Promise<StagedBytes> {
  const { blobs, guard } = staging;
  if ((await localFiles.sizeBytes(path)) <= SMALL_BYTES_MAX || blobs.adopt === undefined || seal !== undefined) {
    const staged = await stageBody(staging, observed(localFiles.read(path), observe), seal);
    await localFiles.remove(path);
    return staged;
  }
  const { id, sizeBytes } = await blobs.adopt(path);
  guard.stage(id);
  try {
    const checksummer = new BlockChecksummer();
    const chunks = observed(blobs.read(id, { startBytes: 0, endBytes: sizeBytes }), observe);
    for await (const chunk of chunks) checksummer.update(chunk);
    return stagedBlob(staging, id, checksummer.finish());
  } catch (error) {
    await blobs.delete(id);
    guard.unstage(id);
    throw error;
  }
}

async function* observed(
  chunks: AsyncIterable<Uint8Array>,
  observe: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    observe(chunk);
    yield chunk;
  }
}

async function localFile(reading: Reading, { extents, keys }: Omit<Wanted, "range">): Promise<LocalFile> {
  const [first] = extents;
  const { blobs, localFiles, guard } = reading;
  const isOwnFile = keys === undefined && extents.length === 1 && first?.kind === "blob";
  if (isOwnFile && blobs.localPath !== undefined) {
    const unpin = guard.pin([first.id]);
    return { path: blobs.localPath(first.id as BlobId), sizeBytes: first.sizeBytes, release: async () => unpin() };
  }
  const range = wholeOf(extents);
  const name = createHash("sha256")
    .update(extents.map(({ id }) => id).join("\n"))
    .digest("hex");
  const unpin = guard.pin(extents.map(({ id }) => id));
  try {
    return await localFiles.copy({
      name,
      sizeBytes: range.endBytes,
      isKept: keys === undefined,
      bytes: () => readExtents(reading, { extents, range, keys }),
    });
  } finally {
    unpin();
  }
}
