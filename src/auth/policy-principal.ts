/** A caller as policies mean it: every name by which a principal element may speak of it. */
import type { PolicyPrincipal } from "./policy/policy-request.ts";
import type { Principal } from "./principal.ts";

export interface PrincipalFacts {
  /** Whether the role behind a session is one that belongs to a service. */
  readonly isServiceLinkedRole?: boolean;
  /** The account's id in S3. */
  readonly canonicalUserId?: string | undefined;
}

export function policyPrincipalOf(principal: Principal, facts: PrincipalFacts = {}): PolicyPrincipal {
  const { isServiceLinkedRole = false, canonicalUserId } = facts;
  switch (principal.type) {
    case "anonymous":
      return {
        type: "anonymous",
        accountId: undefined,
        arn: undefined,
        federatedProvider: principal.federatedProvider,
      };
    case "service":
      return { type: "service", accountId: principal.accountId, arn: undefined, service: principal.service };
    case "root":
      return { type: "root", accountId: principal.accountId, arn: principal.arn, canonicalUserId };
    case "user":
      return {
        type: "user",
        accountId: principal.accountId,
        arn: principal.arn,
        uniqueId: principal.userId,
        canonicalUserId,
      };
    case "assumed-role":
      return {
        type: "assumed-role",
        accountId: principal.accountId,
        arn: principal.arn,
        roleArn: principal.roleArn,
        uniqueId: principal.roleId,
        sessionId: principal.userId,
        federatedProvider: principal.session.federatedProvider,
        isServiceLinkedRole,
        canonicalUserId,
      };
    case "federated-user":
      return {
        type: "federated-user",
        accountId: principal.accountId,
        arn: principal.arn,
        creatorArn: principal.creator.arn,
        creatorId: principal.creator.type === "user" ? principal.creator.userId : undefined,
        canonicalUserId,
        federatedProvider: principal.session.federatedProvider,
      };
  }
}
