/**
 * A decision with its reasons: what each layer said, and which statements nearly decided otherwise. Slower than `evaluate`; for denials and for
 * people who ask.
 */
import { type Asked, ask, matchReach } from "./asked.ts";
import type { CompiledCondition, CompiledPolicy, CompiledStatement } from "./compiled-policy.ts";
import type { ExplainedDecision, LayerResult, NearMiss, PolicyLayer, StatementRef } from "./decision.ts";
import { evaluate, isRootIdentity } from "./evaluate.ts";
import type { PolicyLayers } from "./policy-layers.ts";
import type { ContextKeys, PolicyRequest } from "./policy-request.ts";

const NEAR_MISSES_MAX = 50;

export function explain(request: PolicyRequest, layers: PolicyLayers): ExplainedDecision {
  const asked = ask(request, layers);
  const all = policiesByLayer(asked.layers);
  const nearMisses = all.flatMap(({ levels }) => levels.flat().flatMap((policy) => nearMissesOf(policy, asked)));
  return {
    ...evaluate(request, layers),
    layers: all.map((entry) => resultOf(entry, asked)),
    nearMisses: nearMisses.slice(0, NEAR_MISSES_MAX),
  };
}

interface LayerPolicies {
  readonly layer: PolicyLayer;
  readonly isThere: boolean;
  /** Each level must allow; layers without levels have one. */
  readonly levels: readonly (readonly CompiledPolicy[])[];
}

function policiesByLayer(layers: PolicyLayers): readonly LayerPolicies[] {
  const { rcps, scps, resourcePolicy, identity, boundary, session, vpcEndpoint } = layers;
  const levelled = (layer: PolicyLayer, levels: LayerPolicies["levels"] | undefined): LayerPolicies => ({
    layer,
    isThere: levels !== undefined,
    levels: levels ?? [],
  });
  const single = (layer: PolicyLayer, policy: CompiledPolicy | undefined): LayerPolicies =>
    levelled(layer, policy === undefined ? undefined : [[policy]]);
  return [
    levelled("resource-control-policy", rcps),
    levelled("service-control-policy", scps),
    single("resource-policy", resourcePolicy),
    levelled("identity-policy", [identity]),
    single("permissions-boundary", boundary),
    levelled("session-policy", session === undefined ? undefined : [session]),
    single("vpc-endpoint-policy", vpcEndpoint),
  ];
}

function resultOf({ layer, isThere, levels }: LayerPolicies, asked: Asked): LayerResult {
  if (layer === "resource-policy" && asked.layers.resourceGrant !== undefined) return { layer, outcome: "allow" };
  if (!isThere) return { layer, outcome: "not-applicable" };
  const deny = firstMatch(levels.flat(), "Deny", asked);
  if (deny !== undefined) return { layer, outcome: "explicit-deny", statement: deny };
  if (layer === "resource-policy" && asked.layers.resourceRule === "denies") return { layer, outcome: "implicit-deny" };
  const allows = levels.map((level) => firstMatch(level, "Allow", asked));
  const statement = allows.at(-1);
  if (allows.every((allow) => allow !== undefined)) return { layer, outcome: "allow", statement };
  if (layer === "identity-policy" && isRootIdentity(asked.request.principal)) return { layer, outcome: "allow" };
  return { layer, outcome: "implicit-deny" };
}

function firstMatch(
  policies: readonly CompiledPolicy[],
  effect: "Allow" | "Deny",
  asked: Asked,
): StatementRef | undefined {
  const statements = policies.flatMap((policy) => policy.statements);
  return statements.find((one) => one.effect === effect && matchReach(one, asked) !== undefined)?.ref;
}

function nearMissesOf(policy: CompiledPolicy, asked: Asked): readonly NearMiss[] {
  return policy.statements.flatMap((one) => {
    const failed = failedConditions(one, asked);
    if (failed.length === 0) return [];
    const reason = failed.map((condition) => reasonOf(condition, asked.request.context)).join("; ");
    return [{ statement: one.ref, effect: one.effect, reason }];
  });
}

/** The conditions that alone kept a statement from matching. */
function failedConditions(one: CompiledStatement, { action, request, layers }: Asked): readonly CompiledCondition[] {
  const isMeant =
    one.matchesAction(action) &&
    one.reachOf(request.principal, layers.boundary !== undefined) !== undefined &&
    one.matchesResource(request.resource, request.context);
  return isMeant ? one.conditions.filter((condition) => !condition.holds(request.context)) : [];
}

function reasonOf({ operator, key, values }: CompiledCondition, context: ContextKeys): string {
  const value = context.get(key.toLowerCase());
  const has = value === undefined ? "nothing" : JSON.stringify(typeof value === "string" ? [value] : value);
  return `${operator} ${key}: request has ${has}, policy wants ${JSON.stringify(values)}`;
}
