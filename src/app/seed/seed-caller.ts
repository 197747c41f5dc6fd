/**
 * IAM's operations, called in the name of one account's root user.
 */
import { rootPrincipal } from "../../auth/credentials.ts";
import type { RequestContext } from "../../kit/context.ts";
import { ConfigError, ServiceError } from "../../kit/errors.ts";
import type { InputOf, OperationName } from "../../kit/operation.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Iam, IamOperation, IamSdk } from "../../services/iam/iam.ts";

export interface SeedCaller {
  readonly iam: Iam;
  readonly accountId: string;
  /** @throws {ConfigError} what the operation refuses, with the place in the file */
  call<Name extends OperationName<IamSdk> & string>(
    operation: IamOperation<Name>,
    input: InputOf<IamSdk, Name>,
    at: string,
  ): Promise<void>;
}

export function createSeedCaller(iam: Iam, runtime: Runtime, accountId: string): SeedCaller {
  const context = seedContext(runtime, accountId);
  return {
    iam,
    accountId,
    async call(operation, input, at) {
      try {
        operation.validate?.(input);
        await operation.handle(input, context, iam);
      } catch (cause) {
        if (!(cause instanceof ServiceError)) throw cause;
        throw new ConfigError(`the seed file cannot be applied: ${at}: ${cause.code}: ${cause.message}`, { cause });
      }
    },
  };
}

function seedContext(runtime: Runtime, accountId: string): RequestContext {
  return {
    principal: rootPrincipal(accountId, "seed"),
    accountId,
    region: "us-east-1",
    requestId: runtime.ids.uuid(),
    nowMs: runtime.clock.nowMs(),
    headers: { get: () => undefined, has: () => false, entries: () => [], names: () => [] },
    rawQuery: "",
    method: "POST",
    trailers: new Map(),
    bodyBytes: undefined,
    scheme: "http",
    host: "localhost",
    sourceIp: "127.0.0.1",
    signal: new AbortController().signal,
    log: runtime.log,
  };
}
