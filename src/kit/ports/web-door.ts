/**
 * What a service answers that is no call of its API: what browsers ask for pages of other origins, and websites. Implemented by S3; the gateway asks it before it looks for
 * an operation.
 */
import type { ServiceError } from "../errors.ts";
import type { Headers, HttpResponse } from "../http.ts";

/** A request as a browser sent it, in path style. */
export interface WebRequest {
  readonly method: string;
  /** `/bucket/key`, as sent. */
  readonly rawPath: string;
  readonly headers: Headers;
  readonly scheme: "http" | "https";
  /** That the request was sent to, as far as is known. */
  readonly region: string;
}

/** A request to a website's host. */
export interface SiteRequest extends WebRequest {
  readonly requestId: string;
  /** The Region that the host names; undefined when it names none. */
  readonly hostRegion: string | undefined;
}

/** Answers an unsigned request as every other one, with the error beside the answer when it was refused. */
export type InnerCall = (request: {
  readonly method: "GET" | "HEAD";
  readonly rawPath: string;
  readonly headers: readonly (readonly [string, string])[];
}) => Promise<{ readonly response: HttpResponse; readonly error: ServiceError | undefined }>;

export interface WebDoor {
  /** Answers a preflight (OPTIONS). @throws {ServiceError} BadRequest, AccessForbidden */
  preflight(request: WebRequest & { readonly requestId: string }): Promise<HttpResponse>;
  /** Fields to add to the answer of a request with an `Origin`; none when no rule lets the page see it. */
  crossOriginFields(request: WebRequest): Promise<readonly (readonly [string, string])[]>;
  /** Answers a request to a website's host; always an answer, also for what is not there. */
  website(request: SiteRequest, call: InnerCall): Promise<HttpResponse>;
}
