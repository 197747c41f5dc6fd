/** What the event loop and a hashing thread tell each other. The bytes themselves lie in memory that both see. */
import type { ChecksumAlgorithm } from "./algorithms.ts";

/** A body's messages come in order: `begin`, runs of bytes, then `end` or `drop`. */
export type ToHashThread = { readonly body: number } & (
  | { readonly type: "begin"; readonly algorithms: readonly ChecksumAlgorithm[]; readonly memory: SharedArrayBuffer }
  | { readonly type: "bytes"; readonly startBytes: number; readonly endBytes: number }
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
