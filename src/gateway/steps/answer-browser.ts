/**
 * What browsers send that is no call of the API: requests to websites, preflights, form uploads. Other requests pass by at the cost of three comparisons.
 */
import type { ServiceError } from "../../kit/errors.ts";
import { createHeaders, type HttpResponse } from "../../kit/http.ts";
import type { InnerCall, WebRequest } from "../../kit/ports/web-door.ts";
import type { Exchange } from "../exchange.ts";
import { withParts } from "../incoming-request.ts";
import { answerForm, isFormUpload } from "../form-upload/answer-form.ts";

export function answerBrowser(exchange: Exchange): undefined | Promise<HttpResponse> {
  const { requestId, hostRegion } = exchange;
  const { web } = exchange.found.service;
  if (web === undefined || exchange.inner !== undefined) return undefined;
  if (exchange.isWebsite) return web.website({ ...webRequest(exchange), requestId, hostRegion }, innerCall(exchange));
  if (exchange.incoming.method === "OPTIONS") return web.preflight({ ...webRequest(exchange), requestId });
  return isFormUpload(exchange) ? answerForm(exchange) : undefined;
}

export function webRequest({ incoming, rawPath, hostRegion, region }: Exchange): WebRequest {
  const { method, headers, scheme } = incoming;
  return { method, rawPath, headers, scheme, region: hostRegion ?? region };
}

function innerCall(exchange: Exchange): InnerCall {
  const { incoming } = exchange;
  return ({ method, rawPath, headers }): Promise<{ response: HttpResponse; error: ServiceError | undefined }> =>
    exchange.answerInner(withParts(incoming, { method, rawPath, rawQuery: "", headers: createHeaders(headers) }));
}
