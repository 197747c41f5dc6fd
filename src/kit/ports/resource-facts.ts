/**
 * What the authorizer must know about the resource of a check and only its service can tell: owner, policy, tags. Each service that has any of
 * these implements one source; `app/compose.ts` registers it under the service's action prefix (`s3`, `kms`, `iam` ...).
 */
import type { Caller } from "../../auth/principal.ts";
import type { AccessCheck } from "../operation.ts";

export interface ResourceFacts {
  /** Owner of the resource. */
  readonly accountId: string;
  /** Its resource-based policy: JSON text, and a name for people (the resource's ARN). */
  readonly policy?: { readonly id: string; readonly text: string } | undefined;
  /** `decides` for KMS keys and role trust: the policy must allow also within one account. */
  readonly rule?: "grants" | "decides" | undefined;
  /** `aws:ResourceTag/...`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Service condition keys that need state (`s3:ExistingObjectTag/x`), by lower-case name; asked only when a policy in play names them. */
  readonly condition?: ((lowerCaseKey: string) => string | readonly string[] | undefined) | undefined;
  /** An allow on the resource's side that is not a policy (a KMS grant): its name for people. */
  readonly grant?: string | undefined;
  /** A reason to refuse whatever the policies say (S3 Block Public Access); for people. */
  readonly block?: ((decision: { readonly isPublicGrant: boolean }) => string | undefined) | undefined;
}

export interface ResourceFactsSource {
  /** Undefined when there is no such resource: the operation itself will say so after the identity side has allowed. */
  factsOf(check: AccessCheck, caller: Caller): Promise<ResourceFacts | undefined>;
}
