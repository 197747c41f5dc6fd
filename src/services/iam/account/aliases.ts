/**
 * The account's alias: a name for its sign-in page, unique over all accounts, at most one for each.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { entityAlreadyExists, noSuchEntity } from "../errors.ts";
import { readRecord } from "../store/records.ts";
import { lengthWithin, matches, requireValid } from "../validation.ts";
import { aliasKey, aliasOwnerKey, put } from "./records.ts";

interface AliasRecord {
  readonly alias: string;
}

/** @throws {ServiceError} ValidationError */
export function requireAlias(alias: string): void {
  requireValid(
    lengthWithin("accountAlias", alias, 3, 63),
    matches(
      "accountAlias",
      alias,
      /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/,
      "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
    ),
  );
}

export function findAlias(reader: Reader, accountId: string): string | undefined {
  return readRecord<AliasRecord>(reader, aliasKey(accountId))?.alias;
}

/**
 * AWS: an account has one alias; a new one takes the place of the old (user guide, "Creating, deleting, and listing an account alias").
 *
 * @throws {ServiceError} EntityAlreadyExists
 */
export function writeAlias(transaction: Transaction, accountId: string, alias: string): void {
  if (transaction.get(aliasOwnerKey(alias)) !== undefined)
    throw entityAlreadyExists(`The account alias ${alias} already exists.`);
  const old = findAlias(transaction, accountId);
  if (old !== undefined) transaction.delete(aliasOwnerKey(old));
  put(transaction, aliasKey(accountId), { alias });
  put(transaction, aliasOwnerKey(alias), { accountId });
}

/** @throws {ServiceError} NoSuchEntity */
export function removeAlias(transaction: Transaction, accountId: string, alias: string): void {
  if (findAlias(transaction, accountId) !== alias) throw noSuchEntity(`The account alias ${alias} cannot be found.`);
  transaction.delete(aliasKey(accountId));
  transaction.delete(aliasOwnerKey(alias));
}
