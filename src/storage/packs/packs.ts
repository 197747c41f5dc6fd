/**
 * Small bodies packed together: files of 64 MiB that are only ever appended to, one flush for everybody who writes at the same time, and no record but the owner's
 * (ADR 14). What is given up leaves dead bytes behind; packs with many of them are written anew in the background, so that all packs together take at most
 * a quarter more than the bodies that live in them, and the pack that grows.
 */
import { crc32 } from "node:zlib";
import type { BlobGuard } from "../blob-guard.ts";
import type { NoteDamage } from "../damage.ts";
import type { SealKeys } from "../objects.ts";
import type { Reader, RecordStore } from "../record-store.ts";
import { sealWhole } from "../sealed-blocks.ts";
import { StorageError } from "../storage-error.ts";
import { compactPack } from "./compact-pack.ts";
import { PackAppender } from "./pack-appender.ts";
import { entryBytes, type PackEntry, plainHead, sealedHead } from "./pack-entry.ts";
import type { PackFiles, PackName } from "./pack-files.ts";
import { PackReader } from "./pack-reader.ts";
import { allPacks, forgetPack, type PackRecord, readNextPack, readPack } from "./pack-records.ts";
import { packedId } from "./packed-id.ts";

/** Dead bytes are borne up to this share of all bytes in packs. */
const DEAD_SHARE_MAX = 0.2;
/** A file is written anew in a second or less, and holds so many bodies that files are few. */
const PACK_BYTES = 64 * 1024 * 1024;
/** Fewer dead bytes than this part of a pack are not worth a file. */
const DEAD_PART_LEAST = 1 / 16;

export interface PacksOptions {
  readonly records: RecordStore;
  /** Reads the records at once. */
  readonly reader: Reader;
  readonly files: PackFiles;
  readonly guard: BlobGuard;
  readonly noteDamage: NoteDamage;
  /** Of a full pack; only tests want small ones. */
  readonly packBytes: number | undefined;
  /** Nothing is added and no file changes: where a committed record may still be lost, a file must not follow it. */
  readonly isFrozen: boolean;
  /** True ends a run of compactions early. */
  readonly isClosing: () => boolean;
}

export class Packs {
  readonly #options: PacksOptions;
  readonly #packBytes: number;
  readonly #appender: PackAppender;
  readonly #reader: PackReader;
  /** Packs before this one have not grown for a whole round of maintenance, so nothing in them waits for its record. */
  #settled: number | undefined;
  #running: Promise<number> | undefined;
  /** The pack that is being written anew. */
  #compacting: number | undefined;
  /** Packs that cannot be written anew. */
  readonly #damaged = new Set<number>();

  readonly isFrozen: boolean;

  constructor(options: PacksOptions) {
    this.#options = options;
    this.isFrozen = options.isFrozen;
    this.#packBytes = options.packBytes ?? PACK_BYTES;
    this.#appender = new PackAppender(options.records, options.files, this.#packBytes);
    this.#reader = new PackReader(options.reader, options.files);
  }

  /** Resolves with the id once the bytes are durable, and with their CRC-32. @throws {StorageError} full, io, closed */
  async append(
    bytes: Uint8Array,
    seal: SealKeys | undefined,
  ): Promise<{ readonly id: string; readonly crc32: number }> {
    const checksum = crc32(bytes);
    const id = await this.#appender.append({
      sizeBytes: entryBytes(bytes.length, seal?.length ?? 0),
      at(place) {
        if (seal === undefined) return [plainHead(place, bytes.length, checksum), bytes];
        const sealed = sealWhole(packedId(place), bytes, seal);
        return [sealedHead(place, sealed, seal.length), sealed.sealed];
      },
    });
    return { id, crc32: checksum };
  }

  /** At once; not yet verified. @throws {StorageError} corrupt, io */
  read(id: string, sizeBytes: number): PackEntry {
    return this.#reader.read(id, sizeBytes);
  }

  /** Writes packs anew until few enough bytes are dead. Resolves with their number. Whoever calls meanwhile gets the same answer. */
  compact(): Promise<number> {
    if (this.isFrozen) return Promise.resolve(0);
    this.#running ??= this.#compactAll().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #compactAll(): Promise<number> {
    const { records, isClosing } = this.#options;
    const settled = this.#settled ?? (await records.read((reader) => readNextPack(reader) - 1));
    this.#settled = this.#appender.growing ?? settled;
    let compacted = 0;
    try {
      for (const pack of await this.#worthCompacting(settled)) {
        if (isClosing()) break;
        this.#compacting = pack;
        if (await this.#compactOne(pack)) compacted += 1;
      }
    } finally {
      this.#compacting = undefined;
    }
    return compacted;
  }

  /** Removes files that no record names, and settles what a crash has left half said. */
  async sweep(): Promise<void> {
    if (this.isFrozen) return;
    const { records, files } = this.#options;
    const there = await files.list();
    await this.#forgetUnmade(there);
    for (const name of there) {
      const record = await records.read((reader) => readPack(reader, name.pack));
      if (record?.generation !== name.generation && name.pack !== this.#compacting) await files.remove(name);
    }
  }

  async close(): Promise<void> {
    await this.#appender.close();
    this.#reader.close();
  }

  /** False when an entry cannot be found: then the pack stays as it is, and those who read the entry are told. */
  async #compactOne(pack: number): Promise<boolean> {
    const { noteDamage } = this.#options;
    try {
      await compactPack({ ...this.#options, reader: this.#reader }, pack);
      return true;
    } catch (error) {
      if (!(error instanceof StorageError) || error.kind !== "corrupt") throw error;
      this.#damaged.add(pack);
      noteDamage(error);
      return false;
    }
  }

  /** Only the newest pack grows: another one without a size is one whose file could not be made. */
  async #forgetUnmade(there: readonly PackName[]): Promise<void> {
    const made = new Set(there.map(({ pack }) => pack));
    await this.#options.records.transact((transaction) => {
      const newest = readNextPack(transaction) - 1;
      for (const { pack, sizeBytes } of allPacks(transaction))
        if (sizeBytes === 0 && pack < newest && !made.has(pack)) forgetPack(transaction, pack);
    });
  }

  /** Those with the largest dead share first, as many as it takes. */
  async #worthCompacting(settled: number): Promise<number[]> {
    const packs = await this.#options.records.read((reader) => [...allPacks(reader)]);
    const idle = packs.filter(({ pack, sizeBytes }) => pack < settled && sizeBytes > 0 && !this.#damaged.has(pack));
    let [all, dead] = [0, 0];
    for (const { sizeBytes, deadBytes } of idle) [all, dead] = [all + sizeBytes, dead + deadBytes];
    const chosen: number[] = [];
    for (const { pack, deadBytes } of idle.sort((one, other) => deadShare(other) - deadShare(one))) {
      if (dead <= DEAD_SHARE_MAX * all || dead < DEAD_PART_LEAST * this.#packBytes) break;
      chosen.push(pack);
      [all, dead] = [all - deadBytes, dead - deadBytes];
    }
    return chosen;
  }
}

function deadShare({ sizeBytes, deadBytes }: PackRecord): number {
  return deadBytes / sizeBytes;
}
