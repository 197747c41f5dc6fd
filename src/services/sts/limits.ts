/**
 * The numbers of STS.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and its sisters (read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (read 2026-11-23)
 */
export const ROLE_ARN_LENGTH_MIN = 20;
export const ROLE_ARN_LENGTH_MAX = 2048;
export const SESSION_NAME_LENGTH_MIN = 2;
export const SESSION_NAME_LENGTH_MAX = 64;
/** AWS: names of federated users are half as long as names of role sessions. */
export const FEDERATED_NAME_LENGTH_MAX = 32;
export const EXTERNAL_ID_LENGTH_MIN = 2;
export const EXTERNAL_ID_LENGTH_MAX = 1224;
export const SERIAL_NUMBER_LENGTH_MIN = 9;
export const SERIAL_NUMBER_LENGTH_MAX = 256;
export const TOKEN_CODE_LENGTH = 6;
/** Characters of an inline session policy. */
export const SESSION_POLICY_LENGTH_MAX = 2048;
export const SESSION_POLICY_ARNS_MAX = 10;
export const TAGS_MAX = 50;
export const TAG_KEY_LENGTH_MAX = 128;
export const TAG_VALUE_LENGTH_MAX = 256;
export const WEB_IDENTITY_TOKEN_LENGTH_MIN = 4;
export const WEB_IDENTITY_TOKEN_LENGTH_MAX = 20_000;
export const PROVIDER_ID_LENGTH_MIN = 4;
export const PROVIDER_ID_LENGTH_MAX = 2048;
export const SAML_ASSERTION_LENGTH_MIN = 4;
export const SAML_ASSERTION_LENGTH_MAX = 100_000;
export const ENCODED_MESSAGE_LENGTH_MAX = 10_240;
export const ACCESS_KEY_ID_LENGTH_MIN = 16;
export const ACCESS_KEY_ID_LENGTH_MAX = 128;
export const MINIMUM_TOKEN_SIZE_MAX = 4096;

/** Seconds of a role's session; the role's own MaxSessionDuration may be shorter. */
export const ROLE_SECONDS = { min: 900, max: 43_200, usual: 3600 };
/** AWS: credentials of instances and tasks are good for six hours. */
export const SERVICE_ROLE_SECONDS = 21_600;

/** Seconds of sessions from GetSessionToken and GetFederationToken. */
export const USER_SECONDS = { min: 900, max: 129_600, usual: 43_200 };
/** AWS: sessions of the root user last an hour at most, whatever is asked for. */
export const ROOT_SECONDS_MAX = 3600;
/** AWS: a role assumed with temporary credentials is had for an hour at most. */
export const CHAINED_SECONDS_MAX = 3600;

/** AWS: an assertion is good for five minutes after it was issued (AssumeRoleWithSAML). */
export const ASSERTION_AGE_MS_MAX = 5 * 60_000;
/** How far an identity provider's clock may be ahead of ours. */
export const PROVIDER_SKEW_MS_MAX = 5 * 60_000;

/** A provider's discovery document and key set: bytes and time for each, how long keys are used, and how soon they are asked for again. */
export const PROVIDER_DOCUMENT_BYTES_MAX = 256 * 1024;
export const PROVIDER_DOCUMENT_MS_MAX = 5000;
export const KEYS_FRESH_MS = 60 * 60_000;
export const KEYS_REFRESH_MS_MIN = 1000;
/** Providers whose keys are kept, and keys of one provider that are looked at (AWS: 100 RSA and 100 EC keys). */
export const KEY_SETS_MAX = 256;
export const KEYS_MAX = 200;
