/**
 * AWS Query and EC2 Query: the operation and its input as form parameters (in the body, or in the URL of a GET), the answer as
 * XML. EC2's dialect names parameters in its own way and wraps answers and errors differently.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html (read 2026-11-23)
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html (read 2026-11-23)
 */
import { ServiceError } from "../kit/errors.ts";
import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import { structureOf } from "../model/shape.ts";
import { errorModelOf, errorShapeOf, faultType } from "./error-shape.ts";
import { decodeFormStructure, EC2_NAMING, type FormNaming, QUERY_NAMING } from "./form/decode-form.ts";
import { readForm } from "./form/read-form.ts";
import { parseQuery, type QueryPair } from "./http/raw-query.ts";
import { ECHO_CHARACTERS_MAX } from "./limits.ts";
import type { MalformedInput } from "./malformed-input.ts";
import type { MissingMember } from "./missing-members.ts";
import type { Protocol, ProtocolRequest } from "./protocol.ts";
import { nullValueMessage, refusing, requireMembers } from "./request-input.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";
import { elementName } from "./xml/decode-xml.ts";
import { encodeXmlMembers, textElement, XML_DECLARATION } from "./xml/encode-xml.ts";

interface QueryDialect {
  readonly contentType: string;
  readonly naming: FormNaming;
  invalidAction(model: ServiceModel, action: string): ServiceError;
  /** The document around an operation's output members. */
  wrapOutput(operation: OperationModel, members: string, namespace: string, requestId: string): string;
  wrapError(error: ServiceError, members: string, namespace: string, requestId: string): string;
}

export const awsQuery: Protocol = createQueryProtocol({
  contentType: "text/xml",
  naming: QUERY_NAMING,
  invalidAction: (model, action) =>
    new ServiceError({
      code: "InvalidAction",
      status: 400,
      message: `Could not find operation ${action} for version ${model.version}`,
    }),
  wrapOutput(operation, members, namespace, requestId) {
    const { name } = operation;
    const result = operation.output.isUnitSchema() ? "" : `<${name}Result>${members}</${name}Result>`;
    const metadata = `<ResponseMetadata>${textElement("RequestId", requestId)}</ResponseMetadata>`;
    return `<${name}Response${namespace}>${result}${metadata}</${name}Response>`;
  },
  wrapError(error, members, namespace, requestId) {
    const inner = `<Error>${textElement("Type", faultType(error))}${members}</Error>`;
    return `<ErrorResponse${namespace}>${inner}${textElement("RequestId", requestId)}</ErrorResponse>`;
  },
});

export const ec2Query: Protocol = createQueryProtocol({
  contentType: "text/xml;charset=UTF-8",
  naming: EC2_NAMING,
  invalidAction: (_model, action) =>
    new ServiceError({
      code: "InvalidAction",
      status: 400,
      message: `The action ${action} is not valid for this web service.`,
    }),
  wrapOutput: ({ name }, members, namespace, requestId) =>
    `<${name}Response${namespace}>${textElement("requestId", requestId)}${members}</${name}Response>`,
  wrapError: (_error, members, _namespace, requestId) =>
    `<Response><Errors><Error>${members}</Error></Errors>${textElement("RequestID", requestId)}</Response>`,
});

function createQueryProtocol(dialect: QueryDialect): Protocol {
  return {
    match(model, request) {
      const pairs = refusing(refuseMalformed, () => parametersOf(request));
      const action = pairs.find(([name]) => name === "Action")?.[1];
      if (action === undefined || action === "") {
        throw new ServiceError({
          code: "MissingAction",
          status: 400,
          message: "The request must contain the parameter Action",
        });
      }
      const operation = model.operations.get(action);
      if (operation === undefined) throw dialect.invalidAction(model, action.slice(0, ECHO_CHARACTERS_MAX));
      return operation;
    },
    parseInput(model, operation, request) {
      const shape = structureOf(operation.input);
      const input = refusing(refuseMalformed, () =>
        decodeFormStructure(shape, readForm(parametersOf(request)), dialect.naming),
      );
      return requireMembers(shape, input, (missing) => refuseMissing(model, dialect.naming, missing));
    },
    serializeOutput(model, operation, output, requestId) {
      const { members } = structureOf(operation.output);
      const inner = encodeXmlMembers(members, (output ?? {}) as Readonly<Record<string, unknown>>);
      const xml = XML_DECLARATION + dialect.wrapOutput(operation, inner, namespaceOf(model), requestId);
      return { status: 200, headers: headersOf(dialect, requestId), body: encodeUtf8(xml) };
    },
    serializeError(model, _operation, error, requestId) {
      const xml = XML_DECLARATION + dialect.wrapError(error, errorMembers(model, error), namespaceOf(model), requestId);
      return {
        status: error.status,
        headers: [...headersOf(dialect, requestId), ...error.headers],
        body: encodeUtf8(xml),
      };
    },
  };
}

/** Parameters of the URL, then those of the body. */
function parametersOf(request: ProtocolRequest): readonly QueryPair[] {
  const fromUrl = parseQuery(request.rawQuery);
  const { bodyBytes } = request;
  if (bodyBytes === undefined || bodyBytes.length === 0) return fromUrl;
  return [...fromUrl, ...parseQuery(decodeUtf8(bodyBytes))];
}

function refuseMalformed(malformed: MalformedInput): ServiceError {
  // AWS: a broken query string is 404, everything else 400.
  // (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html, read 2026-11-23)
  if (malformed.kind === "syntax")
    return new ServiceError({ code: "MalformedQueryString", status: 404, message: malformed.message });
  return new ServiceError({ code: "InvalidParameterValue", status: 400, message: malformed.message });
}

/** Services whose framework checks constraints itself, and says so in its own words. */
const FRAMEWORK_VALIDATED: ReadonlySet<string> = new Set(["IAM", "STS"]);

function refuseMissing(model: ServiceModel, naming: FormNaming, missing: readonly MissingMember[]): ServiceError {
  if (FRAMEWORK_VALIDATED.has(model.serviceId)) {
    return new ServiceError({ code: "ValidationError", status: 400, message: nullValueMessage(missing) });
  }
  const [first] = missing;
  const path = first === undefined ? "" : [...first.path.slice(0, -1), naming.nameOf(first.member)].join(".");
  return new ServiceError({
    code: "MissingParameter",
    status: 400,
    message: `The request must contain the parameter ${path}`,
  });
}

function errorMembers(model: ServiceModel, error: ServiceError): string {
  const errorModel = errorModelOf(model, error);
  const all = errorShapeOf(errorModel)?.members ?? [];
  const members = all.filter((member) => elementName(member).toLowerCase() !== "message");
  const names = new Set(all.map(({ name }) => name));
  const others = Object.entries(error.fields).filter(([name]) => !names.has(name));
  return (
    textElement("Code", errorModel?.code ?? error.code) +
    textElement("Message", error.message) +
    encodeXmlMembers(members, error.fields) +
    others.map(([name, value]) => textElement(name, String(value))).join("")
  );
}

function namespaceOf(model: ServiceModel): string {
  return model.xmlNamespace === undefined ? "" : ` xmlns="${model.xmlNamespace}"`;
}

function headersOf(dialect: QueryDialect, requestId: string): (readonly [string, string])[] {
  return [
    ["x-amzn-RequestId", requestId],
    ["Content-Type", dialect.contentType],
  ];
}
