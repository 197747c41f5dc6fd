/**
 * What would have to change for a refused request to pass: for each layer in the way, the statement to add or the statement that denies. Found by
 * making one change after the other on copies and asking the engine again, so the list is never too short.
 */
import type { CompiledPolicy } from "./compiled-policy.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { Decision, PolicyLayer, StatementRef } from "./decision.ts";
import { ask, firstAllow } from "./asked.ts";
import { evaluate } from "./evaluate.ts";
import type { PolicyDocument, PolicyStatement, PolicyVersion, PrincipalElement } from "./policy-document.ts";
import type { PolicyLayers } from "./policy-layers.ts";
import type { PolicyPrincipal, PolicyRequest } from "./policy-request.ts";
import { type StatementJson, statementJson } from "./statement-json.ts";

export interface Change {
  readonly layer: PolicyLayer;
  /** The statement to add; absent when a statement must be narrowed, or the owner must allow. */
  readonly add?: StatementJson | undefined;
  /** The account that must allow by other means than the policy, which is not its own (an ACL of its object in somebody's bucket). */
  readonly byOwner?: string | undefined;
  /** The statement whose deny matches. */
  readonly narrow?: StatementRef | undefined;
  /** For SCPs and RCPs: which level, 0 for the organization's root. */
  readonly level?: number | undefined;
}

/** More changes than any explanation can use; a policy of AWS's size holds fewer denies. */
const CHANGES_MAX = 100;

/** The changes, all of which are needed, in the order of AWS's evaluation. Empty when the request is allowed. */
export function smallestGrant(request: PolicyRequest, layers: PolicyLayers): readonly Change[] {
  const changes: Change[] = [];
  let current = layers;
  while (changes.length < CHANGES_MAX) {
    const decision = evaluate(request, current);
    if (decision.isAllowed) break;
    const [change, next] = changeFor(decision, request, current);
    changes.push(change);
    current = next;
  }
  return changes;
}

function changeFor(decision: Decision, request: PolicyRequest, layers: PolicyLayers): readonly [Change, PolicyLayers] {
  const { layer, statement } = decision;
  if (statement !== undefined) return [{ layer, narrow: statement }, withoutStatement(layers, statement)];
  if (layer === "resource-policy" && layers.resourceRule === "denies") {
    const byOwner = request.resourceAccountId;
    return [
      { layer, byOwner },
      { ...layers, resourceGrant: `a grant of ${byOwner}` },
    ];
  }
  const needsPrincipal =
    layer === "resource-policy" || layer === "resource-control-policy" || layer === "vpc-endpoint-policy";
  const added: PolicyStatement = {
    effect: "Allow",
    ...(needsPrincipal ? { principal: principalFor(layer, request.principal) } : {}),
    action: { isNegated: false, patterns: [request.action] },
    ...(isTrust(layer, request.action)
      ? {}
      : { resource: { isNegated: false, patterns: [literalResource(request.resource, versionOf(layer, layers))] } }),
    conditions: [],
  };
  const [next, level] = withStatement({ layers, layer, request }, added);
  return [{ layer, add: statementJson(added), ...(level === undefined ? {} : { level }) }, next];
}

const isTrust = (layer: PolicyLayer, action: string): boolean =>
  layer === "resource-policy" && /^sts:(AssumeRole|TagSession|SetSourceIdentity)/i.test(action);

/** A resource as a pattern that means it alone; the older version has no way to say `*` and means it as a pattern. */
const literalResource = (resource: string, version: PolicyVersion): string =>
  resource === "*" || version === "2008-10-17"
    ? resource
    : resource.replaceAll(/\$(?=\{)|[*?]/g, (character) => `\${${character}}`);

/** The version of the policy that a statement would be added to; layers of several policies get a new one. */
function versionOf(layer: PolicyLayer, { resourcePolicy, boundary, vpcEndpoint }: PolicyLayers): PolicyVersion {
  const single: Partial<Record<PolicyLayer, CompiledPolicy | undefined>> = {
    "resource-policy": resourcePolicy,
    "permissions-boundary": boundary,
    "vpc-endpoint-policy": vpcEndpoint,
  };
  return single[layer]?.document.version ?? "2012-10-17";
}

function principalFor(layer: PolicyLayer, principal: PolicyPrincipal): PrincipalElement {
  const nobody = { isNegated: false, isAnyone: false, aws: [], services: [], federated: [], canonicalUsers: [] };
  const anyone = { ...nobody, isAnyone: true };
  if (layer !== "resource-policy") return anyone;
  if (principal.type === "service") return { ...nobody, services: [principal.service ?? ""] };
  if (principal.type === "anonymous") {
    const { federatedProvider } = principal;
    return federatedProvider === undefined ? anyone : { ...nobody, federated: [federatedProvider] };
  }
  return { ...nobody, aws: [principal.roleArn ?? principal.arn ?? ""] };
}

interface Target {
  readonly layers: PolicyLayers;
  readonly layer: PolicyLayer;
  readonly request: PolicyRequest;
}

function withStatement({ layers, layer, request }: Target, added: PolicyStatement): readonly [PolicyLayers, number?] {
  const policy = compilePolicy({ layer, id: "addition" }, { version: "2012-10-17", statements: [added] });
  switch (layer) {
    case "identity-policy":
      return [{ ...layers, identity: [...layers.identity, policy] }];
    case "session-policy":
      return [{ ...layers, session: [...(layers.session ?? []), policy] }];
    case "resource-policy":
      return [{ ...layers, resourcePolicy: joined(layers.resourcePolicy, policy) }];
    case "permissions-boundary":
      return [{ ...layers, boundary: joined(layers.boundary, policy) }];
    case "vpc-endpoint-policy":
      return [{ ...layers, vpcEndpoint: joined(layers.vpcEndpoint, policy) }];
    case "service-control-policy": {
      const [levels, level] = withLevel(layers.scps ?? [], policy, { layers, layer, request });
      return [{ ...layers, scps: levels }, level];
    }
    case "resource-control-policy": {
      const [levels, level] = withLevel(layers.rcps ?? [], policy, { layers, layer, request });
      return [{ ...layers, rcps: levels }, level];
    }
  }
}

type Levels = readonly (readonly CompiledPolicy[])[];

/** Adds to the first level that does not allow. */
function withLevel(levels: Levels, policy: CompiledPolicy, { layers, request }: Target): readonly [Levels, number] {
  const asked = ask(request, layers);
  const level = levels.findIndex((policies) => firstAllow(policies, asked) === undefined);
  return [levels.map((policies, index) => (index === level ? [...policies, policy] : policies)), level];
}

/** One policy with the statements of both; variables keep the meaning that the first policy's version gives them. */
function joined(policy: CompiledPolicy | undefined, addition: CompiledPolicy): CompiledPolicy {
  if (policy === undefined) return addition;
  return recompiled(policy, [...policy.document.statements, ...addition.document.statements]);
}

function recompiled(policy: CompiledPolicy, statements: PolicyDocument["statements"]): CompiledPolicy {
  return compilePolicy(policy.source, { ...policy.document, statements });
}

function withoutStatement(layers: PolicyLayers, ref: StatementRef): PolicyLayers {
  // The place stays, so that later references still count as in the document that people see.
  const narrowed = (policy: CompiledPolicy): CompiledPolicy =>
    policy.source !== ref.source
      ? policy
      : recompiled(
          policy,
          policy.document.statements.map((one, index) => (index === ref.index ? MATCHES_NOTHING : one)),
        );
  const levels = (all: Levels | undefined): Levels | undefined => all?.map((level) => level.map(narrowed));
  const one = (policy: CompiledPolicy | undefined): CompiledPolicy | undefined => policy && narrowed(policy);
  return {
    ...layers,
    rcps: levels(layers.rcps),
    scps: levels(layers.scps),
    resourcePolicy: one(layers.resourcePolicy),
    identity: layers.identity.map(narrowed),
    boundary: one(layers.boundary),
    session: layers.session?.map(narrowed),
    vpcEndpoint: one(layers.vpcEndpoint),
  };
}

const MATCHES_NOTHING: PolicyStatement = {
  effect: "Deny",
  action: { isNegated: false, patterns: [] },
  conditions: [],
};
