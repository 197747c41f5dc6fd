/**
 * A refusal as the caller sees it: AWS's code, status and words for each family of services.
 *
 * AWS: S3 says why only to callers of the bucket's own account or organization; everybody else learns that access was denied
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html, read 2026-11-23). EC2 adds an encoded message with all of it.
 */
import { AuthError } from "../kit/errors.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { Remedy } from "../kit/ports/decision-log.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import { sealAuthorizationMessage } from "./authorization-message.ts";
import type { RequestKeys } from "./condition-keys.ts";
import type { ErrorStyle } from "./error-style.ts";
import type { ExplainedDecision } from "./policy/decision.ts";
import { denialMessage } from "./policy/denial-message.ts";
import { type Caller, nameOf, type Principal } from "./principal.ts";

export interface Explained {
  readonly decision: ExplainedDecision;
  readonly keys: RequestKeys;
  /** Costs more than the refusal: asked for when somebody is told. */
  readonly remedy: () => Remedy;
}

/** Why a call is refused. */
export interface Refusal {
  /** Undefined for an anonymous caller of an operation that asks for nothing but a known caller. */
  readonly check: AccessCheck | undefined;
  /** Undefined when nobody wants to know. */
  readonly explained?: Explained | undefined;
}

// AWS: codes and statuses are those of the Common Errors pages of each family's API references.
const DENIALS: Readonly<Record<ErrorStyle, { readonly code: string; readonly status: number }>> = {
  s3: { code: "AccessDenied", status: 403 },
  query: { code: "AccessDenied", status: 403 },
  ec2: { code: "UnauthorizedOperation", status: 403 },
  json: { code: "AccessDeniedException", status: 400 },
  "rest-json": { code: "AccessDeniedException", status: 403 },
};

/** An operation of which nobody has said what it needs: nobody may call it. */
export function unmappedDenial(style: ErrorStyle, caller: Caller, operation: string): AuthError {
  const message = `User: ${nameOf(caller.principal)} is not authorized to perform: ${operation}`;
  return new AuthError({ ...DENIALS[style], message });
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
  const isQuoted = style === "s3" && check.resource !== "*";
  const resource = isQuoted ? `"${check.resource}"` : check.resource;
  const message =
    decision.block === undefined
      ? denialMessage({ who, action, resource, decision })
      : `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because ${decision.block}`;
  if (style !== "ec2") return message;
  const encoded = sealAuthorizationMessage(sealer, {
    principal: { id: idOf(caller.principal), arn: who },
    action,
    resource: check.resource,
    conditions: keys.list(),
    decision,
    remedy: explained.remedy(),
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
