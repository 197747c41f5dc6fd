/**
 * The thread that hashes large bodies. Entry of the thread; see `hash-threads.ts` for the other side. Runs of different bodies are hashed together, which
 * costs hardly more than one of them; so a run waits a moment for those of the bodies that sent one a moment ago.
 */
import { parentPort, workerData } from "node:worker_threads";
import { systemTimers } from "../../../runtime/timers.ts";
import type { FromHashThread, HashThreadStart, RunPlace, ToHashThread } from "./hash-messages.ts";
import { MD5_LANES } from "./md5-lanes.ts";
import { type RunDigests, RunHasher } from "./run-hasher.ts";

/** How long a run waits for others: about as long as hashing it takes. */
const COMPANY_MS = 1;
/** Bodies that were in the last so many runs are expected to send another one soon. */
const RUNS_REMEMBERED = 8;

interface Body {
  readonly begun: Promise<RunDigests>;
  digests: RunDigests | undefined;
  waiting: RunPlace | undefined;
}

const { memory, scratchAt } = workerData as HashThreadStart;
const hasher = new RunHasher(memory, scratchAt);
const bodies = new Map<number, Body>();
/** Bodies with a run to hash. */
const ready = new Set<number>();
const lastHashed: number[] = [];
const timers = systemTimers();
let stopWaiting: (() => void) | undefined;

parentPort?.on(
  "message",
  (message: ToHashThread) => void handle(message).catch((error: unknown) => fail(message.body, error)),
);

async function handle(message: ToHashThread): Promise<void> {
  const { body: id, type } = message;
  if (type === "begin") {
    const begun = hasher.begin(message.algorithms);
    begun.catch(() => {}); // Seen by the first run.
    bodies.set(id, { begun, digests: undefined, waiting: undefined });
    return;
  }
  const body = bodies.get(id);
  if (body === undefined) return; // It has failed, and was told so.
  if (type === "drop") {
    bodies.delete(id);
    ready.delete(id);
    return;
  }
  body.digests ??= await body.begun;
  if (type === "bytes") {
    body.waiting = message.place;
    ready.add(id);
    plan();
    return;
  }
  bodies.delete(id);
  tell({ body: id, type: "digests", digests: hasher.finish(body.digests) });
}

function plan(): void {
  const expected = new Set([...lastHashed.filter((id) => bodies.has(id)), ...ready]).size;
  if (ready.size >= Math.min(MD5_LANES, expected)) hashReady();
  else stopWaiting ??= timers.after(COMPANY_MS, hashReady);
}

function hashReady(): void {
  stopWaiting?.();
  stopWaiting = undefined;
  const ids = [...ready].slice(0, MD5_LANES);
  const runs = ids.flatMap((id) => {
    ready.delete(id);
    const body = bodies.get(id);
    return body?.digests === undefined || body.waiting === undefined
      ? []
      : [{ digests: body.digests, place: body.waiting }];
  });
  lastHashed.push(...ids);
  lastHashed.splice(0, lastHashed.length - RUNS_REMEMBERED);
  try {
    hasher.hash(runs);
    for (const body of ids) tell({ body, type: "hashed" });
  } catch (error) {
    for (const id of ids) fail(id, error);
  }
  if (ready.size > 0) plan();
}

function fail(body: number, error: unknown): void {
  bodies.delete(body);
  tell({ body, type: "failed", reason: String(error) });
}

function tell(message: FromHashThread): void {
  parentPort?.postMessage(message);
}
