/**
 * The events of one query: Records as they come, Cont when there is nothing to say for a second, Progress where it is asked for, Stats and End. Nothing is computed ahead of the
 * client but one piece of input: a slow reader slows the query.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html (read 2026-11-29)
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { Piece } from "./scan-bytes.ts";
import { KEEP_ALIVE_MS } from "./select-limits.ts";
import type { ThreadQuery } from "./select-threads.ts";

type Event = Sdk.SelectObjectContentEventStream;

export interface QueryRun {
  readonly query: ThreadQuery;
  readonly pieces: AsyncIterator<Piece>;
  readonly tellsProgress: boolean;
  readonly timers: Runtime["timers"];
  readonly signal: AbortSignal;
  readonly counts: Counts;
}

/** Bytes so far. */
export interface Counts {
  scannedBytes: number;
  /** Uncompressed. */
  processedBytes: number;
  returnedBytes: number;
}

/** @throws {ServiceError} what is wrong with the data, or with what is asked of it */
export async function* selectEvents(run: QueryRun): AsyncGenerator<Event> {
  const { query, counts, signal } = run;
  const heart = new Heart(run.timers);
  const input = new PiecesAhead(run.pieces);
  const cancel = (): void => query.close();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (let isDone = false; !isDone;) {
      const step = yield* awaited(run, heart, query.step());
      if (step.processedBytes > 0) counts.processedBytes = step.processedBytes;
      if (step.progress === "records") {
        const payload = step.records ?? NOTHING;
        counts.returnedBytes += payload.length;
        yield { Records: { Payload: payload } };
        heart.hasBeaten();
      } else if (step.progress === "hungry") feed(query, yield* awaited(run, heart, input.next()));
      else isDone = step.progress === "done";
    }
    yield { Stats: { Details: detailsOf(counts) } };
    yield { End: {} };
  } finally {
    heart.stop();
    signal.removeEventListener("abort", cancel);
    query.close();
    await run.pieces.return?.();
  }
}

const NOTHING = new Uint8Array(0);

function feed(query: ThreadQuery, { done, value }: IteratorResult<Piece, unknown>): void {
  if (done === true) query.end();
  else if (value === "range-end") query.endRange();
  else query.push(value);
}

/** What a promise gives, with a sign of life whenever one is due. AWS: Progress takes the place of Cont where it is asked for (assumed). */
async function* awaited<Result>(run: QueryRun, heart: Heart, promise: Promise<Result>): AsyncGenerator<Event, Result> {
  // Whoever stops listening to this generator does not hear of a failure any more.
  promise.catch(() => {});
  const outcome = promise.then((result) => ({ result }));
  for (;;) {
    const first = await Promise.race([outcome, heart.beat()]);
    if (heart.isDue) {
      yield run.tellsProgress ? { Progress: { Details: detailsOf(run.counts) } } : { Cont: {} };
      heart.hasBeaten();
    }
    if (first !== undefined) return first.result;
  }
}

/** Tells when there was nothing to say for too long. */
class Heart {
  isDue = false;
  readonly stop: () => void;
  #wake: () => void = () => {};

  constructor(timers: QueryRun["timers"]) {
    this.stop = timers.every(KEEP_ALIVE_MS, async () => {
      this.isDue = true;
      this.#wake();
    });
  }

  /** Resolves when a sign of life is due. One at a time. */
  beat(): Promise<undefined> {
    return new Promise((resolve) => (this.#wake = () => resolve(undefined)));
  }

  hasBeaten(): void {
    this.isDue = false;
  }
}

/** The input, with the next piece being read while the one before is computed with. */
class PiecesAhead {
  readonly #pieces: AsyncIterator<Piece>;
  #ahead: Promise<IteratorResult<Piece, unknown>> | undefined;

  constructor(pieces: AsyncIterator<Piece>) {
    this.#pieces = pieces;
  }

  async next(): Promise<IteratorResult<Piece, unknown>> {
    const piece = await (this.#ahead ?? this.#pieces.next());
    this.#ahead = piece.done === true ? undefined : this.#pieces.next();
    // Whether anybody asks for it is not known; who does hears of its failure.
    this.#ahead?.catch(() => {});
    return piece;
  }
}

function detailsOf({ scannedBytes, processedBytes, returnedBytes }: Counts): Sdk.Stats {
  return { BytesScanned: scannedBytes, BytesProcessed: processedBytes, BytesReturned: returnedBytes };
}
