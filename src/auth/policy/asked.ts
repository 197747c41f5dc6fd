/**
 * A question on its way through the layers, and whether one statement answers it. Shared by `evaluate` and `explain`, so that an explanation
 * cannot differ from the decision.
 */
import type { CompiledPolicy, CompiledStatement, PrincipalReach, StatementGroup } from "./compiled-policy.ts";
import type { StatementRef } from "./decision.ts";
import type { PolicyLayers } from "./policy-layers.ts";
import type { PolicyPrincipal, PolicyRequest } from "./policy-request.ts";

/** The question with what every step needs of it. */
export interface Asked {
  readonly request: PolicyRequest;
  readonly layers: PolicyLayers;
  readonly action: string;
  readonly service: string;
  readonly isCrossAccount: boolean;
}

export function ask(request: PolicyRequest, layers: PolicyLayers): Asked {
  const action = request.action.toLowerCase();
  const { accountId } = request.principal;
  const owner = request.resourceAccountId ?? accountId;
  return {
    request,
    layers: applicableLayers(request.principal, layers),
    action,
    service: action.slice(0, Math.max(0, action.indexOf(":"))),
    isCrossAccount: owner !== accountId,
  };
}

/**
 * AWS: neither RCPs nor SCPs bind service-linked roles; SCPs bind the principals of an account, so no services and no anonymous callers. A federated
 * user without session policies may do nothing but what resource policies grant to the session (API_GetFederationToken, "Permissions").
 */
function applicableLayers(principal: PolicyPrincipal, layers: PolicyLayers): PolicyLayers {
  const { type, isServiceLinkedRole } = principal;
  if (isServiceLinkedRole === true) return { ...layers, scps: undefined, rcps: undefined };
  const isOutside = type === "service" || type === "anonymous";
  if (isOutside && layers.scps !== undefined) return { ...layers, scps: undefined };
  return type === "federated-user" && layers.session === undefined ? { ...layers, session: [] } : layers;
}

export function groupOf(policy: CompiledPolicy, service: string): StatementGroup {
  return policy.byService.get(service) ?? policy.otherServices;
}

/** How the statement means the caller when all of it matches; undefined when something does not. */
export function matchReach(statement: CompiledStatement, asked: Asked): PrincipalReach | undefined {
  const { request } = asked;
  if (!statement.matchesAction(asked.action)) return undefined;
  const reach = statement.reachOf(request.principal, asked.layers.boundary !== undefined);
  if (reach === undefined || !statement.matchesResource(request.resource, request.context)) return undefined;
  for (const condition of statement.conditions) if (!condition.holds(request.context)) return undefined;
  return reach;
}

/** The first statement of the policies that allows. */
export function firstAllow(policies: readonly CompiledPolicy[], asked: Asked): StatementRef | undefined {
  for (const policy of policies) {
    for (const statement of groupOf(policy, asked.service).allows) {
      if (matchReach(statement, asked) !== undefined) return statement.ref;
    }
  }
  return undefined;
}
