/**
 * The authorizer behind every door: gathers who asks (IAM), what binds the account (Organizations) and what the resource's service knows, and lets the
 * policy engine decide. All of it is read when the check is made, so a change counts from the next request on.
 *
 * Cost matters, because every request comes by: what is the same for all checks of a call is gathered once; root users load no identity
 * policies; nothing is evaluated for a root user whom no policy in play could stop; condition keys are computed when a policy asks.
 */
import { type AtHand, withValue } from "../kit/at-hand.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { DecisionLog, Remedy } from "../kit/ports/decision-log.ts";
import type { AccountGuardrails } from "../kit/ports/guardrails.ts";
import type { ResourceFacts } from "../kit/ports/resource-facts.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Authorizer } from "./authorize.ts";
import { RequestKeys } from "./condition-keys.ts";
import { type DecisionCounters, decisionCounters } from "./decision-counters.ts";
import { denialOf, type Refusal } from "./denial.ts";
import type { Decision } from "./policy/decision.ts";
import { evaluate } from "./policy/evaluate.ts";
import { explain } from "./policy/explain.ts";
import type { PolicyLayers } from "./policy/policy-layers.ts";
import type { PolicyRequest } from "./policy/policy-request.ts";
import { PolicyTexts } from "./policy-texts.ts";
import type { Caller, Principal } from "./principal.ts";
import { remedyOf } from "./remedy.ts";
import { refusedCredentials } from "./sigv4/refusals.ts";
import { type AuthorizerPorts, factsOf, gatherSubject, guardrailsOf, type Subject } from "./subject.ts";

export interface PolicyAuthorizerDependencies {
  readonly ports: () => AuthorizerPorts;
  readonly decisionLog: DecisionLog;
  readonly sealer: Sealer;
  readonly runtime: Pick<Runtime, "clock" | "metrics">;
}

export function createPolicyAuthorizer(dependencies: PolicyAuthorizerDependencies): Authorizer {
  const authorizer = new PolicyAuthorizer(dependencies);
  return {
    authorize(caller, checks, style) {
      return withValue(authorizer.refusalOf(caller, checks, true), (refusal) => {
        if (refusal === undefined) return;
        if (refusal === "nobody") throw refusedCredentials(style, "unknown-key", keyOf(caller.principal));
        throw denialOf(style, caller, refusal, dependencies.sealer);
      });
    },
    async allows(caller, checks) {
      return (await authorizer.refusalOf(caller, checks, false)) === undefined;
    },
  };
}

function keyOf(principal: Principal): { readonly accessKeyId: string } {
  return { accessKeyId: "accessKeyId" in principal ? principal.accessKeyId : "" };
}

/** One check, ready for the engine. */
interface Question {
  readonly request: PolicyRequest;
  readonly layers: PolicyLayers;
  readonly keys: RequestKeys;
}

class PolicyAuthorizer {
  private readonly dependencies: PolicyAuthorizerDependencies;
  private readonly texts = new PolicyTexts();
  private readonly counters: DecisionCounters;

  constructor(dependencies: PolicyAuthorizerDependencies) {
    this.dependencies = dependencies;
    this.counters = decisionCounters(dependencies.runtime.metrics);
  }

  /**
   * The first refusal, `nobody` when the user or role behind the credentials is gone, or undefined when all checks pass. With `isRecorded` decisions
   * are counted, logged and explained.
   */
  refusalOf(
    caller: Caller,
    checks: readonly AccessCheck[],
    isRecorded: boolean,
  ): AtHand<Refusal | "nobody" | undefined> {
    return withValue(gatherSubject(this.dependencies.ports(), this.texts, caller), (subject) => {
      if (!subject.policies.isThere) return "nobody";
      if (checks.length === 0 && caller.principal.type === "anonymous") return { check: undefined };
      return this.firstRefusal(subject, checks, isRecorded);
    });
  }

  /** One check after the other, at once as far as nothing is waited for. */
  private firstRefusal(subject: Subject, checks: readonly AccessCheck[], isRecorded: boolean): Outcome {
    const [check] = checks;
    if (check === undefined) return undefined;
    const facts = factsOf(this.dependencies.ports(), check, subject.caller);
    const decided = withValue(facts, (known) => this.decide(subject, { check, facts: known }, isRecorded));
    return withValue(decided, (refusal) =>
      refusal === undefined && checks.length > 1 ? this.firstRefusal(subject, checks.slice(1), isRecorded) : refusal,
    );
  }

  private decide(subject: Subject, { check, facts }: CheckedResource, isRecorded: boolean): Outcome {
    const asked = facts?.resource === undefined ? check : { ...check, resource: facts.resource };
    const holder = facts?.accountId ?? accountInArn(asked.resource);
    if (isUnstoppable(subject, facts, facts?.ownerAccountId ?? holder)) {
      if (isRecorded) this.counters.allowed();
      return undefined;
    }
    const question = { check: asked, facts, holder };
    const { guardrails, principal } = subject;
    if (holder === undefined || holder === principal.accountId)
      return this.ask(subject, this.questionOf(subject, { ...question, guardrails }), isRecorded);
    return withValue(guardrailsOf(this.dependencies.ports(), holder), (theirs) =>
      this.ask(subject, this.questionOf(subject, { ...question, guardrails: theirs }), isRecorded),
    );
  }

  private ask(subject: Subject, question: Question, isRecorded: boolean): Outcome {
    const { request, layers, keys } = question;
    if (keys.facts.resource?.block !== undefined) {
      if (isRecorded) this.counters.blocked();
      return this.refuse(subject, question, isRecorded);
    }
    const decision = evaluate(request, layers);
    const late = keys.facts.resource?.late;
    if (!keys.isLateAsked || late === undefined) return this.conclude(subject, question, { decision, isRecorded });
    return late.load().then((lookup) => {
      keys.late = lookup;
      return this.conclude(subject, question, { decision: evaluate(request, layers), isRecorded });
    });
  }

  private conclude(
    subject: Subject,
    question: Question,
    { decision, isRecorded }: { readonly decision: Decision; readonly isRecorded: boolean },
  ): Refusal | undefined {
    if (isRecorded) this.count(decision);
    if (decision.isAllowed) return this.allow(subject, question.keys, isRecorded);
    return this.refuse(subject, question, isRecorded);
  }

  private count(decision: Decision): void {
    if (decision.isAllowed) this.counters.allowed();
    else if (decision.outcome === "explicit-deny") this.counters.explicitlyDenied();
    else this.counters.implicitlyDenied();
  }

  private allow({ caller }: Subject, keys: RequestKeys, isRecorded: boolean): undefined {
    // Root users need no permission, so theirs are not counted as used.
    if (isRecorded && caller.principal.type !== "root") this.dependencies.decisionLog.allowed(caller, keys.facts.check);
    return undefined;
  }

  private refuse({ caller }: Subject, { request, layers, keys }: Question, isRecorded: boolean): Refusal {
    const { check, resource } = keys.facts;
    if (!isRecorded) return { check };
    const decision = { ...explain(request, layers), block: resource?.block };
    const remedy = (): Remedy => remedyOf(request, layers, decision);
    this.dependencies.decisionLog.refused(caller, check, { ...decision, remedy });
    return { check, explained: { decision, keys, remedy } };
  }

  private questionOf(subject: Subject, { check, facts, holder, guardrails: resourceGuardrails }: Asked): Question {
    const { caller, principal, policies, session, guardrails, vpcEndpoint } = subject;
    const resourceAccountId = holder ?? principal.accountId;
    const keys = new RequestKeys({
      check,
      caller,
      nowMs: this.dependencies.runtime.clock.nowMs(),
      principalTags: policies.tags,
      principalGuardrails: guardrails,
      resourceGuardrails,
      endpointGuardrails: subject.endpointGuardrails,
      resourceAccountId,
      resource: facts,
    });
    const request = {
      action: check.action,
      resource: check.resource,
      principal,
      resourceAccountId: facts?.ownerAccountId ?? holder,
      context: keys,
    };
    const policy = facts?.policy;
    const layers: PolicyLayers = {
      rcps: resourceGuardrails?.isManagementAccount === false ? rcpsFor(check, resourceGuardrails) : undefined,
      scps: guardrails?.isManagementAccount === false ? guardrails.scps : undefined,
      resourcePolicy: policy === undefined ? undefined : this.texts.get("resource-policy", policy.id, policy.text),
      resourceRule: facts?.ownerAccountId === undefined ? (facts?.rule ?? "grants") : "denies",
      resourceGrant: facts?.grant,
      identity: policies.identity,
      boundary: policies.boundary,
      session,
      vpcEndpoint,
    };
    return { request, layers, keys };
  }
}

type Outcome = AtHand<Refusal | undefined>;

interface CheckedResource {
  readonly check: AccessCheck;
  readonly facts: ResourceFacts | undefined;
}

interface Asked extends CheckedResource {
  /** Account that owns the resource or what holds it; undefined when nothing tells, which means the principal's own. */
  readonly holder: string | undefined;
  /** Of that account. */
  readonly guardrails: AccountGuardrails | undefined;
}

/** A root user in its own account, when no policy is in play: AWS lets nothing else stop it. */
function isUnstoppable(
  { caller: { principal }, guardrails, session, vpcEndpoint }: Subject,
  facts: ResourceFacts | undefined,
  owner: string | undefined,
): boolean {
  return (
    principal.type === "root" &&
    (guardrails === undefined || guardrails.isManagementAccount) &&
    session === undefined &&
    vpcEndpoint === undefined &&
    facts?.policy === undefined &&
    facts?.block === undefined &&
    facts?.rule !== "decides" &&
    (owner === undefined || owner === principal.accountId)
  );
}

/** The account field of an ARN, when it holds an account id. */
function accountInArn(arn: string): string | undefined {
  let start = 0;
  for (let field = 0; field < 4; field++) {
    start = arn.indexOf(":", start) + 1;
    if (start === 0) return undefined;
  }
  const end = arn.indexOf(":", start);
  if (end - start !== ACCOUNT_ID_LENGTH) return undefined;
  const account = arn.slice(start, end);
  return /^\d+$/.test(account) ? account : undefined;
}

const ACCOUNT_ID_LENGTH = 12;

/**
 * AWS: only these services are bound by resource control policies, of those that are here or planned
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html, read 2026-11-23).
 */
const RCP_SERVICES: ReadonlySet<string> = new Set(["s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "logs"]);

function rcpsFor({ action }: AccessCheck, guardrails: AccountGuardrails): AccountGuardrails["rcps"] {
  return RCP_SERVICES.has(action.slice(0, action.indexOf(":"))) ? guardrails.rcps : undefined;
}
