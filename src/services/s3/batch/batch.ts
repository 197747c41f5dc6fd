/** What batch operations need of S3 and of others, for everything that is done for a job. */
import type { Caller } from "../../../auth/principal.ts";
import type { OperationCalls } from "../../../kit/ports/operation-calls.ts";
import type * as Sdk from "@aws-sdk/client-s3";
import type { InputOf, OperationName, OutputOf } from "../../../kit/operation.ts";
import type { Authorizer } from "../../../auth/authorize.ts";
import type { RoleSessions } from "../../../kit/ports/role-sessions.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { WebCalls } from "../../../runtime/web-calls.ts";
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { SealParts } from "../encryption/seal-parts.ts";
import type { EventTargets } from "../events/event-targets.ts";

export interface Batch extends SealParts {
  readonly runtime: Runtime;
  readonly bytes: ObjectBytes;
  readonly authorizer: Authorizer;
  readonly roles: () => RoleSessions | Promise<RoleSessions>;
  /** Where functions are, and how they are called. */
  readonly events: { readonly targets: EventTargets; readonly calls: WebCalls };
  /** S3's own operations. */
  readonly calls: () => Promise<OperationCalls>;
}

export interface S3Call<Name extends OperationName<typeof Sdk> & string> {
  readonly caller: Caller;
  readonly operation: Name;
  readonly input: InputOf<typeof Sdk, Name>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bodyBytes?: number;
  readonly signal: AbortSignal;
}

/** One of S3's own operations, typed as it is for clients. */
export async function callS3<Name extends OperationName<typeof Sdk> & string>(
  { calls }: Pick<Batch, "calls">,
  call: S3Call<Name>,
): Promise<OutputOf<typeof Sdk, Name>> {
  return (await (await calls()).call(call)) as OutputOf<typeof Sdk, Name>;
}
