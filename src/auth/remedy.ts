/** What a refused request needs to pass, and the text of the statement that denied it; for people who ask why. */
import type { Remedy } from "../kit/ports/decision-log.ts";
import type { CompiledPolicy } from "./policy/compiled-policy.ts";
import type { Decision, StatementRef } from "./policy/decision.ts";
import type { PolicyLayers } from "./policy/policy-layers.ts";
import type { PolicyRequest } from "./policy/policy-request.ts";
import { smallestGrant } from "./policy/smallest-grant.ts";
import { type StatementJson, statementJson } from "./policy/statement-json.ts";

export function remedyOf(request: PolicyRequest, layers: PolicyLayers, { statement }: Decision): Remedy {
  const deciding = statement === undefined ? undefined : statementText(statement, layers);
  return { changes: smallestGrant(request, layers), ...(deciding === undefined ? {} : { deciding }) };
}

function statementText(ref: StatementRef, layers: PolicyLayers): StatementJson | undefined {
  const policy = allPolicies(layers).find(({ source }) => source === ref.source);
  const statement = policy?.document.statements[ref.index];
  return statement === undefined ? undefined : statementJson(statement);
}

function allPolicies(layers: PolicyLayers): readonly CompiledPolicy[] {
  const { rcps = [], scps = [], resourcePolicy, identity, boundary, session = [], vpcEndpoint } = layers;
  const single = [resourcePolicy, boundary, vpcEndpoint].filter((policy) => policy !== undefined);
  return [...rcps.flat(), ...scps.flat(), ...single, ...identity, ...session];
}
