/**
 * Users and roles that policies name. AWS: an ARN in a policy that is saved must be that of a user or role that is there, and becomes its unique id, so that
 * nobody is granted anything by taking the name of somebody who is gone; readers are shown the ARN again, and the unique id once its owner is gone
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html, read 2026-11-29). Every service that keeps policies of its
 * resources keeps them so. Implemented by IAM.
 */
import type { PolicyKind } from "../../auth/policy/policy-document.ts";
import type { Reader, Transaction } from "../../storage/record-store.ts";

export interface PolicyPrincipals {
  /**
   * A policy that was parsed, as it is kept and as it decides. `accountId` owns the resource.
   * @throws {PolicySyntaxError} for a user or role that is not there, in the words for this kind of policy
   */
  keep(transaction: Transaction, policy: KeptPolicy): string;
  /** A kept policy, as it is shown: users that were renamed have their new ARNs. */
  show(reader: Reader, text: string): string;
  /** One name, as `keep`; undefined when it is nobody's. */
  keepName(transaction: Transaction, name: string, accountId: string): string | undefined;
  /** The name by which a kept one is found, or the given one. */
  keptName(reader: Reader, name: string): string;
  showName(reader: Reader, name: string): string;
}

export interface KeptPolicy {
  readonly text: string;
  readonly kind: PolicyKind;
  readonly accountId: string;
}
