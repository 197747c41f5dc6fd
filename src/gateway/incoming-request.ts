/** A request as it comes from the door, before any step has looked at it. */
import type { HttpRequest, HttpResponse } from "../kit/http.ts";

export interface IncomingRequest extends HttpRequest {
  readonly scheme: "http" | "https";
  readonly sourceIp: string;
  /** Set when the head says that no body follows. */
  readonly isBodiless?: boolean;
  /** Aborted when the client goes away before the answer was taken, or when the server stops. */
  readonly signal: AbortSignal;
}

/** The same request with other parts. No spread does it: the listener's requests find out source and signal only when they are asked for. */
export function withParts(request: IncomingRequest, parts: Partial<IncomingRequest>): IncomingRequest {
  const { method, rawPath, rawQuery, headers, body, scheme, sourceIp, signal } = request;
  return { method, rawPath, rawQuery, headers, body, scheme, sourceIp, signal, ...parts };
}

/** Answers every request, also failing ones; a rejection is a bug and ends the connection. */
export type RequestHandler = (request: IncomingRequest) => Promise<HttpResponse>;
