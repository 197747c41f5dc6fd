/**
 * IAM's records: their keys and their JSON. Every name in a key is folded to lower case, because names are unique without case; the record
 * keeps it as given.
 *
 *     ["iam", account, "generation"]                                -> number, see generation.ts
 *     ["iam", account, "counts"]                                    -> how many there are of each kind, see counts.ts
 *     ["iam", account, "user" | "group" | "role", name]             -> UserRecord, GroupRecord, RoleRecord
 *     ["iam", account, "policy", name]                              -> PolicyRecord (a managed policy of the account, with its versions)
 *     ["iam", account, "instance-profile", name]                    -> InstanceProfileRecord
 *     ["iam", account, "user-name", userId]                         -> name of the user with this id now
 *     ["iam", account, "member", group, user]                       -> {} (the user's record has its groups too)
 *     ["iam", account, "attached", policyArn, kind, name]           -> {} (the entity's record has its policies too)
 *     ["iam", account, "boundary", policyArn, kind, name]           -> {}
 *     ["iam", account, "role-profile", role, instanceProfile]       -> {}
 *     ["iam", account, "access-key", ownerId, accessKeyId]          -> {} (owner: user id, or the account id for the root user)
 *     ["iam", account, "used", "access-key" | "role", id]           -> UseRecord
 *     ["iam-access-key", accessKeyId]                               -> AccessKeyRecord, over all accounts
 *     ["iam-principal", id]                                         -> whose unique id it is, over all accounts, see principal-ids.ts
 *     ["iam", account, "account", ...]                              -> what `account/` keeps
 *
 * What belongs to a user beyond its record is kept under the user's id, not its name, so that a rename moves little and a new user of an old
 * name starts with nothing.
 */
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { bumpGeneration } from "./generation.ts";

export interface TagRecord {
  readonly Key: string;
  readonly Value: string;
}

export interface InlinePolicyRecord {
  readonly name: string;
  /** As given. */
  readonly document: string;
}

/** What users, groups and roles have in common. */
export interface EntityRecord {
  /** Unique id. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdMs: number;
  /** ARNs of managed policies, in the order of their attachment. */
  readonly attached: readonly string[];
  /** In the order of their names. */
  readonly inline: readonly InlinePolicyRecord[];
}

export interface GroupRecord extends EntityRecord {}

/** What users and roles have in common. */
export interface PrincipalRecord extends EntityRecord {
  readonly tags: readonly TagRecord[];
  /** ARN of the managed policy that is the permissions boundary. */
  readonly boundaryArn?: string | undefined;
}

export interface UserRecord extends PrincipalRecord {
  /** Folded names. */
  readonly groups: readonly string[];
  readonly passwordLastUsedMs?: number | undefined;
}

export interface RoleRecord extends PrincipalRecord {
  /** As given, but for the users and roles that it names: those are there by their unique ids (`policy-principals.ts`). */
  readonly trustPolicy: string;
  readonly description?: string | undefined;
  readonly maxSessionSeconds: number;
  /** Set for service-linked roles, e.g. `athena.amazonaws.com`. */
  readonly linkedService?: string | undefined;
}

export interface PolicyVersionRecord {
  readonly number: number;
  readonly createdMs: number;
  /** As given. */
  readonly document: string;
}

export interface PolicyRecord {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly description?: string | undefined;
  readonly tags: readonly TagRecord[];
  readonly defaultVersion: number;
  /** Version numbers are never used again. */
  readonly lastVersion: number;
  /** Oldest first. */
  readonly versions: readonly PolicyVersionRecord[];
}

export interface InstanceProfileRecord {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdMs: number;
  readonly tags: readonly TagRecord[];
  /** Folded name of its role. */
  readonly role?: string | undefined;
}

export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly accountId: string;
  /** Unique id of the user, or the account id for the root user. */
  readonly ownerId: string;
  readonly isActive: boolean;
  readonly createdMs: number;
  /** Sealed for the purpose `iam-access-key`, bound to the key's id; base64. */
  readonly sealedSecret: string;
}

export interface UseRecord {
  readonly usedMs: number;
  readonly service: string;
  readonly region: string;
}

export type EntityKind = "user" | "group" | "role";

export const fold = (name: string): string => name.toLowerCase();

export const accountKey = (accountId: string, ...rest: Key): Key => ["iam", accountId, ...rest];
export const entityKey = (accountId: string, kind: EntityKind, name: string): Key =>
  accountKey(accountId, kind, fold(name));
export const userNameKey = (accountId: string, userId: string): Key => accountKey(accountId, "user-name", userId);
export const memberKey = (accountId: string, group: string, ...rest: Key): Key =>
  accountKey(accountId, "member", fold(group), ...rest);
export const policyKey = (accountId: string, name: string): Key => accountKey(accountId, "policy", fold(name));
export const instanceProfileKey = (accountId: string, name: string): Key =>
  accountKey(accountId, "instance-profile", fold(name));
export const roleProfileKey = (accountId: string, role: string, ...rest: Key): Key =>
  accountKey(accountId, "role-profile", fold(role), ...rest);
export const ownedKeyKey = (accountId: string, ownerId: string, ...rest: Key): Key =>
  accountKey(accountId, "access-key", ownerId, ...rest);
export const useKey = (accountId: string, kind: "access-key" | "role", id: string): Key =>
  accountKey(accountId, "used", kind, id);
export const accessKeyKey = (accessKeyId: string): Key => ["iam-access-key", accessKeyId];
export const principalIdKey = (id: string): Key => ["iam-principal", id];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The value of index records: the key says it all. */
export const NOTHING = encoder.encode("{}");

export function encodeRecord(record: object): Uint8Array {
  return encoder.encode(JSON.stringify(record));
}

export function decodeRecord<Record>(bytes: Uint8Array): Record {
  return JSON.parse(decoder.decode(bytes)) as Record;
}

export function readRecord<Record>(reader: Reader, key: Key): Record | undefined {
  const bytes = reader.get(key);
  return bytes === undefined ? undefined : decodeRecord<Record>(bytes);
}

/** Writes a record that decisions may rest on: whoever has something compiled from the account's records will look again. */
export function writeRecord(transaction: Transaction, accountId: string, key: Key, record: object): void {
  transaction.put(key, encodeRecord(record));
  bumpGeneration(transaction, accountId);
}

/** As `writeRecord`, for a record that goes. */
export function deleteRecord(transaction: Transaction, accountId: string, key: Key): void {
  transaction.delete(key);
  bumpGeneration(transaction, accountId);
}
