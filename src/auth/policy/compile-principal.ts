/**
 * Principals ready for matching. Users and roles are meant by their unique ids, which is what kept policies have (`policy-principals.ts`), or by their
 * ARNs, as policies that nobody keeps have them and those that name accounts of which nothing is known here. AWS: which name a policy uses decides what else may limit the grant
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html).
 */
import type { PrincipalReach } from "./compiled-policy.ts";
import type { PrincipalElement } from "./policy-document.ts";
import type { PolicyPrincipal } from "./policy-request.ts";

type ReachTest = (principal: PolicyPrincipal) => PrincipalReach | undefined;
type BoundedReachTest = (principal: PolicyPrincipal, isBounded: boolean) => PrincipalReach | undefined;

const ACCOUNT_ARN = /^arn:[^:]*:iam::(\d{12}):root$/;

/** `deniesBounded`: the statement is a deny of a resource policy. */
export function compilePrincipal(element: PrincipalElement | undefined, deniesBounded: boolean): BoundedReachTest {
  if (element === undefined) return () => "direct";
  if (!element.isNegated) return namedReach(element);
  const spares = sparedTest(element);
  // AWS: `NotPrincipal` with `Deny` in a resource policy denies every principal that has a permissions boundary, whomever it spares
  // (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html, "Important").
  return (principal, isBounded) => ((isBounded && deniesBounded) || !spares(principal) ? "direct" : undefined);
}

/**
 * Whom `NotPrincipal` spares: callers whose own ARN it names, for the session of a role together with the role's ARN; naming the account spares its root
 * user alone. AWS: "the role's Principal value is composed of two ARNs ... you must include both"
 * (https://aws.amazon.com/blogs/security/how-to-restrict-amazon-s3-bucket-access-to-a-specific-iam-role/).
 */
function sparedTest(element: PrincipalElement): (principal: PolicyPrincipal) => boolean {
  const reach = namedReach(element);
  const names = new Set(element.aws);
  return (principal) => {
    if (principal.type !== "assumed-role") return reach(principal) === "direct";
    const isSessionNamed = has(names, principal.arn) || has(names, principal.sessionId);
    const isRoleNamed = has(names, principal.roleArn) || has(names, principal.uniqueId);
    return element.isAnyone || (isSessionNamed && isRoleNamed);
  };
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
    if ((has(names, arn) || has(names, principal.sessionId)) && principal.type !== "root") return "direct";
    if (isAccount && principal.type === "root") return "direct";
    const isIdentity =
      has(names, principal.roleArn) ||
      has(names, principal.creatorArn) ||
      has(names, principal.creatorId) ||
      has(names, principal.uniqueId) ||
      has(federated, federatedProvider);
    if (isIdentity) return principal.type === "user" ? "direct" : "identity";
    return isAccount ? "account" : undefined;
  };
}

const has = (names: ReadonlySet<string>, name: string | undefined): boolean => name !== undefined && names.has(name);
