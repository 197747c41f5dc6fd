/**
 * Hashes bodies run by run, where their runs lie: MD5 of up to four bodies side by side (md5-lanes.ts), the other checksums one after the other. One instance
 * for each thread. The runs of a body come in order, one at a time, and all but its last are whole blocks.
 */
import { assert } from "../../../runtime/assert.ts";
import { type Checksum, type ChecksumAlgorithm, createChecksum } from "./algorithms.ts";
import type { RunPlace } from "./hash-messages.ts";
import {
  MD5_BLOCK_BYTES,
  MD5_INITIAL_STATE,
  MD5_LANES,
  MD5_STATE_BYTES,
  type Md5Blocks,
  md5Blocks,
} from "./md5-lanes.ts";

/** One body under way. */
export interface RunDigests {
  readonly md5: Md5;
  readonly others: readonly Checksum[];
}

interface Md5 {
  readonly state: Uint32Array;
  sizeBytes: number;
  /** What is left of the last run. */
  rest: Uint8Array;
}

/** The next run of a body. */
export interface RunOf {
  readonly digests: RunDigests;
  readonly place: RunPlace;
}

interface Lane {
  readonly md5: Md5;
  at: number;
  blocksLeft: number;
}

const LENGTH_BYTES = 8;
const PADDING_BYTES = 2 * MD5_BLOCK_BYTES;
/** Bytes of the memory that each instance needs for itself. */
export const HASHER_SCRATCH_BYTES = 256;

export class RunHasher {
  readonly #bytes: Uint8Array;
  readonly #state: Uint32Array;
  readonly #scratchAt: number;
  readonly #blocks: Md5Blocks;

  /** @param scratchAt a multiple of 16; nobody else touches `HASHER_SCRATCH_BYTES` from there on */
  constructor(memory: WebAssembly.Memory, scratchAt: number) {
    this.#bytes = new Uint8Array(memory.buffer);
    this.#state = new Uint32Array(memory.buffer, scratchAt, MD5_STATE_BYTES / 4);
    this.#scratchAt = scratchAt;
    this.#blocks = md5Blocks(memory);
  }

  /** @param algorithms besides MD5, which is always computed */
  async begin(algorithms: readonly ChecksumAlgorithm[]): Promise<RunDigests> {
    const others = await Promise.all(algorithms.filter((one) => one !== "MD5").map(createChecksum));
    return { md5: { state: Uint32Array.from(MD5_INITIAL_STATE), sizeBytes: 0, rest: new Uint8Array(0) }, others };
  }

  /** A run each of different bodies. */
  hash(runs: readonly RunOf[]): void {
    this.#hashLanes(runs.map(({ digests: { md5 }, place }) => this.#laneOf(md5, place)));
    for (const { digests, place } of runs) {
      const bytes = this.#bytes.subarray(place.startBytes, place.startBytes + place.sizeBytes);
      for (const checksum of digests.others) checksum.update(bytes);
    }
  }

  /** Base64, by algorithm. Called once. */
  finish({ md5, others }: RunDigests): (readonly [ChecksumAlgorithm, string])[] {
    return [["MD5", this.#finishMd5(md5)], ...others.map((sum) => [sum.algorithm, sum.digest()] as const)];
  }

  #laneOf(md5: Md5, { startBytes, sizeBytes }: RunPlace): Lane {
    assert(md5.rest.length === 0, "a run that is not whole blocks is the last one of its body");
    const wholeBytes = sizeBytes - (sizeBytes % MD5_BLOCK_BYTES);
    md5.sizeBytes += sizeBytes;
    md5.rest = this.#bytes.slice(startBytes + wholeBytes, startBytes + sizeBytes);
    return { md5, at: startBytes, blocksLeft: wholeBytes / MD5_BLOCK_BYTES };
  }

  #hashLanes(all: readonly Lane[]): void {
    let lanes = all.filter(({ blocksLeft }) => blocksLeft > 0);
    while (lanes.length > 0) {
      const together = lanes.slice(0, MD5_LANES);
      const blocks = Math.min(...together.map(({ blocksLeft }) => blocksLeft));
      // A lane without a body hashes what another one has; nobody looks at its state.
      const [first = 0, second = first, third = first, fourth = first] = together.map(({ at }) => at);
      for (const [lane, { md5 }] of together.entries())
        for (const [word, value] of md5.state.entries()) this.#state[word * MD5_LANES + lane] = value;
      this.#blocks(this.#scratchAt, [first, second, third, fourth], blocks);
      for (const [index, lane] of together.entries()) {
        for (const word of lane.md5.state.keys()) lane.md5.state[word] = this.#state[word * MD5_LANES + index] ?? 0;
        lane.at += blocks * MD5_BLOCK_BYTES;
        lane.blocksLeft -= blocks;
      }
      lanes = lanes.filter(({ blocksLeft }) => blocksLeft > 0);
    }
  }

  #finishMd5(md5: Md5): string {
    const { rest, sizeBytes, state } = md5;
    const paddedBytes = rest.length + 1 + LENGTH_BYTES <= MD5_BLOCK_BYTES ? MD5_BLOCK_BYTES : PADDING_BYTES;
    const padding = Buffer.alloc(paddedBytes);
    padding.set(rest);
    padding[rest.length] = 0x80;
    padding.writeBigUInt64LE(BigInt(sizeBytes) * 8n, paddedBytes - LENGTH_BYTES);
    const at = this.#scratchAt + MD5_STATE_BYTES;
    this.#bytes.set(padding, at);
    this.#hashLanes([{ md5, at, blocksLeft: paddedBytes / MD5_BLOCK_BYTES }]);
    const digest = Buffer.alloc(state.byteLength);
    for (const [word, value] of state.entries()) digest.writeUInt32LE(value, 4 * word);
    return digest.toString("base64");
  }
}
