/**
 * What an account is called beside its number: kept here because it belongs to no one service.
 *
 *     ["account-profile", account] -> AccountProfile
 */
import type { S3Defaults } from "../../services/s3/buckets/defaults.ts";
import type { Key, RecordStore } from "../../storage/record-store.ts";
import { RANGE_LIMIT_MAX } from "../../storage/record-store.ts";

export interface AccountProfile {
  readonly displayName?: string | undefined;
  /** Unique among the accounts. */
  readonly email?: string | undefined;
  /** S3's name of the account; undefined for the one that follows from its number. */
  readonly canonicalId?: string | undefined;
  /** What its S3 buckets are born with; undefined for what the server is told. */
  readonly s3Defaults?: S3Defaults | undefined;
}

const profileKey = (...rest: Key): Key => ["account-profile", ...rest];

export async function writeProfile(records: RecordStore, accountId: string, profile: AccountProfile): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(profile));
  await records.transact((transaction) => transaction.put(profileKey(accountId), bytes));
}

export type AccountProfiles = ReadonlyMap<string, AccountProfile>;

/** By account. At most 10,000 accounts are asked for. */
export async function readProfiles(records: RecordStore): Promise<AccountProfiles> {
  const entries = await records.read((reader) => reader.range({ prefix: profileKey(), limit: RANGE_LIMIT_MAX }));
  return new Map(
    entries.map(({ key, value }) => [
      String(key.at(-1)),
      JSON.parse(new TextDecoder().decode(value)) as AccountProfile,
    ]),
  );
}

/** One member of the profiles that have it, by account. */
export function given<Member extends keyof AccountProfile>(
  profiles: AccountProfiles,
  member: Member,
): ReadonlyMap<string, NonNullable<AccountProfile[Member]>> {
  const values = new Map<string, NonNullable<AccountProfile[Member]>>();
  for (const [accountId, profile] of profiles) {
    const value = profile[member];
    if (value !== undefined) values.set(accountId, value as NonNullable<AccountProfile[Member]>);
  }
  return values;
}
