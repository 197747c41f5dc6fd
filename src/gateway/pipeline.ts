/**
 * One request from its head to its answer: an ordered list of steps, and one place that turns whatever was thrown into an answer.
 */
import type { HttpResponse } from "../kit/http.ts";
import { serializeFailure } from "./error-form.ts";
import { Exchange, type Gateway, type Step } from "./exchange.ts";
import type { IncomingRequest, RequestHandler } from "./incoming-request.ts";
import { recordAnswer } from "./record-answer.ts";
import { answerAdminRoutes } from "./steps/answer-admin-routes.ts";
import { assignRequestId } from "./steps/assign-request-id.ts";
import { authorize } from "./steps/authorize.ts";
import { bufferCallBody } from "./steps/buffer-call-body.ts";
import { identifyService } from "./steps/identify-service.ts";
import { invoke } from "./steps/invoke.ts";
import { matchOperation } from "./steps/match-operation.ts";
import { parseInput } from "./steps/parse-input.ts";
import { readBody } from "./steps/read-body.ts";
import { serialize } from "./steps/serialize.ts";
import { verifySignature } from "./steps/verify-signature.ts";

/** The first step that returns a response answers the request. */
const STEPS: readonly Step[] = [
  assignRequestId,
  answerAdminRoutes,
  identifyService,
  bufferCallBody,
  matchOperation,
  verifySignature,
  readBody,
  parseInput,
  authorize,
  invoke,
  serialize,
];

export function createPipeline(gateway: Gateway): RequestHandler {
  return (incoming) => answer(gateway, incoming);
}

async function answer(gateway: Gateway, incoming: IncomingRequest): Promise<HttpResponse> {
  const exchange = new Exchange(gateway, incoming);
  try {
    for (const step of STEPS) {
      const result = step(exchange);
      const response = result instanceof Promise ? await result : result;
      if (response !== undefined) {
        recordAnswer(exchange, response.status, undefined);
        return response;
      }
    }
    throw new TypeError("the last step of the pipeline gave no response");
  } catch (thrown) {
    const { error, response } = await serializeFailure(exchange, thrown);
    recordAnswer(exchange, response.status, error);
    return response;
  }
}
