/**
 * Records in an LMDB environment that this process owns alone (data-directory.ts holds the lock). LMDB gives ordered
 * pages, snapshots for reads without a copy of anything, and a file that is consistent after a crash at any point; group-commit.ts makes
 * transactions of it. Writes go to LMDB's own thread as one batch, which is committed and flushed before anybody hears of it
 * (`overlappingSync` off, but for `relaxed`: durability.ts). lmdb-js' callbacks inside a write transaction are not used: each costs two thread changes, and on Node 20
 * they were seen never to be called.
 */
import { open, type RootDatabase } from "lmdb";
import { type Clock, systemClock } from "../../../runtime/clock.ts";
import { type Durability, UNFLUSHED_MS_MAX } from "../../durability.ts";
import { DirectorySync } from "../filesystem/directory-sync.ts";
import { GroupCommit, type GroupCommitEngine } from "../../group-commit.ts";
import type { EncodedKey, Span } from "../../key-encoding.ts";
import { longKeyReader, longKeyTransaction } from "../../long-keys.ts";
import type { OverlayTransaction } from "../../overlay-transaction.ts";
import type { RawVisitor } from "../../raw-records.ts";
import type { RecordStore } from "../../record-store.ts";
import { StorageError } from "../../storage-error.ts";
import { localReader, tupleTransaction } from "../../tuple-transaction.ts";
import { commitFailure, toStorageError } from "./lmdb-errors.ts";

/** Version of what is written inside the environment. A newer one is refused. */
export const LMDB_FORMAT_VERSION = 1;
/** Outside of every caller's key (tags are below 0x10) and of the buckets of long keys (0xfe). */
const FORMAT_KEY = "\xfdformat" as EncodedKey;

/** What `toString("latin1", ...)` comes to after a few steps that are half of its cost. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice: (this: Buffer, start: number, end: number) => string;
};

/** Keys go to LMDB straight from binary strings. */
const keyEncoder = {
  writeKey(key: string, target: Buffer, start: number): number {
    if (start + key.length > target.length) throw new RangeError("no room for the key"); // Makes lmdb-js take a larger buffer.
    return start + target.write(key, start, "latin1");
  },
  readKey: (source: Buffer, start: number, end: number): string => latin1Slice.call(source, start, end),
};

/** Values as they are. In a range lmdb-js hands over its own buffer, which may be longer than the value: then `length` says how long that is. */
const lentValue = {
  length: 0,
  encode: (value: Uint8Array): Uint8Array => value,
  decode(bytes: Uint8Array, length: number): Uint8Array {
    lentValue.length = length;
    return bytes;
  },
};

function inStorageTerms<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStorageError(error);
  }
}

export interface LmdbOptions {
  /** `group` unless given. */
  readonly durability?: Durability;
  readonly clock?: Pick<Clock, "monotonicMs">;
}

class LmdbEngine implements GroupCommitEngine {
  readonly #database: RootDatabase<Uint8Array, string>;

  readonly #directory: string;

  readonly #isRelaxed: boolean;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #flushing: { readonly sinceMs: number; readonly done: Promise<void> } | undefined;
  #state: object | undefined = {};
  #isClosed = false;

  constructor(database: RootDatabase<Uint8Array, string>, directory: string, options: LmdbOptions) {
    this.#database = database;
    this.#directory = directory;
    this.#isRelaxed = options.durability === "relaxed";
    this.#clock = options.clock ?? systemClock();
  }

  /** Undefined while a commit is on its way: LMDB shows it some time before this thread hears of it. */
  get state(): object | undefined {
    return this.#state;
  }

  /** @throws {StorageError} closed */
  checkOpen(): void {
    if (this.#isClosed) throw new StorageError("closed", "the record store is closed");
  }

  get(key: EncodedKey): Uint8Array | undefined {
    this.checkOpen();
    try {
      return this.#database.getBinary(key);
    } catch (error) {
      throw toStorageError(error);
    }
  }

  visit({ lower, upper, reverse, limit }: Span, visitor: RawVisitor): void {
    this.checkOpen();
    // In reverse, lmdb-js begins at the upper bound, which we exclude, and ends at the lower one, which we include.
    const bounds = reverse
      ? { start: upper, end: lower, reverse, exclusiveStart: true, inclusiveEnd: true, limit }
      : { start: lower, end: upper, limit };
    const entries = inStorageTerms(() => this.#database.getRange(bounds)[Symbol.iterator]());
    try {
      for (;;) {
        const { done, value: entry } = inStorageTerms(() => entries.next());
        if (done === true) return;
        visitor(entry.key as EncodedKey, entry.value, lentValue.length);
      }
    } finally {
      entries.return?.();
    }
  }

  async commit(writes: OverlayTransaction): Promise<void> {
    const database = this.#database;
    this.#state = undefined;
    try {
      await this.#overdueFlush();
      await database.batch(() =>
        writes.applyTo({
          put: (key, value) => void database.put(key, value),
          delete: (key) => void database.remove(key),
        }),
      );
    } catch (error) {
      throw await commitFailure(error, { directory: this.#directory, sizeBytes: writes.sizeBytes });
    } finally {
      this.#beginFlush();
      database.resetReadTxn(); // Reads of this turn of the event loop must see the commit too.
      this.#state = {};
    }
  }

  #beginFlush(): void {
    if (!this.#isRelaxed || this.#flushing !== undefined) return;
    const done = this.#database.flushed.then(
      () => void (this.#flushing = undefined),
      () => void (this.#flushing = undefined), // A disk that fails fails the next commit too.
    );
    this.#flushing = { sinceMs: this.#clock.monotonicMs(), done };
  }

  /** Holds commits back while a flush takes too long. */
  async #overdueFlush(): Promise<void> {
    const flushing = this.#flushing;
    if (flushing !== undefined && this.#clock.monotonicMs() - flushing.sinceMs > UNFLUSHED_MS_MAX) await flushing.done;
  }

  /** Reads after this are refused; what is still to be committed must have been. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#database.close();
  }
}

/**
 * Opens or makes the environment in `directory`, which must exist.
 * @throws {StorageError} format when it was written by a newer version; corrupt, full, io
 */
export async function openLmdbRecordStore(directory: string, options: LmdbOptions = {}): Promise<RecordStore> {
  const { durability = "group" } = options;
  const engine = new LmdbEngine(openDatabase(directory, durability), directory, options);
  const group = new GroupCommit(engine, { isAlone: durability === "strict" });
  try {
    await checkFormat(engine, group);
    await new DirectorySync().sync(directory); // LMDB flushes its file, not the file's name.
  } catch (error) {
    await engine.close();
    throw error;
  }
  const reader = localReader(longKeyReader(engine), () => engine.state);
  let isClosed = false;
  return {
    local: reader,
    async get(key) {
      return reader.get(key);
    },
    async read(body) {
      engine.checkOpen();
      return body(reader);
    },
    transact: (body) => group.run((raw) => body(tupleTransaction(longKeyTransaction(raw)))),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await group.close();
      await engine.close();
    },
  };
}

function openDatabase(directory: string, durability: Durability): RootDatabase<Uint8Array, string> {
  try {
    return open<Uint8Array, string>({
      path: directory,
      // lmdb-js takes a path with a dot for a file otherwise.
      noSubdir: false,
      encoding: "binary",
      encoder: lentValue,
      keyEncoder,
      // Commits are visible before they are flushed; after a power cut the environment is what the last finished flush made of it.
      overlappingSync: durability === "relaxed",
      // Batches of a turn of the event loop are promises that nobody holds: a failed commit would end the process.
      eventTurnBatching: false,
    });
  } catch (error) {
    throw toStorageError(error);
  }
}

async function checkFormat(engine: LmdbEngine, group: GroupCommit): Promise<void> {
  const stored = engine.get(FORMAT_KEY)?.[0];
  if (stored === undefined) await group.run((raw) => raw.put(FORMAT_KEY, Uint8Array.of(LMDB_FORMAT_VERSION)));
  else if (stored > LMDB_FORMAT_VERSION) {
    throw new StorageError(
      "format",
      `the records were written by a newer version (format ${stored}, this one reads up to ${LMDB_FORMAT_VERSION})`,
    );
  }
}
