/**
 * The decision, in AWS's order: an explicit deny anywhere; resource control policies; service control policies level by level; then what the
 * resource's side and the identity's side say together, within one account or across two; last the VPC endpoint's policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * Pure: the same request and policies give the same answer.
 */
import { type Asked, ask, firstAllow, groupOf, matchReach } from "./asked.ts";
import type { CompiledPolicy, PrincipalReach } from "./compiled-policy.ts";
import type { Decision, PolicyLayer, StatementRef } from "./decision.ts";
import type { PolicyLayers } from "./policy-layers.ts";
import type { PolicyPrincipal, PolicyRequest } from "./policy-request.ts";

export function evaluate(request: PolicyRequest, layers: PolicyLayers): Decision {
  const asked = ask(request, layers);
  return (
    explicitDenial(asked) ??
    organizationDenial(asked) ??
    (asked.isCrossAccount ? crossAccountDecision(asked) : sameAccountDecision(asked))
  );
}

const NO_POLICIES: readonly CompiledPolicy[] = [];

function explicitDenial(asked: Asked): Decision | undefined {
  const { rcps, scps, resourcePolicy, identity, boundary, session, vpcEndpoint } = asked.layers;
  const statement =
    (rcps === undefined ? undefined : firstDenyOfLevels(rcps, asked)) ??
    (scps === undefined ? undefined : firstDenyOfLevels(scps, asked)) ??
    denyOf(resourcePolicy, asked) ??
    firstDeny(identity, asked) ??
    denyOf(boundary, asked) ??
    firstDeny(session ?? NO_POLICIES, asked) ??
    denyOf(vpcEndpoint, asked);
  if (statement === undefined) return undefined;
  return decision(asked, "explicit-deny", statement.source.layer, statement);
}

/** AWS: every level from the organization's root to the account must allow. */
function organizationDenial(asked: Asked): Decision | undefined {
  const { rcps, scps } = asked.layers;
  if (rcps !== undefined && !everyLevelAllows(rcps, asked)) return denied(asked, "resource-control-policy");
  if (scps !== undefined && !everyLevelAllows(scps, asked)) return denied(asked, "service-control-policy");
  return undefined;
}

/**
 * Within one account either side may allow. A resource policy that names the user or the session itself allows whatever boundary and session
 * policies leave out; one that names the role behind a session replaces the identity policies only; one that names the account leaves the
 * decision to the identity policies. Keys and roles (`decides`) must allow in any case.
 */
function sameAccountDecision(asked: Asked): Decision {
  const { layers, request } = asked;
  const grant = resourceGrantOf(asked);
  if (grant?.reach === "direct") return lastGate(asked, "resource-policy", grant.statement);
  if (grant === undefined && layers.resourceRule === "decides") return denied(asked, "resource-policy");
  if (isOutsider(request.principal)) return denied(asked, "resource-policy");
  if (grant?.reach === "identity") return limited(asked, "resource-policy", grant.statement);
  return identitySide(asked);
}

/** Across accounts both sides must allow. */
function crossAccountDecision(asked: Asked): Decision {
  const grant = resourceGrantOf(asked);
  if (grant === undefined) return denied(asked, "resource-policy");
  if (isOutsider(asked.request.principal)) return lastGate(asked, "resource-policy", grant.statement);
  return identitySide(asked);
}

/** Callers that no account's identity policies speak for. */
const isOutsider = (principal: PolicyPrincipal): boolean =>
  principal.type === "service" || principal.type === "anonymous";

function identitySide(asked: Asked): Decision {
  const statement = firstAllow(asked.layers.identity, asked);
  if (statement === undefined && !isRootIdentity(asked.request.principal)) return denied(asked, "identity-policy");
  return limited(asked, "identity-policy", statement);
}

/** AWS: the root user may do everything in its account; a federated user of root has what its session policies leave of that. */
export const isRootIdentity = (principal: PolicyPrincipal): boolean =>
  principal.type === "root" ||
  (principal.type === "federated-user" && principal.creatorArn?.endsWith(":root") === true);

/** A grant that boundary and session policies may still narrow. */
function limited(asked: Asked, layer: PolicyLayer, statement: StatementRef | undefined): Decision {
  const { boundary, session } = asked.layers;
  if (boundary !== undefined && firstAllow([boundary], asked) === undefined) {
    return denied(asked, "permissions-boundary");
  }
  if (session !== undefined && firstAllow(session, asked) === undefined) return denied(asked, "session-policy");
  return lastGate(asked, layer, statement);
}

function lastGate(asked: Asked, layer: PolicyLayer, statement: StatementRef | undefined): Decision {
  const { vpcEndpoint } = asked.layers;
  if (vpcEndpoint !== undefined && firstAllow([vpcEndpoint], asked) === undefined) {
    return denied(asked, "vpc-endpoint-policy");
  }
  return decision(asked, "allow", layer, statement);
}

interface ResourceGrant {
  readonly reach: PrincipalReach;
  readonly statement: StatementRef | undefined;
}

/** The widest grant on the resource's side. */
function resourceGrantOf(asked: Asked): ResourceGrant | undefined {
  const { resourcePolicy, resourceGrant, resourceRule } = asked.layers;
  if (resourceGrant !== undefined) return { reach: "direct", statement: undefined };
  if (resourcePolicy === undefined || resourceRule === "denies") return undefined;
  let best: ResourceGrant | undefined;
  for (const statement of groupOf(resourcePolicy, asked.service).allows) {
    const reach = matchReach(statement, asked);
    if (reach === undefined || (best !== undefined && RANK[reach] <= RANK[best.reach])) continue;
    best = { reach, statement: statement.ref };
    if (reach === "direct") break;
  }
  return best;
}

const RANK: Readonly<Record<PrincipalReach, number>> = { account: 1, identity: 2, direct: 3 };

function denyOf(policy: CompiledPolicy | undefined, asked: Asked): StatementRef | undefined {
  if (policy === undefined) return undefined;
  for (const statement of groupOf(policy, asked.service).denies) {
    if (matchReach(statement, asked) !== undefined) return statement.ref;
  }
  return undefined;
}

function firstDeny(policies: readonly CompiledPolicy[], asked: Asked): StatementRef | undefined {
  for (const policy of policies) {
    const found = denyOf(policy, asked);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstDenyOfLevels(levels: readonly (readonly CompiledPolicy[])[], asked: Asked): StatementRef | undefined {
  for (const level of levels) {
    const found = firstDeny(level, asked);
    if (found !== undefined) return found;
  }
  return undefined;
}

const everyLevelAllows = (levels: readonly (readonly CompiledPolicy[])[], asked: Asked): boolean =>
  levels.every((level) => firstAllow(level, asked) !== undefined);

const denied = (asked: Asked, layer: PolicyLayer): Decision => decision(asked, "implicit-deny", layer, undefined);

function decision(
  asked: Asked,
  outcome: Decision["outcome"],
  layer: PolicyLayer,
  statement: StatementRef | undefined,
): Decision {
  return { isAllowed: outcome === "allow", outcome, layer, statement, isCrossAccount: asked.isCrossAccount };
}
