/**
 * Every bound of Organizations, with its unit. From "Quotas and service limits for AWS Organizations" (user guide, read 2026-11-23) and the member
 * constraints of the API reference; "ours" where AWS names none.
 */
import type { KeptPolicyType } from "./records.ts";

export const OUS_PER_ORGANIZATION_MAX = 2000;
/** Levels of OUs below the root. */
export const OU_LEVELS_MAX = 5;

/**
 * AWS: SCPs have 10,240 characters and ten places at each node since 15 May 2026 (before: 5,120 and five); RCPs keep 5,120 and five.
 */
export const POLICY_LENGTH_MAX: Readonly<Record<KeptPolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10_240,
  RESOURCE_CONTROL_POLICY: 5120,
};
export const POLICIES_PER_TARGET_MAX: Readonly<Record<KeptPolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10,
  RESOURCE_CONTROL_POLICY: 5,
};
export const POLICIES_PER_ORGANIZATION_MAX: Readonly<Record<KeptPolicyType, number>> = {
  SERVICE_CONTROL_POLICY: 10_000,
  RESOURCE_CONTROL_POLICY: 1000,
};

export const OU_NAME_LENGTH_MAX = 128;
export const POLICY_NAME_LENGTH_MAX = 128;
export const POLICY_DESCRIPTION_LENGTH_MAX = 512;
export const ACCOUNT_NAME_LENGTH_MAX = 50;
export const EMAIL_LENGTH_MIN = 6;
export const EMAIL_LENGTH_MAX = 64;
export const ROLE_NAME_LENGTH_MAX = 64;
export const TAGS_MAX = 50;
export const TAG_KEY_LENGTH_MAX = 128;
export const TAG_VALUE_LENGTH_MAX = 256;

/** Entries of one page (MaxResults). */
export const PAGE_SIZE_MAX = 20;

const DAY_MS = 24 * 60 * 60 * 1000;
/** A created account stays for at least this long (quotas page, "Minimum age for removal of created accounts"). */
export const CREATED_ACCOUNT_STAYS_MS = 7 * DAY_MS;
/** CloseAccount: the higher of 250 and a fifth of the accounts, never more than 1,000, within 30 days. */
export const CLOSURES_WINDOW_MS = 30 * DAY_MS;
export const CLOSURES_FLOOR = 250;
export const CLOSURES_CEILING = 1000;

/** Records one look through an index reads at once (ours). */
export const SCAN_BATCH = 1000;
/** Compiled policies kept in memory (ours). */
export const COMPILED_POLICIES_MAX = 2000;
