/** Asks our engine the question of a case. */
import { compilePolicy } from "../../../src/auth/policy/compile-policy.ts";
import type { CompiledPolicy } from "../../../src/auth/policy/compiled-policy.ts";
import type { PolicyLayer } from "../../../src/auth/policy/decision.ts";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { renamePrincipals } from "../../../src/auth/policy/rename-principals.ts";
import type { PolicyLayers } from "../../../src/auth/policy/policy-layers.ts";
import type { PolicyPrincipal, PolicyRequest } from "../../../src/auth/policy/policy-request.ts";
import type { DocumentCase, PolicyCase, PrincipalCase } from "./cases.ts";

export interface Question {
  readonly request: PolicyRequest;
  readonly layers: PolicyLayers;
}

export function questionOf(one: PolicyCase): Question {
  const keys = new Map(Object.entries(one.context).map(([key, value]) => [key.toLowerCase(), value]));
  const compiled = (layer: PolicyLayer, document: DocumentCase): CompiledPolicy =>
    compilePolicy({ layer, id: layer }, JSON.stringify(document));
  const maybe = (layer: PolicyLayer, document: DocumentCase | undefined): CompiledPolicy | undefined =>
    document === undefined ? undefined : compiled(layer, document);
  const service = one.action.toLowerCase().slice(0, one.action.indexOf(":"));
  return {
    request: {
      action: one.action,
      resource: one.resource,
      principal: principalOf(one.principal),
      resourceAccountId: one.resourceAccountId,
      context: { get: (key) => keys.get(key) },
    },
    layers: {
      rcps: one.rcps?.map((level) => level.map((document) => compiled("resource-control-policy", document))),
      scps: one.scps?.map((level) => level.map((document) => compiled("service-control-policy", document))),
      resourcePolicy: one.resourcePolicy && resourcePolicyOf(one.resourcePolicy, one.isKept),
      resourceRule: one.isPolicyOfHolder ? "denies" : service === "kms" || service === "sts" ? "decides" : "grants",
      identity: one.identity.map((document) => compiled("identity-policy", document)),
      boundary: maybe("permissions-boundary", one.boundary),
      session: one.session === undefined ? undefined : [compiled("session-policy", one.session)],
      vpcEndpoint: maybe("vpc-endpoint-policy", one.vpcEndpoint),
    },
  };
}

/** Whether it matters here that the policy is the holder's: the owner's own would have allowed. */
export function turnsOnHolder(one: PolicyCase): boolean {
  if (!one.isPolicyOfHolder) return false;
  const { request, layers } = questionOf(one);
  return evaluate(request, { ...layers, resourceRule: "grants" }).isAllowed && !evaluate(request, layers).isAllowed;
}

/** Whether users, roles or sessions are in the policy by their ids. */
export function hasIds({ isKept, resourcePolicy }: PolicyCase): boolean {
  return isKept && /"arn:aws:(?:iam|sts)::\d+:(?:user|role|assumed-role)\//.test(JSON.stringify(resourcePolicy ?? ""));
}

function resourcePolicyOf(document: DocumentCase, isKept: boolean): CompiledPolicy {
  const text = JSON.stringify(document);
  const layer = "resource-policy";
  return compilePolicy({ layer, id: layer }, isKept ? renamePrincipals(text, "resource", keptName) : text);
}

/** As IAM does it, without IAM's records: who has an ARN here is there. */
function keptName(arn: string): string {
  const [, account = "", user, role, session, sessionName] =
    /^arn:aws:(?:iam|sts)::(\d+):(?:user\/(\w+)|role\/(\w+)|assumed-role\/(\w+)\/(\w+))$/.exec(arn) ?? [];
  if (user !== undefined) return userId(account, user);
  if (role !== undefined) return roleId(account, role);
  return session === undefined ? arn : `${roleId(account, session)}:${sessionName}`;
}

const userId = (account: string, name: string): string => `AIDA${account}${name.toUpperCase()}`;
const roleId = (account: string, name: string): string => `AROA${account}${name.toUpperCase()}`;

export function principalOf(principal: PrincipalCase): PolicyPrincipal {
  switch (principal.type) {
    case "anonymous":
      return { type: "anonymous", accountId: undefined, arn: undefined };
    case "service":
      return { type: "service", accountId: undefined, arn: undefined, service: principal.name };
    case "root":
      return { type: "root", accountId: principal.accountId, arn: `arn:aws:iam::${principal.accountId}:root` };
    case "user":
      return {
        type: "user",
        accountId: principal.accountId,
        arn: `arn:aws:iam::${principal.accountId}:user/${principal.name}`,
        uniqueId: userId(principal.accountId, principal.name),
      };
    case "federated-user":
      return {
        type: "federated-user",
        accountId: principal.accountId,
        arn: `arn:aws:sts::${principal.accountId}:federated-user/${principal.name}`,
        // The oracle takes the session's name for the user's.
        creatorArn: `arn:aws:iam::${principal.accountId}:user/${principal.name}`,
        creatorId: userId(principal.accountId, principal.name),
      };
    case "assumed-role":
      return {
        type: "assumed-role",
        accountId: principal.accountId,
        arn: `arn:aws:sts::${principal.accountId}:assumed-role/${principal.name}/${principal.session}`,
        roleArn: `arn:aws:iam::${principal.accountId}:role/${principal.name}`,
        uniqueId: roleId(principal.accountId, principal.name),
        sessionId: `${roleId(principal.accountId, principal.name)}:${principal.session}`,
      };
  }
}
