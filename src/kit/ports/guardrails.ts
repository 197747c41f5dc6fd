/**
 * What an organization lays over an account: service control policies and resource control policies, level by level. Implemented by the
 * Organizations service; exact at any moment, like identities.
 */
import type { AtHand } from "../at-hand.ts";
import type { CompiledPolicy } from "../../auth/policy/compiled-policy.ts";

export interface AccountGuardrails {
  /** `aws:PrincipalOrgID`, `aws:ResourceOrgID`. */
  readonly organizationId: string;
  /** `aws:PrincipalOrgPaths`: `o-.../r-.../ou-.../`. */
  readonly path: string;
  /** AWS: SCPs and RCPs do not bind the management account. */
  readonly isManagementAccount: boolean;
  /** Root first, account last; undefined when the policy type is not enabled. */
  readonly scps: readonly (readonly CompiledPolicy[])[] | undefined;
  readonly rcps: readonly (readonly CompiledPolicy[])[] | undefined;
}

export interface Guardrails {
  /** Undefined for an account that is in no organization. */
  of(accountId: string): AtHand<AccountGuardrails | undefined>;
}
