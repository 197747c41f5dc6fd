/**
 * Errors as JSON: the members that the model knows, under the model's own spelling of `message`, and whatever else the error carries.
 */
import type { ServiceModel } from "../../model/service-model.ts";
import type { StructureShape } from "../../model/shape.ts";
import { messageMemberOf, validationCode } from "../error-shape.ts";
import { responsePlan } from "../http/response-binding.ts";
import { ServiceError } from "../../kit/errors.ts";
import type { MalformedInput } from "../malformed-input.ts";
import type { MissingMember } from "../missing-members.ts";
import { nullValueMessage } from "../request-input.ts";
import { encodeJsonMembers, type JsonEncoding } from "./encode-json.ts";

/** The members of an error document, without the braces' content that names its type. */
export function encodeJsonError(shape: StructureShape | undefined, error: ServiceError, mode: JsonEncoding): string {
  const modelled = shape === undefined ? [] : responsePlan(shape).body.members;
  const names = new Set(shape?.members.map((member) => member.name));
  const extra = Object.entries(error.fields).filter(
    ([name, value]) => !names.has(name) && name !== "message" && isJsonScalar(value),
  );
  const known = encodeJsonMembers(modelled, { ...error.fields, [messageMemberOf(shape)]: error.message }, mode).slice(
    1,
    -1,
  );
  const parts = [known, ...extra.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)];
  if (!names.has(messageMemberOf(shape))) parts.unshift(`"message":${JSON.stringify(error.message)}`);
  return parts.filter((part) => part !== "").join(",");
}

/** A body that is no JSON, or holds values of other types. */
export function refuseJsonBody(malformed: MalformedInput): ServiceError {
  return new ServiceError({ code: "SerializationException", status: 400, message: malformed.message });
}

export function refuseJsonMissing(model: ServiceModel, missing: readonly MissingMember[]): ServiceError {
  return new ServiceError({ code: validationCode(model), status: 400, message: nullValueMessage(missing) });
}

function isJsonScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
