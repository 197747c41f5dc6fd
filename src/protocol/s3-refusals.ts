/**
 * S3's own words for requests that name no operation or cannot be read. S3 Control shares them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (read 2026-11-23)
 */
import { ServiceError } from "../kit/errors.ts";
import type { OperationModel } from "../model/service-model.ts";
import { MalformedBinding, type RequestPlan } from "./http/request-binding.ts";
import type { RouteRefusal } from "./http/rest-protocol.ts";
import { ECHO_CHARACTERS_MAX } from "./limits.ts";
import type { MalformedInput } from "./malformed-input.ts";
import type { MissingMember } from "./missing-members.ts";
import type { ProtocolRequest } from "./protocol.ts";

export function resolveS3Refusal(refusal: RouteRefusal, request: ProtocolRequest): OperationModel | ServiceError {
  switch (refusal.kind) {
    case "incomplete":
      // `POST /bucket/key` alone is no operation; `?analytics` without `id` is one that lacks a parameter.
      return refusal.hasSubresource ? refusal.operation : methodNotAllowed(request, resourceType(request.rawPath), []);
    case "unknown-path":
      return invalidUri();
    case "unknown-method":
      return methodNotAllowed(request, resourceType(request.rawPath), refusal.methods);
    case "unknown-subresource":
      // The operation exists for this method, with another value of the parameter: `list-type=3`.
      if (refusal.methods.includes(request.method))
        return invalidArgument(`The value of ${refusal.name} is not valid.`, refusal.name, "");
      if (refusal.methods.length > 0) return methodNotAllowed(request, refusal.name.toUpperCase(), refusal.methods);
      return noSuchSubresource(request, refusal.name);
    case "stray-parameter":
      return invalidArgument("This operation does not accept a query-string.", refusal.name, "");
  }
}

/** A path, query or header that cannot be read. */
export function refuseS3Binding(malformed: MalformedInput): ServiceError {
  if (!(malformed instanceof MalformedBinding)) return invalidUri();
  const { wireName, text, expected } = malformed;
  const message =
    expected === "number"
      ? `Provided ${wireName} not an integer or within integer range`
      : `The value of ${wireName} is not valid.`;
  return invalidArgument(message, wireName, text);
}

export function refuseS3Body(malformed: MalformedInput): ServiceError {
  const message =
    malformed.kind === "limit"
      ? `Your XML is too large or too deep: ${malformed.message}`
      : "The XML you provided was not well-formed or did not validate against our published schema";
  return new ServiceError({ code: "MalformedXML", status: 400, message });
}

export function refuseS3Missing(plan: RequestPlan, missing: readonly MissingMember[]): ServiceError {
  const [first] = missing;
  const member = first?.path.length === 1 ? first.member : undefined;
  if (member === undefined) return malformedXml();
  const { httpHeader, httpQuery } = member.traits;
  if (httpHeader !== undefined) {
    return new ServiceError({
      code: "InvalidRequest",
      status: 400,
      message: `Missing required header for this request: ${String(httpHeader)}`,
    });
  }
  if (httpQuery !== undefined) {
    return new ServiceError({
      code: "InvalidRequest",
      status: 400,
      message: `Missing required parameter for this request: ${String(httpQuery)}`,
    });
  }
  if (member === plan.payload) {
    return new ServiceError({ code: "MissingRequestBodyError", status: 400, message: "Request Body is empty" });
  }
  return malformedXml();
}

function malformedXml(): ServiceError {
  return new ServiceError({
    code: "MalformedXML",
    status: 400,
    message: "The XML you provided was not well-formed or did not validate against our published schema",
  });
}

function invalidUri(): ServiceError {
  return new ServiceError({ code: "InvalidURI", status: 400, message: "Couldn't parse the specified URI." });
}

function invalidArgument(message: string, name: string, value: string): ServiceError {
  const ArgumentValue = value.slice(0, ECHO_CHARACTERS_MAX);
  return new ServiceError({
    code: "InvalidArgument",
    status: 400,
    message,
    fields: { ArgumentName: name, ArgumentValue },
  });
}

function methodNotAllowed(request: ProtocolRequest, type: string, methods: readonly string[]): ServiceError {
  return new ServiceError({
    code: "MethodNotAllowed",
    status: 405,
    message: "The specified method is not allowed against this resource.",
    fields: { Method: request.method, ResourceType: type },
    headers: methods.length === 0 ? [] : [["Allow", methods.join(", ")]],
  });
}

// AWS: a sub-resource on the wrong level, e.g. `?versions` on a key, is refused in these words (assumed from memory of live answers).
function noSuchSubresource(request: ProtocolRequest, name: string): ServiceError {
  const level = resourceType(request.rawPath) === "OBJECT" ? "key" : "bucket";
  return new ServiceError({
    code: "InvalidArgument",
    status: 400,
    message: `There is no such thing as the ?${name} sub-resource for a ${level}`,
    fields: { ArgumentName: "ResourceType", ArgumentValue: name },
  });
}

function resourceType(rawPath: string): "SERVICE" | "BUCKET" | "OBJECT" {
  const slash = rawPath.indexOf("/", 1);
  if (rawPath === "/") return "SERVICE";
  return slash < 0 || slash === rawPath.length - 1 ? "BUCKET" : "OBJECT";
}
