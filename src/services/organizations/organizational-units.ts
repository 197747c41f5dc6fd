/**
 * Organizational units: up to five levels below the root, names unique below one parent.
 */
import type { Transaction } from "../../storage/record-store.ts";
import { constraintViolation, duplicateOu, ouNotEmpty } from "./errors.ts";
import { OU_LEVELS_MAX, OUS_PER_ORGANIZATION_MAX } from "./limits.ts";
import { attachDefaults, detachAll } from "./policies.ts";
import {
  accountKey,
  childKey,
  nodeKey,
  type OrganizationRecord,
  ouNameKey,
  type OuNode,
  type Tags,
  tagsKey,
  writeRecord,
} from "./records.ts";
import { countKeys } from "./scan.ts";
import { chainOf, dropNode, getOu, getParent, putNode } from "./tree.ts";

export interface NewOu {
  readonly parentId: string;
  readonly name: string;
  readonly tags: Tags;
  /** The random part of its id. */
  readonly suffix: string;
}

/**
 * @throws ParentNotFoundException; ConstraintViolationException OU_DEPTH_LIMIT_EXCEEDED, OU_NUMBER_LIMIT_EXCEEDED;
 * DuplicateOrganizationalUnitException
 */
export function createOu(transaction: Transaction, organization: OrganizationRecord, made: NewOu): OuNode {
  const parent = getParent(transaction, organization, made.parentId);
  if (chainOf(transaction, organization, parent).length > OU_LEVELS_MAX)
    throw constraintViolation(
      "OU_DEPTH_LIMIT_EXCEEDED",
      "You have exceeded the allowed depth of organizational units.",
    );
  if (countOus(transaction, organization) >= OUS_PER_ORGANIZATION_MAX)
    throw constraintViolation(
      "OU_NUMBER_LIMIT_EXCEEDED",
      "You have exceeded the allowed number of organizational units.",
    );
  if (transaction.get(ouNameKey(organization.id, parent.id, made.name)) !== undefined) throw duplicateOu();
  const ou: OuNode = {
    kind: "ORGANIZATIONAL_UNIT",
    id: `ou-${organization.rootId.slice("r-".length)}-${made.suffix}`,
    name: made.name,
    parentId: parent.id,
  };
  putNode(transaction, organization, ou);
  if (Object.keys(made.tags).length > 0) writeRecord(transaction, tagsKey(organization.id, ou.id), made.tags);
  attachDefaults(transaction, organization, ou.id);
  return ou;
}

/** All nodes but the accounts and the one root. */
function countOus(transaction: Transaction, { id }: OrganizationRecord): number {
  return countKeys(transaction, nodeKey(id)) - countKeys(transaction, accountKey(id)) - 1;
}

/** @throws OrganizationalUnitNotFoundException; DuplicateOrganizationalUnitException */
export function renameOu(
  transaction: Transaction,
  organization: OrganizationRecord,
  { id, name }: { readonly id: string; readonly name: string | undefined },
): OuNode {
  const ou = getOu(transaction, organization, id);
  if (name === undefined || name === ou.name) return ou;
  if (transaction.get(ouNameKey(organization.id, ou.parentId, name)) !== undefined) throw duplicateOu();
  transaction.delete(ouNameKey(organization.id, ou.parentId, ou.name));
  const renamed: OuNode = { ...ou, name };
  putNode(transaction, organization, renamed);
  return renamed;
}

/** @throws OrganizationalUnitNotFoundException; OrganizationalUnitNotEmptyException */
export function deleteOu(transaction: Transaction, organization: OrganizationRecord, id: string): void {
  const ou = getOu(transaction, organization, id);
  if (transaction.range({ prefix: childKey(organization.id, id), limit: 1 }).length > 0) throw ouNotEmpty();
  detachAll(transaction, organization, id);
  dropNode(transaction, organization, ou);
}
