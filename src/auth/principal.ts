/**
 * Who asks. Filled by the signature step; read by authorize, by audit and by services that act for the caller.
 */

/** What a set of temporary credentials carries. Sealed into the session token, so it survives a restart. */
export interface Session {
  readonly issuedMs: number;
  readonly expiresMs: number;
  /** When an MFA code was verified for these credentials; undefined when none was. */
  readonly mfaMs?: number | undefined;
  readonly sourceIdentity?: string | undefined;
  /** Session tags; they win over the tags of the role or user. */
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  /** Inline session policies, JSON text. */
  readonly policies: readonly string[];
  readonly policyArns: readonly string[];
  /** `aws:FederatedProvider`: the ARN or name of the identity provider that vouched for the caller. */
  readonly federatedProvider?: string | undefined;
  /** Condition keys that the provider's assertion set (`saml:aud`, `accounts.google.com:sub` ...). */
  readonly claims?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Set for the session of one directory bucket of S3. */
  readonly directoryBucket?: { readonly name: string; readonly isReadOnly: boolean } | undefined;
  /** The credentials were got with credentials of a role: at most one hour, whatever the role says. */
  readonly isChained?: boolean | undefined;
}

interface Known {
  readonly accountId: string;
  readonly accessKeyId: string;
  /** As AWS names the caller (`GetCallerIdentity`). */
  readonly arn: string;
  /** `aws:userid`. */
  readonly userId: string;
}

export interface RootPrincipal extends Known {
  readonly type: "root";
  readonly session?: Session | undefined;
}

export interface UserPrincipal extends Known {
  readonly type: "user";
  readonly userName: string;
  /** Present for GetSessionToken credentials. */
  readonly session?: Session | undefined;
}

export interface AssumedRolePrincipal extends Known {
  readonly type: "assumed-role";
  /** `arn:aws:iam::ACCOUNT:role/path/name`; `arn` is the session's, `arn:aws:sts::ACCOUNT:assumed-role/name/session`. */
  readonly roleArn: string;
  readonly roleName: string;
  readonly roleId: string;
  readonly sessionName: string;
  readonly session: Session;
}

/** From GetFederationToken: the policies of its creator, narrowed by the session policies. */
export interface FederatedUserPrincipal extends Known {
  readonly type: "federated-user";
  /** The user (or root) that called GetFederationToken. */
  readonly creator: UserPrincipal | RootPrincipal;
  readonly session: Session;
}

/** An AWS service that acts by itself, e.g. `glue.amazonaws.com`. Never comes in over HTTP. */
export interface ServicePrincipal {
  readonly type: "service";
  readonly service: string;
  /** The account on whose behalf it acts. */
  readonly accountId: string;
}

export type SignedPrincipal = RootPrincipal | UserPrincipal | AssumedRolePrincipal | FederatedUserPrincipal;

/** Nobody that is known here. */
export interface AnonymousPrincipal {
  readonly type: "anonymous";
  /** The identity provider that vouches for the caller, while it asks for a role's session: the ARN of the provider. */
  readonly federatedProvider?: string | undefined;
}

export type Principal = SignedPrincipal | ServicePrincipal | AnonymousPrincipal;

/** What the request itself tells condition keys; absent for work that no request started. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly sourceIp: string;
  readonly isSecure: boolean;
  readonly userAgent?: string | undefined;
  readonly referer?: string | undefined;
  /** Undefined for unsigned requests. */
  readonly signature?: SignatureOrigin | undefined;
  /** Set for requests that come in through a VPC endpoint's listener. */
  readonly vpcEndpoint?: VpcEndpointOrigin | undefined;
}

/** How a request was signed, for S3's condition keys. */
export interface SignatureOrigin {
  /** `s3:authType`: in which of the three places the signature was. */
  readonly authType: "REST-HEADER" | "REST-QUERY-STRING" | "POST";
  /** `s3:signatureversion`. */
  readonly version: "AWS4-HMAC-SHA256" | "AWS";
  /** Of a presigned URL, how long ago it was signed, milliseconds of wall time. */
  readonly ageMs: number | undefined;
  /** `x-amz-content-sha256` as sent. */
  readonly contentSha256: string | undefined;
}

export interface VpcEndpointOrigin {
  readonly vpcEndpointId: string;
  readonly vpcId: string;
  /** Owner of the endpoint. */
  readonly accountId: string;
  /** The endpoint's policy, JSON text; AWS's default allows everything. */
  readonly policy?: string | undefined;
}

/** A principal and where it acts; what one service hands another when it acts on the caller's behalf. */
export interface Caller {
  readonly principal: Principal;
  /** The account whose resources are addressed; 12 digits. */
  readonly accountId: string;
  readonly region: string;
  readonly origin?: RequestOrigin | undefined;
  /** Services that made this call for the principal (`aws:CalledVia`), the first one first: `["athena.amazonaws.com"]`. */
  readonly calledVia?: readonly string[] | undefined;
  /** Condition keys that come with everything a service does by itself: `aws:SourceArn`, `aws:SourceAccount`. */
  readonly conditions?: Readonly<Record<string, string>> | undefined;
}

/** The session of temporary credentials; undefined for everybody else. */
export function sessionOf(principal: Principal): Session | undefined {
  return principal.type === "anonymous" || principal.type === "service" ? undefined : principal.session;
}

/** The caller as messages name it. */
export function nameOf(principal: Principal): string {
  if (principal.type === "anonymous") return "anonymous";
  return principal.type === "service" ? principal.service : principal.arn;
}
