/**
 * The authorizer behind every door: gathers who asks (IAM), what binds the account (Organizations) and what the resource's service knows, and lets the
 * policy engine decide. All of it is read when the check is made, so a change counts from the next request on.
 *
 * Cost matters, because every request comes by: what is the same for all checks of a call is gathered once; root users load no identity
 * policies; nothing is evaluated for a root user whom no policy in play could stop; condition keys are computed when a policy asks.
 */
import type { AccessCheck } from "../kit/operation.ts";
import type { DecisionLog, Remedy } from "../kit/ports/decision-log.ts";
import type { CanonicalUserIds } from "../kit/canonical-user-id.ts";
import type { AccountGuardrails, Guardrails } from "../kit/ports/guardrails.ts";
import type { Identities, PrincipalPolicies } from "../kit/ports/identities.ts";
import type { ResourceFacts, ResourceFactsSource } from "../kit/ports/resource-facts.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Authorizer } from "./authorize.ts";
import { RequestKeys } from "./condition-keys.ts";
import { type DecisionCounters, decisionCounters } from "./decision-counters.ts";
import { denialOf, type Refusal } from "./denial.ts";
import type { CompiledPolicy } from "./policy/compiled-policy.ts";
import type { Decision } from "./policy/decision.ts";
import { evaluate } from "./policy/evaluate.ts";
import { explain } from "./policy/explain.ts";
import type { PolicyLayers } from "./policy/policy-layers.ts";
import type { PolicyPrincipal, PolicyRequest } from "./policy/policy-request.ts";
import { policyPrincipalOf } from "./policy-principal.ts";
import { PolicyTexts } from "./policy-texts.ts";
import { type Caller, type Principal, sessionOf } from "./principal.ts";
import { remedyOf } from "./remedy.ts";
import { refusedCredentials } from "./sigv4/refusals.ts";

/** A port of a service that is loaded when it is first needed: the port itself once it is there, so that nothing has to be awaited. */
export type Later<T> = () => T | Promise<T>;

/** Whom the authorizer asks. */
export interface AuthorizerPorts {
  readonly identities: Later<Identities>;
  readonly guardrails: Later<Guardrails>;
  /** S3's names of accounts, for policies that say `CanonicalUser`; such principals mean nobody without it. */
  readonly canonicalUserIds?: Later<CanonicalUserIds>;
  /** What a service knows of its resources, by the prefix of its actions (`s3`); services that know nothing are not listed. */
  readonly resourceFacts: ReadonlyMap<string, Later<ResourceFactsSource>>;
}

export interface PolicyAuthorizerDependencies {
  readonly ports: () => AuthorizerPorts;
  readonly decisionLog: DecisionLog;
  readonly sealer: Sealer;
  readonly runtime: Pick<Runtime, "clock" | "metrics">;
}

export function createPolicyAuthorizer(dependencies: PolicyAuthorizerDependencies): Authorizer {
  const authorizer = new PolicyAuthorizer(dependencies);
  return {
    async authorize(caller, checks, style) {
      const refusal = await authorizer.refusalOf(caller, checks, true);
      if (refusal === undefined) return;
      if (refusal === "nobody") throw refusedCredentials(style, "unknown-key", keyOf(caller.principal));
      throw denialOf(style, caller, refusal, dependencies.sealer);
    },
    async allows(caller, checks) {
      return (await authorizer.refusalOf(caller, checks, false)) === undefined;
    },
  };
}

function keyOf(principal: Principal): { readonly accessKeyId: string } {
  return { accessKeyId: "accessKeyId" in principal ? principal.accessKeyId : "" };
}

const NO_TAGS: Readonly<Record<string, string>> = {};
const NO_POLICIES: PrincipalPolicies = {
  identity: [],
  boundary: undefined,
  tags: NO_TAGS,
  isServiceLinkedRole: false,
  isThere: true,
};

/** What is the same for all checks of one call. */
interface Subject {
  readonly caller: Caller;
  readonly principal: PolicyPrincipal;
  readonly policies: PrincipalPolicies;
  /** Undefined when the session has no policies. */
  readonly session: readonly CompiledPolicy[] | undefined;
  readonly guardrails: AccountGuardrails | undefined;
  readonly endpointGuardrails: AccountGuardrails | undefined;
  readonly vpcEndpoint: CompiledPolicy | undefined;
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
  async refusalOf(
    caller: Caller,
    checks: readonly AccessCheck[],
    isRecorded: boolean,
  ): Promise<Refusal | "nobody" | undefined> {
    const gathered = this.subjectOf(caller);
    const subject = gathered instanceof Promise ? await gathered : gathered;
    if (!subject.policies.isThere) return "nobody";
    if (checks.length === 0 && caller.principal.type === "anonymous") return { check: undefined };
    for (const check of checks) {
      const refusal = await this.decide(subject, check, isRecorded);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private async decide(subject: Subject, check: AccessCheck, isRecorded: boolean): Promise<Refusal | undefined> {
    const facts = await this.factsOf(check, subject.caller);
    const asked = facts?.resource === undefined ? check : { ...check, resource: facts.resource };
    const owner = facts?.accountId ?? accountInArn(asked.resource);
    if (isUnstoppable(subject, facts, owner)) {
      if (isRecorded) this.counters.allowed();
      return undefined;
    }
    return this.ask(subject, await this.questionOf(subject, { check: asked, facts, owner }), isRecorded);
  }

  private async ask(subject: Subject, question: Question, isRecorded: boolean): Promise<Refusal | undefined> {
    const { request, layers, keys } = question;
    if (keys.facts.resource?.block !== undefined) {
      if (isRecorded) this.counters.blocked();
      return this.refuse(subject, question, isRecorded);
    }
    let decision = evaluate(request, layers);
    const late = keys.facts.resource?.late;
    if (keys.isLateAsked && late !== undefined) {
      keys.late = await late.load();
      decision = evaluate(request, layers);
    }
    if (isRecorded) this.count(decision);
    return decision.isAllowed ? this.allow(subject, keys, isRecorded) : this.refuse(subject, question, isRecorded);
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
    return { check, explained: { decision, keys } };
  }

  private async questionOf(subject: Subject, { check, facts, owner }: Asked): Promise<Question> {
    const { caller, principal, policies, session, guardrails, vpcEndpoint } = subject;
    const resourceAccountId = owner ?? principal.accountId;
    const resourceGuardrails =
      resourceAccountId === principal.accountId ? guardrails : await this.guardrailsOf(resourceAccountId);
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
      resourceAccountId: owner,
      context: keys,
    };
    const policy = facts?.policy;
    const layers: PolicyLayers = {
      rcps: resourceGuardrails?.isManagementAccount === false ? rcpsFor(check, resourceGuardrails) : undefined,
      scps: guardrails?.isManagementAccount === false ? guardrails.scps : undefined,
      resourcePolicy: policy === undefined ? undefined : this.texts.get("resource-policy", policy.id, policy.text),
      resourceRule: facts?.rule ?? "grants",
      resourceGrant: facts?.grant,
      identity: policies.identity,
      boundary: policies.boundary,
      session,
      vpcEndpoint,
    };
    return { request, layers, keys };
  }

  private async factsOf(check: AccessCheck, caller: Caller): Promise<ResourceFacts | undefined> {
    const later = this.dependencies.ports().resourceFacts.get(check.action.slice(0, check.action.indexOf(":")));
    if (later === undefined) return undefined;
    const source = later();
    return (source instanceof Promise ? await source : source).factsOf(check, caller);
  }

  private async guardrailsOf(accountId: string | undefined): Promise<AccountGuardrails | undefined> {
    if (accountId === undefined) return undefined;
    const guardrails = this.dependencies.ports().guardrails();
    return (guardrails instanceof Promise ? await guardrails : guardrails).of(accountId);
  }

  private async canonicalUserIdOf(accountId: string): Promise<string | undefined> {
    const ids = this.dependencies.ports().canonicalUserIds?.();
    return (ids instanceof Promise ? await ids : ids)?.of(accountId);
  }

  private async subjectOf(caller: Caller): Promise<Subject> {
    const { principal, origin } = caller;
    const isOfAccount = principal.type !== "anonymous" && principal.type !== "service";
    const policies = isOfAccount && principal.type !== "root" ? await this.policiesOf(principal) : NO_POLICIES;
    const endpoint = origin?.vpcEndpoint;
    return {
      caller,
      principal: policyPrincipalOf(principal, {
        isServiceLinkedRole: policies.isServiceLinkedRole,
        canonicalUserId: isOfAccount ? await this.canonicalUserIdOf(principal.accountId) : undefined,
      }),
      policies,
      session: await this.sessionPoliciesOf(principal),
      guardrails: isOfAccount ? await this.guardrailsOf(principal.accountId) : undefined,
      endpointGuardrails: await this.guardrailsOf(endpoint?.accountId),
      vpcEndpoint:
        endpoint?.policy === undefined
          ? undefined
          : this.texts.get("vpc-endpoint-policy", endpoint.vpcEndpointId, endpoint.policy),
    };
  }

  private async policiesOf(principal: Principal): Promise<PrincipalPolicies> {
    const identities = this.dependencies.ports().identities();
    return (identities instanceof Promise ? await identities : identities).policiesOf(principal);
  }

  /** AWS: managed session policies are read when they are used, so their changes count for sessions that run (IAM: session policies). */
  private async sessionPoliciesOf(principal: Principal): Promise<readonly CompiledPolicy[] | undefined> {
    const session = sessionOf(principal);
    if (session === undefined || session.policies.length + session.policyArns.length === 0) return undefined;
    const inline = this.texts.ofSession(session);
    if (session.policyArns.length === 0 || !("accountId" in principal)) return inline;
    const identities = await this.dependencies.ports().identities();
    const managed = await Promise.all(
      session.policyArns.map((arn) => identities.managedPolicy(principal.accountId, arn, "session")),
    );
    return [...inline, ...managed.filter((policy) => policy !== undefined)];
  }
}

interface Asked {
  readonly check: AccessCheck;
  readonly facts: ResourceFacts | undefined;
  /** Account that owns the resource; undefined when nothing tells, which means the principal's own. */
  readonly owner: string | undefined;
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
