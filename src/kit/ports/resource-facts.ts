/**
 * What the authorizer must know about the resource of a check and only its service can tell: owner, policy, tags. Each service that has any of
 * these implements one source; `app/compose.ts` registers it under the service's action prefix (`s3`, `kms`, `iam` ...).
 */
import type { Caller } from "../../auth/principal.ts";
import type { AtHand } from "../at-hand.ts";
import type { AccessCheck } from "../operation.ts";

export interface ResourceFacts {
  /**
   * The resource's own ARN, for checks that could not know all of it from the input (the path of an IAM user, the key behind a KMS alias, the id of an organization). It takes the
   * place of the check's resource in every policy and message.
   */
  readonly resource?: string | undefined;
  /** Owner of the resource, or of what holds it. */
  readonly accountId: string;
  /**
   * Set when another account owns the resource than the one that holds it (an S3 object that was written into somebody's bucket): its word counts, and `policy`,
   * which is the holder's, can only deny.
   */
  readonly ownerAccountId?: string | undefined;
  /** Its resource-based policy: JSON text, and a name for people (the resource's ARN). */
  readonly policy?: { readonly id: string; readonly text: string } | undefined;
  /** `decides` for KMS keys and role trust: the policy must allow also within one account. */
  readonly rule?: "grants" | "decides" | undefined;
  /** `aws:ResourceTag/...`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Service condition keys that need state and are at hand, by lower-case name. */
  readonly condition?: ConditionLookup | undefined;
  /** Keys that cost another read (`s3:ExistingObjectTag/x`): loaded once, and only when a policy in play names one of them. */
  readonly late?: LateConditions | undefined;
  /** An allow on the resource's side that is not a policy (a KMS grant): its name for people. */
  readonly grant?: string | undefined;
  /** Set when this caller is refused whatever the policies allow (S3 Block Public Access): why, as a clause, for people. */
  readonly block?: string | undefined;
}

export type ConditionLookup = (lowerCaseKey: string) => string | readonly string[] | undefined;

export interface LateConditions {
  /** What the keys begin with, in lower case: `s3:existingobjecttag/`. */
  readonly prefixes: readonly string[];
  load(): Promise<ConditionLookup>;
}

export interface ResourceFactsSource {
  /** Undefined when there is no such resource: the operation itself will say so after the identity side has allowed. */
  factsOf(check: AccessCheck, caller: Caller): AtHand<ResourceFacts | undefined>;
}
