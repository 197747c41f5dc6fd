/** Reads entries out of packs. At most so many packs stay open, the one not read for longest closed first. */
import { entryBytesMax, type EntryHead, type PackEntry, readEntry, readHead } from "./pack-entry.ts";
import type { OpenPack, PackFiles } from "./pack-files.ts";
import { readPack } from "./pack-records.ts";
import { PackTable } from "./pack-table.ts";
import { packedId, type PackedPlace, placeOf } from "./packed-id.ts";
import type { Reader } from "../record-store.ts";
import { StorageError } from "../storage-error.ts";

/** A table of 16,000 entries takes 128 KiB. */
const OPEN_PACKS_MAX = 128;
/** Longer than the beginning of any entry before its check. */
const HEAD_BYTES = 16;

interface ReadablePack {
  readonly file: OpenPack;
  /** Undefined in a pack that lies as it was written. */
  readonly table: PackTable | undefined;
}

export class PackReader {
  readonly #files: PackFiles;
  readonly #records: Reader;
  /** In order of last use. */
  readonly #open = new Map<number, ReadablePack>();

  constructor(records: Reader, files: PackFiles) {
    this.#records = records;
    this.#files = files;
  }

  /** The entry of that many bytes; not yet verified. @throws {StorageError} corrupt when it is not there; io */
  read(id: string, sizeBytes: number): PackEntry {
    const place = placeOf(id);
    const { file, table } = this.#pack(place.pack);
    const at = table === undefined ? place.offset : table.find(place.offset);
    if (at === undefined) throw new StorageError("corrupt", `the packed bytes ${id} were given up`);
    return readEntry(file.read(at, entryBytesMax(sizeBytes)), place, sizeBytes);
  }

  /**
   * The entry that begins in [start, end) and what is said at its beginning, looked for at `guess` first. The beginning tells by its check where it belongs, so
   * neither a hole nor a damaged entry before it hides one.
   * @throws {StorageError} corrupt when none begins there
   */
  locate(pack: number, { start, end, guess }: { start: number; end: number; guess: number }): PackedPlace & EntryHead {
    const { file, table } = this.#pack(pack);
    for (const offset of candidates({ start, end, guess, table })) {
      const place = { pack, offset };
      const at = table === undefined ? offset : table.find(offset);
      const head = at === undefined ? undefined : readHead(file.read(at, HEAD_BYTES), place);
      if (head !== undefined) return { ...place, ...head };
    }
    throw new StorageError("corrupt", `no entry begins at ${packedId({ pack, offset: start })} of a pack`);
  }

  /** The pack has another file from now on, or none. */
  forget(pack: number): void {
    this.#open.get(pack)?.file.close();
    this.#open.delete(pack);
  }

  close(): void {
    for (const pack of this.#open.keys()) this.forget(pack);
  }

  #pack(pack: number): ReadablePack {
    const open = this.#open.get(pack);
    if (open !== undefined) {
      this.#open.delete(pack);
      this.#open.set(pack, open);
      return open;
    }
    const record = readPack(this.#records, pack);
    if (record === undefined) throw new StorageError("corrupt", `there is no pack ${pack}`);
    const file = this.#files.open({ pack, generation: record.generation });
    try {
      const opened = { file, table: record.generation === 0 ? undefined : PackTable.read(file, pack) };
      this.#open.set(pack, opened);
      for (const oldest of this.#open.keys()) {
        if (this.#open.size <= OPEN_PACKS_MAX) break;
        this.forget(oldest);
      }
      return opened;
    } catch (error) {
      file.close();
      throw error;
    }
  }
}

function* candidates(wanted: {
  start: number;
  end: number;
  guess: number;
  table: PackTable | undefined;
}): Generator<number> {
  const { start, end, guess, table } = wanted;
  if (table !== undefined) {
    const offset = table.firstFrom(start);
    if (offset !== undefined && offset < end) yield offset;
    return;
  }
  if (guess >= start && guess < end) yield guess;
  for (let offset = start; offset < end; offset += 1) yield offset;
}
