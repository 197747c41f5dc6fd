/**
 * What REST-XML and REST-JSON have in common: routing by method and path, members bound to labels, headers and query,
 * and a body that is a payload member, or a document of the remaining members. The `RestDialect` supplies the
 * document form and every refusal's wording.
 */
import { statusGiven } from "../../kit/answer-status.ts";
import type { ServiceError } from "../../kit/errors.ts";
import type { HttpResponse } from "../../kit/http.ts";
import type { OperationModel, ServiceModel } from "../../model/service-model.ts";
import type { Member, StructureShape } from "../../model/shape.ts";
import { NotImplementedError } from "../../kit/errors.ts";
import { encodeEvents, EVENT_STREAM_TYPE, type EventForm, isEventStream } from "../event-stream/encode-events.ts";
import type { MalformedInput } from "../malformed-input.ts";
import type { MissingMember } from "../missing-members.ts";
import type { Protocol, ProtocolRequest } from "../protocol.ts";
import { refusing, requireMembers } from "../request-input.ts";
import { decodeUtf8, encodeUtf8 } from "../utf8.ts";
import { readBoundMembers, requestPlan, type RequestPlan } from "./request-binding.ts";
import { outputPlan, type ResponsePlan, writeBoundHeaders } from "./response-binding.ts";
import { findRoute, type RouteResult } from "./routes.ts";

export type RouteRefusal = Exclude<RouteResult, { kind: "found" }>;

export interface RestDialect {
  /** Content type of a document body. */
  readonly contentType: string;
  /** Reads a body that holds several members. @throws {MalformedInput} */
  decodeBody(body: StructureShape, bytes: Uint8Array): Record<string, unknown>;
  /** Reads a body that is one structured member. @throws {MalformedInput} */
  decodePayload(payload: Member, bytes: Uint8Array): unknown;
  /** Text, or its bytes where they are made faster. */
  encodeBody(model: ServiceModel, body: StructureShape, output: Readonly<Record<string, unknown>>): string | Uint8Array;
  encodePayload(model: ServiceModel, payload: Member, value: unknown): string;
  /** Undefined where no service of the protocol answers a stream of events. */
  readonly events?: EventForm;
  /** An operation to go on with, or the error. */
  resolveRefusal(model: ServiceModel, refusal: RouteRefusal, request: ProtocolRequest): OperationModel | ServiceError;
  refuseBinding(model: ServiceModel, malformed: MalformedInput): ServiceError;
  refuseBody(malformed: MalformedInput): ServiceError;
  refuseMissing(model: ServiceModel, plan: RequestPlan, missing: readonly MissingMember[]): ServiceError;
  /** Header fields that carry the request id. */
  requestIdHeaders(requestId: string): [string, string][];
  serializeError: Protocol["serializeError"];
}

export function createRestProtocol(dialect: RestDialect): Protocol {
  return {
    match(model, request) {
      const result = refusing(
        (malformed) => dialect.refuseBinding(model, malformed),
        () => findRoute(model, request),
      );
      if (result.kind === "found") return result.operation;
      const resolved = dialect.resolveRefusal(model, result, request);
      if (resolved instanceof Error) throw resolved;
      return resolved;
    },
    parseInput: (model, operation, request) => parseRestInput(dialect, model, operation, request),
    serializeOutput(model, operation, output, requestId) {
      const value = (output ?? {}) as Readonly<Record<string, unknown>>;
      const plan = outputPlan(operation);
      const headers = dialect.requestIdHeaders(requestId);
      writeBoundHeaders(plan, value, headers);
      const status = statusOf(plan, operation, value, headers);
      const body = bodyOf(dialect, model, plan, value);
      if (body === undefined || operation.http?.method === "HEAD") return { status, headers };
      if (!hasContentType(headers)) headers.push(["Content-Type", body.contentType]);
      return { status, headers, body: body.content };
    },
    serializeError: dialect.serializeError,
  };
}

function parseRestInput(
  dialect: RestDialect,
  model: ServiceModel,
  operation: OperationModel,
  request: ProtocolRequest,
): unknown {
  const plan = requestPlan(operation);
  const input = refusing(
    (malformed) => dialect.refuseBinding(model, malformed),
    () => readBoundMembers(plan, request),
  );
  if (plan.payload !== undefined || plan.body.members.length > 0) {
    refusing(
      (malformed) => dialect.refuseBody(malformed),
      () => readBody(dialect, plan, request, input),
    );
  }
  return requireMembers(plan.shape, input, (missing) => dialect.refuseMissing(model, plan, missing));
}

function readBody(
  dialect: RestDialect,
  plan: RequestPlan,
  request: ProtocolRequest,
  input: Record<string, unknown>,
): void {
  const { payload } = plan;
  if (payload?.isStreaming === true) {
    input[payload.name] = request.body;
    return;
  }
  const bytes = request.bodyBytes;
  if (bytes === undefined || bytes.length === 0) return;
  if (payload === undefined) Object.assign(input, dialect.decodeBody(plan.body, bytes));
  else if (payload.shape.kind === "blob") input[payload.name] = bytes;
  else if (payload.shape.kind === "string") input[payload.name] = decodeUtf8(bytes);
  else input[payload.name] = dialect.decodePayload(payload, bytes);
}

function statusOf(
  plan: ResponsePlan,
  operation: OperationModel,
  output: Readonly<Record<string, unknown>>,
  headers: readonly (readonly [string, string])[],
): number {
  const chosen = plan.statusMember === undefined ? statusGiven(output) : output[plan.statusMember];
  if (typeof chosen === "number") return chosen;
  const status = operation.http?.status ?? 200;
  // RFC 9110 section 15.3.7: an answer that carries Content-Range is 206. The models give only the plain success status.
  return status === 200 && headers.some(([name]) => name === "Content-Range") ? 206 : status;
}

interface ResponseBody {
  readonly content: NonNullable<HttpResponse["body"]>;
  readonly contentType: string;
}

function bodyOf(
  dialect: RestDialect,
  model: ServiceModel,
  plan: ResponsePlan,
  output: Readonly<Record<string, unknown>>,
): ResponseBody | undefined {
  const { payload } = plan;
  if (payload === undefined) {
    if (plan.body.members.length === 0) return undefined;
    const document = dialect.encodeBody(model, plan.body, output);
    const content = typeof document === "string" ? encodeUtf8(document) : document;
    return { content, contentType: dialect.contentType };
  }
  const value = output[payload.name];
  if (value === undefined || value === null) return undefined;
  switch (payload.shape.kind) {
    case "blob":
      return { content: value as ResponseBody["content"], contentType: "application/octet-stream" };
    case "string":
      return { content: encodeUtf8(value as string), contentType: "text/plain" };
    default:
      if (isEventStream(payload)) return eventBody(dialect, model, payload, value);
      return { content: encodeUtf8(dialect.encodePayload(model, payload, value)), contentType: dialect.contentType };
  }
}

function eventBody(dialect: RestDialect, model: ServiceModel, payload: Member, value: unknown): ResponseBody {
  if (dialect.events === undefined || payload.shape.kind !== "structure")
    throw new NotImplementedError(model.serviceId, "event streams", "the answer is a stream of events");
  const events = value as AsyncIterable<Readonly<Record<string, unknown>>>;
  return { content: encodeEvents(payload.shape, events, dialect.events), contentType: EVENT_STREAM_TYPE };
}

function hasContentType(headers: readonly (readonly [string, string])[]): boolean {
  return headers.some(([name]) => name === "Content-Type");
}
