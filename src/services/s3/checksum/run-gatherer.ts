/**
 * Fills runs with what a client sends, each as its bytes come. When others need the run more, it goes on its way half full (run-pool.ts).
 */
import { giveBackChunk, narrowChunk } from "../../../runtime/chunk-pool.ts";
import { type Run, RUN_BYTES, type RunHolder, type RunPool } from "../../../runtime/run-pool.ts";

export interface Gathered {
  readonly run: Run;
  readonly sizeBytes: number;
}

/** A run that is not full and not the last one has a multiple of it: whole blocks of every hash, and whole pages of a file. */
const PAGE_BYTES = 4096;

export class RunGatherer implements RunHolder {
  readonly #pool: RunPool;
  readonly #body: AsyncIterator<Uint8Array>;
  /** What has come and is in no run. */
  readonly #chunks: Uint8Array[];
  /** Less than a page, that goes in before the next chunk. */
  #rest: Uint8Array | undefined;
  #run: Run | undefined;
  #filledBytes = 0;
  #isClosed = false;
  #isFlushAsked = false;
  /** The chunk that is being waited for. */
  #coming: Promise<IteratorResult<Uint8Array>> | undefined;
  /** Ends the waiting, not the chunk. */
  #wake: (() => void) | undefined;
  isDone = false;

  /** @param head what was read of the body already */
  constructor(pool: RunPool, body: AsyncIterator<Uint8Array>, head: readonly Uint8Array[]) {
    this.#pool = pool;
    this.#body = body;
    this.#chunks = head.filter(({ length }) => length > 0);
  }

  /** The next run, which is the caller's to give back; undefined at the end of the body. */
  async gather(): Promise<Gathered | undefined> {
    while (!this.#isClosed) {
      if (this.#chunks.length > 0) {
        await this.#fill();
        if (this.#filledBytes === RUN_BYTES) return this.#send(RUN_BYTES);
        continue;
      }
      if (this.isDone) return this.#send(this.#filledBytes);
      const next = await this.#next();
      if (next === undefined) {
        const gathered = this.#flush();
        if (gathered !== undefined) return gathered;
        continue;
      }
      this.#coming = undefined;
      if (this.#rest !== undefined) this.#chunks.push(this.#rest);
      this.#rest = undefined;
      if (next.done === true) this.isDone = true;
      else if (next.value.length > 0) this.#chunks.push(next.value);
    }
    return undefined;
  }

  /** Nobody wants the rest. Does not wait for the client. */
  close(): void {
    this.#isClosed = true;
    this.#giveBack();
    this.#wake?.();
    if (!this.isDone) this.#body.return?.().catch(() => {}); // What it failed with was told to the reader.
  }

  flushRun(): void {
    this.#isFlushAsked = true;
    this.#wake?.();
  }

  /** Puts the first chunk into the run, as far as it goes. */
  async #fill(): Promise<void> {
    if (this.#run === undefined) {
      const lent = await this.#pool.take(this);
      if (this.#isClosed) return this.#pool.giveBack(lent);
      this.#run = lent;
    }
    const [chunk = NOTHING] = this.#chunks;
    const piece = chunk.subarray(0, RUN_BYTES - this.#filledBytes);
    this.#run.bytes.set(piece, this.#filledBytes);
    this.#filledBytes += piece.length;
    if (piece.length < chunk.length) this.#chunks[0] = narrowChunk(chunk, chunk.subarray(piece.length));
    else {
      this.#chunks.shift();
      giveBackChunk(chunk);
    }
    this.#pool.touch(this.#run);
  }

  /** Undefined when the run is to go on its way first. */
  #next(): Promise<IteratorResult<Uint8Array> | undefined> {
    const coming = (this.#coming ??= this.#body.next());
    if (this.#isFlushAsked) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      coming.then(resolve, reject);
    });
  }

  #flush(): Gathered | undefined {
    this.#isFlushAsked = false;
    if (this.#run === undefined) return undefined;
    const pagesBytes = this.#filledBytes - (this.#filledBytes % PAGE_BYTES);
    if (pagesBytes < this.#filledBytes) this.#rest = this.#run.bytes.slice(pagesBytes, this.#filledBytes);
    if (pagesBytes > 0) return this.#send(pagesBytes);
    this.#giveBack();
    return undefined;
  }

  #send(sizeBytes: number): Gathered | undefined {
    const run = this.#run;
    if (run === undefined) return undefined;
    this.#isFlushAsked = false;
    this.#run = undefined;
    this.#filledBytes = 0;
    this.#pool.send(run);
    return { run, sizeBytes };
  }

  #giveBack(): void {
    if (this.#run !== undefined) this.#pool.giveBack(this.#run);
    this.#run = undefined;
    this.#filledBytes = 0;
  }
}

const NOTHING = new Uint8Array(0);
