/**
 * REST-JSON: Lake Formation, RDS Data, EFS, EBS direct, S3 Files, S3 Tables. The error's type travels in `x-amzn-ErrorType`, its
 * members in the body.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html (read 2026-11-23)
 */
import { ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { errorModelOf, errorShapeOf, validationCode } from "./error-shape.ts";
import { MalformedBinding } from "./http/request-binding.ts";
import { responsePlan, writeBoundHeaders } from "./http/response-binding.ts";
import { createRestProtocol, type RestDialect, type RouteRefusal } from "./http/rest-protocol.ts";
import { decodeJson, decodeStructure, parseJson } from "./json/decode-json.ts";
import { encodeJson, encodeJsonMembers } from "./json/encode-json.ts";
import { encodeJsonError, refuseJsonBody, refuseJsonMissing } from "./json/json-error.ts";
import { MalformedInput } from "./malformed-input.ts";
import type { Protocol } from "./protocol.ts";
import { encodeUtf8 } from "./utf8.ts";

const JSON_NAMES = { usesJsonName: true };

const dialect: RestDialect = {
  contentType: "application/json",
  decodeBody(body, bytes) {
    const value = parseJson(bytes);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new MalformedInput("type", "The body is not a JSON object");
    return decodeStructure(body, value as Readonly<Record<string, unknown>>, JSON_NAMES, 0);
  },
  decodePayload: (payload, bytes) => decodeJson(payload.shape, parseJson(bytes), JSON_NAMES),
  encodeBody: (_model, body, output) => encodeJsonMembers(body.members, output, JSON_NAMES),
  encodePayload: (_model, payload, value) => encodeJson(payload.shape, value, JSON_NAMES),
  resolveRefusal: (_model, refusal) => resolveRefusal(refusal),
  refuseBinding: (model, malformed) => refuseBinding(model, malformed),
  refuseBody: refuseJsonBody,
  refuseMissing: (model, _plan, missing) => refuseJsonMissing(model, missing),
  requestIdHeaders: (requestId) => [["x-amzn-RequestId", requestId]],
  serializeError,
};

export const restJson: Protocol = createRestProtocol(dialect);

function resolveRefusal(refusal: RouteRefusal): OperationModel | ServiceError {
  // What is missing is said after the signature was checked, by `parseInput`.
  if (refusal.kind === "incomplete") return refusal.operation;
  return new ServiceError({
    code: "UnknownOperationException",
    status: 404,
    message: "The requested operation is not known to this service",
  });
}

function refuseBinding(model: ServiceModel, malformed: MalformedInput): ServiceError {
  if (!(malformed instanceof MalformedBinding)) return refuseJsonBody(malformed);
  return new ServiceError({ code: validationCode(model), status: 400, message: malformed.message });
}

function serializeError(
  model: ServiceModel,
  operation: OperationModel | undefined,
  error: ServiceError,
  requestId: string,
): HttpResponse {
  const errorModel = errorModelOf(model, error);
  const headers: [string, string][] = [
    ...dialect.requestIdHeaders(requestId),
    ["x-amzn-ErrorType", errorModel?.name ?? error.code],
    ...error.headers.map(([name, value]): [string, string] => [name, value]),
  ];
  const shape = errorShapeOf(errorModel);
  if (shape !== undefined) writeBoundHeaders(responsePlan(shape), error.fields, headers);
  if (operation?.http?.method === "HEAD" || error.status === 304) return { status: error.status, headers };
  headers.push(["Content-Type", dialect.contentType]);
  return { status: error.status, headers, body: encodeUtf8(`{${encodeJsonError(shape, error, JSON_NAMES)}}`) };
}
