/** Tags of table buckets and tables. */
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { findTableById, putTable } from "./catalog/tables.ts";
import { putTableBucket, requireBucket } from "./catalog/table-buckets.ts";
import { badRequest, tableNotFound } from "./errors.ts";
import { TAG_KEY_CHARACTERS_MAX, TAG_VALUE_CHARACTERS_MAX, TAGS_MAX } from "./limits.ts";
import { readTableArn } from "./names.ts";

export type Tags = Readonly<Record<string, string>>;

/** Undefined for none. @throws {BadRequestException} 400 */
export function checkTags(tags: Tags | undefined): Tags | undefined {
  const pairs = Object.entries(tags ?? {});
  if (pairs.length > TAGS_MAX) throw badRequest(`A resource can have at most ${TAGS_MAX} tags.`);
  for (const [key, value] of pairs) {
    const isFit = key.length >= 1 && key.length <= TAG_KEY_CHARACTERS_MAX && value.length <= TAG_VALUE_CHARACTERS_MAX;
    if (!isFit || key.startsWith("aws:")) throw badRequest("The specified tag is not valid.");
  }
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export function readTags(reader: Reader, arn: string): Tags {
  const table = readTableArn(arn);
  if (table === undefined) return requireBucket(reader, arn).tags ?? {};
  const found = findTableById(reader, table.tableId);
  if (found === undefined) throw tableNotFound();
  return found.table.tags ?? {};
}

/** @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export function changeTags(transaction: Transaction, arn: string, change: (before: Tags) => Tags): void {
  const tags = checkTags(change(readTags(transaction, arn)));
  const tableId = readTableArn(arn)?.tableId;
  const found = tableId === undefined ? undefined : findTableById(transaction, tableId);
  if (found === undefined) putTableBucket(transaction, { ...requireBucket(transaction, arn), tags });
  else putTable(transaction, { ...found, table: { ...found.table, tags } });
}
