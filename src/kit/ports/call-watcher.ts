/**
 * A service that wants to know how its calls were answered: S3, for access logs and request metrics. The gateway tells it each call to its operations, refused ones too, once the
 * answer is there. Nothing is gathered while it does not watch.
 */
import type { Caller } from "../../auth/principal.ts";
import type { Headers } from "../http.ts";

export interface AnsweredCall {
  readonly operation: string;
  readonly caller: Caller;
  readonly requestId: string;
  /** State time when the request was taken in, milliseconds. */
  readonly receivedMs: number;
  /** Until the answer was there; a body that streams goes on after that. */
  readonly elapsedMs: number;
  readonly method: string;
  /** As sent: path and query. */
  readonly target: string;
  /** `/bucket/key` as sent, whichever way the bucket was named. */
  readonly path: string;
  readonly headers: Headers;
  readonly sourceIp: string;
  readonly status: number;
  readonly errorCode: string | undefined;
  /** Of the answer's body; undefined for one that streams without a length. */
  readonly answerBytes: number | undefined;
  /** Of the request's body, when it was promised. */
  readonly bodyBytes: number | undefined;
  /** As the operation's input and output are typed; undefined when it did not come to that. */
  readonly input: unknown;
  readonly output: unknown;
}

export interface CallWatcher {
  readonly isWatching: boolean;
  /** Must not throw, and returns at once. */
  answered(call: AnsweredCall): void;
}
