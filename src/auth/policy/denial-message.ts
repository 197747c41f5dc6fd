/**
 * AWS's words for a refusal: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, with the ARN of the policy that denies
 * (https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns: within one account, policies that have an ARN).
 */
import type { Decision, PolicyLayer } from "./decision.ts";

/** `a`/`an` and the name of a layer's policies. */
const LAYER_NAMES: Readonly<Record<PolicyLayer, readonly [article: string, name: string]>> = {
  "resource-control-policy": ["a", "resource control policy"],
  "service-control-policy": ["a", "service control policy"],
  "resource-policy": ["a", "resource-based policy"],
  "identity-policy": ["an", "identity-based policy"],
  "permissions-boundary": ["a", "permissions boundary"],
  "session-policy": ["a", "session policy"],
  "vpc-endpoint-policy": ["a", "VPC endpoint policy"],
};

export interface Denial {
  /** ARN or name of the caller. */
  readonly who: string;
  readonly action: string;
  /** As it is to be shown; `*` is left out, because the action has no resources. */
  readonly resource: string;
  readonly decision: Decision;
}

/** `User: ... is not authorized to perform: ... on resource: ... because ...` */
export function denialMessage({ who, action, resource, decision }: Denial): string {
  const on = resource === "*" ? "" : ` on resource: ${resource}`;
  return `User: ${who} is not authorized to perform: ${action}${on} ${denialReason(decision, action)}`;
}

/** `because no ... allows the ... action`, or `with an explicit deny in ...`. */
export function denialReason(decision: Decision, action: string): string {
  const [article, name] = nameOf(decision.layer, action);
  // AWS: RCPs cannot lack an allow (RCPFullAWSAccess cannot be detached), so there are no words for it; SCPs have both.
  const isExplicit = decision.outcome === "explicit-deny" || decision.layer === "resource-control-policy";
  if (!isExplicit) return `because no ${name} allows the ${action} action`;
  return `with an explicit deny in ${article} ${name}${policyArn(decision)}`;
}

// AWS: the policy of a role has a name of its own, and an article of its own.
function nameOf(layer: PolicyLayer, action: string): readonly [article: string, name: string] {
  const isTrust = layer === "resource-policy" && /^sts:AssumeRole/i.test(action);
  return isTrust ? ["the", "role trust policy"] : LAYER_NAMES[layer];
}

const ARN_LAYERS: ReadonlySet<PolicyLayer> = new Set([
  "resource-control-policy",
  "service-control-policy",
  "identity-policy",
  "permissions-boundary",
  "session-policy",
]);

function policyArn({ statement, isCrossAccount }: Decision): string {
  if (statement === undefined || isCrossAccount) return "";
  const { layer, id } = statement.source;
  return ARN_LAYERS.has(layer) && id.startsWith("arn:") ? `: ${id}` : "";
}
