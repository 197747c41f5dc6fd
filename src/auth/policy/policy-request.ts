/**
 * What is asked of the policies: one action on one resource by one principal, with the condition keys of the moment.
 */
import type { CompiledPolicy } from "./compiled-policy.ts";

/** Condition keys; asked by lower-case name, because AWS compares key names without case. */
export interface ContextKeys {
  /** Undefined when the key is not in the request. A list for multi-valued keys, also when it has one member or none. */
  get(lowerCaseKey: string): string | readonly string[] | undefined;
}

/** The names by which policies may mean the principal. */
export interface PolicyPrincipal {
  readonly type: "root" | "user" | "assumed-role" | "federated-user" | "service" | "anonymous";
  /** 12 digits; undefined for anonymous callers. */
  readonly accountId: string | undefined;
  /** The caller's own ARN: of the user, of the role's session, of the root user. Undefined for services and anonymous callers. */
  readonly arn: string | undefined;
  /** For role sessions, the role's ARN. */
  readonly roleArn?: string | undefined;
  /**
   * For federated sessions, the identity provider (`arn:aws:iam::...:saml-provider/x`, `accounts.google.com`). An anonymous caller with a provider
   * is somebody for whom the provider vouches: the caller of AssumeRoleWithWebIdentity and AssumeRoleWithSAML.
   */
  readonly federatedProvider?: string | undefined;
  /** For federated users, the ARN of the user or root user that called GetFederationToken. */
  readonly creatorArn?: string | undefined;
  /** `AIDA...` of a user, `AROA...` of a role: what a stored ARN turns into. */
  readonly uniqueId?: string | undefined;
  /** The account's id in S3. */
  readonly canonicalUserId?: string | undefined;
  /** For services, e.g. `glue.amazonaws.com`. */
  readonly service?: string | undefined;
  /** RCPs and SCPs do not bind the sessions of service-linked roles. */
  readonly isServiceLinkedRole?: boolean | undefined;
}

export interface PolicyRequest {
  /** `s3:GetObject`; compared without case. */
  readonly action: string;
  /** ARN or `*`; compared with case. */
  readonly resource: string;
  readonly principal: PolicyPrincipal;
  /** Owner of the resource; undefined when the resource belongs to nobody (`*`), which is taken as the principal's own account. */
  readonly resourceAccountId: string | undefined;
  readonly context: ContextKeys;
}

/**
 * The policies in play. A layer that is `undefined` is not there and forbids nothing; a layer that is there must allow.
 */
export interface PolicyLayers {
  /** One list a level, root to account; each level must allow. Undefined outside of an organization and for its management account. */
  readonly rcps?: readonly (readonly CompiledPolicy[])[] | undefined;
  readonly scps?: readonly (readonly CompiledPolicy[])[] | undefined;
  readonly resourcePolicy?: CompiledPolicy | undefined;
  /**
   * `grants`: in one account the resource policy or the identity policies may allow. `decides`: the resource policy must allow also in one
   * account, by naming the principal or by delegating to the account (KMS keys, role trust).
   */
  readonly resourceRule: "grants" | "decides";
  /** Something other than a policy that allows on the resource's side, e.g. a KMS grant; its name for people. */
  readonly resourceGrant?: string | undefined;
  readonly identity: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy | undefined;
  /** Session policies: their union must allow. Undefined when the session has none. */
  readonly session?: readonly CompiledPolicy[] | undefined;
  readonly vpcEndpoint?: CompiledPolicy | undefined;
}
