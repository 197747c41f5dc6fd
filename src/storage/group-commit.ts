/**
 * Serializable transactions over an engine that one process owns: bodies run at once and one after the other, each over
 * what the ones before it wrote, durable or not; what they write is collected and committed in groups, one group at a time. So one
 * flush serves everybody who waits, no body ever waits for a lock, and none is ever retried.
 *
 * An answer goes out only after everything it may have seen is durable, also when it is an error. When a commit fails,
 * so does every transaction that had a part in it or came after it, and the next one starts from what is on disk.
 */
import { setImmediate } from "node:timers/promises";
import type { EncodedKey, Span } from "./key-encoding.ts";
import { OverlayTransaction } from "./overlay-transaction.ts";
import type { RawReader, RawTransaction, RawVisitor } from "./raw-records.ts";
import { StorageError } from "./storage-error.ts";

/** Bytes that may wait for the next commit; whoever would add more waits for it first. */
export const COLLECTED_BYTES_MAX = 64 * 1024 * 1024;

export interface GroupCommitEngine extends RawReader {
  /** Writes all of it or nothing, and resolves once it is durable and visible to `get` and `visit`. */
  commit(writes: OverlayTransaction): Promise<void>;
}

/** A reader whose ground can be exchanged: the group below is replaced by the engine once it is on disk. */
class Ground implements RawReader {
  reader: RawReader;

  constructor(reader: RawReader) {
    this.reader = reader;
  }

  get(key: EncodedKey): Uint8Array | undefined {
    return this.reader.get(key);
  }

  visit(span: Span, visitor: RawVisitor): void {
    this.reader.visit(span, visitor);
  }
}

class Group {
  readonly ground: Ground;
  readonly writes: OverlayTransaction;
  /** Settles with the commit of the group. */
  readonly outcome: Promise<void>;
  succeed: () => void = () => {};
  fail: (error: unknown) => void = () => {};

  constructor(below: RawReader) {
    this.ground = new Ground(below);
    this.writes = new OverlayTransaction(this.ground);
    this.outcome = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.fail = reject;
    });
    this.outcome.catch(() => {}); // A group may fail with nobody waiting.
  }
}

export interface GroupCommitOptions {
  /** Commits every transaction by itself, and at once. */
  readonly isAlone?: boolean;
}

export class GroupCommit {
  readonly #engine: GroupCommitEngine;
  readonly #isAlone: boolean;
  #collecting: Group;
  #committing: Group | undefined;
  #worker: Promise<void> | undefined;
  #isClosed = false;
  /** The end of the last one that commits alone. */
  #alone: Promise<void> = Promise.resolve();

  constructor(engine: GroupCommitEngine, { isAlone = false }: GroupCommitOptions = {}) {
    this.#engine = engine;
    this.#isAlone = isAlone;
    this.#collecting = new Group(engine);
  }

  run<T>(body: (transaction: RawTransaction) => T): Promise<T> {
    return this.#isAlone ? this.#runAlone(body) : this.#runShared(body);
  }

  /** Waits until everything collected is durable. Later runs reject. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#alone;
    await this.#worker;
  }

  async #runShared<T>(body: (transaction: RawTransaction) => T): Promise<T> {
    this.#checkOpen();
    while (this.#collecting.writes.sizeBytes > COLLECTED_BYTES_MAX) {
      await this.#collecting.outcome;
      this.#checkOpen();
    }
    return await this.#runOpen(body);
  }

  async #runOpen<T>(body: (transaction: RawTransaction) => T): Promise<T> {
    const answer = this.#runNow(body);
    await this.#seen();
    return answer();
  }

  /** One after the other, each with its commit. */
  async #runAlone<T>(body: (transaction: RawTransaction) => T): Promise<T> {
    this.#checkOpen();
    const before = this.#alone;
    let end: () => void = () => {};
    this.#alone = new Promise((resolve) => (end = resolve));
    await before;
    try {
      // Taken while the store was open, so it runs, also when it is closing by now.
      return await this.#runOpen(body);
    } finally {
      end();
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StorageError("closed", "the record store is closed");
  }

  /** Runs the body and collects its writes. Returns what gives its answer: the result, or the throw. */
  #runNow<T>(body: (transaction: RawTransaction) => T): () => T {
    const overlay = new OverlayTransaction(this.#collecting.writes);
    try {
      const result = body(overlay);
      overlay.checkSize();
      if (!overlay.isEmpty) {
        overlay.applyTo(this.#collecting.writes);
        this.#worker ??= this.#work();
      }
      return () => result;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  /** The commit of all that a body that ran just now may have read or written. */
  #seen(): Promise<void> | undefined {
    return this.#collecting.writes.isEmpty ? this.#committing?.outcome : this.#collecting.outcome;
  }

  async #work(): Promise<void> {
    while (!this.#collecting.writes.isEmpty) {
      if (!this.#isAlone) await setImmediate(); // Everything that this turn of the event loop brings shares the commit.
      await this.#commitGroup();
    }
    this.#worker = undefined;
  }

  async #commitGroup(): Promise<void> {
    const group = this.#collecting;
    this.#committing = group;
    this.#collecting = new Group(group.writes);
    try {
      await this.#engine.commit(group.writes);
      this.#collecting.ground.reader = this.#engine;
      group.succeed();
    } catch (error) {
      // What was collected meanwhile is built on what is now lost.
      const lost = this.#collecting;
      this.#collecting = new Group(this.#engine);
      group.fail(error);
      lost.fail(error);
    }
    this.#committing = undefined;
  }
}
