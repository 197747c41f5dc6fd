/**
 * Long-term access keys: one record for each key over all accounts, because a signature names nothing but the key, and an index by owner. The
 * secret is sealed under the key's own id.
 */
import type { Sealer } from "../../../kit/ports/sealer.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { accessKeyNotFound, quotaExceeded } from "../errors.ts";
import { ACCESS_KEYS_PER_USER_MAX } from "../limits.ts";
import { type Listed, listRecords, type Page } from "../pagination.ts";
import {
  accessKeyKey,
  type AccessKeyRecord,
  deleteRecord,
  NOTHING,
  ownedKeyKey,
  readRecord,
  useKey,
  type UserRecord,
  writeRecord,
} from "./records.ts";

const SEAL_PURPOSE = "iam-access-key";

export function sealSecret(sealer: Sealer, accessKeyId: string, secret: string): string {
  return Buffer.from(sealer.seal(SEAL_PURPOSE, Buffer.from(secret), accessKeyId)).toString("base64");
}

/** Undefined when the record was not sealed by this installation's root key. */
export function openSecret(sealer: Sealer, key: AccessKeyRecord): string | undefined {
  const opened = sealer.open(SEAL_PURPOSE, Buffer.from(key.sealedSecret, "base64"), key.accessKeyId);
  return opened === undefined ? undefined : Buffer.from(opened).toString();
}

export function findAccessKeyRecord(reader: Reader, accessKeyId: string): AccessKeyRecord | undefined {
  return readRecord<AccessKeyRecord>(reader, accessKeyKey(accessKeyId));
}

/** A key of this user, or of the root user. @throws {ServiceError} NoSuchEntity */
export function requireOwnKey(
  reader: Reader,
  accountId: string,
  user: UserRecord | undefined,
  accessKeyId: string,
): AccessKeyRecord {
  const key = findAccessKeyRecord(reader, accessKeyId);
  if (key === undefined || key.accountId !== accountId || key.ownerId !== (user?.id ?? accountId))
    throw accessKeyNotFound(accessKeyId);
  return key;
}

/** @throws {ServiceError} LimitExceeded when the owner has two */
export function addAccessKey(transaction: Transaction, key: AccessKeyRecord): void {
  const { accountId, ownerId, accessKeyId } = key;
  const owned = transaction.range({ prefix: ownedKeyKey(accountId, ownerId), limit: ACCESS_KEYS_PER_USER_MAX });
  if (owned.length >= ACCESS_KEYS_PER_USER_MAX) throw quotaExceeded("AccessKeysPerUser", ACCESS_KEYS_PER_USER_MAX);
  transaction.put(ownedKeyKey(accountId, ownerId, accessKeyId), NOTHING);
  writeAccessKey(transaction, key);
}

export function writeAccessKey(transaction: Transaction, key: AccessKeyRecord): void {
  writeRecord(transaction, key.accountId, accessKeyKey(key.accessKeyId), key);
}

export function removeAccessKey(transaction: Transaction, key: AccessKeyRecord): void {
  transaction.delete(ownedKeyKey(key.accountId, key.ownerId, key.accessKeyId));
  transaction.delete(useKey(key.accountId, "access-key", key.accessKeyId));
  deleteRecord(transaction, key.accountId, accessKeyKey(key.accessKeyId));
}

export function hasAccessKeys(reader: Reader, accountId: string, ownerId: string): boolean {
  return reader.range({ prefix: ownedKeyKey(accountId, ownerId), limit: 1 }).length > 0;
}

export function listAccessKeys(
  reader: Reader,
  accountId: string,
  ownerId: string,
  page: Page,
): Listed<AccessKeyRecord> {
  return listRecords(reader, {
    prefix: ownedKeyKey(accountId, ownerId),
    page,
    read: (entry) => findAccessKeyRecord(reader, String(entry.key.at(-1))),
  });
}
