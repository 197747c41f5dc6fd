/**
 * The caller as CloudTrail's `userIdentity`.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html (read 2026-11-23)
 */
import type { Caller, Principal, RootPrincipal, Session, UserPrincipal } from "../auth/principal.ts";
import type { AuditEntry } from "../kit/ports/audit-trail.ts";
import type { TrailIdentity } from "../kit/ports/event-history.ts";
import { isoSeconds } from "./iso-seconds.ts";

export function userIdentity({ principal, calledVia }: Pick<Caller, "principal" | "calledVia">): TrailIdentity {
  const identity = identityOf(principal);
  const invokedBy = calledVia?.at(-1);
  return invokedBy === undefined ? identity : { ...identity, invokedBy };
}

function identityOf(principal: Principal): TrailIdentity {
  // AWS: unsigned requests to S3 (S3 user guide, CloudTrail log file examples).
  if (principal.type === "anonymous") return { type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" };
  if (principal.type === "service") return { type: "AWSService", invokedBy: principal.service };
  const { userId: principalId, arn, accountId, accessKeyId } = principal;
  const known = { principalId, arn, accountId, accessKeyId };
  switch (principal.type) {
    case "root":
      return { type: "Root", ...known, ...withSession(principal.session, {}) };
    case "user":
      return { type: "IAMUser", ...known, userName: principal.userName, ...withSession(principal.session, {}) };
    case "assumed-role": {
      const { roleArn, roleId, roleName } = principal;
      const sessionIssuer = { type: "Role", principalId: roleId, arn: roleArn, accountId, userName: roleName };
      return { type: "AssumedRole", ...known, ...withSession(principal.session, sessionIssuer) };
    }
    case "federated-user":
      return { type: "FederatedUser", ...known, ...withSession(principal.session, issuerOf(principal.creator)) };
  }
}

function issuerOf(principal: RootPrincipal | UserPrincipal): TrailIdentity {
  const { userId: principalId, arn, accountId } = principal;
  return principal.type === "root"
    ? { type: "Root", principalId, arn, accountId }
    : { type: "IAMUser", principalId, arn, accountId, userName: principal.userName };
}

function withSession(session: Session | undefined, sessionIssuer: object): Pick<TrailIdentity, "sessionContext"> {
  if (session === undefined) return {};
  const { issuedMs, mfaMs, sourceIdentity, federatedProvider } = session;
  return {
    sessionContext: {
      sessionIssuer,
      webIdFederationData: federatedProvider === undefined ? {} : { federatedProvider },
      attributes: { creationDate: isoSeconds(issuedMs), mfaAuthenticated: String(mfaMs !== undefined) },
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
  };
}

/**
 * Whom an identity provider vouched for, in the calls that take no signature. Known once the call succeeded; a refused one says the kind alone.
 *
 * AWS: `principalId` is provider, audience and subject (IAM user guide, "Logging IAM and AWS STS API calls with AWS CloudTrail").
 */
export function vouchedIdentity({ operation, responseElements = {} }: AuditEntry): TrailIdentity | undefined {
  const { provider, audience, subjectFromWebIdentityToken, subject, issuer, nameQualifier } = responseElements;
  switch (operation) {
    case "AssumeRoleWithWebIdentity":
      return known("WebIdentityUser", {
        principalId: joined(provider, audience, subjectFromWebIdentityToken),
        userName: subjectFromWebIdentityToken,
        identityProvider: provider,
      });
    case "AssumeRoleWithSAML":
      return known("SAMLUser", {
        principalId: joined(nameQualifier, subject),
        userName: subject,
        identityProvider: issuer,
      });
    default:
      return undefined;
  }
}

function joined(...parts: readonly unknown[]): unknown {
  return parts.every((part) => typeof part === "string") ? parts.join(":") : undefined;
}

function known(type: string, members: Readonly<Record<string, unknown>>): TrailIdentity {
  return { type, ...Object.fromEntries(Object.entries(members).filter(([, value]) => typeof value === "string")) };
}
