/**
 * The threads that hash large bodies: as many as there are processors besides the event loop's, at most four, started when they are
 * first needed and kept. A body belongs to one thread from its first run to its digests; a thread is given as many as it can hash side by side
 * before the next one is started. When a thread dies, its bodies fail and the next one starts another.
 */
import type { Worker } from "node:worker_threads";
import { runMemory } from "../../../runtime/run-pool.ts";
import { spareProcessors, startThread } from "../../../runtime/threads.ts";
import type { ChecksumAlgorithm } from "./algorithms.ts";
import type { FromHashThread, HashThreadStart, RunPlace, ToHashThread } from "./hash-messages.ts";
import { MD5_LANES } from "./md5-lanes.ts";
import { HASHER_SCRATCH_BYTES, RunHasher } from "./run-hasher.ts";

const THREADS_MAX = Math.min(4, spareProcessors());

/** One body in a thread. */
export interface HashedBody {
  /** Resolves when the run is hashed. One at a time. */
  hash(place: RunPlace): Promise<void>;
  /** Called once, when the last run is hashed. */
  digests(): Promise<ReadonlyMap<ChecksumAlgorithm, string>>;
  drop(): void;
}

interface Waiting {
  readonly resolve: (digests: ReadonlyMap<ChecksumAlgorithm, string>) => void;
  readonly reject: (error: Error) => void;
}

const NO_DIGESTS: ReadonlyMap<ChecksumAlgorithm, string> = new Map();

class Body implements HashedBody {
  readonly #id: number;
  readonly #thread: HashThread;
  #failure: Error | undefined;
  #waiting: Waiting | undefined;

  constructor(id: number, thread: HashThread) {
    this.#id = id;
    this.#thread = thread;
  }

  async hash(place: RunPlace): Promise<void> {
    await this.#ask({ body: this.#id, type: "bytes", place });
  }

  digests(): Promise<ReadonlyMap<ChecksumAlgorithm, string>> {
    return this.#ask({ body: this.#id, type: "end" });
  }

  drop(): void {
    if (this.#thread.remove(this.#id)) this.#thread.post({ body: this.#id, type: "drop" });
  }

  take(message: FromHashThread): void {
    if (message.type === "failed") return this.fail(new Error(`hashing failed: ${message.reason}`));
    if (message.type === "digests") this.#thread.remove(this.#id);
    this.#waiting?.resolve(message.type === "digests" ? new Map(message.digests) : NO_DIGESTS);
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#thread.remove(this.#id);
    this.#waiting?.reject(error);
  }

  #ask(message: ToHashThread): Promise<ReadonlyMap<ChecksumAlgorithm, string>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#thread.post(message);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }
}

class HashThread {
  /** Of the part of the memory that is its own. */
  readonly index: number;
  readonly #worker: Worker;
  readonly #bodies = new Map<number, Body>();
  isAlive = true;

  constructor(index: number) {
    const start: HashThreadStart = { memory: runMemory(), scratchAt: (1 + index) * HASHER_SCRATCH_BYTES };
    this.index = index;
    this.#worker = startThread(new URL("./hash-worker.ts", import.meta.url), { workerData: start });
    this.#worker.on("message", (message: FromHashThread) => this.#bodies.get(message.body)?.take(message));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => this.#end(new Error(`a hashing thread ended with ${code}`)));
    // A thread alone keeps no process alive: whoever waits for a digest has a connection open. Listening would undo it.
    this.#worker.unref();
  }

  get load(): number {
    return this.#bodies.size;
  }

  begin(id: number, algorithms: readonly ChecksumAlgorithm[]): Body {
    const body = new Body(id, this);
    this.#bodies.set(id, body);
    this.post({ body: id, type: "begin", algorithms });
    return body;
  }

  post(message: ToHashThread): void {
    this.#worker.postMessage(message);
  }

  /** False when it is gone already. */
  remove(id: number): boolean {
    return this.#bodies.delete(id);
  }

  #end(error: Error): void {
    this.isAlive = false;
    for (const body of this.#bodies.values()) body.fail(error);
  }
}

let threads: HashThread[] = [];
let lastId = 0;
let ownHasher: RunHasher | undefined;

/** Begins a body whose runs lie in the memory of all runs. */
export async function beginHashing(algorithms: readonly ChecksumAlgorithm[]): Promise<HashedBody> {
  // On a machine with one processor threads would only take turns with the event loop.
  return THREADS_MAX > 0 ? hashInThread(algorithms) : await hashInPlace(algorithms);
}

function hashInThread(algorithms: readonly ChecksumAlgorithm[]): HashedBody {
  threads = threads.filter(({ isAlive }) => isAlive);
  const byLoad = threads.toSorted((a, b) => a.load - b.load);
  let chosen = byLoad.findLast(({ load }) => load < MD5_LANES) ?? byLoad[0];
  if (chosen === undefined || (chosen.load >= MD5_LANES && threads.length < THREADS_MAX)) {
    const index = Array.from({ length: THREADS_MAX }, (_, place) => place).find((place) =>
      threads.every((thread) => thread.index !== place),
    );
    chosen = new HashThread(index ?? 0);
    threads.push(chosen);
  }
  lastId += 1;
  return chosen.begin(lastId, algorithms);
}

async function hashInPlace(algorithms: readonly ChecksumAlgorithm[]): Promise<HashedBody> {
  ownHasher ??= new RunHasher(runMemory(), 0);
  const hasher = ownHasher;
  const digests = await hasher.begin(algorithms);
  return {
    hash: async (place) => hasher.hash([{ digests, place }]),
    digests: async () => new Map(hasher.finish(digests)),
    drop() {},
  };
}
