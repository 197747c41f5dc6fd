/**
 * The caller as CloudTrail's `userIdentity`.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html (read 2026-11-23)
 */
import type { Caller, Principal, RootPrincipal, Session, UserPrincipal } from "../auth/principal.ts";
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
