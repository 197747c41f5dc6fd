/**
 * What `x-amz-content-sha256` promises about the body, and the body with that promise kept: framing removed and digests compared while
 * it is read. The reader sees the error at the end of the bytes at the latest, before it may commit anything.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html (values; read 2026-11-23)
 */
import { createHash } from "node:crypto";
import { AuthError, ServiceError } from "../../kit/errors.ts";
import type { ByteStream, Headers } from "../../kit/http.ts";
import { giveBackChunk, narrowChunk } from "../../runtime/chunk-pool.ts";
import { createAwsChunkedDecoder, type ChunkVerifier, incompleteBody } from "./aws-chunked-decoder.ts";
import { EMPTY_SHA256, scopeText, sha256Hex, sign, signaturesEqual } from "./signing-key.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

export type PayloadMode =
  | { readonly type: "literal"; readonly sha256: string }
  | { readonly type: "unsigned" }
  | { readonly type: "chunked"; readonly isSigned: boolean; readonly hasTrailer: boolean };

const MODES: ReadonlyMap<string, PayloadMode> = new Map<string, PayloadMode>([
  ["UNSIGNED-PAYLOAD", { type: "unsigned" }],
  ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", { type: "chunked", isSigned: true, hasTrailer: false }],
  ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", { type: "chunked", isSigned: true, hasTrailer: true }],
  ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", { type: "chunked", isSigned: false, hasTrailer: true }],
]);

/** @throws {AuthError} InvalidArgument for a value that S3 does not know */
export function payloadModeOf(contentSha256: string): PayloadMode {
  const known = MODES.get(contentSha256);
  if (known !== undefined) return known;
  if (/^[0-9a-f]{64}$/.test(contentSha256)) return { type: "literal", sha256: contentSha256 };
  throw new AuthError({
    code: "InvalidArgument",
    status: 400,
    message:
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
    fields: { ArgumentName: "x-amz-content-sha256", ArgumentValue: contentSha256.slice(0, 256) },
  });
}

/** The body as a service reads it. */
export interface OpenedBody {
  readonly body: ByteStream;
  /** Trailer values by lower-case name; complete once `body` has ended. */
  readonly trailers: ReadonlyMap<string, string>;
  /** Bytes that `body` will give, when the client said so. */
  readonly bodyBytes: number | undefined;
}

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();

/**
 * Wraps the raw body by its mode. `signature` is undefined for anonymous callers, whose chunks cannot be signed; `isTrusted` skips the
 * comparison of chunk signatures (open credentials).
 *
 * @throws {ServiceError} MissingContentLength 411 when an `aws-chunked` body does not say its decoded length
 */
export function openBody(
  raw: { readonly headers: Headers; readonly body: ByteStream; readonly isBodiless?: boolean | undefined },
  mode: PayloadMode,
  proof: { readonly signature: VerifiedSignature | undefined; readonly isTrusted: boolean },
): OpenedBody {
  const contentLength = wholeNumber(raw.headers.get("content-length"));
  if (mode.type === "unsigned") return { body: raw.body, trailers: NO_TRAILERS, bodyBytes: contentLength };
  if (mode.type === "literal") {
    if (raw.isBodiless === true && mode.sha256 === EMPTY_SHA256)
      return { body: raw.body, trailers: NO_TRAILERS, bodyBytes: contentLength };
    return { body: hashedBody(raw.body, mode.sha256), trailers: NO_TRAILERS, bodyBytes: contentLength };
  }
  const decodedBytes = wholeNumber(raw.headers.get("x-amz-decoded-content-length"));
  if (decodedBytes === undefined) throw missingContentLength();
  const verifier = mode.isSigned ? chunkVerifier(proof) : undefined;
  const decoder = createAwsChunkedDecoder({ decodedBytes, verifier, hasTrailer: mode.hasTrailer });
  async function* decoded(): AsyncGenerator<Uint8Array> {
    for await (const bytes of raw.body) {
      const pieces = decoder.push(bytes);
      const last = pieces.at(-1);
      if (last === undefined) giveBackChunk(bytes);
      else narrowChunk(bytes, last);
      for (const piece of pieces) yield piece;
    }
    decoder.finish();
    requireTrailers(raw.headers, decoder.trailers);
  }
  return { body: decoded(), trailers: decoder.trailers, bodyBytes: decodedBytes };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** AWS: MissingContentLength 411 (S3 error list). */
function missingContentLength(): ServiceError {
  return new ServiceError({
    code: "MissingContentLength",
    status: 411,
    message: "You must provide the Content-Length HTTP header.",
  });
}

/** Passes the bytes on and compares their digest at the end. */
function hashedBody(body: ByteStream, expected: string): ByteStream {
  return {
    [Symbol.asyncIterator]: () => hashedChunks(body, expected),
    takeWhole() {
      const bytes = body.takeWhole?.();
      if (bytes === undefined) return undefined;
      const actual = sha256Hex(bytes);
      if (actual !== expected) throw contentSha256Mismatch(expected, actual);
      return bytes;
    },
  };
}

async function* hashedChunks(body: ByteStream, expected: string): AsyncGenerator<Uint8Array> {
  let hash: ReturnType<typeof createHash> | undefined;
  for await (const bytes of body) {
    hash ??= createHash("sha256");
    hash.update(bytes);
    yield bytes;
  }
  const actual = hash === undefined ? EMPTY_SHA256 : hash.digest("hex");
  if (actual !== expected) throw contentSha256Mismatch(expected, actual);
}

/** AWS: XAmzContentSHA256Mismatch 400 with both digests (S3 error list). */
export function contentSha256Mismatch(given: string, computed: string): ServiceError {
  return new ServiceError({
    code: "XAmzContentSHA256Mismatch",
    status: 400,
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
    fields: { ClientComputedContentSHA256: given, S3ComputedContentSHA256: computed },
  });
}

/** Every trailer that `x-amz-trailer` announces must have come. */
function requireTrailers(headers: Headers, trailers: ReadonlyMap<string, string>): void {
  const announced = headers.get("x-amz-trailer");
  if (announced === undefined) return;
  for (const name of announced.split(",")) {
    if (!trailers.has(name.trim().toLowerCase()))
      throw incompleteBody(`The request body ended without the trailer ${name.trim()}`);
  }
}

const TRUSTING: ChunkVerifier = { isChunk: () => true, isTrailer: () => true };

/**
 * Continues the chain of signatures that begins with the request's own.
 * @throws {AuthError} AccessDenied when a signed stream comes without a signature to begin with
 */
function chunkVerifier(proof: {
  readonly signature: VerifiedSignature | undefined;
  readonly isTrusted: boolean;
}): ChunkVerifier {
  const { signature } = proof;
  if (proof.isTrusted) return TRUSTING;
  if (signature === undefined) throw new AuthError({ code: "AccessDenied", status: 403, message: "Access Denied" });
  const { claim, signingKey } = signature;
  const scope = scopeText(claim.scope);
  let previous = claim.signature;
  const isNext = (kind: string, digests: string, given: string): boolean => {
    const expected = sign(signingKey, `${kind}\n${claim.amzDate}\n${scope}\n${previous}\n${digests}`);
    previous = expected;
    return signaturesEqual(expected, given);
  };
  return {
    isChunk: (sha256, given) => isNext("AWS4-HMAC-SHA256-PAYLOAD", `${EMPTY_SHA256}\n${sha256}`, given),
    isTrailer: (sha256, given) => isNext("AWS4-HMAC-SHA256-TRAILER", sha256, given),
  };
}
