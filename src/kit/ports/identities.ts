/**
 * What others need of IAM: whose key this is, which policies decide for a principal, what a role is. Implemented by the IAM service. Answers are
 * exact at any moment: a change that was acknowledged is seen by the next call, in this process and in others on the same store.
 */
import type { Principal, RootPrincipal, UserPrincipal } from "../../auth/principal.ts";
import type { CompiledPolicy } from "../../auth/policy/compiled-policy.ts";

/** A long-term access key of a user or of an account's root user. */
export interface LongTermKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly isActive: boolean;
  readonly principal: UserPrincipal | RootPrincipal;
}

/** What decides for a principal on the identity side. */
export interface PrincipalPolicies {
  readonly identity: readonly CompiledPolicy[];
  readonly boundary: CompiledPolicy | undefined;
  /** Tags of the user or role. */
  readonly tags: Readonly<Record<string, string>>;
  readonly isServiceLinkedRole: boolean;
  /** False when the user or role is gone: its credentials mean nobody any more. */
  readonly isThere: boolean;
}

export interface RoleFacts {
  readonly accountId: string;
  readonly roleArn: string;
  readonly roleName: string;
  readonly roleId: string;
  readonly path: string;
  /** JSON text, as it is kept: users and roles by their unique ids. */
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly permissionsBoundaryArn: string | undefined;
}

/** An OpenID Connect provider registered with CreateOpenIDConnectProvider. */
export interface OidcProviderFacts {
  readonly arn: string;
  /** Without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
}

export interface SamlProviderFacts {
  readonly arn: string;
  readonly metadataDocument: string;
}

export interface Identities {
  findAccessKey(accessKeyId: string): Promise<LongTermKey | undefined>;
  policiesOf(principal: Principal): Promise<PrincipalPolicies>;
  /** A managed policy, the account's own or AWS's; for session policy ARNs. Undefined when there is none. */
  managedPolicy(accountId: string, policyArn: string, use: "session" | "boundary"): Promise<CompiledPolicy | undefined>;
  findRole(accountId: string, roleName: string): Promise<RoleFacts | undefined>;
  findOidcProvider(accountId: string, url: string): Promise<OidcProviderFacts | undefined>;
  findSamlProvider(accountId: string, arn: string): Promise<SamlProviderFacts | undefined>;
  /** True when the six digits are those of the user's MFA device for this moment; each code is good once. */
  verifyMfa(user: UserPrincipal | RootPrincipal, serialNumber: string, code: string): Promise<boolean>;
  /** Notes that a key or role was used, for GetAccessKeyLastUsed and RoleLastUsed. Returns at once; written now and then. */
  noteUse(
    principal: Principal,
    use: { readonly service: string; readonly region: string; readonly nowMs: number },
  ): void;
}
