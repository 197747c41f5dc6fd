/**
 * Every bound of IAM, with its unit and where it comes from: the API reference's member constraints and "IAM and AWS STS quotas"
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, read 2026-11-23), or our own choice ("ours").
 */

/** Characters of a user's name. */
export const USER_NAME_LENGTH_MAX = 64;
/** Characters of a role's name. */
export const ROLE_NAME_LENGTH_MAX = 64;
/** Characters of the names of groups, policies and instance profiles. */
export const NAME_LENGTH_MAX = 128;
/** Characters of a path. */
export const PATH_LENGTH_MAX = 512;
/** Characters of the description of a role or policy. */
export const DESCRIPTION_LENGTH_MAX = 1000;
/** Characters of an ARN in a request. */
export const ARN_LENGTH_MIN = 20;
export const ARN_LENGTH_MAX = 2048;
/** Characters of a policy document as sent (the API's own bound; quotas below do not count whitespace). */
export const DOCUMENT_LENGTH_MAX = 131_072;
/** Characters of an access key id in a request. */
export const ACCESS_KEY_ID_LENGTH_MIN = 16;
export const ACCESS_KEY_ID_LENGTH_MAX = 128;

/** Items of one page: the default and the most that may be asked for. */
export const PAGE_SIZE_DEFAULT = 100;
export const PAGE_SIZE_MAX = 1000;
/** Characters of a marker (ours; the API allows 320 for its own). */
export const MARKER_LENGTH_MAX = 2048;
/** Records looked at for one page; a page may be shorter than asked, and still say that there is more (ours; AWS reserves the right). */
export const RECORDS_EXAMINED_MAX = 5000;

/** Tags of one resource. */
export const TAGS_MAX = 50;
export const TAG_KEY_LENGTH_MAX = 128;
export const TAG_VALUE_LENGTH_MAX = 256;

export const USERS_MAX = 5000;
export const GROUPS_MAX = 300;
export const ROLES_MAX = 1000;
export const POLICIES_MAX = 1500;
export const INSTANCE_PROFILES_MAX = 1000;
export const GROUPS_PER_USER_MAX = 10;
export const ACCESS_KEYS_PER_USER_MAX = 2;
/** Managed policies attached to one user, group or role. */
export const ATTACHED_POLICIES_MAX = 10;
export const POLICY_VERSIONS_MAX = 5;

/** Versions of all policies of an account together. */
export const POLICY_VERSIONS_IN_USE_MAX = 10_000;
export const SERVER_CERTIFICATES_MAX = 20;
export const SIGNING_CERTIFICATES_PER_USER_MAX = 2;

/** Characters of a managed policy without whitespace. */
export const MANAGED_POLICY_SIZE_MAX = 6144;
/** Characters of all inline policies of one user, group or role together, without whitespace. */
export const USER_POLICIES_SIZE_MAX = 2048;
export const GROUP_POLICIES_SIZE_MAX = 5120;
export const ROLE_POLICIES_SIZE_MAX = 10_240;
/** Characters of a role's trust policy without whitespace. */
export const TRUST_POLICY_SIZE_MAX = 2048;

/** Seconds of a role's longest session: default, least, most. */
export const SESSION_SECONDS_DEFAULT = 3600;
export const SESSION_SECONDS_MIN = 3600;
export const SESSION_SECONDS_MAX = 43_200;

/** Services that ListPoliciesGrantingServiceAccess is asked about at once. */
export const SERVICE_NAMESPACES_MAX = 200;

/** Principals whose compiled policies are kept in memory, and access keys that are (ours). */
export const CACHED_PRINCIPALS_MAX = 4096;
/** Compiled policies that are kept in memory (ours). */
export const COMPILED_POLICIES_MAX = 4096;
/** Milliseconds that noted uses of keys and roles wait to be written together (ours). */
export const USES_FLUSH_MS = 5000;
/** Keys and roles with a use that is not written yet; more are written at once (ours). */
export const USES_PENDING_MAX = 1000;
