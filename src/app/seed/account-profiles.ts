/**
 * What an account is called beside its number: kept here because it belongs to no one service.
 *
 *     ["account-profile", account] -> AccountProfile
 */
import type { Key, RecordStore } from "../../storage/record-store.ts";
import { RANGE_LIMIT_MAX } from "../../storage/record-store.ts";

export interface AccountProfile {
  readonly displayName?: string | undefined;
  /** S3's name of the account; undefined for the one that follows from its number. */
  readonly canonicalId?: string | undefined;
}

const profileKey = (...rest: Key): Key => ["account-profile", ...rest];

export async function writeProfile(records: RecordStore, accountId: string, profile: AccountProfile): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(profile));
  await records.transact((transaction) => transaction.put(profileKey(accountId), bytes));
}

/** Canonical user ids that were given, by account. At most 10,000 accounts are asked for. */
export async function readCanonicalIds(records: RecordStore): Promise<ReadonlyMap<string, string>> {
  const entries = await records.read((reader) => reader.range({ prefix: profileKey(), limit: RANGE_LIMIT_MAX }));
  const ids = new Map<string, string>();
  for (const { key, value } of entries) {
    const { canonicalId } = JSON.parse(new TextDecoder().decode(value)) as AccountProfile;
    if (canonicalId !== undefined) ids.set(String(key.at(-1)), canonicalId);
  }
  return ids;
}
