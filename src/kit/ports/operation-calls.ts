/**
 * Calls to a service's own operations from inside (batch jobs): the same permissions, the same handler and the same trace in the audit trail as for a client's request, without a
 * wire in between. Implemented by the gateway.
 */
import type { Caller } from "../../auth/principal.ts";

export interface OperationCall {
  /** As whom; the Region and the account are addressed through it. */
  readonly caller: Caller;
  /** The operation's name, e.g. `PutObjectTagging`. */
  readonly operation: string;
  /** As the operation's input is typed. */
  readonly input: object;
  /** Header fields that the input does not show, by lower-case name (`expires`). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the input's body, for operations that must know them before they read it. */
  readonly bodyBytes?: number;
  readonly signal: AbortSignal;
}

export interface OperationCalls {
  /** Resolves with the operation's output. @throws {ServiceError} as a client would be answered */
  call(call: OperationCall): Promise<unknown>;
}
