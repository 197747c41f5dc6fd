/** A body in one piece, refused as soon as it is longer than its limit. */
import type { ErrorStyle } from "../auth/error-style.ts";
import { ServiceError } from "../kit/errors.ts";
import type { ByteStream } from "../kit/http.ts";

const NOTHING = new Uint8Array(0);

/** @throws {ServiceError} when the body is longer than `bytesMax` */
export async function readWholeBody(body: ByteStream, bytesMax: number, style: ErrorStyle): Promise<Uint8Array> {
  const whole = body.takeWhole?.();
  if (whole !== undefined) {
    if (whole.length > bytesMax) throw bodyTooLarge(style);
    return whole;
  }
  let first: Uint8Array | undefined;
  let more: Uint8Array[] | undefined;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw bodyTooLarge(style);
    if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  }
  return more === undefined ? (first ?? NOTHING) : Buffer.concat(more, bytes);
}

/** AWS: S3 says MaxMessageLengthExceeded 400 (S3 error list); the others 413 before they look at the request. */
function bodyTooLarge(style: ErrorStyle): ServiceError {
  return style === "s3"
    ? new ServiceError({ code: "MaxMessageLengthExceeded", status: 400, message: "Your request was too large." })
    : new ServiceError({ code: "RequestEntityTooLarge", status: 413, message: "Request entity too large" });
}
