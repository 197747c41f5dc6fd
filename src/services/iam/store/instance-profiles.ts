/**
 * Instance profiles: a name under which a role is given to machines. At most one role each.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { entityAlreadyExists, instanceProfileNotFound } from "../errors.ts";
import { type Listed, listRecords, type Page } from "../pagination.ts";
import { countLess, countOneMore } from "./counts.ts";
import { findEntity } from "./entities.ts";
import {
  accountKey,
  decodeRecord,
  deleteRecord,
  fold,
  instanceProfileKey,
  type InstanceProfileRecord,
  NOTHING,
  readRecord,
  roleProfileKey,
  type RoleRecord,
  writeRecord,
} from "./records.ts";

export function findInstanceProfile(
  reader: Reader,
  accountId: string,
  name: string,
): InstanceProfileRecord | undefined {
  return readRecord<InstanceProfileRecord>(reader, instanceProfileKey(accountId, name));
}

/** @throws {ServiceError} NoSuchEntity */
export function requireInstanceProfile(reader: Reader, accountId: string, name: string): InstanceProfileRecord {
  const record = findInstanceProfile(reader, accountId, name);
  if (record === undefined) throw instanceProfileNotFound(name);
  return record;
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addInstanceProfile(transaction: Transaction, accountId: string, profile: InstanceProfileRecord): void {
  if (findInstanceProfile(transaction, accountId, profile.name) !== undefined)
    throw entityAlreadyExists(`Instance Profile ${profile.name} already exists.`);
  countOneMore(transaction, accountId, "instance-profile");
  writeInstanceProfile(transaction, accountId, profile);
}

export function writeInstanceProfile(
  transaction: Transaction,
  accountId: string,
  profile: InstanceProfileRecord,
): void {
  writeRecord(transaction, accountId, instanceProfileKey(accountId, profile.name), profile);
}

/** The profile must have no role any more. */
export function removeInstanceProfile(
  transaction: Transaction,
  accountId: string,
  profile: InstanceProfileRecord,
): void {
  countLess(transaction, accountId, "instance-profile");
  deleteRecord(transaction, accountId, instanceProfileKey(accountId, profile.name));
}

/** Puts the role into the profile, or takes out the one it has. */
export function setProfileRole(
  transaction: Transaction,
  accountId: string,
  profile: InstanceProfileRecord,
  roleName: string | undefined,
): void {
  if (profile.role !== undefined) transaction.delete(roleProfileKey(accountId, profile.role, fold(profile.name)));
  const role = roleName === undefined ? undefined : fold(roleName);
  if (role !== undefined) transaction.put(roleProfileKey(accountId, role, fold(profile.name)), NOTHING);
  writeInstanceProfile(transaction, accountId, { ...profile, role });
}

export function roleOfProfile(
  reader: Reader,
  accountId: string,
  profile: InstanceProfileRecord,
): RoleRecord | undefined {
  return profile.role === undefined ? undefined : findEntity(reader, accountId, "role", profile.role);
}

export function listInstanceProfiles(
  reader: Reader,
  accountId: string,
  listing: { readonly page: Page; readonly pathPrefix?: string | undefined },
): Listed<InstanceProfileRecord> {
  return listRecords(reader, {
    prefix: accountKey(accountId, "instance-profile"),
    page: listing.page,
    read(entry) {
      const record = decodeRecord<InstanceProfileRecord>(entry.value);
      return record.path.startsWith(listing.pathPrefix ?? "/") ? record : undefined;
    },
  });
}

export function listProfilesOfRole(
  reader: Reader,
  accountId: string,
  roleName: string,
  page: Page,
): Listed<InstanceProfileRecord> {
  return listRecords(reader, {
    prefix: roleProfileKey(accountId, roleName),
    page,
    read: (entry) => findInstanceProfile(reader, accountId, String(entry.key.at(-1))),
  });
}

export function isInProfile(reader: Reader, accountId: string, roleName: string): boolean {
  return reader.range({ prefix: roleProfileKey(accountId, roleName), limit: 1 }).length > 0;
}
