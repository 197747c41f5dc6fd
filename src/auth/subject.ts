/**
 * What is the same for all checks of one call: who asks, which policies decide for it, what binds its account. Nothing is awaited that is at hand.
 */
import type { CanonicalUserIds } from "../kit/canonical-user-id.ts";
import { type AtHand, withValue } from "../kit/at-hand.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { AccountGuardrails, Guardrails } from "../kit/ports/guardrails.ts";
import type { Identities, PrincipalPolicies } from "../kit/ports/identities.ts";
import type { ResourceFacts, ResourceFactsSource } from "../kit/ports/resource-facts.ts";
import type { CompiledPolicy } from "./policy/compiled-policy.ts";
import type { PolicyPrincipal } from "./policy/policy-request.ts";
import { policyPrincipalOf } from "./policy-principal.ts";
import type { PolicyTexts } from "./policy-texts.ts";
import { type Caller, type Principal, type Session, sessionOf } from "./principal.ts";

/** A port of a service that is loaded when it is first needed: the port itself once it is there. */
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

export interface Subject {
  readonly caller: Caller;
  readonly principal: PolicyPrincipal;
  readonly policies: PrincipalPolicies;
  /** Undefined when the session has no policies. */
  readonly session: readonly CompiledPolicy[] | undefined;
  readonly guardrails: AccountGuardrails | undefined;
  readonly endpointGuardrails: AccountGuardrails | undefined;
  readonly vpcEndpoint: CompiledPolicy | undefined;
}

/** For callers whose policies are not IAM's: root users, services, nobody. */
const NO_POLICIES: PrincipalPolicies = {
  identity: [],
  boundary: undefined,
  tags: {},
  isServiceLinkedRole: false,
  isThere: true,
};

/** At once when all of it is at hand. */
export function gatherSubject(ports: AuthorizerPorts, texts: PolicyTexts, caller: Caller): AtHand<Subject> {
  const { principal } = caller;
  const endpoint = caller.origin?.vpcEndpoint;
  const accountId = principal.type === "anonymous" || principal.type === "service" ? undefined : principal.accountId;
  const hasPolicies = accountId !== undefined && principal.type !== "root";
  const policies = hasPolicies ? policiesOf(ports, principal) : NO_POLICIES;
  const canonicalUserId = accountId === undefined ? undefined : canonicalUserIdOf(ports, accountId);
  const session = sessionPoliciesOf(ports, texts, principal);
  const guardrails = accountId === undefined ? undefined : guardrailsOf(ports, accountId);
  const endpointGuardrails = endpoint === undefined ? undefined : guardrailsOf(ports, endpoint.accountId);
  if (
    policies instanceof Promise ||
    canonicalUserId instanceof Promise ||
    session instanceof Promise ||
    guardrails instanceof Promise ||
    endpointGuardrails instanceof Promise
  )
    return Promise.all([policies, canonicalUserId, session, guardrails, endpointGuardrails]).then((gathered) =>
      subjectOf(texts, caller, {
        policies: gathered[0],
        canonicalUserId: gathered[1],
        session: gathered[2],
        guardrails: gathered[3],
        endpointGuardrails: gathered[4],
      }),
    );
  return subjectOf(texts, caller, { policies, canonicalUserId, session, guardrails, endpointGuardrails });
}

type Gathered = Pick<Subject, "policies" | "session" | "guardrails" | "endpointGuardrails"> & {
  readonly canonicalUserId: string | undefined;
};

function subjectOf(texts: PolicyTexts, caller: Caller, gathered: Gathered): Subject {
  const { policies, canonicalUserId, session, guardrails, endpointGuardrails } = gathered;
  const endpoint = caller.origin?.vpcEndpoint;
  const { isServiceLinkedRole } = policies;
  return {
    caller,
    principal: policyPrincipalOf(caller.principal, { isServiceLinkedRole, canonicalUserId }),
    policies,
    session,
    guardrails,
    endpointGuardrails,
    vpcEndpoint:
      endpoint?.policy === undefined
        ? undefined
        : texts.get("vpc-endpoint-policy", endpoint.vpcEndpointId, endpoint.policy),
  };
}

/** What the service of the resource knows; undefined when it knows nothing. */
export function factsOf(ports: AuthorizerPorts, check: AccessCheck, caller: Caller): AtHand<ResourceFacts | undefined> {
  const later = ports.resourceFacts.get(check.action.slice(0, check.action.indexOf(":")));
  return later === undefined ? undefined : withValue(later(), (source) => source.factsOf(check, caller));
}

export function guardrailsOf(ports: AuthorizerPorts, accountId: string): AtHand<AccountGuardrails | undefined> {
  return withValue(ports.guardrails(), (guardrails) => guardrails.of(accountId));
}

function policiesOf(ports: AuthorizerPorts, principal: Principal): AtHand<PrincipalPolicies> {
  return withValue(ports.identities(), (identities) => identities.policiesOf(principal));
}

function canonicalUserIdOf(ports: AuthorizerPorts, accountId: string): string | undefined | Promise<string> {
  const ids = ports.canonicalUserIds?.();
  return ids instanceof Promise ? ids.then((loaded) => loaded.of(accountId)) : ids?.of(accountId);
}

/** AWS: managed session policies are read when they are used, so their changes count for sessions that run (IAM: session policies). */
function sessionPoliciesOf(
  ports: AuthorizerPorts,
  texts: PolicyTexts,
  principal: Principal,
): readonly CompiledPolicy[] | undefined | Promise<readonly CompiledPolicy[]> {
  const session = sessionOf(principal);
  if (session === undefined || session.policies.length + session.policyArns.length === 0) return undefined;
  const inline = texts.ofSession(session);
  if (session.policyArns.length === 0 || !("accountId" in principal)) return inline;
  return managedSessionPolicies(ports, principal.accountId, session).then((managed) => [...inline, ...managed]);
}

/** A policy that is gone allows nothing; the others stand. */
async function managedSessionPolicies(
  ports: AuthorizerPorts,
  accountId: string,
  { policyArns }: Session,
): Promise<readonly CompiledPolicy[]> {
  const identities = await ports.identities();
  const found = await Promise.all(policyArns.map((arn) => identities.managedPolicy(accountId, arn, "session")));
  return found.filter((policy) => policy !== undefined);
}
