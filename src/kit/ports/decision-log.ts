/**
 * Where every decision goes: counted as use of a permission when it allowed, kept with its explanation when it refused.
 */
import type { Caller } from "../../auth/principal.ts";
import type { ExplainedDecision } from "../../auth/policy/decision.ts";
import type { Change } from "../../auth/policy/smallest-grant.ts";
import type { StatementJson } from "../../auth/policy/statement-json.ts";
import type { AccessCheck } from "../operation.ts";

/** What a refusal needs to pass. */
export interface Remedy {
  /** All of them together; empty when no policy can help (S3 Block Public Access). */
  readonly changes: readonly Change[];
  /** The statement that denied, as it stands in its policy. */
  readonly deciding?: StatementJson | undefined;
}

export interface RefusedDecision extends ExplainedDecision {
  /** Finding it costs more than the refusal, so it is asked for when the refusal is written, and not for every one of a flood. */
  readonly remedy?: (() => Remedy) | undefined;
}

export interface DecisionLog {
  /** Cheap: called for every check of every request of everybody but root. */
  allowed(caller: Caller, check: AccessCheck): void;
  /** Returns at once; the explanation is kept under the request id of `caller.origin`. */
  refused(caller: Caller, check: AccessCheck, decision: RefusedDecision): void;
}
