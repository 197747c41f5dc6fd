/**
 * Reads that are as cheap as where the bytes lie allows. What is in the system's page cache is copied at once: 3 us for 64 KiB, where
 * the way through Node's threads costs 40. A disk must not hold up everybody else, so after a read that took long the next ones go
 * through the threads, and only now and then one is tried again: with cold data one read in a few hundred waits in the event loop. A single read
 * that took long says little: on a busy machine the system gives the processor to others in the middle of one in a few hundred.
 */
import { read, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../runtime/clock.ts";

/** A read of 256 KiB out of the page cache takes a tenth of it. */
const SLOW_READ_MS = 0.5;
/** Reads through the threads after one that took long, and after each one that took long again soon: four times as many, up to the most. */
const THREADED_READS_MIN = 4;
const THREADED_READS_MAX = 256;
/** So many fast reads at once, and a slow one is a single one again. */
const FAST_READS_FORGIVE = 32;
/** Bytes that one reader copies before others have their turn. */
const BYTES_PER_TURN = 1024 * 1024;

export class PacedReads {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #threadedReadsLeft = 0;
  /** After the last slow read. */
  #threadedReads = 0;
  #fastReads = 0;
  #bytesThisTurn = 0;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
  }

  /** Reads into all of `target` as far as the file goes. Returns the number of bytes; 0 at its end. */
  async read(descriptor: number, target: Uint8Array, offset: number): Promise<number> {
    if (this.#threadedReadsLeft > 0) {
      this.#threadedReadsLeft -= 1;
      return readInThread(descriptor, target, offset);
    }
    this.#bytesThisTurn += target.length;
    if (this.#bytesThisTurn > BYTES_PER_TURN) {
      await setImmediate();
      this.#bytesThisTurn = target.length;
    }
    return this.#readHere(descriptor, target, offset);
  }

  /** The same at once, for a reader that wants no more; undefined when the read belongs into a thread. */
  readAtOnce(descriptor: number, target: Uint8Array, offset: number): number | undefined {
    return this.#threadedReadsLeft > 0 ? undefined : this.#readHere(descriptor, target, offset);
  }

  #readHere(descriptor: number, target: Uint8Array, offset: number): number {
    const begunMs = this.#clock.monotonicMs();
    const bytesRead = readSync(descriptor, target, 0, target.length, offset);
    this.#judge(this.#clock.monotonicMs() - begunMs > SLOW_READ_MS);
    return bytesRead;
  }

  #judge(isSlow: boolean): void {
    if (!isSlow) {
      this.#fastReads += 1;
      return;
    }
    const isFirst = this.#fastReads >= FAST_READS_FORGIVE || this.#threadedReads === 0;
    this.#threadedReads = isFirst ? THREADED_READS_MIN : Math.min(THREADED_READS_MAX, 4 * this.#threadedReads);
    this.#threadedReadsLeft = this.#threadedReads;
    this.#fastReads = 0;
  }
}

function readInThread(descriptor: number, target: Uint8Array, offset: number): Promise<number> {
  return new Promise((resolve, reject) =>
    read(descriptor, target, 0, target.length, offset, (error, bytesRead) =>
      error === null ? resolve(bytesRead) : reject(error),
    ),
  );
}
