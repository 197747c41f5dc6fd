/** Requests as text lines and answers as text, for tests that fix the wire form itself. */
import { ServiceError } from "../../../../src/kit/errors.ts";
import { createHeaders, type HttpResponse, streamOf } from "../../../../src/kit/http.ts";
import { loadServiceModel } from "../../../../src/model/load-service-model.ts";
import type { OperationModel, ServiceModel } from "../../../../src/model/service-model.ts";
import type { Protocol, ProtocolRequest } from "../../../../src/protocol/protocol.ts";
import { protocolOf } from "../../../../src/protocol/protocols.ts";

export interface WireService {
  readonly model: ServiceModel;
  readonly protocol: Protocol;
}

export async function wireService(name: string): Promise<WireService> {
  const model = loadServiceModel(name, (await import(`@aws-sdk/client-${name}`)) as Record<string, unknown>);
  return { model, protocol: protocolOf(model.protocol) };
}

/** `requestOf("PUT /b/k?acl", { header: "value" }, "body")` */
export function requestOf(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = "",
): ProtocolRequest {
  const [method = "", url = ""] = line.split(" ");
  const [rawPath = "", rawQuery = ""] = url.split("?");
  const bodyBytes = typeof body === "string" ? Buffer.from(body) : body;
  return {
    method,
    rawPath,
    rawQuery,
    headers: createHeaders(Object.entries(headers)),
    body: streamOf(bodyBytes),
    bodyBytes,
  };
}

/** The operation's name and input, or the refusal as `code status`. */
export function receive(
  { model, protocol }: WireService,
  request: ProtocolRequest,
): { operation: string; input: unknown } | { refused: ServiceError } {
  try {
    const operation = protocol.match(model, request);
    return { operation: operation.name, input: protocol.parseInput(model, operation, request) };
  } catch (error) {
    if (error instanceof ServiceError) return { refused: error };
    throw error;
  }
}

export function refusalOf(service: WireService, request: ProtocolRequest): ServiceError {
  const received = receive(service, request);
  if ("refused" in received) return received.refused;
  throw new Error(`${received.operation} was accepted with ${JSON.stringify(received.input)}`);
}

export function inputOf(service: WireService, request: ProtocolRequest): unknown {
  const received = receive(service, request);
  if ("refused" in received) throw received.refused;
  return received.input;
}

export function operationOf({ model }: WireService, name: string): OperationModel {
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return operation;
}

export function answerOf(service: WireService, operation: string, output: object): HttpResponse & { text: string } {
  return withText(
    service.protocol.serializeOutput(service.model, operationOf(service, operation), output, "REQUESTID1234567"),
  );
}

export function errorOf(
  service: WireService,
  operation: string | undefined,
  error: ServiceError,
): HttpResponse & { text: string } {
  const model = operation === undefined ? undefined : operationOf(service, operation);
  return withText(service.protocol.serializeError(service.model, model, error, "REQUESTID1234567"));
}

export function headerOf(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([given]) => given.toLowerCase() === name)?.[1];
}

function withText(response: HttpResponse): HttpResponse & { text: string } {
  return { ...response, text: response.body instanceof Uint8Array ? Buffer.from(response.body).toString() : "" };
}
