/**
 * The seam between HTTP and typed operations. One implementation for each wire form, generic over the service's schemas.
 */
import type { ServiceError } from "../kit/errors.ts";
import type { HttpRequest, HttpResponse } from "../kit/http.ts";
import type { OperationModel, ServiceModel } from "../model/service-model.ts";

export interface Protocol {
  /**
   * Finds the operation that a request names, without reading the body unless the form needs it (`bodyText`).
   * @throws {ServiceError} UnknownOperationException and its kin, in the protocol's own words
   */
  match(model: ServiceModel, request: ProtocolRequest): OperationModel;
  /**
   * Parses the request into the operation's input. Streaming members become `request.body` itself.
   * @throws {ServiceError} SerializationException, MalformedXML, MissingParameter ... the protocol's own error for a malformed body
   */
  parseInput(model: ServiceModel, operation: OperationModel, request: ProtocolRequest): unknown;
  serializeOutput(model: ServiceModel, operation: OperationModel, output: unknown, requestId: string): HttpResponse;
  /** `operation` is undefined when the request failed before one was known. */
  serializeError(
    model: ServiceModel,
    operation: OperationModel | undefined,
    error: ServiceError,
    requestId: string,
  ): HttpResponse;
}

/** A request whose non-streaming body has been read. */
export interface ProtocolRequest extends HttpRequest {
  /** All of the body, for operations whose input does not stream; undefined for streaming ones. */
  readonly bodyBytes: Uint8Array | undefined;
}
