/**
 * Changes of policies and of what they are attached to, with AWS's refusals in order.
 */
import type { Policy } from "@aws-sdk/client-organizations";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import {
  constraintViolation,
  duplicatePolicy,
  invalidInput,
  policyInUse,
  policyTypeNotEnabled,
  targetNotFound,
} from "./errors.ts";
import { POLICIES_PER_ORGANIZATION_MAX } from "./limits.ts";
import { attach, countPolicies, detach, dropPolicy, getPolicy, isInUse, policySummary, putPolicy } from "./policies.ts";
import { requirePolicyContent } from "./policy-content.ts";
import { requireAllFeatures } from "./policy-types.ts";
import {
  type NodeRecord,
  type OrganizationRecord,
  policyNameKey,
  type PolicyRecord,
  type Tags,
  tagsKey,
  writeRecord,
} from "./records.ts";
import { findNode } from "./tree.ts";

export function policyShape(organization: OrganizationRecord, policy: PolicyRecord): Policy {
  return { PolicySummary: policySummary(organization, policy), Content: policy.content };
}

/**
 * @throws PolicyTypeNotAvailableForOrganizationException; ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED;
 * MalformedPolicyDocumentException; DuplicatePolicyException; ConstraintViolationException POLICY_NUMBER_LIMIT_EXCEEDED
 */
export function createPolicy(
  transaction: Transaction,
  organization: OrganizationRecord,
  { policy, tags }: { readonly policy: PolicyRecord; readonly tags: Tags },
): void {
  requireAllFeatures(organization);
  requirePolicyContent(policy.type, policy.content);
  requireFreeName(transaction, organization, policy);
  if (countPolicies(transaction, organization, policy.type) >= POLICIES_PER_ORGANIZATION_MAX[policy.type])
    throw constraintViolation("POLICY_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of policies.");
  putPolicy(transaction, organization, policy);
  if (Object.keys(tags).length > 0) writeRecord(transaction, tagsKey(organization.id, policy.id), tags);
}

function requireFreeName(reader: Reader, organization: OrganizationRecord, policy: PolicyRecord): void {
  if (reader.get(policyNameKey(organization.id, policy.type, policy.name)) !== undefined) throw duplicatePolicy();
}

function requireOwn(policy: PolicyRecord): PolicyRecord {
  if (policy.isAwsManaged)
    throw invalidInput("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.");
  return policy;
}

/**
 * @throws PolicyNotFoundException; InvalidInputException IMMUTABLE_POLICY; ConstraintViolationException POLICY_CONTENT_LIMIT_EXCEEDED;
 * MalformedPolicyDocumentException; DuplicatePolicyException
 */
export function updatePolicy(
  transaction: Transaction,
  organization: OrganizationRecord,
  update: { readonly id: string; readonly changes: Partial<Pick<PolicyRecord, "name" | "description" | "content">> },
): PolicyRecord {
  const policy = requireOwn(getPolicy(transaction, organization, update.id));
  const changed: PolicyRecord = { ...policy, ...update.changes };
  if (changed.content !== policy.content) requirePolicyContent(policy.type, changed.content);
  if (changed.name !== policy.name) {
    requireFreeName(transaction, organization, changed);
    transaction.delete(policyNameKey(organization.id, policy.type, policy.name));
  }
  putPolicy(transaction, organization, changed);
  return changed;
}

/** @throws PolicyNotFoundException; InvalidInputException IMMUTABLE_POLICY; PolicyInUseException */
export function deletePolicy(transaction: Transaction, organization: OrganizationRecord, id: string): void {
  const policy = requireOwn(getPolicy(transaction, organization, id));
  if (isInUse(transaction, organization, id)) throw policyInUse();
  dropPolicy(transaction, organization, policy);
}

/** A root, an OU or an account. @throws TargetNotFoundException */
export function getTarget(reader: Reader, organization: OrganizationRecord, id: string): NodeRecord {
  const node = findNode(reader, organization, id);
  if (node === undefined) throw targetNotFound();
  return node;
}

export interface Attachment {
  readonly policyId: string;
  readonly targetId: string;
}

/** @throws PolicyNotFoundException; TargetNotFoundException; PolicyTypeNotEnabledException; then those of `attach` */
export function attachPolicy(transaction: Transaction, organization: OrganizationRecord, attachment: Attachment): void {
  const { policy, target } = bothOf(transaction, organization, attachment);
  attach(transaction, organization, { policy, targetId: target.id });
}

/**
 * @throws PolicyNotFoundException; TargetNotFoundException; PolicyTypeNotEnabledException; InvalidInputException NON_DETACHABLE_POLICY; then
 * those of `detach`
 */
export function detachPolicy(transaction: Transaction, organization: OrganizationRecord, attachment: Attachment): void {
  const { policy, target } = bothOf(transaction, organization, attachment);
  // AWS: RCPFullAWSAccess is attached to every node for as long as RCPs are enabled (user guide, "Resource control policies").
  if (policy.isAwsManaged && policy.type === "RESOURCE_CONTROL_POLICY")
    throw invalidInput("NON_DETACHABLE_POLICY", "You specified a policy that can't be detached.");
  detach(transaction, organization, { policy, targetId: target.id });
}

function bothOf(
  reader: Reader,
  organization: OrganizationRecord,
  { policyId, targetId }: Attachment,
): { readonly policy: PolicyRecord; readonly target: NodeRecord } {
  const policy = getPolicy(reader, organization, policyId);
  const target = getTarget(reader, organization, targetId);
  if (!organization.enabledTypes.includes(policy.type)) throw policyTypeNotEnabled();
  return { policy, target };
}
