/**
 * Memory in which large bodies are gathered on their way in: fixed runs in one piece that all threads see, lent to every upload from one pool. What
 * is in flight is bounded for all of them together, and whoever finds the pool empty waits, which holds its client back.
 *
 * A run that fills slowly would keep its memory from others. So its holder can be asked to go on with what has come (`flushRun`): when nothing
 * else is about to come back, or when others took in a whole pool's worth since its client last sent anything.
 *
 * The memory is WebAssembly's, because hashing works on it in place; its pages cost nothing until they are first written to.
 */

/** The size of a run. Handing one to a thread and writing it are a turn of another thread each, which cost as much as writing 100 KiB. */
export const RUN_BYTES = 512 * 1024;
/** Runs of the whole process: 20 MiB. */
export const RUNS_MAX = 40;
/** At the start of the memory, for who computes in it. */
export const SCRATCH_BYTES = 64 * 1024;
/** Chunks that others took in, after which a run whose client was silent meanwhile is slow. One comes in pieces of up to 64 KiB. */
const SLOW_AFTER_CHUNKS = RUNS_MAX * (RUN_BYTES / (64 * 1024));
const WASM_PAGE_BYTES = 64 * 1024;

export interface Run {
  /** Where it lies in `runMemory()`. */
  readonly startBytes: number;
  readonly bytes: Uint8Array;
}

export interface RunHolder {
  /** Asks the holder to send the run it is filling on its way as it is, and to give it back then. */
  flushRun(): void;
}

interface Filling {
  readonly holder: RunHolder;
  lastChunk: number;
}

let memory: WebAssembly.Memory | undefined;

/** The memory of all runs, shared with threads. */
export function runMemory(): WebAssembly.Memory {
  const pages = (SCRATCH_BYTES + RUNS_MAX * RUN_BYTES) / WASM_PAGE_BYTES;
  memory ??= new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return memory;
}

/** Whether bytes lie in a run. */
export function isRunBytes(bytes: Uint8Array): boolean {
  return memory !== undefined && bytes.buffer === memory.buffer;
}

export class RunPool {
  /** The last one given back is lent first: its pages are there. */
  readonly #free: Run[] = [];
  readonly #waiting: { readonly holder: RunHolder; readonly resolve: (run: Run) => void }[] = [];
  /** In the order in which their clients last sent something. */
  readonly #filling = new Map<Run, Filling>();
  readonly #runsMax: number;
  #made = 0;
  #chunks = 0;

  constructor(runsMax = RUNS_MAX) {
    this.#runsMax = runsMax;
  }

  /** A run to fill. Say `touch` for each chunk, `send` when no more goes in, and `giveBack` in the end. */
  take(holder: RunHolder): Promise<Run> {
    const run = this.#free.pop() ?? this.#make();
    if (run !== undefined) return Promise.resolve(this.#lend(run, holder));
    const lent = new Promise<Run>((resolve) => this.#waiting.push({ holder, resolve }));
    this.#askSlowest();
    return lent;
  }

  /** A chunk went in. */
  touch(run: Run): void {
    const filling = this.#filling.get(run);
    if (filling === undefined) return;
    this.#chunks += 1;
    filling.lastChunk = this.#chunks;
    this.#filling.delete(run);
    this.#filling.set(run, filling);
    this.#askSlowest();
  }

  /** It is being worked on, and comes back without its client's doing. */
  send(run: Run): void {
    this.#filling.delete(run);
  }

  giveBack(run: Run): void {
    this.#filling.delete(run);
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(run);
    else next.resolve(this.#lend(run, next.holder));
    this.#askSlowest();
  }

  #lend(run: Run, holder: RunHolder): Run {
    this.#filling.set(run, { holder, lastChunk: this.#chunks });
    return run;
  }

  #make(): Run | undefined {
    if (this.#made === this.#runsMax) return undefined;
    const startBytes = SCRATCH_BYTES + this.#made * RUN_BYTES;
    this.#made += 1;
    return { startBytes, bytes: new Uint8Array(runMemory().buffer, startBytes, RUN_BYTES) };
  }

  #askSlowest(): void {
    if (this.#waiting.length === 0) return;
    const [slowest] = this.#filling;
    if (slowest === undefined) return;
    const [run, { holder, lastChunk }] = slowest;
    const isNothingToCome = this.#filling.size === this.#runsMax;
    if (!isNothingToCome && this.#chunks - lastChunk < SLOW_AFTER_CHUNKS) return;
    this.#filling.delete(run);
    holder.flushRun();
  }
}
