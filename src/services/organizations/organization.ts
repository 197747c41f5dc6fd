/**
 * The organization itself: made with one root and its management account, gone with everything in it once the members have left.
 */
import type { Organization, OrganizationFeatureSet, Root } from "@aws-sdk/client-organizations";
import type { Random } from "../../runtime/random.ts";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { alreadyInOrganization, organizationNotEmpty } from "./errors.ts";
import { SCAN_BATCH } from "./limits.ts";
import { newSuffix, nodeArn, organizationArn } from "./names.ts";
import { attachDefaults, putAwsPolicies } from "./policies.ts";
import {
  accountKey,
  countChange,
  emailKey,
  membershipKey,
  organizationKey,
  type OrganizationRecord,
  OWNED_KINDS,
  writeRecord,
} from "./records.ts";
import { lastParts } from "./scan.ts";
import { findNode, getAccount, putNode } from "./tree.ts";
import { organizationOf } from "./membership.ts";

export interface OrganizationIds {
  readonly id: string;
  readonly rootId: string;
}

export function newOrganizationIds(random: Random): OrganizationIds {
  return { id: `o-${newSuffix(random, 10)}`, rootId: `r-${newSuffix(random, 4)}` };
}

export interface NewOrganization extends OrganizationIds {
  readonly managementAccountId: string;
  readonly featureSet: OrganizationFeatureSet;
  readonly nowMs: number;
}

/** @throws AlreadyInOrganizationException */
export function createOrganization(transaction: Transaction, made: NewOrganization): OrganizationRecord {
  const { id, rootId, managementAccountId, featureSet, nowMs } = made;
  if (organizationOf(transaction, managementAccountId) !== undefined) throw alreadyInOrganization();
  // AWS: no policy type is enabled in a new root, whatever the API reference says (terraform-provider-aws #4545,
  // cloudformation-coverage-roadmap #1901).
  const organization: OrganizationRecord = {
    id,
    managementAccountId,
    featureSet,
    rootId,
    createdMs: nowMs,
    enabledTypes: [],
  };
  writeRecord(transaction, organizationKey(id), organization);
  putNode(transaction, organization, { kind: "ROOT", id: rootId, name: "Root" });
  putAwsPolicies(transaction, organization);
  const email = managementEmail(managementAccountId);
  putNode(transaction, organization, {
    kind: "ACCOUNT",
    id: managementAccountId,
    parentId: rootId,
    name: "Management account",
    email,
    state: "ACTIVE",
    joined: "INVITED",
    joinedMs: nowMs,
  });
  writeRecord(transaction, emailKey(email), managementAccountId);
  attachDefaults(transaction, organization, managementAccountId);
  countChange(transaction);
  return organization;
}

/** An account that was not made by an organization has no address of its own here. */
function managementEmail(accountId: string): string {
  return `root+${accountId}@lakebed.localhost`;
}

/** @throws OrganizationNotEmptyException while there is any account but the management account, closed ones included */
export function dropOrganization(transaction: Transaction, organization: OrganizationRecord): void {
  for (const id of lastParts(transaction, accountKey(organization.id)))
    if (id !== organization.managementAccountId) throw organizationNotEmpty();
  const management = getAccount(transaction, organization, organization.managementAccountId);
  transaction.delete(emailKey(management.email.toLowerCase()));
  transaction.delete(membershipKey(management.id));
  for (const kind of OWNED_KINDS) dropAll(transaction, kind, organization.id);
  transaction.delete(organizationKey(organization.id));
}

function dropAll(transaction: Transaction, kind: string, organizationId: string): void {
  const prefix = ["organizations", kind, organizationId];
  for (;;) {
    const entries = transaction.range({ prefix, limit: SCAN_BATCH });
    for (const { key } of entries) transaction.delete(key);
    if (entries.length < SCAN_BATCH) return;
  }
}

export function organizationShape(reader: Reader, organization: OrganizationRecord): Organization {
  const management = getAccount(reader, organization, organization.managementAccountId);
  return {
    Id: organization.id,
    Arn: organizationArn(organization),
    FeatureSet: organization.featureSet,
    MasterAccountArn: nodeArn(organization, management),
    MasterAccountId: management.id,
    MasterAccountEmail: management.email,
    // AWS: deprecated, and always this for all features, whatever is enabled in the root (API reference, Organization).
    AvailablePolicyTypes:
      organization.featureSet === "ALL" ? [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] : [],
  };
}

export function rootShape(reader: Reader, organization: OrganizationRecord): Root {
  const root = findNode(reader, organization, organization.rootId);
  return {
    Id: organization.rootId,
    Arn: nodeArn(organization, { kind: "ROOT", id: organization.rootId }),
    Name: root?.name ?? "Root",
    PolicyTypes: organization.enabledTypes.map((Type) => ({ Type, Status: "ENABLED" })),
  };
}
