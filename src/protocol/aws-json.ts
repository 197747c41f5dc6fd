/**
 * AWS JSON 1.0 and 1.1: one URL, the operation in `X-Amz-Target`, a JSON object both ways. The two versions differ in their content
 * type and in how an error names its type: 1.0 with a namespace, 1.1 by the bare name.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html (read 2026-11-23)
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html (read 2026-11-23)
 */
import { crc32 } from "node:zlib";
import { ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { structureOf } from "../model/shape.ts";
import { errorModelOf, errorShapeOf, queryErrorHeader } from "./error-shape.ts";
import { decodeStructure, parseJson } from "./json/decode-json.ts";
import { encodeJsonMembers } from "./json/encode-json.ts";
import { encodeJsonError, refuseJsonBody, refuseJsonMissing } from "./json/json-error.ts";
import { MalformedInput } from "./malformed-input.ts";
import type { Protocol, ProtocolRequest } from "./protocol.ts";
import { refusing, requireMembers } from "./request-input.ts";
import { encodeUtf8 } from "./utf8.ts";

const MEMBER_NAMES = { usesJsonName: false };
const KEEPING_VALUES = { usesJsonName: false, keepsAttributeValues: true };

export const awsJson10: Protocol = createAwsJson("1.0");
export const awsJson11: Protocol = createAwsJson("1.1");

function createAwsJson(version: "1.0" | "1.1"): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    match: matchTarget,
    parseInput(model, operation, request) {
      const input = structureOf(operation.input);
      const mode = model.json?.keepsAttributeValues === true ? KEEPING_VALUES : MEMBER_NAMES;
      const value = refusing(refuseJsonBody, () => decodeStructure(input, jsonObject(request), mode, 0));
      if (model.json?.checksOwnMembers === true) return value;
      return requireMembers(input, value, (missing) => refuseJsonMissing(model, missing));
    },
    serializeOutput(model, operation, output, requestId) {
      const headers: [string, string][] = [["x-amzn-RequestId", requestId]];
      // AWS: operations without an output shape answer with an empty body, e.g. KMS EnableKey (assumed from recorded answers).
      if (operation.output.isUnitSchema()) return { status: 200, headers };
      headers.push(["Content-Type", contentType]);
      const { members } = structureOf(operation.output);
      const json = encodeJsonMembers(members, (output ?? {}) as Readonly<Record<string, unknown>>, MEMBER_NAMES);
      const body = encodeUtf8(json);
      if (model.json?.hasBodyChecksum === true) headers.push(bodyChecksum(body));
      return { status: 200, headers, body };
    },
    serializeError(model, _operation, error, requestId) {
      const name = errorModelOf(model, error)?.name ?? error.code;
      const typeName = version === "1.0" ? `${errorNamespace(model, name)}#${name}` : name;
      return serializeError({ model, error, requestId, contentType, typeName });
    },
  };
}

/** `Service.Operation`. AWS: the service may stand with its namespace, as botocore writes CloudTrail's (`com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101`). */
function matchTarget(model: ServiceModel, request: ProtocolRequest): OperationModel {
  const target = request.headers.get("x-amz-target") ?? "";
  const dot = target.lastIndexOf(".");
  const service = target.slice(0, Math.max(dot, 0));
  const prefix = model.targetPrefix ?? "";
  const isMeant = service === prefix || service.endsWith(`.${prefix}`);
  const operation = isMeant ? model.operations.get(target.slice(dot + 1)) : undefined;
  if (operation !== undefined) return operation;
  throw new ServiceError({
    code: "UnknownOperationException",
    status: 400,
    message: "The requested operation is not known to this service",
  });
}

function jsonObject(request: ProtocolRequest): Readonly<Record<string, unknown>> {
  const value = parseJson(request.bodyBytes ?? new Uint8Array());
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new MalformedInput("type", "The body is not a JSON object");
  return value as Readonly<Record<string, unknown>>;
}

// AWS: errors of the framework itself come from its own namespaces, as DynamoDB shows them.
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html, read 2026-11-23)
const FRAMEWORK_NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: "com.amazon.coral.validate",
  SerializationException: "com.amazon.coral.service",
  UnknownOperationException: "com.amazon.coral.service",
  AccessDeniedException: "com.amazon.coral.service",
  UnrecognizedClientException: "com.amazon.coral.service",
  MissingAuthenticationTokenException: "com.amazon.coral.service",
  InvalidSignatureException: "com.amazon.coral.service",
};

function errorNamespace(model: ServiceModel, name: string): string {
  const framework = model.errors.has(name) ? undefined : FRAMEWORK_NAMESPACES[name];
  return framework ?? `${model.namespace}.v${model.version.replaceAll("-", "")}`;
}

interface ErrorAnswer {
  readonly model: ServiceModel;
  readonly error: ServiceError;
  readonly requestId: string;
  readonly contentType: string;
  readonly typeName: string;
}

function serializeError({ model, error, requestId, contentType, typeName }: ErrorAnswer): HttpResponse {
  const errorModel = errorModelOf(model, error);
  const headers: [string, string][] = [
    ["x-amzn-RequestId", requestId],
    ["Content-Type", contentType],
    ...error.headers.map(([name, value]): [string, string] => [name, value]),
  ];
  if (model.isQueryCompatible === true) headers.push(queryErrorHeader(errorModel, error));
  const members = encodeJsonError(errorShapeOf(errorModel), error, MEMBER_NAMES);
  const body = encodeUtf8(`{"__type":${JSON.stringify(typeName)}${members === "" ? "" : `,${members}`}}`);
  if (model.json?.hasBodyChecksum === true) headers.push(bodyChecksum(body));
  return { status: error.status, headers, body };
}

// AWS: DynamoDB's clients of some languages compare it with what they received.
function bodyChecksum(body: Uint8Array): [string, string] {
  return ["x-amz-crc32", String(crc32(body))];
}
