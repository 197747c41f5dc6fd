/**
 * Smithy RPC v2 CBOR: the operation in the path, CBOR maps both ways. None of Lakebed's services speaks it by default today
 * (checked on client packages of 3.1169); it is what AWS moves services to, and a client can be told to use it.
 *
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html (read 2026-11-23)
 */
import { cbor } from "@smithy/core/cbor";
import { ServiceError } from "../kit/errors.ts";
import { structureOf } from "../model/shape.ts";
import { fromCbor, toCbor } from "./cbor/shape-cbor.ts";
import { readCbor } from "./cbor/read-cbor.ts";
import { errorModelOf, errorShapeOf, messageMemberOf, queryErrorHeader } from "./error-shape.ts";
import { refuseJsonBody, refuseJsonMissing } from "./json/json-error.ts";
import type { Protocol } from "./protocol.ts";
import { refusing, requireMembers } from "./request-input.ts";

const PATH = /\/service\/[^/]+\/operation\/([^/]+)$/;

export const rpcCbor: Protocol = {
  match(model, request) {
    const operation = model.operations.get(PATH.exec(request.rawPath)?.[1] ?? "");
    if (operation !== undefined && request.method === "POST") return operation;
    throw new ServiceError({
      code: "UnknownOperationException",
      status: 404,
      message: "The requested operation is not known to this service",
    });
  },

  parseInput(model, operation, request) {
    const shape = structureOf(operation.input);
    const bytes = request.bodyBytes;
    if (bytes === undefined || bytes.length === 0)
      return requireMembers(shape, {}, (missing) => refuseJsonMissing(model, missing));
    const input = refusing(refuseJsonBody, () => fromCbor(shape, readCbor(bytes)) as Record<string, unknown>);
    return requireMembers(shape, input, (missing) => refuseJsonMissing(model, missing));
  },

  serializeOutput(_model, operation, output, requestId) {
    const headers = headersOf(requestId);
    if (operation.output.isUnitSchema()) return { status: 200, headers };
    headers.push(["Content-Type", "application/cbor"]);
    return { status: 200, headers, body: cbor.serialize(toCbor(structureOf(operation.output), output ?? {})) };
  },

  serializeError(model, _operation, error, requestId) {
    const errorModel = errorModelOf(model, error);
    const shape = errorShapeOf(errorModel);
    const headers = [...headersOf(requestId), ["Content-Type", "application/cbor"] as const, ...error.headers];
    if (model.isQueryCompatible === true) headers.push(queryErrorHeader(errorModel, error));
    const members = shape === undefined ? {} : (toCbor(shape, error.fields) as Record<string, unknown>);
    const body = {
      __type: `${model.namespace}#${errorModel?.name ?? error.code}`,
      ...members,
      [messageMemberOf(shape)]: error.message,
    };
    return { status: error.status, headers, body: cbor.serialize(body) };
  },
};

function headersOf(requestId: string): (readonly [string, string])[] {
  return [
    ["smithy-protocol", "rpc-v2-cbor"],
    ["x-amzn-RequestId", requestId],
  ];
}
