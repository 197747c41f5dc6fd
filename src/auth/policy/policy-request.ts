/**
 * What is asked of the policies: one action on one resource by one principal, with the condition keys of the moment.
 */
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
  /** For federated users, the ARN of the user or root user that called GetFederationToken, and the user's unique id. */
  readonly creatorArn?: string | undefined;
  readonly creatorId?: string | undefined;
  /** `AIDA...` of a user, `AROA...` of a role: what a kept ARN turns into. */
  readonly uniqueId?: string | undefined;
  /** For role sessions, `AROA...:session`: what the kept ARN of a session turns into. */
  readonly sessionId?: string | undefined;
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
