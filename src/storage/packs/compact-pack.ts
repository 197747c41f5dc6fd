/**
 * Writes a pack anew without what nobody owns. The new file is whole and durable before one transaction makes it the pack's; a crash leaves the old one or the
 * new one, and beside it at most a file that no record names. Entries keep their ids, so no owner hears of it.
 */
import { setImmediate } from "node:timers/promises";
import type { BlobGuard } from "../blob-guard.ts";
import type { NoteDamage } from "../damage.ts";
import type { RecordStore } from "../record-store.ts";
import { StorageError } from "../storage-error.ts";
import { entryBytes, isIntact } from "./pack-entry.ts";
import type { GrowingPack, PackFiles } from "./pack-files.ts";
import type { PackReader } from "./pack-reader.ts";
import { forgetPack, isLive, liveUnits, readPack, writePack } from "./pack-records.ts";
import { encodeTable, type MovedEntry } from "./pack-table.ts";
import { isPackedId, packedId, placeOf } from "./packed-id.ts";

/** Read and written in one step, before others have their turn. */
const STEP_BYTES = 256 * 1024;

export interface CompactionDeps {
  readonly records: RecordStore;
  readonly files: PackFiles;
  readonly reader: PackReader;
  readonly guard: BlobGuard;
  readonly noteDamage: NoteDamage;
}

interface KeptEntry extends MovedEntry {
  readonly sizeBytes: number;
}

/** The pack must not grow any more. @throws {StorageError} corrupt when an entry that is owned cannot be found: then all stays as it is; full, io */
export async function compactPack(deps: CompactionDeps, pack: number): Promise<void> {
  const { records, files, reader } = deps;
  const record = await records.read((from) => readPack(from, pack));
  if (record === undefined) return;
  const next = { pack, generation: record.generation + 1 };
  const wanted = await unitsToKeep(deps, pack);
  if (wanted.length === 0) await records.transact((transaction) => forgetPack(transaction, pack));
  else {
    const { kept, sizeBytes } = await writeCompacted(deps, next, wanted);
    await records.transact((transaction) => {
      const dead = kept.filter(({ offset }) => !isLive(transaction, packedId({ pack, offset })));
      const deadBytes = dead.reduce((sum, entry) => sum + entry.sizeBytes, 0);
      writePack(transaction, pack, { generation: next.generation, sizeBytes, deadBytes });
    });
  }
  reader.forget(pack);
  await files.remove({ pack, generation: record.generation });
}

interface Unit {
  readonly start: number;
  readonly end: number;
}

/** Where entries begin that have an owner or that somebody is reading. */
async function unitsToKeep({ records, guard }: CompactionDeps, pack: number): Promise<Unit[]> {
  const owned = await records.read((reader) => [...liveUnits(reader, pack)]);
  const units = new Map(owned.map((unit) => [unit.start, unit]));
  for (const id of guard.pinned) {
    if (!isPackedId(id)) continue;
    const place = placeOf(id);
    if (place.pack !== pack || owned.some(({ start, end }) => place.offset >= start && place.offset < end)) continue;
    units.set(place.offset, { start: place.offset, end: place.offset + 1 });
  }
  return [...units.values()].sort((one, other) => one.start - other.start);
}

async function writeCompacted(
  deps: CompactionDeps,
  name: { readonly pack: number; readonly generation: number },
  units: readonly Unit[],
): Promise<{ readonly kept: readonly KeptEntry[]; readonly sizeBytes: number }> {
  await deps.files.remove(name); // A crash may have left the beginning of one.
  const file = await deps.files.grow(name);
  try {
    const kept = await copyEntries(deps, { pack: name.pack, file, units });
    const tableStart = kept.at(-1)?.end ?? 0;
    const table = encodeTable(kept);
    await file.write([table], tableStart);
    await file.flush();
    return { kept, sizeBytes: tableStart + table.length };
  } catch (error) {
    await deps.files.remove(name);
    throw error;
  } finally {
    await file.close();
  }
}

interface Copying {
  readonly pack: number;
  readonly file: GrowingPack;
  readonly units: readonly Unit[];
}

async function copyEntries(
  { reader, noteDamage }: CompactionDeps,
  { pack, file, units }: Copying,
): Promise<(KeptEntry & { readonly end: number })[]> {
  const kept: (KeptEntry & { readonly end: number })[] = [];
  let pieces: Uint8Array[] = [];
  let [written, end, guess] = [0, 0, 0];
  const writeOut = async (): Promise<void> => {
    await file.write(pieces, written);
    [pieces, written] = [[], end];
    await setImmediate();
  };
  for (const unit of units) {
    const { offset, sizeBytes } = reader.locate(pack, { ...unit, guess });
    const entry = reader.read(packedId({ pack, offset }), sizeBytes);
    // Copied all the same: whoever reads it is told, and the rest of the pack is not held up by it.
    if (!isIntact(entry))
      noteDamage(new StorageError("corrupt", `the packed bytes ${packedId({ pack, offset })} are damaged`));
    const length = entryBytes(sizeBytes, entry.layers);
    pieces.push(entry.whole);
    kept.push({ offset, movedTo: end, sizeBytes, end: end + length });
    end += length;
    guess = offset + length;
    if (end - written >= STEP_BYTES) await writeOut();
  }
  await writeOut();
  return kept;
}
