/**
 * Randomness behind one interface, so that a simulation can replay a run from its seed. Nothing else in `src/` makes
 * random values.
 */
import { randomBytes } from "node:crypto";

export interface Random {
  /** `count` random bytes; cryptographically strong in production. */
  bytes(count: number): Uint8Array;
}

/** The operating system's generator. Draws in blocks, because one call for 16 bytes costs as much as one for 4 KiB. */
export function systemRandom(): Random {
  const blockBytes = 4096;
  let block = new Uint8Array(0);
  let used = 0;
  return {
    bytes(count) {
      if (count > blockBytes) return new Uint8Array(randomBytes(count));
      if (used + count > block.length) {
        block = new Uint8Array(randomBytes(blockBytes));
        used = 0;
      }
      const taken = block.slice(used, used + count);
      block.fill(0, used, used + count);
      used += count;
      return taken;
    },
  };
}

/** A seeded generator (mulberry32); for tests and simulation only. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const nextByte = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, nextByte) };
}
