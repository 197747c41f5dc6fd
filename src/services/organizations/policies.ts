/**
 * Policies and what they are attached to. While a type is enabled, every node has at least one policy of it: a new node, and all nodes when the type
 * is enabled, get AWS's own that allows everything.
 */
import type { PolicySummary } from "@aws-sdk/client-organizations";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { constraintViolation, duplicateAttachment, policyNotAttached, policyNotFound } from "./errors.ts";
import { POLICIES_PER_TARGET_MAX } from "./limits.ts";
import { policyArn } from "./names.ts";
import {
  attachedKey,
  KEPT_POLICY_TYPES,
  type KeptPolicyType,
  nodeKey,
  type OrganizationRecord,
  policyKey,
  policyNameKey,
  type PolicyRecord,
  readRecord,
  tagsKey,
  targetKey,
  writeRecord,
} from "./records.ts";
import { countKeys, lastParts } from "./scan.ts";

type Place = Pick<OrganizationRecord, "id">;

const document = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, undefined, 2);

/** AWS's own policies, as every organization has them (user guide, "SCP evaluation" and "RCP evaluation"). */
const AWS_POLICIES: Readonly<Record<KeptPolicyType, PolicyRecord>> = {
  SERVICE_CONTROL_POLICY: {
    id: "p-FullAWSAccess",
    type: "SERVICE_CONTROL_POLICY",
    name: "FullAWSAccess",
    description: "Allows access to every operation",
    content: document({ Effect: "Allow", Action: "*", Resource: "*" }),
    isAwsManaged: true,
  },
  RESOURCE_CONTROL_POLICY: {
    id: "p-RCPFullAWSAccess",
    type: "RESOURCE_CONTROL_POLICY",
    name: "RCPFullAWSAccess",
    description: "Allows access to every resource",
    content: document({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
    isAwsManaged: true,
  },
};

/** For a new organization. */
export function putAwsPolicies(transaction: Transaction, place: Place): void {
  for (const type of KEPT_POLICY_TYPES) putPolicy(transaction, place, AWS_POLICIES[type]);
}

export function putPolicy(transaction: Transaction, place: Place, policy: PolicyRecord): void {
  writeRecord(transaction, policyKey(place.id, policy.type, policy.id), policy);
  writeRecord(transaction, policyNameKey(place.id, policy.type, policy.name), policy.id);
}

export function dropPolicy(transaction: Transaction, place: Place, policy: PolicyRecord): void {
  transaction.delete(policyKey(place.id, policy.type, policy.id));
  transaction.delete(policyNameKey(place.id, policy.type, policy.name));
  transaction.delete(tagsKey(place.id, policy.id));
}

export function findPolicy(reader: Reader, place: Place, id: string): PolicyRecord | undefined {
  for (const type of KEPT_POLICY_TYPES) {
    const policy = readRecord<PolicyRecord>(reader, policyKey(place.id, type, id));
    if (policy !== undefined) return policy;
  }
  return undefined;
}

/** @throws PolicyNotFoundException */
export function getPolicy(reader: Reader, place: Place, id: string): PolicyRecord {
  const policy = findPolicy(reader, place, id);
  if (policy === undefined) throw policyNotFound();
  return policy;
}

export interface TypeOnTarget {
  readonly targetId: string;
  readonly type: KeptPolicyType;
}

interface Attached {
  readonly policy: PolicyRecord;
  readonly targetId: string;
}

/** Ids of the policies of one type that are attached to a node itself. */
export function attachedTo(reader: Reader, place: Place, { targetId, type }: TypeOnTarget): readonly string[] {
  return [...lastParts(reader, attachedKey(place.id, targetId, type))];
}

export function isInUse(reader: Reader, place: Place, policyId: string): boolean {
  return reader.range({ prefix: targetKey(place.id, policyId), limit: 1 }).length > 0;
}

function attachRecords(transaction: Transaction, place: Place, { policy, targetId }: Attached): void {
  writeRecord(transaction, attachedKey(place.id, targetId, policy.type, policy.id), {});
  writeRecord(transaction, targetKey(place.id, policy.id, targetId), {});
}

/** @throws DuplicatePolicyAttachmentException; ConstraintViolationException MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED */
export function attach(transaction: Transaction, place: Place, { policy, targetId }: Attached): void {
  const attached = attachedTo(transaction, place, { targetId, type: policy.type });
  if (attached.includes(policy.id)) throw duplicateAttachment();
  if (attached.length >= POLICIES_PER_TARGET_MAX[policy.type])
    throw constraintViolation(
      "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
      "You have attached the maximum number of policies of this type to the specified target.",
    );
  attachRecords(transaction, place, { policy, targetId });
}

/** @throws PolicyNotAttachedException; ConstraintViolationException MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED */
export function detach(transaction: Transaction, place: Place, { policy, targetId }: Attached): void {
  const attached = attachedTo(transaction, place, { targetId, type: policy.type });
  if (!attached.includes(policy.id)) throw policyNotAttached();
  if (attached.length === 1)
    throw constraintViolation(
      "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
      "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
    );
  transaction.delete(attachedKey(place.id, targetId, policy.type, policy.id));
  transaction.delete(targetKey(place.id, policy.id, targetId));
}

/** Gives a new node AWS's policy of every enabled type. */
export function attachDefaults(transaction: Transaction, organization: OrganizationRecord, targetId: string): void {
  for (const type of organization.enabledTypes)
    attachRecords(transaction, organization, { policy: AWS_POLICIES[type], targetId });
}

/** For a node that goes. */
export function detachAll(transaction: Transaction, place: Place, targetId: string): void {
  for (const type of KEPT_POLICY_TYPES) detachType(transaction, place, { targetId, type });
}

function detachType(transaction: Transaction, place: Place, { targetId, type }: TypeOnTarget): void {
  for (const id of attachedTo(transaction, place, { targetId, type })) {
    transaction.delete(attachedKey(place.id, targetId, type, id));
    transaction.delete(targetKey(place.id, id, targetId));
  }
}

/** AWS: a type that is enabled starts everywhere with AWS's policy alone, whatever was attached before it was last disabled. */
export function enableType(transaction: Transaction, place: Place, type: KeptPolicyType): void {
  for (const nodeId of lastParts(transaction, nodeKey(place.id)))
    attachRecords(transaction, place, { policy: AWS_POLICIES[type], targetId: nodeId });
}

/** AWS: policies of a disabled type are detached from everything (user guide, "Disabling a policy type"). */
export function disableType(transaction: Transaction, place: Place, type: KeptPolicyType): void {
  for (const nodeId of lastParts(transaction, nodeKey(place.id)))
    detachType(transaction, place, { targetId: nodeId, type });
}

export function countPolicies(reader: Reader, place: Place, type: KeptPolicyType): number {
  return countKeys(reader, policyKey(place.id, type));
}

export function policySummary(organization: OrganizationRecord, policy: PolicyRecord): PolicySummary {
  return {
    Id: policy.id,
    Arn: policyArn(organization, policy),
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: policy.isAwsManaged,
  };
}
