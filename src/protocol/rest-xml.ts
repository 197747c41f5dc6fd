/**
 * REST-XML: S3 and S3 Control. S3 differs in its error document (no `ErrorResponse` around it), in its two request ids, and in
 * validating bodies against its schema; `s3-refusals.ts` holds its words.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (read 2026-11-23)
 */
import type { ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import { ListedObjects } from "../kit/listed-objects.ts";
import type { ServiceModel } from "../model/service-model.ts";
import type { Member, StructureShape } from "../model/shape.ts";
import { errorModelOf, errorShapeOf, faultType } from "./error-shape.ts";
import { responsePlan, writeBoundHeaders } from "./http/response-binding.ts";
import { createRestProtocol, type RestDialect } from "./http/rest-protocol.ts";
import { MalformedInput } from "./malformed-input.ts";
import type { Protocol } from "./protocol.ts";
import { refuseS3Binding, refuseS3Body, refuseS3Missing, resolveS3Refusal } from "./s3-refusals.ts";
import { encodeUtf8 } from "./utf8.ts";
import { decodeXml, decodeXmlStructure, elementName } from "./xml/decode-xml.ts";
import {
  encodeXmlMembers,
  encodeXmlStructure,
  escapeXml,
  namespaceAttribute,
  textElement,
  XML_DECLARATION,
} from "./xml/encode-xml.ts";
import { encodeListedObjects } from "./xml/encode-listed-objects.ts";
import { readXml, type XmlElement } from "./xml/read-xml.ts";

const STRICT = { isStrict: true };

const dialect: RestDialect = {
  contentType: "application/xml",
  decodeBody: (body, bytes) => decodeXmlStructure(body, rootOf(bytes, documentName(body)), STRICT),
  decodePayload: (payload, bytes) => decodeXml(payload.shape, rootOf(bytes, payloadName(payload)), STRICT),
  encodeBody,
  encodePayload(model, payload, value) {
    const { shape } = payload;
    const namespace = namespaceAttribute(payload.traits) || modelNamespace(model);
    if (shape.kind !== "structure") return XML_DECLARATION + encodeXmlMembers([payload], { [payload.name]: value });
    return (
      XML_DECLARATION +
      encodeXmlStructure(payloadName(payload), shape, value as Readonly<Record<string, unknown>>, namespace)
    );
  },
  events: {
    contentType: "text/xml",
    encodePayload(payload, value) {
      const { shape } = payload;
      if (shape.kind !== "structure") return XML_DECLARATION + encodeXmlMembers([payload], { [payload.name]: value });
      return (
        XML_DECLARATION + encodeXmlStructure(documentName(shape), shape, value as Readonly<Record<string, unknown>>, "")
      );
    },
  },
  resolveRefusal: (_model, refusal, request) => resolveS3Refusal(refusal, request),
  refuseBinding: (_model, malformed) => refuseS3Binding(malformed),
  refuseBody: refuseS3Body,
  refuseMissing: (_model, plan, missing) => refuseS3Missing(plan, missing),
  requestIdHeaders: (requestId) => [
    ["x-amz-request-id", requestId],
    ["x-amz-id-2", hostId(requestId)],
  ],
  serializeError,
};

export const restXml: Protocol = createRestProtocol(dialect);

/** S3's second request id: opaque to clients, base64 of 57 bytes on AWS, and here the first one repeated to that length. */
function hostId(requestId: string): string {
  return requestId.repeat(5).slice(0, 76);
}

function rootOf(bytes: Uint8Array, expectedName: string): XmlElement {
  const root = readXml(bytes);
  if (root.name !== expectedName)
    throw new MalformedInput("type", `Root element ${root.name} where ${expectedName} was expected`);
  return root;
}

function documentName(body: StructureShape): string {
  return (body.traits.xmlName as string | undefined) ?? body.name;
}

function payloadName(payload: Member): string {
  const named = payload.traits.xmlName as string | undefined;
  return named ?? (payload.shape.kind === "structure" ? documentName(payload.shape) : payload.name);
}

function modelNamespace(model: ServiceModel): string {
  return model.xmlNamespace === undefined ? "" : ` xmlns="${model.xmlNamespace}"`;
}

function encodeBody(
  model: ServiceModel,
  body: StructureShape,
  output: Readonly<Record<string, unknown>>,
): string | Uint8Array {
  const name = documentName(body);
  const namespace = namespaceAttribute(body.traits) || modelNamespace(model);
  const [only] = body.members;
  if (body.members.length === 1 && only !== undefined && elementName(only) === name) {
    // AWS: GetBucketLocation answers `<LocationConstraint>eu-west-1</LocationConstraint>` without a document around it.
    // (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html, response syntax)
    return `${XML_DECLARATION}<${name}${namespace}>${escapeXml(String(output[only.name] ?? ""))}</${name}>`;
  }
  const listed = body.members.findIndex((member) => output[member.name] instanceof ListedObjects);
  const list = body.members[listed];
  if (list === undefined) return XML_DECLARATION + encodeXmlStructure(name, body, output, namespace);
  return encodeListedObjects(output[list.name] as ListedObjects, list, {
    before: `${XML_DECLARATION}<${name}${namespace}>${encodeXmlMembers(body.members.slice(0, listed), output)}`,
    after: `${encodeXmlMembers(body.members.slice(listed + 1), output)}</${name}>`,
  });
}

function serializeError(
  model: ServiceModel,
  operation: Parameters<Protocol["serializeError"]>[1],
  error: ServiceError,
  requestId: string,
): HttpResponse {
  const headers: [string, string][] = [
    ...dialect.requestIdHeaders(requestId),
    ...error.headers.map(([name, value]): [string, string] => [name, value]),
  ];
  const shape = errorShapeOf(errorModelOf(model, error));
  if (shape !== undefined) writeBoundHeaders(responsePlan(shape), error.fields, headers);
  // Answers to HEAD, and 304, have no body; S3's code is lost there on AWS too.
  if (operation?.http?.method === "HEAD" || error.status === 304) return { status: error.status, headers };
  headers.push(["Content-Type", dialect.contentType]);
  const inner = errorMembers(shape, error);
  const document = isS3(model)
    ? `<Error>${inner}${textElement("RequestId", requestId)}${textElement("HostId", hostId(requestId))}</Error>`
    : `<ErrorResponse${modelNamespace(model)}><Error>${textElement("Type", faultType(error))}${inner}</Error>${textElement("RequestId", requestId)}</ErrorResponse>`;
  return { status: error.status, headers, body: encodeUtf8(XML_DECLARATION + document) };
}

function errorMembers(shape: StructureShape | undefined, error: ServiceError): string {
  let xml = textElement("Code", error.code) + textElement("Message", error.message);
  const modelled =
    shape === undefined ? [] : responsePlan(shape).body.members.filter((member) => !isCommon(elementName(member)));
  xml += encodeXmlMembers(modelled, error.fields);
  const names = new Set(shape?.members.map((member) => member.name));
  for (const [name, value] of Object.entries(error.fields)) {
    if (!names.has(name) && !isCommon(name) && value !== undefined && value !== null)
      xml += textElement(name, String(value));
  }
  return xml;
}

function isCommon(name: string): boolean {
  return name === "Code" || name.toLowerCase() === "message";
}

function isS3(model: ServiceModel): boolean {
  return model.name === "s3";
}
