/** Looking up the model of an error, and the parts of one that every protocol writes. */
import type { ServiceError } from "../kit/errors.ts";
import type { ErrorModel, ServiceModel } from "../model/service-model.ts";
import { structureOf, type StructureShape } from "../model/shape.ts";

/** The model of an error, by shape name or by wire code; undefined for the many codes that AWS does not model. */
export function errorModelOf(model: ServiceModel, error: ServiceError): ErrorModel | undefined {
  const byName = model.errors.get(error.code);
  if (byName !== undefined) return byName;
  let byCode = codes.get(model);
  if (byCode === undefined) {
    byCode = new Map([...model.errors.values()].map((errorModel) => [errorModel.code, errorModel]));
    codes.set(model, byCode);
  }
  return byCode.get(error.code);
}

const codes = new WeakMap<ServiceModel, ReadonlyMap<string, ErrorModel>>();

export function errorShapeOf(errorModel: ErrorModel | undefined): StructureShape | undefined {
  return errorModel === undefined ? undefined : structureOf(errorModel.schema);
}

/** `Sender` or `Receiver`: who is at fault, in the words of the query protocols. */
export function faultType(error: ServiceError): "Sender" | "Receiver" {
  return error.fault === "client" ? "Sender" : "Receiver";
}

/**
 * The old code of an error, for clients that still expect the query protocol's.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait (read 2026-11-23)
 */
export function queryErrorHeader(errorModel: ErrorModel | undefined, error: ServiceError): [string, string] {
  return ["x-amzn-query-error", `${errorModel?.code ?? error.code};${faultType(error)}`];
}

/** The shape's own spelling of its message member: `message` or `Message`. */
export function messageMemberOf(shape: StructureShape | undefined): string {
  return shape?.members.find((member) => member.name.toLowerCase() === "message")?.name ?? "message";
}

const VALIDATION_CODES = [
  "ValidationException",
  "InvalidRequestException",
  "InvalidInputException",
  "InvalidParameterException",
  "BadRequestException",
  "BadRequest",
];

/**
 * The code for an input that breaks the model's constraints. The framework's own code is ValidationException (DynamoDB, Glue: github.com/
 * moj-analytical-services/etl_manager/issues/90); a service that models another error for bad requests answers with that.
 */
export function validationCode(model: ServiceModel): string {
  return VALIDATION_CODES.find((code) => model.errors.has(code)) ?? "ValidationException";
}
