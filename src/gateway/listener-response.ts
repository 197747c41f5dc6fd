/**
 * Writes an answer to its socket, no faster than the client takes it. An answer whose body fails half-way cannot be taken back: the
 * connection is cut, so that the client sees a short body and not a good one.
 */
import type { ServerResponse } from "node:http";
import type { Body, ByteStream, HttpResponse } from "../kit/http.ts";
import { giveBackChunk } from "../runtime/chunk-pool.ts";
import { giveBackPage } from "../runtime/page-pool.ts";

export interface WriteOptions {
  readonly isHead: boolean;
  /** Adds `Connection: close`. */
  readonly mustClose: boolean;
  /** Runs after the last body byte was handed over and before the message ends. */
  readonly beforeEnd: (() => Promise<void>) | undefined;
}

/** At once when there is nothing to wait for. */
export function writeResponse(
  response: ServerResponse,
  answer: HttpResponse,
  options: WriteOptions,
): void | Promise<void> {
  const { body } = answer;
  const bytes = body instanceof Uint8Array || body === undefined ? (body ?? EMPTY) : undefined;
  response.writeHead(answer.status, flatHeaders(answer, bytes, options));
  if (bytes !== undefined && options.beforeEnd === undefined) endWith(response, options.isHead ? EMPTY : bytes);
  else return writeInParts(response, body ?? EMPTY, options);
}

async function writeInParts(response: ServerResponse, body: Body, options: WriteOptions): Promise<void> {
  if (body instanceof Uint8Array) {
    if (!options.isHead) response.write(body);
  } else if (options.isHead) await body[Symbol.asyncIterator]().return?.();
  else await writeStream(response, body);
  if (options.beforeEnd !== undefined) await options.beforeEnd();
  if (!response.destroyed) response.end();
}

/** Large answers may be in memory that is used again. */
function endWith(response: ServerResponse, bytes: Uint8Array): void {
  if (bytes.length < REUSED_BYTES_MIN) response.end(bytes);
  else
    response.end(bytes, () => {
      giveBackPage(bytes);
      giveBackChunk(bytes);
    });
}

/** Telling when shorter ones were sent costs more than their memory. */
const REUSED_BYTES_MIN = 16 * 1024;
const EMPTY = new Uint8Array(0);
/** Statuses that never have a body, so no length either (RFC 9110 sections 15.3.5 and 15.4.5). */
const isBodiless = (status: number): boolean => status === 204 || status === 304;

/**
 * Names and values alternating, the form that `writeHead` takes without a copy. The length goes last: once Node has seen it, it
 * takes a Content-Disposition for UTF-8 and refuses bytes above ASCII in it (storeHeader in lib/_http_outgoing.js, Node 20).
 */
function flatHeaders(answer: HttpResponse, bytes: Uint8Array | undefined, options: WriteOptions): string[] {
  const flat: string[] = [];
  let length: string | undefined;
  for (const [name, value] of answer.headers) {
    if (name.length === 14 && name.toLowerCase() === "content-length") length = value;
    else flat.push(name, value);
  }
  // A HEAD answer without a stated length stays silent about it: the body it would have had is not known here.
  const mayState = length === undefined && bytes !== undefined && !isBodiless(answer.status);
  if (mayState && (!options.isHead || bytes.length > 0)) length = String(bytes.length);
  if (length !== undefined) flat.push("Content-Length", length);
  if (options.mustClose) flat.push("Connection", "close");
  return flat;
}

async function writeStream(response: ServerResponse, body: ByteStream): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      if (response.destroyed) break;
      if (value.length > 0 && !response.write(value, whenSent(value))) await drained(response);
      if (response.destroyed) break;
    }
  } catch (error) {
    response.destroy();
    throw error;
  }
  await iterator.return?.();
}

/** A chunk that the socket has taken is read by nobody any more; of one that it refused, nobody knows. */
function whenSent(chunk: Uint8Array): (error: Error | null | undefined) => void {
  return (error) => {
    if (error === null || error === undefined) giveBackChunk(chunk);
  };
}

/** Resolves when the socket takes more, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
