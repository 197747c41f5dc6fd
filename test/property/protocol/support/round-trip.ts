/**
 * One exchange: a real client serializes an input, our protocol reads it, our protocol serializes an output or an error, and the
 * real client reads that.
 */
import { HttpResponse as SdkHttpResponse } from "@smithy/core/protocols";
import { buildQueryString } from "@smithy/core/protocols";
import { Readable } from "node:stream";
import type { ServiceError } from "../../../../src/kit/errors.ts";
import { createHeaders, type HttpResponse, streamOf } from "../../../../src/kit/http.ts";
import { protocolOf } from "../../../../src/protocol/protocols.ts";
import type { ProtocolRequest } from "../../../../src/protocol/protocol.ts";
import type { LoadedClient, SdkClient, SdkRequest, SdkResponse } from "./clients.ts";

export const REQUEST_ID = "0123456789ABCDEF";

export interface Exchange {
  /** Name of the operation that our router found. */
  matched: string | undefined;
  parsed: unknown;
}

export type Answer = { readonly output: object } | { readonly error: ServiceError };

/** A client whose requests are answered by `answer`, and what our side saw of the last one. */
export class ProtocolPeer {
  readonly client: SdkClient;
  readonly seen: Exchange = { matched: undefined, parsed: undefined };
  readonly #loaded: LoadedClient;
  #answer: Answer = { output: {} };

  constructor(loaded: LoadedClient) {
    this.#loaded = loaded;
    this.client = loaded.connect((request) => this.#handle(request));
  }

  async send(operation: string, input: object, answer: Answer): Promise<Record<string, unknown>> {
    this.#answer = answer;
    this.seen.matched = undefined;
    this.seen.parsed = undefined;
    return this.client.send(this.#loaded.command(operation, input));
  }

  async #handle(sdkRequest: SdkRequest): Promise<SdkResponse> {
    const { model } = this.#loaded;
    const protocol = protocolOf(model.protocol);
    const request = await toProtocolRequest(sdkRequest);
    const operation = protocol.match(model, request);
    this.seen.matched = operation.name;
    this.seen.parsed = await readStreams(protocol.parseInput(model, operation, request));
    const response =
      "error" in this.#answer
        ? protocol.serializeError(model, operation, this.#answer.error, REQUEST_ID)
        : protocol.serializeOutput(model, operation, this.#answer.output, REQUEST_ID);
    return toSdkResponse(response);
  }
}

async function toProtocolRequest(request: SdkRequest): Promise<ProtocolRequest> {
  const bytes = await bytesOf(request.body);
  return {
    method: request.method,
    rawPath: request.path,
    rawQuery: buildQueryString(request.query),
    headers: createHeaders(Object.entries(request.headers)),
    body: streamOf(bytes),
    bodyBytes: bytes,
  };
}

export async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Streaming members as bytes, so that values can be compared. */
export async function readStreams(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([name, inner]) => [name, isStream(inner) ? await bytesOf(inner) : (inner as unknown)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

function isStream(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function toSdkResponse(response: HttpResponse): Promise<SdkResponse> {
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) {
    const lower = name.toLowerCase();
    headers[lower] = lower in headers ? `${headers[lower]}, ${value}` : value;
  }
  const bytes = await bytesOf(response.body);
  // The client tells its own response class from others.
  return new SdkHttpResponse({
    statusCode: response.status,
    headers,
    body: Readable.from(bytes.length > 0 ? [bytes] : []),
  }) as SdkResponse;
}
