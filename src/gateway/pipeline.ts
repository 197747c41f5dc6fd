/**
 * One request from its head to its answer: an ordered list of steps, and one place that turns whatever was thrown into an answer.
 */
import { CredentialHints } from "./credential-hints.ts";
import { serializeFailure } from "./error-form.ts";
import { type Answered, Exchange, type Gateway, type InnerRequest, type Step } from "./exchange.ts";
import type { IncomingRequest, RequestHandler } from "./incoming-request.ts";
import { recordAnswer } from "./record-answer.ts";
import { answerAdminRoutes } from "./steps/answer-admin-routes.ts";
import { answerBrowser, webRequest } from "./steps/answer-browser.ts";
import { assignRequestId } from "./steps/assign-request-id.ts";
import { authorize } from "./steps/authorize.ts";
import { bufferCallBody } from "./steps/buffer-call-body.ts";
import { identifyService } from "./steps/identify-service.ts";
import { invoke } from "./steps/invoke.ts";
import { matchOperation } from "./steps/match-operation.ts";
import { parseInput } from "./steps/parse-input.ts";
import { readBody } from "./steps/read-body.ts";
import { resolveNames } from "./steps/resolve-names.ts";
import { serialize } from "./steps/serialize.ts";
import { verifySignature } from "./steps/verify-signature.ts";

/** The first step that returns a response answers the request. */
const STEPS: readonly Step[] = [
  assignRequestId,
  answerAdminRoutes,
  identifyService,
  answerBrowser,
  bufferCallBody,
  matchOperation,
  verifySignature,
  readBody,
  parseInput,
  resolveNames,
  authorize,
  invoke,
  serialize,
];

export function createPipeline(gateway: Gateway): RequestHandler {
  const hints = new CredentialHints(gateway.runtime);
  return (incoming) =>
    answer(gateway, incoming).then(({ response, error }) => {
      if (error !== undefined) hints.say(incoming, error);
      return response;
    });
}

function answer(gateway: Gateway, incoming: IncomingRequest, inner?: InnerRequest): Promise<Answered> {
  const answerInner: Exchange["answerInner"] = (made, how) => answer(gateway, made, how);
  const exchange = new Exchange(gateway, incoming, { inner, answerInner });
  const answering = run(exchange);
  return incoming.headers.has("origin") ? answering.then((answered) => forOrigin(exchange, answered)) : answering;
}

async function run(exchange: Exchange): Promise<Answered> {
  try {
    for (const step of STEPS) {
      const result = step(exchange);
      const response = result instanceof Promise ? await result : result;
      if (response !== undefined) {
        recordAnswer(exchange, response, undefined);
        return { response, error: undefined };
      }
    }
    throw new TypeError("the last step of the pipeline gave no response");
  } catch (thrown) {
    const failure = await serializeFailure(exchange, thrown);
    recordAnswer(exchange, failure.response, failure.error);
    return failure;
  }
}

/** Lets the page see the answer, also a refusal, when the bucket's rules say so. */
async function forOrigin(exchange: Exchange, answered: Answered): Promise<Answered> {
  const web = exchange.target?.service.web;
  if (web === undefined || exchange.incoming.method === "OPTIONS") return answered;
  const { response, error } = answered;
  const fields = await web.crossOriginFields(webRequest(exchange)).catch(() => []);
  return { response: { ...response, headers: [...response.headers, ...fields] }, error };
}
