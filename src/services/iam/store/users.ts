/**
 * What is particular to users: they are known by their id too, and they have groups.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { quotaExceeded } from "../errors.ts";
import { GROUPS_PER_USER_MAX } from "../limits.ts";
import { type Listed, listRecords, type Page } from "../pagination.ts";
import { moveAttachments } from "./attachments.ts";
import { addEntity, findEntity, refuseTakenName, removeEntity, requireEntity, writeEntity } from "./entities.ts";
import { unindexPrincipal } from "./principal-ids.ts";
import {
  accountKey,
  deleteRecord,
  entityKey,
  fold,
  type GroupRecord,
  memberKey,
  NOTHING,
  readRecord,
  type UserRecord,
  userNameKey,
  writeRecord,
} from "./records.ts";

export function findUser(reader: Reader, accountId: string, name: string): UserRecord | undefined {
  return findEntity(reader, accountId, "user", name);
}

/** @throws {ServiceError} NoSuchEntity */
export function requireUser(reader: Reader, accountId: string, name: string): UserRecord {
  return requireEntity(reader, accountId, "user", name);
}

/** The user with this unique id, whatever its name is now. */
export function findUserById(reader: Reader, accountId: string, userId: string): UserRecord | undefined {
  const name = readRecord<{ readonly name: string }>(reader, userNameKey(accountId, userId))?.name;
  return name === undefined ? undefined : findUser(reader, accountId, name);
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addUser(transaction: Transaction, accountId: string, user: UserRecord): void {
  addEntity(transaction, accountId, "user", user);
  writeRecord(transaction, accountId, userNameKey(accountId, user.id), { name: user.name });
}

export function writeUser(transaction: Transaction, accountId: string, user: UserRecord): void {
  writeEntity(transaction, accountId, "user", user);
}

/** Gives the user another name or path; groups, policies and keys stay its own. @throws {ServiceError} EntityAlreadyExists */
export function renameUser(
  transaction: Transaction,
  accountId: string,
  user: UserRecord,
  renamed: { readonly name: string; readonly path: string },
): void {
  if (fold(renamed.name) === fold(user.name)) {
    writeUser(transaction, accountId, { ...user, ...renamed });
  } else {
    refuseTakenName(transaction, accountId, "user", renamed.name);
    deleteRecord(transaction, accountId, entityKey(accountId, "user", user.name));
    writeUser(transaction, accountId, { ...user, ...renamed });
    for (const group of user.groups) {
      transaction.delete(memberKey(accountId, group, fold(user.name)));
      transaction.put(memberKey(accountId, group, fold(renamed.name)), NOTHING);
    }
    moveAttachments(transaction, accountId, { kind: "user", record: user, name: renamed.name });
  }
  writeRecord(transaction, accountId, userNameKey(accountId, user.id), { name: renamed.name });
}

/** The user must have no groups and no policies any more. */
export function removeUser(transaction: Transaction, accountId: string, user: UserRecord): void {
  removeEntity(transaction, accountId, "user", user.name);
  unindexPrincipal(transaction, user.id);
  deleteRecord(transaction, accountId, userNameKey(accountId, user.id));
}

/** Already a member is not an error. @throws {ServiceError} LimitExceeded */
export function addToGroup(transaction: Transaction, accountId: string, user: UserRecord, group: GroupRecord): void {
  const folded = fold(group.name);
  if (user.groups.includes(folded)) return;
  if (user.groups.length >= GROUPS_PER_USER_MAX) throw quotaExceeded("GroupsPerUser", GROUPS_PER_USER_MAX);
  writeUser(transaction, accountId, { ...user, groups: [...user.groups, folded].sort() });
  transaction.put(memberKey(accountId, group.name, fold(user.name)), NOTHING);
}

/** Not a member is not an error. */
export function removeFromGroup(
  transaction: Transaction,
  accountId: string,
  user: UserRecord,
  group: GroupRecord,
): void {
  const folded = fold(group.name);
  if (!user.groups.includes(folded)) return;
  writeUser(transaction, accountId, { ...user, groups: user.groups.filter((name) => name !== folded) });
  transaction.delete(memberKey(accountId, group.name, fold(user.name)));
}

export function listMembers(reader: Reader, accountId: string, group: GroupRecord, page: Page): Listed<UserRecord> {
  const prefix = memberKey(accountId, group.name);
  return listRecords(reader, {
    prefix,
    page,
    read: (entry) => findUser(reader, accountId, String(entry.key.at(-1))),
  });
}

export function hasMembers(reader: Reader, accountId: string, group: GroupRecord): boolean {
  return reader.range({ prefix: memberKey(accountId, group.name), limit: 1 }).length > 0;
}

/** Another name, path or both. @throws {ServiceError} EntityAlreadyExists */
export function renameGroup(
  transaction: Transaction,
  accountId: string,
  group: GroupRecord,
  renamed: { readonly name: string; readonly path: string },
): void {
  const [from, to] = [fold(group.name), fold(renamed.name)];
  if (from === to) return writeEntity(transaction, accountId, "group", { ...group, ...renamed });
  refuseTakenName(transaction, accountId, "group", renamed.name);
  deleteRecord(transaction, accountId, entityKey(accountId, "group", group.name));
  writeEntity(transaction, accountId, "group", { ...group, ...renamed });
  for (const member of membersOf(transaction, accountId, from)) {
    writeUser(transaction, accountId, {
      ...member,
      groups: member.groups.map((name) => (name === from ? to : name)).sort(),
    });
    transaction.delete(memberKey(accountId, from, fold(member.name)));
    transaction.put(memberKey(accountId, to, fold(member.name)), NOTHING);
  }
  moveAttachments(transaction, accountId, { kind: "group", record: group, name: renamed.name });
}

/** All of them: an account has at most `USERS_MAX` users. */
function membersOf(reader: Reader, accountId: string, foldedGroup: string): UserRecord[] {
  return reader
    .range({ prefix: accountKey(accountId, "member", foldedGroup), limit: 10_000 })
    .map((entry) => findUser(reader, accountId, String(entry.key.at(-1))))
    .filter((user) => user !== undefined);
}
