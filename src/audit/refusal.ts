/** One refusal as it is kept: who asked for what, and how every layer of policies contributed. */
import type { ExplainedDecision } from "../auth/policy/decision.ts";
import type { StatementJson } from "../auth/policy/statement-json.ts";
import { type Caller, nameOf } from "../auth/principal.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { RefusedDecision, Remedy } from "../kit/ports/decision-log.ts";
import { EVENT_TEXT_MAX, NEAR_MISSES_MAX } from "./limits.ts";

export interface Refusal {
  readonly requestId: string;
  /** State time, milliseconds. */
  readonly timeMs: number;
  /** ARN of the caller, `anonymous`, or the service. */
  readonly principal: string;
  readonly principalType: string;
  /** `aws:userid`; absent for services and nobody. */
  readonly principalId?: string;
  /** The account of the caller. */
  readonly accountId: string;
  readonly region: string;
  readonly calledVia?: readonly string[];
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly action: string;
  readonly resource: string;
  /** Service condition keys that the operation named. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
  readonly decision: ExplainedDecision;
  /** Absent when it could not be found, or in a flood of refusals. */
  readonly remedy?: Remedy;
}

export function refusalOf(
  caller: Caller,
  check: AccessCheck,
  { decision, nowMs }: { readonly decision: RefusedDecision; readonly nowMs: number },
): Refusal {
  const { principal, accountId, region, calledVia, origin } = caller;
  const { requestId = "", sourceIp, userAgent } = origin ?? {};
  return {
    requestId,
    timeMs: nowMs,
    principal: nameOf(principal),
    principalType: principal.type,
    ...("userId" in principal ? { principalId: principal.userId } : {}),
    accountId,
    region,
    ...(calledVia === undefined ? {} : { calledVia }),
    ...(sourceIp === undefined ? {} : { sourceIp }),
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, EVENT_TEXT_MAX) }),
    action: check.action,
    resource: check.resource,
    ...(check.conditions === undefined ? {} : { conditions: check.conditions }),
    decision: plainDecision(decision),
  };
}

/** For people: policies keep the unique ids of users and roles, `show` gives them their names. */
export function shownRefusal(refusal: Refusal, show: (policy: string) => string): Refusal {
  const { remedy } = refusal;
  if (remedy?.deciding === undefined) return refusal;
  const { Statement } = JSON.parse(show(JSON.stringify({ Statement: remedy.deciding }))) as {
    Statement: StatementJson;
  };
  return { ...refusal, remedy: { ...remedy, deciding: Statement } };
}

function plainDecision({ remedy: _remedy, ...decision }: RefusedDecision): ExplainedDecision {
  const nearMisses = decision.nearMisses
    .slice(0, NEAR_MISSES_MAX)
    .map((miss) => ({ ...miss, reason: miss.reason.slice(0, EVENT_TEXT_MAX) }));
  return { ...decision, nearMisses };
}
