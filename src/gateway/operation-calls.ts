/**
 * Operations called from inside, as a principal: what the pipeline does with a request between its parsing and its answer, for a call that no wire brought. Whoever has the
 * caller has authenticated it: a service that assumed a role.
 */
import type { Audit } from "../audit/audit.ts";
import type { Authorizer } from "../auth/authorize.ts";
import type { ErrorStyle } from "../auth/error-style.ts";
import { type RequestContext } from "../kit/context.ts";
import { AuthError, NotImplementedError, ServiceError } from "../kit/errors.ts";
import { createHeaders } from "../kit/http.ts";
import type { AccessCheck, UntypedOperation } from "../kit/operation.ts";
import type { OperationCall, OperationCalls } from "../kit/ports/operation-calls.ts";
import type { Service } from "../kit/service.ts";
import type { OperationModel } from "../model/service-model.ts";
import { assert } from "../runtime/assert.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { isAudited, recordCall } from "./audit-call.ts";

export interface OperationCallsDependencies {
  readonly runtime: Runtime;
  readonly authorizer: Authorizer;
  readonly audit: Audit;
  /** Our name of the service. */
  readonly name: string;
  readonly style: ErrorStyle;
  readonly load: () => Promise<Service>;
}

interface Called {
  readonly operation: OperationModel;
  readonly row: UntypedOperation;
  readonly context: RequestContext;
  readonly instance: unknown;
  checks: readonly AccessCheck[] | undefined;
}

/** There is no document that could be damaged on its way, so the digest that some operations insist on is that of nothing. */
const DIGEST_OF_NOTHING = "1B2M2Y8AsgTpgAmY7PhCfg==";
const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

export function createOperationCalls(dependencies: OperationCallsDependencies): OperationCalls {
  return {
    async call(call) {
      const called = await open(dependencies, call);
      try {
        const output = await run(dependencies, called, call);
        tell(dependencies, { called, call, output });
        return output;
      } catch (error) {
        if (error instanceof ServiceError) tell(dependencies, { called, call, error });
        throw error;
      }
    },
  };
}

async function open({ load, name, runtime }: OperationCallsDependencies, call: OperationCall): Promise<Called> {
  const { model, operations, instance } = await load();
  const operation = model.operations.get(call.operation);
  const row = operations[call.operation];
  assert(operation !== undefined && row !== undefined, `${name} has no operation ${call.operation}`);
  if ("notImplemented" in row) throw new NotImplementedError(name, call.operation, row.notImplemented);
  return { operation, row, instance, context: contextOf(runtime, operation, call), checks: undefined };
}

function contextOf(runtime: Runtime, operation: OperationModel, call: OperationCall): RequestContext {
  const requestId = runtime.ids.requestId();
  const digest = operation.streamsInput ? {} : { "content-md5": DIGEST_OF_NOTHING };
  return {
    ...call.caller,
    requestId,
    nowMs: runtime.clock.nowMs(),
    headers: createHeaders(Object.entries({ ...digest, ...call.headers })),
    rawQuery: "",
    method: operation.http?.method ?? "POST",
    trailers: NO_TRAILERS,
    bodyBytes: call.bodyBytes,
    scheme: "https",
    host: "",
    sourceIp: "",
    signal: call.signal,
    log: runtime.log.with({ requestId }),
  };
}

async function run(
  { authorizer, style }: OperationCallsDependencies,
  called: Called,
  { input }: OperationCall,
): Promise<unknown> {
  const { row, context, instance } = called;
  row.validate?.(input as never);
  const checks = row.access(input as never, context);
  called.checks = checks;
  if (row.isRefusedInParts !== true) {
    try {
      await authorizer.authorize(context, checks, style);
    } catch (refusal) {
      if (refusal instanceof AuthError) await row.whenRefused?.(input as never, context, instance as never);
      throw refusal;
    }
  }
  return await row.handle(input as never, context, instance as never);
}

function tell(
  { audit, name, runtime }: OperationCallsDependencies,
  outcome: {
    readonly called: Called;
    readonly call: OperationCall;
    readonly output?: unknown;
    readonly error?: ServiceError;
  },
): void {
  const { called, call, output, error } = outcome;
  const { operation, context, checks } = called;
  if (!isAudited(audit.trail, name, operation)) return;
  const timeMs = runtime.clock.nowMs();
  const { requestId } = context;
  const what = { service: name, operation, requestId, timeMs, caller: call.caller };
  recordCall(audit.trail, { ...what, checks, input: call.input, output, error });
}
