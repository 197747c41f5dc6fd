/**
 * The records of Organizations: their keys and their JSON.
 *
 *     ["organizations", "generation"]                                      -> counts every write of this service, over all organizations
 *     ["organizations", "membership", account]                             -> MembershipRecord
 *     ["organizations", "email", address in lower case]                    -> account
 *     ["organizations", "organization", organization]                      -> OrganizationRecord
 *     ["organizations", "node", organization, id]                          -> NodeRecord (root, OU or account)
 *     ["organizations", "child", organization, parent, kind, id]           -> {}
 *     ["organizations", "account", organization, id]                       -> {}
 *     ["organizations", "ou-name", organization, parent, name]             -> id
 *     ["organizations", "policy", organization, type, id]                  -> PolicyRecord
 *     ["organizations", "policy-name", organization, type, name]           -> id
 *     ["organizations", "attached", organization, target, type, policy]    -> {}
 *     ["organizations", "target", organization, policy, target]            -> {}
 *     ["organizations", "tags", organization, id]                          -> tags
 *     ["organizations", "request", organization, id]                       -> RequestRecord
 *     ["organizations", "closure", organization, closedMs, account]        -> {}
 */
import type { CreateAccountFailureReason, OrganizationFeatureSet } from "@aws-sdk/client-organizations";
import type { Key, Reader, Transaction } from "../../storage/record-store.ts";

/** The policy types that are kept and enforced. */
export const KEPT_POLICY_TYPES = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;
export type KeptPolicyType = (typeof KEPT_POLICY_TYPES)[number];

export function isKeptPolicyType(type: string): type is KeptPolicyType {
  return (KEPT_POLICY_TYPES as readonly string[]).includes(type);
}

export interface MembershipRecord {
  readonly organizationId: string;
}

export interface OrganizationRecord {
  readonly id: string;
  readonly managementAccountId: string;
  readonly featureSet: OrganizationFeatureSet;
  readonly rootId: string;
  readonly createdMs: number;
  readonly enabledTypes: readonly KeptPolicyType[];
}

interface Node {
  readonly id: string;
  readonly name: string;
}

export interface RootNode extends Node {
  readonly kind: "ROOT";
}

export interface OuNode extends Node {
  readonly kind: "ORGANIZATIONAL_UNIT";
  readonly parentId: string;
}

export interface AccountNode extends Node {
  readonly kind: "ACCOUNT";
  readonly parentId: string;
  readonly email: string;
  readonly state: "ACTIVE" | "SUSPENDED";
  readonly joined: "CREATED" | "INVITED";
  readonly joinedMs: number;
}

export type NodeRecord = RootNode | OuNode | AccountNode;

export interface PolicyRecord {
  readonly id: string;
  readonly type: KeptPolicyType;
  readonly name: string;
  readonly description: string;
  readonly content: string;
  /** AWS's own; kept as a record of each organization, so that nothing else has to know that it is special. */
  readonly isAwsManaged: boolean;
}

export interface RequestRecord {
  readonly id: string;
  readonly accountName: string;
  readonly requestedMs: number;
  readonly completedMs: number;
  readonly accountId?: string | undefined;
  readonly failure?: CreateAccountFailureReason | undefined;
}

export type Tags = Readonly<Record<string, string>>;

const key =
  (kind: string) =>
  (...rest: Key): Key => ["organizations", kind, ...rest];

export const generationKey: Key = ["organizations", "generation"];
export const membershipKey = key("membership");
export const emailKey = key("email");
export const organizationKey = key("organization");
export const nodeKey = key("node");
export const childKey = key("child");
export const accountKey = key("account");
export const ouNameKey = key("ou-name");
export const policyKey = key("policy");
export const policyNameKey = key("policy-name");
export const attachedKey = key("attached");
export const targetKey = key("target");
export const tagsKey = key("tags");
export const requestKey = key("request");
export const closureKey = key("closure");

/** Every kind of record that belongs to one organization; gone with it. */
export const OWNED_KINDS = [
  "node",
  "child",
  "account",
  "ou-name",
  "policy",
  "policy-name",
  "attached",
  "target",
  "tags",
  "request",
  "closure",
] as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function readRecord<Value>(reader: Reader, at: Key): Value | undefined {
  const bytes = reader.get(at);
  return bytes === undefined ? undefined : (JSON.parse(decoder.decode(bytes)) as Value);
}

export function writeRecord(transaction: Transaction, at: Key, value: object | string | number): void {
  transaction.put(at, encoder.encode(JSON.stringify(value)));
}

/** Counts a change, so that everybody who keeps compiled guardrails sees that they are old. */
export function countChange(transaction: Transaction): void {
  writeRecord(transaction, generationKey, (readRecord<number>(transaction, generationKey) ?? 0) + 1);
}
