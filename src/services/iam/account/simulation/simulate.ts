/**
 * The policy simulator: the engine that decides requests, asked about actions and resources that nobody has requested.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html (read 2026-11-23)
 */
import type { EvaluationResult, PolicySourceType, Statement } from "@aws-sdk/client-iam";
import { ask, matchReach } from "../../../../auth/policy/asked.ts";
import type { CompiledPolicy } from "../../../../auth/policy/compiled-policy.ts";
import type { Decision, ExplainedDecision, PolicyLayer } from "../../../../auth/policy/decision.ts";
import { explain } from "../../../../auth/policy/explain.ts";
import type { PolicyLayers } from "../../../../auth/policy/policy-layers.ts";
import type { PolicyPrincipal, PolicyRequest } from "../../../../auth/policy/policy-request.ts";
import { parseArn } from "../../../../kit/arn.ts";
import { type GivenContext, keysOf } from "./context-keys.ts";
import { statementSpans, type TextSpan } from "./statement-positions.ts";

/** A policy in play, with the text in which its statements stand. */
export interface SimulatedPolicy {
  readonly compiled: CompiledPolicy;
  readonly text: string;
  /** `SourcePolicyId` and `SourcePolicyType` of matched statements. */
  readonly id: string;
  readonly type: PolicySourceType | "IAM Policy";
}

export interface Simulation {
  readonly principal: PolicyPrincipal;
  readonly context: GivenContext;
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary?: SimulatedPolicy | undefined;
  readonly resourcePolicy?: SimulatedPolicy | undefined;
  readonly scps?: PolicyLayers["scps"];
  /** Owner of resources whose ARNs name none. */
  readonly resourceOwner: string | undefined;
}

/** Asks about one action on one resource at a time; what is the same for all of them is made once. */
export function simulator(simulation: Simulation): (action: string, resource: string) => EvaluationResult {
  const { identity, boundary, resourcePolicy } = simulation;
  const policies = [...identity, ...[boundary, resourcePolicy].filter((policy) => policy !== undefined)];
  const missing = missingKeys(simulation, policies);
  const spans = new Map<SimulatedPolicy, readonly TextSpan[]>();
  const spansOf = (policy: SimulatedPolicy): readonly TextSpan[] => {
    const known = spans.get(policy) ?? statementSpans(policy.text);
    spans.set(policy, known);
    return known;
  };
  return (action, resource) => simulate(simulation, { policies, missing, spansOf }, { action, resource });
}

interface Prepared {
  readonly policies: readonly SimulatedPolicy[];
  readonly missing: readonly string[];
  readonly spansOf: (policy: SimulatedPolicy) => readonly TextSpan[];
}

function simulate(
  simulation: Simulation,
  prepared: Prepared,
  { action, resource }: { readonly action: string; readonly resource: string },
): EvaluationResult {
  const { principal, context, identity, boundary, resourcePolicy, scps } = simulation;
  const owner = parseArn(resource)?.accountId;
  const request: PolicyRequest = {
    action,
    resource,
    principal,
    context,
    resourceAccountId: owner === undefined || owner === "" ? simulation.resourceOwner : owner,
  };
  const layers: PolicyLayers = {
    scps,
    resourcePolicy: resourcePolicy?.compiled,
    resourceRule: resourcePolicy !== undefined && /^(?:kms:|sts:assumerole)/i.test(action) ? "decides" : "grants",
    identity: identity.map(({ compiled }) => compiled),
    boundary: boundary?.compiled,
  };
  const decision = explain(request, layers);
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: WORDS[decision.outcome],
    MatchedStatements: matchedStatements(request, { layers, decision, prepared }),
    MissingContextValues: [...prepared.missing],
    ...(scps === undefined
      ? {}
      : { OrganizationsDecisionDetail: { AllowedByOrganizations: allows(decision, "service-control-policy") } }),
    ...(boundary === undefined
      ? {}
      : {
          PermissionsBoundaryDecisionDetail: {
            AllowedByPermissionsBoundary: allows(decision, "permissions-boundary"),
          },
        }),
    ...(decision.isCrossAccount ? { EvalDecisionDetails: crossAccountDetails(decision) } : {}),
  };
}

const WORDS = { allow: "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny" } as const;

function allows(decision: ExplainedDecision, layer: PolicyLayer): boolean {
  return decision.layers.find((result) => result.layer === layer)?.outcome === "allow";
}

/** AWS: across accounts each side's own answer is told too. */
function crossAccountDetails(decision: ExplainedDecision): NonNullable<EvaluationResult["EvalDecisionDetails"]> {
  const wordOf = (layer: PolicyLayer): (typeof WORDS)[keyof typeof WORDS] => {
    const outcome = decision.layers.find((result) => result.layer === layer)?.outcome;
    return outcome === "allow" || outcome === "explicit-deny" ? WORDS[outcome] : WORDS["implicit-deny"];
  };
  return { "IAM Policy": wordOf("identity-policy"), "Resource Policy": wordOf("resource-policy") };
}

interface Decided {
  readonly layers: PolicyLayers;
  readonly decision: Decision;
  readonly prepared: Prepared;
}

/** The statements that made the decision: all that deny, or all that allow. */
function matchedStatements(request: PolicyRequest, { layers, decision, prepared }: Decided): Statement[] {
  if (decision.outcome === "implicit-deny") return [];
  const effect = decision.outcome === "allow" ? "Allow" : "Deny";
  const asked = ask(request, layers);
  return prepared.policies.flatMap((policy) => {
    const { compiled, id, type } = policy;
    const matched = compiled.statements.filter((one) => one.effect === effect && matchReach(one, asked) !== undefined);
    if (matched.length === 0) return [];
    const spans = prepared.spansOf(policy);
    return matched.map(({ ref }) => ({
      SourcePolicyId: id,
      SourcePolicyType: type as PolicySourceType,
      ...positions(spans[ref.index]),
    }));
  });
}

function positions(span: TextSpan | undefined): Pick<Statement, "StartPosition" | "EndPosition"> {
  if (span === undefined) return {};
  return {
    StartPosition: { Line: span.start.line, Column: span.start.column },
    EndPosition: { Line: span.end.line, Column: span.end.column },
  };
}

function missingKeys({ context }: Simulation, policies: readonly SimulatedPolicy[]): string[] {
  return keysOf(policies.map(({ compiled }) => compiled.document)).filter((key) => !context.has(key));
}
