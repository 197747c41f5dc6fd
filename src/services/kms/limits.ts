/**
 * Every bound of KMS, with its unit. From the member constraints of the API reference and the quotas page of the developer guide
 * (https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html, read 2026-11-23); "ours" where AWS says nothing.
 */

/** Bytes of a plaintext or message. */
export const PLAINTEXT_BYTES_MAX = 4096;
/** Bytes of a ciphertext blob, a signature or a MAC. */
export const CIPHERTEXT_BYTES_MAX = 6144;
/** Bytes of GenerateRandom and of a data key. */
export const RANDOM_BYTES_MAX = 1024;
/** Bytes of an encryption context, keys and values together (AWS: 8,192 characters). */
export const ENCRYPTION_CONTEXT_LENGTH_MAX = 8192;
export const KEY_ID_LENGTH_MAX = 2048;
export const DESCRIPTION_LENGTH_MAX = 8192;
/** Bytes of a key policy. */
export const POLICY_BYTES_MAX = 32 * 1024;
/** Characters that the Policy member may have at all. */
export const POLICY_LENGTH_MAX = 131_072;
export const ALIAS_LENGTH_MAX = 256;
export const ALIASES_PER_KEY_MAX = 50;
export const GRANTS_PER_KEY_MAX = 50_000;
export const GRANT_TOKENS_MAX = 10;
export const GRANT_TOKEN_LENGTH_MAX = 8192;
export const GRANT_NAME_LENGTH_MAX = 256;
export const GRANT_CONSTRAINT_PAIRS_MAX = 8;
export const TAGS_MAX = 50;
export const TAG_KEY_LENGTH_MAX = 128;
export const TAG_VALUE_LENGTH_MAX = 256;
export const DELETION_WINDOW_DAYS = { min: 7, max: 30, default: 30 } as const;
export const ROTATION_PERIOD_DAYS = { min: 90, max: 2560, default: 365 } as const;
export const ON_DEMAND_ROTATIONS_MAX = 25;
/** Automatic rotations made up for at once after state time jumped far ahead (ours). */
export const ROTATIONS_AT_ONCE_MAX = 1000;
/** How long the parameters of an import are good. */
export const IMPORT_PARAMETERS_MS = 24 * 3_600_000;
/** How far ahead imported material may expire. */
export const IMPORT_EXPIRY_DAYS_MAX = 365;
export const DAY_MS = 86_400_000;
/** Page sizes: default and most. */
export const KEYS_PAGE = { default: 100, max: 1000 } as const;
export const ALIASES_PAGE = { default: 50, max: 100 } as const;
export const GRANTS_PAGE = { default: 50, max: 100 } as const;
export const TAGS_PAGE = { default: 50, max: 50 } as const;
export const POLICIES_PAGE = { default: 100, max: 1000 } as const;
export const ROTATIONS_PAGE = { default: 100, max: 1000 } as const;
/** Unsealed key materials kept in memory (ours). */
export const MATERIALS_CACHED_MAX = 1024;
/** Parsed records kept in memory (ours). */
export const RECORDS_CACHED_MAX = 4096;
/** Signing jobs that may wait for the worker thread (ours). */
export const JOBS_WAITING_MAX = 1000;
/** Milliseconds that the last use of a key waits before it is written (ours). */
export const LAST_USE_DELAY_MS = 1000;
/** Keys whose last use waits to be written (ours); more are written at once. */
export const LAST_USES_MAX = 1000;
/** Milliseconds between two looks for keys and imported material that are past their date (ours). */
export const SWEEP_INTERVAL_MS = 60_000;
