/**
 * Policy types of a root. SCPs and RCPs are kept and enforced; of the others nothing here would ever read a policy, so they are refused as
 * missing instead of being kept without effect.
 */
import { PolicyType } from "@aws-sdk/client-organizations";
import { NotImplementedError } from "../../kit/errors.ts";
import type { Transaction } from "../../storage/record-store.ts";
import { checkedEnum } from "./check-input.ts";
import { policyTypeAlreadyEnabled, policyTypeNotAvailable, policyTypeNotEnabled, rootNotFound } from "./errors.ts";
import { disableType, enableType } from "./policies.ts";
import {
  isKeptPolicyType,
  type KeptPolicyType,
  organizationKey,
  type OrganizationRecord,
  writeRecord,
} from "./records.ts";

/** @throws InvalidInputException INVALID_ENUM; NotImplemented for types that nothing enforces */
export function keptType(operation: string, type: string): KeptPolicyType {
  const known = checkedEnum(type, PolicyType) ?? type;
  if (isKeptPolicyType(known)) return known;
  throw new NotImplementedError(
    "organizations",
    `${operation} of ${known}`,
    "no service here would follow such a policy",
  );
}

interface TypeChange {
  readonly rootId: string;
  readonly type: KeptPolicyType;
}

/** @throws PolicyTypeNotAvailableForOrganizationException without all features */
export function requireAllFeatures(organization: OrganizationRecord): void {
  if (organization.featureSet !== "ALL") throw policyTypeNotAvailable();
}

/** @throws RootNotFoundException; PolicyTypeNotAvailableForOrganizationException; PolicyTypeAlreadyEnabledException */
export function enablePolicyType(
  transaction: Transaction,
  organization: OrganizationRecord,
  { rootId, type }: TypeChange,
): OrganizationRecord {
  if (rootId !== organization.rootId) throw rootNotFound();
  requireAllFeatures(organization);
  if (organization.enabledTypes.includes(type)) throw policyTypeAlreadyEnabled();
  enableType(transaction, organization, type);
  return writeTypes(transaction, organization, [...organization.enabledTypes, type]);
}

/** @throws RootNotFoundException; PolicyTypeNotEnabledException */
export function disablePolicyType(
  transaction: Transaction,
  organization: OrganizationRecord,
  { rootId, type }: TypeChange,
): OrganizationRecord {
  if (rootId !== organization.rootId) throw rootNotFound();
  if (!organization.enabledTypes.includes(type)) throw policyTypeNotEnabled();
  disableType(transaction, organization, type);
  return writeTypes(
    transaction,
    organization,
    organization.enabledTypes.filter((enabled) => enabled !== type),
  );
}

function writeTypes(
  transaction: Transaction,
  organization: OrganizationRecord,
  enabledTypes: readonly KeptPolicyType[],
): OrganizationRecord {
  const changed = { ...organization, enabledTypes };
  writeRecord(transaction, organizationKey(organization.id), changed);
  return changed;
}
