/**
 * One entry for every call that was answered; CloudTrail's events are made from it. Never holds a body, a secret or a signature.
 */
import type { Caller } from "../../auth/principal.ts";

export interface AuditEntry {
  readonly requestId: string;
  /** State time at which the call was answered, milliseconds. */
  readonly timeMs: number;
  readonly caller: Caller;
  /** `s3.amazonaws.com`. */
  readonly eventSource: string;
  /** CloudTrail's name of the operation, which is the API's but for some of S3's. */
  readonly operation: string;
  /** True for calls that change nothing. */
  readonly isReadOnly: boolean;
  /** False for calls on data (S3 objects, DynamoDB items), which AWS records only when asked to. */
  readonly isManagement: boolean;
  /** ARNs of the checks. */
  readonly resources: readonly string[];
  /** Input with secret and streaming members left out; undefined when the request was refused before it was read. */
  readonly requestParameters: Readonly<Record<string, unknown>> | undefined;
  /** Output of a call that changed something, as far as it is no secret. */
  readonly responseElements?: Readonly<Record<string, unknown>> | undefined;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

export interface AuditTrail {
  /** Whether calls on data are recorded too. */
  readonly recordsData: boolean;
  /** Returns at once; entries are written in batches, durable within a fraction of a second. */
  record(entry: AuditEntry): void;
}
