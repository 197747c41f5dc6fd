/**
 * What an operation knows about its request besides the typed input.
 */
import type { Caller } from "../auth/principal.ts";
import type { Log } from "../runtime/log.ts";
import type { Headers } from "./http.ts";

export interface RequestContext extends Caller {
  readonly requestId: string;
  /** State time when the request was taken in, milliseconds. One request sees one time. */
  readonly nowMs: number;
  /** Header fields as sent, for rules that the model does not show (a repeated header, a raw metadata value). */
  readonly headers: Headers;
  /** The query as sent, without `?`. */
  readonly rawQuery: string;
  readonly method: string;
  /** Checksum trailers of an `aws-chunked` body by lower-case name; complete only after the body was read to its end. */
  readonly trailers: ReadonlyMap<string, string>;
  /** Body bytes promised by the client (`x-amz-decoded-content-length` or `Content-Length`), when it promised. */
  readonly bodyBytes: number | undefined;
  /** All of the body of operations whose input does not stream, to check digests of it; undefined for the others. */
  readonly wholeBody?: Uint8Array | undefined;
  /** How the client reached us: `http` or `https`, and host with port, to build URLs in answers. */
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly sourceIp: string;
  /** Aborted when the client goes away or the server stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
}
