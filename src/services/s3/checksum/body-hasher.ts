/**
 * All digests of one body as it streams by. A large body is gathered in runs of memory that all threads see (run-pool.ts): a thread
 * hashes a run while storage writes it out from where it lies and the next one fills. So a byte is copied once, what waits is bounded, and whoever
 * sends faster than a thread can hash or a disk can write is held back. Small bodies stay where they are.
 *
 * Measured: a message to a thread and back costs 20 us; hashing 512 KiB 830 us with MD5, of four bodies together likewise.
 */
import { RunPool } from "../../../runtime/run-pool.ts";
import { SMALL_BYTES_MAX } from "../../../storage/objects.ts";
import { type ChecksumAlgorithm, checksumOf } from "./algorithms.ts";
import { beginHashing, type HashedBody } from "./hash-threads.ts";
import { RunGatherer } from "./run-gatherer.ts";

export interface BodyHasher {
  /**
   * The body's bytes, hashed. A piece is the reader's until it asks for the next one; of a body up to `WHOLE_BYTES_MAX` there is one piece, which stays.
   * When the reader gives up, or the body fails, everything is given back.
   */
  pass(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Called once, after the last piece. */
  digests(): Promise<Digests>;
}

/** Base64. */
export type Digests = ReadonlyMap<ChecksumAlgorithm, string>;

/** Bodies that are not longer are held as they came, and hashed in place. Whatever storage holds until it knows more is one of them. */
export const WHOLE_BYTES_MAX = 2 * SMALL_BYTES_MAX;
const NOTHING = new Uint8Array(0);

const pool = new RunPool();

/** @param algorithms besides MD5, which is always computed */
export function createBodyHasher(algorithms: readonly ChecksumAlgorithm[]): BodyHasher {
  let digests = (): Promise<Digests> => digestsOf(NOTHING, algorithms);
  return {
    async *pass(body) {
      const iterator = body[Symbol.asyncIterator]();
      const head = await headOf(iterator);
      if (head.isWhole) {
        const bytes = head.chunks.length === 1 ? (head.chunks[0] ?? NOTHING) : Buffer.concat(head.chunks);
        digests = () => digestsOf(bytes, algorithms);
        if (bytes.length > 0) yield bytes;
        return;
      }
      const hashed = await beginHashing(algorithms);
      const gatherer = new RunGatherer(pool, iterator, head.chunks);
      let ended: Promise<Digests> | undefined;
      try {
        yield* hashedRuns(gatherer, hashed);
        ended = hashed.digests();
        ended.catch(() => {}); // Seen by who asks for them.
        digests = () => ended as Promise<Digests>;
      } finally {
        if (ended === undefined) hashed.drop();
        gatherer.close();
      }
    },
    digests: () => digests(),
  };
}

interface Head {
  readonly chunks: readonly Uint8Array[];
  readonly isWhole: boolean;
}

/** As much as tells a small body from a large one. */
async function headOf(iterator: AsyncIterator<Uint8Array>): Promise<Head> {
  const chunks: Uint8Array[] = [];
  for (let sizeBytes = 0; sizeBytes <= WHOLE_BYTES_MAX;) {
    const next = await iterator.next();
    if (next.done === true) return { chunks, isWhole: true };
    chunks.push(next.value);
    sizeBytes += next.value.length;
  }
  return { chunks, isWhole: false };
}

async function* hashedRuns(gatherer: RunGatherer, hashed: HashedBody): AsyncGenerator<Uint8Array> {
  let next = gatherer.gather();
  try {
    for (let gathered = await next; gathered !== undefined; gathered = await next) {
      const { run, sizeBytes } = gathered;
      try {
        const hashing = hashed.hash({ startBytes: run.startBytes, sizeBytes });
        next = gatherer.gather();
        // Seen when their turn comes, which may be never.
        for (const work of [hashing, next]) work.catch(() => {});
        yield run.bytes.subarray(0, sizeBytes);
        await hashing;
      } finally {
        pool.giveBack(run);
      }
    }
  } finally {
    next.then(
      (unseen) => unseen !== undefined && pool.giveBack(unseen.run),
      () => {},
    );
  }
}

async function digestsOf(bytes: Uint8Array, algorithms: readonly ChecksumAlgorithm[]): Promise<Digests> {
  const all: ReadonlySet<ChecksumAlgorithm> = new Set(["MD5", ...algorithms]);
  return new Map(
    await Promise.all([...all].map(async (algorithm) => [algorithm, await checksumOf(algorithm, bytes)] as const)),
  );
}
