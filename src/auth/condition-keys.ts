/**
 * Condition keys of one check, computed only when a policy asks for them. What the check itself says (service keys, request tags) comes first, then
 * AWS's global keys from the caller, its session, the request and the organization, then what the resource's service knows.
 *
 * AWS: a key that is not listed as present for a kind of principal is absent, not empty; that is what `Null` and `...IfExists` tell apart.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (which principals have which names; read 2026-11-23)
 */
import type { AccessCheck } from "../kit/operation.ts";
import type { AccountGuardrails } from "../kit/ports/guardrails.ts";
import type { ConditionLookup, ResourceFacts } from "../kit/ports/resource-facts.ts";
import type { ContextKeys } from "./policy/policy-request.ts";
import { type Caller, type Principal, type RequestOrigin, sessionOf } from "./principal.ts";

type KeyValue = string | readonly string[] | undefined;

/** What is at hand when a check is decided. */
export interface KeyFacts {
  readonly check: AccessCheck;
  readonly caller: Caller;
  /** State time, milliseconds: policies speak of the time that lifecycle and expiry go by. */
  readonly nowMs: number;
  /** Tags of the user or role; session tags win over them. */
  readonly principalTags: Readonly<Record<string, string>>;
  readonly principalGuardrails: AccountGuardrails | undefined;
  readonly resourceGuardrails: AccountGuardrails | undefined;
  /** Of the account that owns the VPC endpoint, when the request came through one. */
  readonly endpointGuardrails: AccountGuardrails | undefined;
  readonly resourceAccountId: string | undefined;
  readonly resource: ResourceFacts | undefined;
}

const ISO_SECONDS = "YYYY-MM-DDTHH:MM:SS".length;

/** The keys of one check. Implements the engine's port, and lists what was there for explanations. */
export class RequestKeys implements ContextKeys {
  readonly facts: KeyFacts;
  /** Loaded by the authorizer when `isLateAsked`. */
  late: ConditionLookup | undefined;
  /** True once a key was asked for that `resource.late` answers, and it was not loaded. */
  isLateAsked = false;

  constructor(facts: KeyFacts) {
    this.facts = facts;
  }

  get(lowerCaseKey: string): KeyValue {
    const { facts } = this;
    const given = conditionOf(facts.check, lowerCaseKey);
    if (given !== undefined) return given;
    const global = GLOBAL_KEYS.get(lowerCaseKey);
    if (global !== undefined) return global(facts);
    if (lowerCaseKey.startsWith(PRINCIPAL_TAG)) return principalTag(facts, lowerCaseKey.slice(PRINCIPAL_TAG.length));
    return this.ofResource(lowerCaseKey) ?? claimOf(facts.caller.principal, lowerCaseKey);
  }

  private ofResource(lowerCaseKey: string): KeyValue {
    const { resource } = this.facts;
    if (resource === undefined) return undefined;
    const tag = lowerCaseKey.indexOf(RESOURCE_TAG);
    if (tag > 0 && resource.tags !== undefined) {
      const value = valueWithoutCase(resource.tags, lowerCaseKey.slice(tag + RESOURCE_TAG.length));
      if (value !== undefined) return value;
    }
    const { late } = resource;
    if (late?.prefixes.some((prefix) => lowerCaseKey.startsWith(prefix)) === true) {
      if (this.late === undefined) this.isLateAsked = true;
      return this.late?.(lowerCaseKey);
    }
    return resource.condition?.(lowerCaseKey);
  }

  /** Every key that has a value without another look-up, by AWS's spelling. */
  list(): (readonly [key: string, values: readonly string[]])[] {
    const { check, caller, principalTags } = this.facts;
    const found = new Map<string, KeyValue>();
    for (const [name, value] of Object.entries(GLOBAL)) found.set(name, value(this.facts));
    const session = sessionOf(caller.principal);
    for (const [key, value] of Object.entries({ ...principalTags, ...session?.tags }))
      found.set(`aws:PrincipalTag/${key}`, value);
    for (const [key, value] of Object.entries(this.facts.resource?.tags ?? {}))
      found.set(`aws:ResourceTag/${key}`, value);
    for (const [key, value] of Object.entries({ ...session?.claims, ...check.conditions })) found.set(key, value);
    return [...found].flatMap(([key, value]) =>
      value === undefined ? [] : [[key, typeof value === "string" ? [value] : value] as const],
    );
  }
}

const PRINCIPAL_TAG = "aws:principaltag/";
/** Also in services' own keys: `iam:ResourceTag/x`. */
const RESOURCE_TAG = ":resourcetag/";

const GLOBAL: Readonly<Record<string, (facts: KeyFacts) => KeyValue>> = {
  "aws:CalledVia": ({ caller }) => caller.calledVia,
  "aws:CalledViaFirst": ({ caller }) => caller.calledVia?.[0],
  "aws:CalledViaLast": ({ caller }) => caller.calledVia?.at(-1),
  "aws:CurrentTime": ({ nowMs }) => isoTime(nowMs),
  "aws:EpochTime": ({ nowMs }) => String(Math.floor(nowMs / 1000)),
  "aws:FederatedProvider": ({ caller: { principal } }) =>
    principal.type === "anonymous" ? principal.federatedProvider : sessionOf(principal)?.federatedProvider,
  "aws:MultiFactorAuthAge": ({ caller, nowMs }) => {
    const mfaMs = sessionOf(caller.principal)?.mfaMs;
    return mfaMs === undefined ? undefined : String(Math.floor((nowMs - mfaMs) / 1000));
  },
  // AWS: absent for long-term credentials, which is why policies ask with BoolIfExists.
  "aws:MultiFactorAuthPresent": ({ caller }) => {
    const session = sessionOf(caller.principal);
    return session === undefined ? undefined : String(session.mfaMs !== undefined);
  },
  "aws:PrincipalAccount": ({ caller: { principal } }) =>
    principal.type === "anonymous" || principal.type === "service" ? undefined : principal.accountId,
  "aws:PrincipalArn": ({ caller }) => principalArn(caller.principal),
  "aws:PrincipalIsAWSService": ({ caller: { principal } }) =>
    principal.type === "anonymous" ? undefined : String(principal.type === "service"),
  "aws:PrincipalOrgID": ({ principalGuardrails }) => principalGuardrails?.organizationId,
  "aws:PrincipalOrgPaths": ({ principalGuardrails }) => pathsOf(principalGuardrails),
  "aws:PrincipalServiceName": ({ caller: { principal } }) =>
    principal.type === "service" ? principal.service : undefined,
  "aws:PrincipalServiceNamesList": ({ caller: { principal } }) =>
    principal.type === "service" ? [principal.service] : undefined,
  "aws:PrincipalType": ({ caller }) => PRINCIPAL_TYPES[caller.principal.type],
  "aws:Referer": ({ caller }) => directOrigin(caller)?.referer,
  "aws:RequestedRegion": ({ caller }) => caller.region,
  "aws:ResourceAccount": ({ resourceAccountId }) => resourceAccountId,
  "aws:ResourceOrgID": ({ resourceGuardrails }) => resourceGuardrails?.organizationId,
  "aws:ResourceOrgPaths": ({ resourceGuardrails }) => pathsOf(resourceGuardrails),
  // Between services there is no network to listen on.
  "aws:SecureTransport": ({ caller }) => String(directOrigin(caller)?.isSecure ?? true),
  "aws:SourceIdentity": ({ caller }) => sessionOf(caller.principal)?.sourceIdentity,
  // AWS: absent when the request comes through a VPC endpoint; and of a service's call, the address would be the service's.
  "aws:SourceIp": ({ caller }) => {
    const origin = directOrigin(caller);
    return origin === undefined || origin.vpcEndpoint !== undefined ? undefined : plainAddress(origin.sourceIp);
  },
  "aws:SourceVpc": ({ caller }) => directOrigin(caller)?.vpcEndpoint?.vpcId,
  "aws:SourceVpce": ({ caller }) => directOrigin(caller)?.vpcEndpoint?.vpcEndpointId,
  "aws:TagKeys": ({ check }) => requestTagKeys(check),
  "aws:TokenIssueTime": ({ caller }) => {
    const session = sessionOf(caller.principal);
    return session === undefined ? undefined : isoTime(session.issuedMs);
  },
  "aws:UserAgent": ({ caller }) => directOrigin(caller)?.userAgent,
  "aws:userid": ({ caller }) => userId(caller.principal),
  "aws:username": ({ caller: { principal } }) => (principal.type === "user" ? principal.userName : undefined),
  "aws:ViaAWSService": ({ caller }) => String((caller.calledVia?.length ?? 0) > 0),
  "aws:VpceAccount": ({ caller }) => directOrigin(caller)?.vpcEndpoint?.accountId,
  "aws:VpceOrgID": ({ endpointGuardrails }) => endpointGuardrails?.organizationId,
  "aws:VpceOrgPaths": ({ endpointGuardrails }) => pathsOf(endpointGuardrails),
  "aws:VpcSourceIp": ({ caller }) => {
    const origin = directOrigin(caller);
    return origin?.vpcEndpoint === undefined ? undefined : plainAddress(origin.sourceIp);
  },
  "s3:ResourceAccount": ({ check, resourceAccountId }) => (isS3(check) ? resourceAccountId : undefined),
  "s3:authType": (facts) => s3Signature(facts)?.authType,
  "s3:signatureAge": (facts) => {
    const ageMs = s3Signature(facts)?.ageMs;
    return ageMs === undefined ? undefined : String(ageMs);
  },
  "s3:signatureversion": (facts) => s3Signature(facts)?.version,
  "s3:x-amz-content-sha256": (facts) => s3Signature(facts)?.contentSha256,
};

const GLOBAL_KEYS: ReadonlyMap<string, (facts: KeyFacts) => KeyValue> = new Map(
  Object.entries(GLOBAL).map(([name, value]) => [name.toLowerCase(), value]),
);

const PRINCIPAL_TYPES: Readonly<Record<Principal["type"], string | undefined>> = {
  root: "Account",
  user: "User",
  "assumed-role": "AssumedRole",
  "federated-user": "FederatedUser",
  anonymous: "Anonymous",
  service: undefined,
};

/** AWS: the role's ARN for its sessions; services and anonymous callers have none. */
function principalArn(principal: Principal): string | undefined {
  if (principal.type === "anonymous" || principal.type === "service") return undefined;
  return principal.type === "assumed-role" ? principal.roleArn : principal.arn;
}

function userId(principal: Principal): string | undefined {
  if (principal.type === "anonymous") return "anonymous";
  return principal.type === "service" ? undefined : principal.userId;
}

/** The request, when it is the caller's own and not one that a service makes for the caller. */
function directOrigin(caller: Caller): RequestOrigin | undefined {
  return (caller.calledVia?.length ?? 0) > 0 ? undefined : caller.origin;
}

function isS3(check: AccessCheck): boolean {
  return check.action.startsWith("s3:");
}

function s3Signature({ check, caller }: KeyFacts): RequestOrigin["signature"] {
  return isS3(check) ? directOrigin(caller)?.signature : undefined;
}

function pathsOf(guardrails: AccountGuardrails | undefined): readonly string[] | undefined {
  return guardrails === undefined ? undefined : [guardrails.path];
}

function isoTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, ISO_SECONDS)}Z`;
}

/** IPv4 addresses without the form in which dual-stack sockets show them, IPv6 addresses without their zone. */
function plainAddress(address: string): string {
  if (address.startsWith("::ffff:") && address.includes(".")) return address.slice("::ffff:".length);
  const zone = address.indexOf("%");
  return zone < 0 ? address : address.slice(0, zone);
}

/** A key that the check states, whatever its spelling. */
function conditionOf(check: AccessCheck, lowerCaseKey: string): KeyValue {
  return check.conditions === undefined ? undefined : valueWithoutCase(check.conditions, lowerCaseKey);
}

/** AWS: key names are compared without case, tag keys in them too. */
function valueWithoutCase<T>(record: Readonly<Record<string, T>>, lowerCaseKey: string): T | undefined {
  for (const key in record) {
    if (key.length === lowerCaseKey.length && key.toLowerCase() === lowerCaseKey) return record[key];
  }
  return undefined;
}

function principalTag({ caller, principalTags }: KeyFacts, lowerCaseTag: string): string | undefined {
  const session = sessionOf(caller.principal);
  const ofSession = session === undefined ? undefined : valueWithoutCase(session.tags, lowerCaseTag);
  return ofSession ?? valueWithoutCase(principalTags, lowerCaseTag);
}

const REQUEST_TAG = "aws:RequestTag/";

/** The tag keys of the request, for checks that state its tags and not their keys again. */
function requestTagKeys({ conditions }: AccessCheck): readonly string[] | undefined {
  if (conditions === undefined) return undefined;
  const keys = Object.keys(conditions).flatMap((key) =>
    key.startsWith(REQUEST_TAG) ? [key.slice(REQUEST_TAG.length)] : [],
  );
  return keys.length === 0 ? undefined : keys;
}

function claimOf(principal: Principal, lowerCaseKey: string): KeyValue {
  const claims = sessionOf(principal)?.claims;
  return claims === undefined ? undefined : valueWithoutCase(claims, lowerCaseKey);
}
