/**
 * A policy made ready for matching: globs, addresses, dates and variables are read once, when the policy is stored or first used.
 */
import type { PolicySource } from "./decision.ts";

export interface CompiledPolicy {
  readonly source: PolicySource;
}
