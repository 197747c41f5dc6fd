/** What the event loop and a hashing thread tell each other. The bytes themselves lie in memory that both see. */
import type { ChecksumAlgorithm } from "./algorithms.ts";

/** What a thread is started with. */
export interface HashThreadStart {
  readonly memory: WebAssembly.Memory;
  /** Where its own part of the memory begins. */
  readonly scratchAt: number;
}

/** Where a run lies in the memory. */
export interface RunPlace {
  readonly startBytes: number;
  readonly sizeBytes: number;
}

/** A body's messages come in order: `begin`, runs of bytes, each after the one before it is hashed, then `end` or `drop`. */
export type ToHashThread = { readonly body: number } & (
  | { readonly type: "begin"; readonly algorithms: readonly ChecksumAlgorithm[] }
  | { readonly type: "bytes"; readonly place: RunPlace }
  | { readonly type: "end" }
  | { readonly type: "drop" }
);

export type FromHashThread = { readonly body: number } &
  /** One run is hashed; its memory may be filled again. */
  (
    | { readonly type: "hashed" }
    | { readonly type: "digests"; readonly digests: readonly (readonly [ChecksumAlgorithm, string])[] }
    | { readonly type: "failed"; readonly reason: string }
  );
