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
