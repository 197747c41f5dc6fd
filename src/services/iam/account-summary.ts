/**
 * What an account has and may have, for GetAccountSummary.
 */
import type { Key, Reader } from "../../storage/record-store.ts";
import { RANGE_LIMIT_MAX } from "../../storage/record-store.ts";
import { mfaKey, mfaOfKey, oidcKey, samlKey, serverCertificateKey, signingCertificateKey } from "./account/records.ts";
import * as limits from "./limits.ts";
import { hasAccessKeys } from "./store/access-keys.ts";
import { readCounts } from "./store/counts.ts";

/** The names are AWS's (API reference, GetAccountSummary); those of the root user begin with `Account`. */
export function accountSummary(reader: Reader, accountId: string): Record<string, number> {
  const counts = readCounts(reader, accountId);
  const count = (prefix: Key): number => reader.range({ prefix, limit: RANGE_LIMIT_MAX }).length;
  const devicesInUse = count(mfaOfKey(accountId));
  const present = (has: boolean): number => (has ? 1 : 0);
  return {
    Users: counts.user ?? 0,
    UsersQuota: limits.USERS_MAX,
    Groups: counts.group ?? 0,
    GroupsQuota: limits.GROUPS_MAX,
    Roles: counts.role ?? 0,
    RolesQuota: limits.ROLES_MAX,
    Policies: counts.policy ?? 0,
    PoliciesQuota: limits.POLICIES_MAX,
    PolicyVersionsInUse: counts["policy-version"] ?? 0,
    PolicyVersionsInUseQuota: limits.POLICY_VERSIONS_IN_USE_MAX,
    InstanceProfiles: counts["instance-profile"] ?? 0,
    InstanceProfilesQuota: limits.INSTANCE_PROFILES_MAX,
    ServerCertificates: count(serverCertificateKey(accountId)),
    ServerCertificatesQuota: limits.SERVER_CERTIFICATES_MAX,
    Providers: count(oidcKey(accountId)) + count(samlKey(accountId)),
    MFADevices: count(mfaKey(accountId)),
    MFADevicesInUse: devicesInUse,
    AccountMFAEnabled: present(count(mfaOfKey(accountId, accountId)) > 0),
    AccountAccessKeysPresent: present(hasAccessKeys(reader, accountId, accountId)),
    AccountSigningCertificatesPresent: present(count(signingCertificateKey(accountId, accountId)) > 0),
    AccessKeysPerUserQuota: limits.ACCESS_KEYS_PER_USER_MAX,
    SigningCertificatesPerUserQuota: limits.SIGNING_CERTIFICATES_PER_USER_MAX,
    GroupsPerUserQuota: limits.GROUPS_PER_USER_MAX,
    AttachedPoliciesPerUserQuota: limits.ATTACHED_POLICIES_MAX,
    AttachedPoliciesPerGroupQuota: limits.ATTACHED_POLICIES_MAX,
    AttachedPoliciesPerRoleQuota: limits.ATTACHED_POLICIES_MAX,
    VersionsPerPolicyQuota: limits.POLICY_VERSIONS_MAX,
    PolicySizeQuota: limits.MANAGED_POLICY_SIZE_MAX,
    UserPolicySizeQuota: limits.USER_POLICIES_SIZE_MAX,
    GroupPolicySizeQuota: limits.GROUP_POLICIES_SIZE_MAX,
    RolePolicySizeQuota: limits.ROLE_POLICIES_SIZE_MAX,
    AssumeRolePolicySizeQuota: limits.TRUST_POLICY_SIZE_MAX,
    GlobalEndpointTokenVersion: 1,
  };
}
