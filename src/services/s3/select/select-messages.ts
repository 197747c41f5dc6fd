/** What the event loop and a thread of S3 Select tell each other. Every `step` has one answer; nothing else has. */
import type { Progress } from "./selection.ts";
import type { SelectionPlan } from "./selection-plan.ts";

export type ToSelectThread = { readonly query: number } & (
  | { readonly type: "begin"; readonly plan: SelectionPlan }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "range-end" }
  | { readonly type: "end" }
  | { readonly type: "step" }
  | { readonly type: "drop" }
);

export type FromSelectThread = { readonly query: number } & (
  | {
      readonly type: "progress";
      readonly progress: Progress;
      readonly records: Uint8Array | undefined;
      /** Uncompressed bytes so far, where the thread uncompresses. */
      readonly processedBytes: number;
    }
  /** `code` undefined: not for the client's eyes. */
  | { readonly type: "failed"; readonly code: string | undefined; readonly message: string }
);
