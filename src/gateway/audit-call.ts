/**
 * One answered call to the audit trail. A call on data costs one look-up and nothing else, unless such calls are recorded. Calls whose caller is
 * not known (no or a wrong signature, an operation that does not exist) leave no event, as on AWS: no account could be shown it.
 */
import { type EventKind, eventKindOf } from "../audit/event-kind.ts";
import { type RecordedMembers, recordableMembers, secretTexts } from "../audit/recordable-members.ts";
import type { Caller } from "../auth/principal.ts";
import type { ServiceError } from "../kit/errors.ts";
import type { AccessCheck } from "../kit/operation.ts";
import type { AuditTrail } from "../kit/ports/audit-trail.ts";
import type { OperationModel } from "../model/service-model.ts";
import { structureOf } from "../model/shape.ts";
import type { Exchange } from "./exchange.ts";

const kinds = new WeakMap<OperationModel, EventKind>();

export function auditCall(exchange: Exchange, error: ServiceError | undefined): void {
  const { operation, gateway, target } = exchange;
  if (operation === undefined || target === undefined) return;
  const { trail } = gateway.audit;
  if (!isAudited(trail, target.entry.name, operation)) return;
  const { principal, checks, input, output, requestId } = exchange;
  if (principal.type === "anonymous" && checks === undefined) return;
  const timeMs = gateway.runtime.clock.nowMs();
  const what = { service: target.entry.name, operation, requestId, timeMs, caller: callerOf(exchange) };
  recordCall(trail, { ...what, checks, input, output, error });
}

function kindOf(service: string, operation: OperationModel): EventKind {
  let kind = kinds.get(operation);
  if (kind === undefined) kinds.set(operation, (kind = eventKindOf(service, operation.name)));
  return kind;
}

/** Whether calls of this operation are recorded. */
export function isAudited(trail: AuditTrail, service: string, operation: OperationModel): boolean {
  return trail.recordsData || kindOf(service, operation).isManagement;
}

export interface AuditedCall {
  /** Our name of it. */
  readonly service: string;
  readonly operation: OperationModel;
  readonly requestId: string;
  readonly timeMs: number;
  readonly caller: Caller;
  /** Undefined when it did not come to that. */
  readonly checks: readonly AccessCheck[] | undefined;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: ServiceError | undefined;
}

export function recordCall(trail: AuditTrail, call: AuditedCall): void {
  const { operation, checks, input, output, error } = call;
  const kind = kindOf(call.service, operation);
  trail.record({
    requestId: call.requestId,
    timeMs: call.timeMs,
    caller: call.caller,
    eventSource: kind.eventSource,
    operation: kind.eventName,
    isReadOnly: kind.isReadOnly,
    isManagement: kind.isManagement,
    resources:
      checks === undefined || checks.length === 0 ? NONE : [...new Set(checks.map(({ resource }) => resource))],
    requestParameters: recordable(operation.input, input),
    responseElements: kind.showsResponse && error === undefined ? recordable(operation.output, output) : undefined,
    errorCode: error?.code,
    errorMessage: error === undefined ? undefined : withoutSecrets(error.message, operation, input),
  });
}

const NONE: readonly string[] = [];

/** A copy, because what the exchange holds (bodies) must not live as long as the entry. */
function callerOf({ principal, accountId, region, requestId, incoming }: Exchange): Caller {
  return {
    principal,
    accountId,
    region,
    origin: {
      requestId,
      sourceIp: incoming.sourceIp,
      isSecure: incoming.scheme === "https",
      userAgent: incoming.headers.get("user-agent"),
    },
  };
}

function recordable(schema: OperationModel["input"], value: unknown): RecordedMembers | undefined {
  return value === undefined ? undefined : recordableMembers(structureOf(schema), value);
}

/** Shorter texts are no secrets, and occur in every message. */
const isTelling = (secret: string): boolean => secret.length >= 4;

/** Some messages repeat the value that they refuse. */
function withoutSecrets(message: string, operation: OperationModel, input: unknown): string {
  const secrets = secretTexts(structureOf(operation.input), input).filter(isTelling);
  return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), message);
}
