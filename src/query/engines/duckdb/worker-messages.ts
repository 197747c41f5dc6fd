/**
 * What the engine and its worker processes say to each other, as plain JSON over the process channel. Rows never pass here
 * except for small internal queries; results go to files.
 */
import type { PlannedScan, QueryErrorKind, ResultColumn } from "../../query-engine.ts";

/** Engine settings of one session; everything else is fixed by the worker. */
export interface SessionSettings {
  readonly threads: number;
  readonly memoryBytes: number;
  readonly readPaths: readonly string[];
  /** This query's own directory, with `out/` to write to and `spill/` for the engine's temporary files. */
  readonly scratchDirectory: string;
}

export type ToWorker =
  | {
      readonly type: "run";
      readonly settings: SessionSettings;
      readonly setup: readonly string[];
      readonly query: string;
      readonly rowLimit: number;
      /** The worker stops after preparing, sends `prepared` and waits for `copy`. */
      readonly hasOutput: boolean;
      /** Resident memory at which the worker ends itself. */
      readonly residentBytesMax: number;
    }
  | {
      readonly type: "copy";
      readonly projection: string;
      readonly header: readonly string[] | undefined;
      readonly path: string;
      readonly options: string;
    }
  | { readonly type: "cancel" };

export interface WorkerFailure {
  readonly kind: QueryErrorKind;
  readonly message: string;
  readonly missing?: "table" | "column" | "function";
  readonly name?: string;
  readonly positionBytes?: number;
}

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "prepared"; readonly columns: readonly ResultColumn[]; readonly scans: readonly PlannedScan[] }
  | {
      readonly type: "done";
      readonly columns: readonly ResultColumn[];
      readonly rows: readonly (readonly (string | null)[])[];
      readonly rowCount: number;
      readonly engineMs: number;
    }
  | { readonly type: "failed"; readonly failure: WorkerFailure }
  /** The last word of a worker that outgrew its memory. */
  | { readonly type: "outgrown"; readonly residentBytes: number };
