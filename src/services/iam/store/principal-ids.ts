/**
 * Users and roles by their unique ids, over all accounts: what a policy that names one of them keeps.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { iamArn } from "../arns.ts";
import {
  encodeRecord,
  type EntityKind,
  entityKey,
  principalIdKey,
  readRecord,
  type UserRecord,
  userNameKey,
} from "./records.ts";

export type PrincipalKind = Exclude<EntityKind, "group">;

export interface KnownPrincipal {
  readonly accountId: string;
  readonly kind: PrincipalKind;
  /** Of a role; a user may have another name by now. */
  readonly name: string;
}

/** Nothing is written when it is known: principals that an earlier build made may not be. */
export function indexPrincipal(transaction: Transaction, id: string, { accountId, kind, name }: KnownPrincipal): void {
  if (transaction.get(principalIdKey(id)) === undefined)
    transaction.put(principalIdKey(id), encodeRecord({ accountId, kind, name }));
}

export function unindexPrincipal(transaction: Transaction, id: string): void {
  transaction.delete(principalIdKey(id));
}

export interface NamedPrincipal {
  readonly accountId: string;
  readonly kind: PrincipalKind;
  readonly name: string;
  readonly arn: string;
}

/** Undefined when the user or role is gone, or never was. */
export function findPrincipalById(reader: Reader, id: string): NamedPrincipal | undefined {
  const known = readRecord<KnownPrincipal>(reader, principalIdKey(id));
  if (known === undefined) return undefined;
  const { accountId, kind } = known;
  const name =
    kind === "role" ? known.name : readRecord<{ readonly name: string }>(reader, userNameKey(accountId, id))?.name;
  const record = name === undefined ? undefined : readRecord<UserRecord>(reader, entityKey(accountId, kind, name));
  if (record === undefined || record.id !== id) return undefined;
  return { accountId, kind, name: record.name, arn: iamArn(accountId, kind, record.path, record.name) };
}
