/**
 * Appends entries to the newest pack. Everything that one turn of the event loop brings, and all that comes while the disk is busy, shares one write and one
 * flush. An entry is durable when `append` resolves, and only then may a record name it.
 *
 * A write that failed leaves a hole that nobody names; what comes later lies behind it. So does what a crash has torn: the next process goes on at the end of the file.
 */
import { setImmediate } from "node:timers/promises";
import type { RecordStore } from "../record-store.ts";
import { StorageError } from "../storage-error.ts";
import type { GrowingPack, PackFiles } from "./pack-files.ts";
import { PACKED_BYTES_MIN, readNextPack, readPack, takeNextPack, writePack } from "./pack-records.ts";
import { packedId, type PackedPlace } from "./packed-id.ts";

/** Bytes that may wait for the disk; whoever would add more waits for it first. */
const COLLECTED_BYTES_MAX = 16 * 1024 * 1024;

export interface NewEntry {
  readonly sizeBytes: number;
  /** The entry in pieces, for the place where it will lie. */
  readonly at: (place: PackedPlace) => readonly Uint8Array[];
}

export class PackAppender {
  readonly #records: RecordStore;
  readonly #files: PackFiles;
  readonly #packBytes: number;
  #newest: NewestPack | undefined;
  #opening: Promise<void> | undefined;
  #isClosed = false;

  /** A pack that has `packBytes` is full; its last entry may go beyond that. */
  constructor(records: RecordStore, files: PackFiles, packBytes: number) {
    this.#records = records;
    this.#files = files;
    this.#packBytes = packBytes;
  }

  /** The pack that grows; no compaction touches it. */
  get growing(): number | undefined {
    return this.#newest?.pack;
  }

  /** Resolves with the id of the entry once it is durable. @throws {StorageError} full, io, closed */
  async append(entry: NewEntry): Promise<string> {
    for (;;) {
      if (this.#isClosed) throw new StorageError("closed", "the packs are closed");
      const newest = this.#newest;
      if (newest === undefined || newest.endBytes >= this.#packBytes) await (this.#opening ??= this.#open());
      else if (newest.isBusy) await newest.written();
      else return await newest.append(entry);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => {});
    await this.#newest?.close();
  }

  async #open(): Promise<void> {
    try {
      const full = this.#newest;
      const resumed = full === undefined ? await this.#resumable() : undefined;
      this.#newest = resumed ?? (await this.#begin(full));
      await full?.close();
    } finally {
      this.#opening = undefined;
    }
  }

  /** The pack at which another process stopped. */
  async #resumable(): Promise<NewestPack | undefined> {
    const last = await this.#records.read((reader) => {
      const pack = readNextPack(reader) - 1;
      return pack >= 0 && readPack(reader, pack)?.sizeBytes === 0 ? pack : undefined;
    });
    if (last === undefined) return undefined;
    const newest = new NewestPack(last, await this.#files.grow({ pack: last, generation: 0 }));
    if (newest.endBytes < this.#packBytes) return newest;
    await newest.close();
    await this.#records.transact((transaction) => {
      const record = readPack(transaction, last);
      if (record !== undefined) writePack(transaction, last, { ...record, sizeBytes: newest.endBytes });
    });
    return undefined;
  }

  async #begin(full: NewestPack | undefined): Promise<NewestPack> {
    const pack = await this.#records.transact((transaction) => {
      const record = full === undefined ? undefined : readPack(transaction, full.pack);
      if (full !== undefined && record !== undefined)
        writePack(transaction, full.pack, { ...record, sizeBytes: full.endBytes });
      return takeNextPack(transaction);
    });
    return new NewestPack(pack, await this.#files.grow({ pack, generation: 0 }));
  }
}

interface Group {
  readonly start: number;
  readonly pieces: Uint8Array[];
  readonly outcome: Promise<void>;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

class NewestPack {
  readonly pack: number;
  readonly #file: GrowingPack;
  #collecting: Group;
  #worker: Promise<void> | undefined;
  /** Where the next entry goes. */
  endBytes: number;

  constructor(pack: number, file: GrowingPack) {
    this.pack = pack;
    this.#file = file;
    // Behind what a crash has torn, and so far that no entry begins in the same unit as a torn one.
    this.endBytes = Math.ceil(file.sizeBytes / PACKED_BYTES_MIN) * PACKED_BYTES_MIN;
    this.#collecting = newGroup(this.endBytes);
  }

  get isBusy(): boolean {
    return this.endBytes - this.#collecting.start > COLLECTED_BYTES_MAX;
  }

  /** Settles with the next write, however it ends. */
  written(): Promise<void> {
    return this.#collecting.outcome.catch(() => {});
  }

  async append({ sizeBytes, at }: NewEntry): Promise<string> {
    const place = { pack: this.pack, offset: this.endBytes };
    const group = this.#collecting;
    for (const piece of at(place)) group.pieces.push(piece);
    this.endBytes += sizeBytes;
    this.#worker ??= this.#work();
    await group.outcome;
    return packedId(place);
  }

  async close(): Promise<void> {
    await this.#worker;
    await this.#file.close();
  }

  async #work(): Promise<void> {
    while (this.#collecting.pieces.length > 0) {
      await setImmediate();
      const group = this.#collecting;
      this.#collecting = newGroup(this.endBytes);
      try {
        await this.#file.write(group.pieces, group.start);
        await this.#file.flush();
        group.succeed();
      } catch (error) {
        group.fail(error);
      }
    }
    this.#worker = undefined;
  }
}

function newGroup(start: number): Group {
  let succeed = (): void => {};
  let fail = (_error: unknown): void => {};
  const outcome = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  outcome.catch(() => {}); // Everybody who waits sees it; a group may fail with nobody waiting.
  return { start, pieces: [], outcome, succeed, fail };
}
