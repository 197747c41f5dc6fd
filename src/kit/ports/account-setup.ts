/**
 * What a new member account is given when an organization makes it. Implemented by IAM.
 */
import type { Transaction } from "../../storage/record-store.ts";

export interface NewMemberAccount {
  readonly accountId: string;
  readonly managementAccountId: string;
  /** `OrganizationAccountAccessRole` unless the caller named another. */
  readonly roleName: string;
  readonly nowMs: number;
}

export interface AccountSetup {
  /**
   * Writes the role by which the management account administers the new one: trusted by that account, with AdministratorAccess. The returned body runs
   * inside the transaction that makes the account, so that there is never one without the other.
   */
  accessRole(account: NewMemberAccount): (transaction: Transaction) => void;
}
