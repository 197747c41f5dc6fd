/**
 * The threads that hash large bodies: as many as there are processors besides the event loop's, at most four, started when they are
 * first needed and kept. A body belongs to one thread from its first run to its digests. When a thread dies, its bodies fail and the next
 * one starts another.
 */
import type { Worker } from "node:worker_threads";
import { spareProcessors, startThread } from "../../../runtime/threads.ts";
import type { ChecksumAlgorithm } from "./algorithms.ts";
import type { FromHashThread, ToHashThread } from "./hash-messages.ts";

const THREADS_MAX = Math.min(4, spareProcessors());

/** One body in a thread. */
export interface HashedBody {
  /** Hashes a run of the shared memory. Resolves when at most this run is still to be hashed. */
  hash(startBytes: number, endBytes: number): Promise<void>;
  /** Resolves when all runs are hashed. */
  digests(): Promise<ReadonlyMap<ChecksumAlgorithm, string>>;
  drop(): void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

class Body implements HashedBody {
  readonly #id: number;
  readonly #thread: HashThread;
  #unhashedRuns = 0;
  #digests: ReadonlyMap<ChecksumAlgorithm, string> = new Map();
  #failure: Error | undefined;
  #waiting: Waiting | undefined;

  constructor(id: number, thread: HashThread) {
    this.#id = id;
    this.#thread = thread;
  }

  async hash(startBytes: number, endBytes: number): Promise<void> {
    this.#checkSound();
    this.#unhashedRuns += 1;
    this.#thread.post({ body: this.#id, type: "bytes", startBytes, endBytes });
    if (this.#unhashedRuns > 1) await this.#next();
  }

  async digests(): Promise<ReadonlyMap<ChecksumAlgorithm, string>> {
    this.#checkSound();
    this.#thread.post({ body: this.#id, type: "end" });
    while (this.#digests.size === 0) await this.#next();
    return this.#digests;
  }

  drop(): void {
    if (this.#thread.remove(this.#id)) this.#thread.post({ body: this.#id, type: "drop" });
  }

  take(message: FromHashThread): void {
    if (message.type === "failed") return this.fail(new Error(`hashing failed: ${message.reason}`));
    if (message.type === "hashed") this.#unhashedRuns -= 1;
    else {
      this.#digests = new Map(message.digests);
      this.#thread.remove(this.#id);
    }
    this.#waiting?.resolve();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#thread.remove(this.#id);
    this.#waiting?.reject(error);
  }

  #checkSound(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #next(): Promise<void> {
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }
}

class HashThread {
  readonly #worker: Worker;
  readonly #bodies = new Map<number, Body>();
  isAlive = true;

  constructor() {
    this.#worker = startThread(new URL("./hash-worker.ts", import.meta.url));
    this.#worker.on("message", (message: FromHashThread) => this.#bodies.get(message.body)?.take(message));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => this.#end(new Error(`a hashing thread ended with ${code}`)));
    // A thread alone keeps no process alive: whoever waits for a digest has a connection open. Listening would undo it.
    this.#worker.unref();
  }

  get load(): number {
    return this.#bodies.size;
  }

  begin(id: number, algorithms: readonly ChecksumAlgorithm[], memory: SharedArrayBuffer): Body {
    const body = new Body(id, this);
    this.#bodies.set(id, body);
    this.post({ body: id, type: "begin", algorithms, memory });
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

/** False on a machine with one processor: threads would only take turns with the event loop. */
export function hasHashThreads(): boolean {
  return THREADS_MAX > 0;
}

/** Begins a body in the thread that has the fewest. */
export function hashInThread(algorithms: readonly ChecksumAlgorithm[], memory: SharedArrayBuffer): HashedBody {
  threads = threads.filter(({ isAlive }) => isAlive);
  let [chosen] = threads.toSorted((a, b) => a.load - b.load);
  if (chosen === undefined || (chosen.load > 0 && threads.length < THREADS_MAX)) {
    chosen = new HashThread();
    threads.push(chosen);
  }
  lastId += 1;
  return chosen.begin(lastId, algorithms, memory);
}
