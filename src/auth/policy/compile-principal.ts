/**
 * Principals ready for matching. AWS: which name a policy uses decides what else may limit the grant
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html).
 */
import type { PrincipalReach } from "./compiled-policy.ts";
import type { PrincipalElement } from "./policy-document.ts";
import type { PolicyPrincipal } from "./policy-request.ts";

type ReachTest = (principal: PolicyPrincipal) => PrincipalReach | undefined;

const ACCOUNT_ARN = /^arn:[^:]*:iam::(\d{12}):root$/;

export function compilePrincipal(element: PrincipalElement | undefined): ReachTest {
  if (element === undefined) return () => "direct";
  const reach = namedReach(element);
  if (!element.isNegated) return reach;
  // `NotPrincipal` spares the caller that it names in any way.
  return (principal) => (reach(principal) === undefined ? "direct" : undefined);
}

function namedReach(element: PrincipalElement): ReachTest {
  if (element.isAnyone) return () => "direct";
  const accounts = new Set(element.aws.map((name) => ACCOUNT_ARN.exec(name)?.[1] ?? name));
  const names = new Set(element.aws);
  const services = new Set(element.services);
  const federated = new Set(element.federated);
  const canonicalUsers = new Set(element.canonicalUsers);
  return (principal) => {
    if (principal.type === "service") return services.has(principal.service ?? "") ? "direct" : undefined;
    const { arn, accountId, federatedProvider, canonicalUserId } = principal;
    if (principal.type === "anonymous") return has(federated, federatedProvider) ? "direct" : undefined;
    const isAccount = has(accounts, accountId) || has(canonicalUsers, canonicalUserId);
    if (has(names, arn) && principal.type !== "root") return "direct";
    if (isAccount && principal.type === "root") return "direct";
    const isIdentity =
      has(names, principal.roleArn) ||
      has(names, principal.creatorArn) ||
      has(names, principal.uniqueId) ||
      has(federated, federatedProvider);
    if (isIdentity) return principal.type === "user" ? "direct" : "identity";
    return isAccount ? "account" : undefined;
  };
}

const has = (names: ReadonlySet<string>, name: string | undefined): boolean => name !== undefined && names.has(name);
