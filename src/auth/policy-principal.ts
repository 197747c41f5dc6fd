/** A caller as policies mean it: every name by which a principal element may speak of it. */
import type { PolicyPrincipal } from "./policy/policy-request.ts";
import type { Principal } from "./principal.ts";

/** `isServiceLinkedRole`: whether the role behind a session is one that belongs to a service. */
export function policyPrincipalOf(principal: Principal, isServiceLinkedRole = false): PolicyPrincipal {
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
      return { type: "root", accountId: principal.accountId, arn: principal.arn };
    case "user":
      return { type: "user", accountId: principal.accountId, arn: principal.arn, uniqueId: principal.userId };
    case "assumed-role":
      return {
        type: "assumed-role",
        accountId: principal.accountId,
        arn: principal.arn,
        roleArn: principal.roleArn,
        uniqueId: principal.roleId,
        federatedProvider: principal.session.federatedProvider,
        isServiceLinkedRole,
      };
    case "federated-user":
      return {
        type: "federated-user",
        accountId: principal.accountId,
        arn: principal.arn,
        creatorArn: principal.creator.arn,
        federatedProvider: principal.session.federatedProvider,
      };
  }
}
