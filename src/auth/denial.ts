/**
 * A refusal as the caller sees it: AWS's code, status and words for each family of services.
 *
 * AWS: S3 says why only to callers of the bucket's own account or organization; everybody else learns that access was denied
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html, read 2026-11-23). EC2 adds an encoded message with all of it.
 */
import { AuthError } from "../kit/errors.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import { sealAuthorizationMessage } from "./authorization-message.ts";
import { DENIALS } from "./authorize.ts";
import type { RequestKeys } from "./condition-keys.ts";
import type { ErrorStyle } from "./error-style.ts";
import type { Decision, ExplainedDecision, PolicyLayer } from "./policy/decision.ts";
import { type Caller, nameOf, type Principal } from "./principal.ts";

/** Why a call is refused. */
export interface Refusal {
  /** Undefined for an anonymous caller of an operation that asks for nothing but a known caller. */
  readonly check: AccessCheck | undefined;
  /** Undefined when nobody wants to know. */
  readonly explained?: { readonly decision: ExplainedDecision; readonly keys: RequestKeys } | undefined;
}

export function denialOf(style: ErrorStyle, caller: Caller, refusal: Refusal, sealer: Sealer): AuthError {
  return new AuthError({ ...DENIALS[style], message: messageOf(style, caller, refusal, sealer) });
}

function messageOf(style: ErrorStyle, caller: Caller, { check, explained }: Refusal, sealer: Sealer): string {
  if (style === "s3" && !mayKnowWhy(caller.principal, explained)) return "Access Denied";
  const who = nameOf(caller.principal);
  if (check === undefined || explained === undefined)
    return `User: ${who} is not authorized to perform: ${check?.action ?? "this operation"}`;
  const { decision, keys } = explained;
  const { action } = check;
  const resource = style === "s3" ? `"${check.resource}"` : check.resource;
  const reason =
    decision.block === undefined
      ? reasonOf(decision, action)
      : `because public access is prevented by ${decision.block}`;
  const message = `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  if (style !== "ec2") return message;
  const encoded = sealAuthorizationMessage(sealer, {
    principal: { id: idOf(caller.principal), arn: who },
    action,
    resource: check.resource,
    conditions: keys.list(),
    decision,
  });
  return `You are not authorized to perform this operation. ${message}. Encoded authorization failure message: ${encoded}`;
}

function mayKnowWhy(principal: Principal, explained: Refusal["explained"]): boolean {
  if (principal.type === "anonymous" || explained === undefined) return false;
  if (!explained.decision.isCrossAccount) return true;
  const { principalGuardrails, resourceGuardrails } = explained.keys.facts;
  return principalGuardrails !== undefined && principalGuardrails.organizationId === resourceGuardrails?.organizationId;
}

function idOf(principal: Principal): string {
  return "userId" in principal ? principal.userId : nameOf(principal);
}

const LAYER_NAMES: Readonly<Record<PolicyLayer, string>> = {
  "resource-control-policy": "resource control policy",
  "service-control-policy": "service control policy",
  "resource-policy": "resource-based policy",
  "identity-policy": "identity-based policy",
  "permissions-boundary": "permissions boundary",
  "session-policy": "session policy",
  "vpc-endpoint-policy": "VPC endpoint policy",
};

function reasonOf({ outcome, layer }: Decision, action: string): string {
  const name = LAYER_NAMES[layer];
  if (outcome === "implicit-deny") return `because no ${name} allows the ${action} action`;
  return `with an explicit deny in ${layer === "identity-policy" ? "an" : "a"} ${name}`;
}
