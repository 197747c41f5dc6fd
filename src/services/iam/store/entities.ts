/**
 * Users, groups and roles as records: found, made, written and removed alike. What is particular to one kind is in its own file.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { entityAlreadyExists, groupNotFound, roleNotFound, userNotFound } from "../errors.ts";
import { type Listed, listRecords, type Page } from "../pagination.ts";
import { countLess, countOneMore } from "./counts.ts";
import { indexPrincipal } from "./principal-ids.ts";
import {
  accountKey,
  decodeRecord,
  deleteRecord,
  type EntityKind,
  entityKey,
  type GroupRecord,
  readRecord,
  type RoleRecord,
  type UserRecord,
  writeRecord,
} from "./records.ts";

export interface EntityRecords {
  readonly user: UserRecord;
  readonly group: GroupRecord;
  readonly role: RoleRecord;
}

const NOT_FOUND = { user: userNotFound, group: groupNotFound, role: roleNotFound } as const;
const NOUNS = { user: "User", group: "Group", role: "Role" } as const;

export function findEntity<Kind extends EntityKind>(
  reader: Reader,
  accountId: string,
  kind: Kind,
  name: string,
): EntityRecords[Kind] | undefined {
  return readRecord<EntityRecords[Kind]>(reader, entityKey(accountId, kind, name));
}

/** @throws {ServiceError} NoSuchEntity */
export function requireEntity<Kind extends EntityKind>(
  reader: Reader,
  accountId: string,
  kind: Kind,
  name: string,
): EntityRecords[Kind] {
  const record = findEntity(reader, accountId, kind, name);
  if (record === undefined) throw NOT_FOUND[kind](name);
  return record;
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addEntity<Kind extends EntityKind>(
  transaction: Transaction,
  accountId: string,
  kind: Kind,
  record: EntityRecords[Kind],
): void {
  refuseTakenName(transaction, accountId, kind, record.name);
  countOneMore(transaction, accountId, kind);
  if (kind !== "group") indexPrincipal(transaction, record.id, { accountId, kind, name: record.name });
  writeEntity(transaction, accountId, kind, record);
}

/** @throws {ServiceError} EntityAlreadyExists */
export function refuseTakenName(reader: Reader, accountId: string, kind: EntityKind, name: string): void {
  if (findEntity(reader, accountId, kind, name) !== undefined)
    throw entityAlreadyExists(`${NOUNS[kind]} with name ${name} already exists.`);
}

/** Replaces the record of the same name, or makes one. */
export function writeEntity<Kind extends EntityKind>(
  transaction: Transaction,
  accountId: string,
  kind: Kind,
  record: EntityRecords[Kind],
): void {
  writeRecord(transaction, accountId, entityKey(accountId, kind, record.name), record);
}

export function removeEntity(transaction: Transaction, accountId: string, kind: EntityKind, name: string): void {
  countLess(transaction, accountId, kind);
  deleteRecord(transaction, accountId, entityKey(accountId, kind, name));
}

export function listEntities<Kind extends EntityKind>(
  reader: Reader,
  accountId: string,
  kind: Kind,
  listing: { readonly page: Page; readonly pathPrefix?: string | undefined },
): Listed<EntityRecords[Kind]> {
  return listRecords(reader, {
    prefix: accountKey(accountId, kind),
    page: listing.page,
    read(entry) {
      const record = decodeRecord<EntityRecords[Kind]>(entry.value);
      return record.path.startsWith(listing.pathPrefix ?? "/") ? record : undefined;
    },
  });
}
