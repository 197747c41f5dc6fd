/**
 * Where every decision goes: counted as use of a permission when it allowed, kept with its explanation when it refused.
 */
import type { Caller } from "../../auth/principal.ts";
import type { ExplainedDecision } from "../../auth/policy/decision.ts";
import type { AccessCheck } from "../operation.ts";

export interface DecisionLog {
  /** Cheap: called for every check of every request of everybody but root. */
  allowed(caller: Caller, check: AccessCheck): void;
  /** Returns at once; the explanation is kept under the request id of `caller.origin`. */
  refused(caller: Caller, check: AccessCheck, decision: ExplainedDecision): void;
}
