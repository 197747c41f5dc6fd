/**
 * The `aws-chunked` body coding as a push parser: bytes in, data bytes out, whatever the cuts. Signed chunks are hashed as they pass and
 * compared at their end, so data is handed on before its chunk is proven; the reader must not act on it before the end.
 *
 * Form: `hex-size[;chunk-signature=...] CRLF data CRLF`, a chunk of size 0, then trailer lines `name:value` and an empty line. The
 * trailer lines of AWS's own example end in LF CRLF, those of the SDKs in CRLF; both are taken.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html (read 2026-11-23)
 */
import { createHash, type Hash } from "node:crypto";
import { ServiceError } from "../../kit/errors.ts";

/** Bytes of one chunk header or trailer line. A chunk header needs at most 16 + 17 + 64. */
export const CHUNK_LINE_BYTES_MAX = 1_024;
/** Bytes of all trailer lines. */
export const TRAILER_BYTES_MAX = 8 * 1_024;
/** AWS: only the last chunk may be smaller (S3 error list, InvalidChunkSizeError). */
export const CHUNK_BYTES_MIN = 8 * 1_024;
/** AWS: one request uploads at most 5 GiB, so no chunk is larger. */
export const CHUNK_BYTES_MAX = 5 * 1_024 ** 3;

/** Proves chunks and trailers of a signed stream, in order: each signature continues the chain from the one before. */
export interface ChunkVerifier {
  /** Whether the chunk whose data has this SHA-256 (hex) carries the right signature. */
  isChunk(dataSha256: string, signature: string): boolean;
  /** The same for the trailer lines. */
  isTrailer(trailerSha256: string, signature: string): boolean;
}

export interface AwsChunkedOptions {
  /** `x-amz-decoded-content-length`. */
  readonly decodedBytes: number;
  /** Present for signed streams. */
  readonly verifier: ChunkVerifier | undefined;
  /** True when the stream ends in trailer lines. */
  readonly hasTrailer: boolean;
}

type State = "header" | "data" | "data-end" | "trailer" | "end";

export interface AwsChunkedDecoder {
  /** The data in these bytes; views into `bytes`, not copies. @throws {ServiceError} */
  push(bytes: Uint8Array): Uint8Array[];
  /** Call at the end of the body. @throws {ServiceError} IncompleteBody when something is missing */
  finish(): void;
  /** Trailer values by lower-case name; complete after `finish`. */
  readonly trailers: ReadonlyMap<string, string>;
}

const CR = 13;
const LF = 10;

export function createAwsChunkedDecoder(options: AwsChunkedOptions): AwsChunkedDecoder {
  return new Decoder(options);
}

class Decoder implements AwsChunkedDecoder {
  readonly trailers = new Map<string, string>();
  private readonly options: AwsChunkedOptions;
  private state: State = "header";
  private line: number[] = [];
  private chunkBytesLeft = 0;
  private chunkBytes = 0;
  private lastChunkWasSmall = false;
  private decodedBytes = 0;
  private chunkSignature = "";
  private hash: Hash | undefined;
  private trailerText = "";
  private trailerBytes = 0;

  constructor(options: AwsChunkedOptions) {
    this.options = options;
  }

  push(bytes: Uint8Array): Uint8Array[] {
    const data: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length)
      at = this.state === "data" ? this.takeData(bytes, at, data) : this.takeLineByte(bytes, at);
    return data;
  }

  finish(): void {
    if (this.state !== "end") throw incompleteBody("The request body terminated unexpectedly");
    if (this.line.length > 0) throw incompleteBody("The request body holds more bytes than its chunks announce");
  }

  private takeData(bytes: Uint8Array, at: number, data: Uint8Array[]): number {
    const end = Math.min(bytes.length, at + this.chunkBytesLeft);
    const piece = bytes.subarray(at, end);
    this.hash?.update(piece);
    data.push(piece);
    this.chunkBytesLeft -= piece.length;
    if (this.chunkBytesLeft === 0) this.state = "data-end";
    return end;
  }

  private takeLineByte(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    if (byte !== LF) {
      if (this.line.length >= CHUNK_LINE_BYTES_MAX) throw malformedChunk();
      this.line.push(byte);
      return at + 1;
    }
    if (this.line.at(-1) === CR) this.line.pop();
    const text = String.fromCharCode(...this.line);
    this.line = [];
    this.takeLine(text);
    return at + 1;
  }

  private takeLine(text: string): void {
    switch (this.state) {
      case "header":
        return this.takeChunkHeader(text);
      case "data-end":
        if (text !== "") throw malformedChunk();
        this.endChunk();
        this.state = "header";
        return;
      case "trailer":
        return this.takeTrailerLine(text);
      default:
        // A spare line break after the end is what several clients send; anything else is more than was promised.
        if (text !== "") throw incompleteBody("The request body holds more bytes than its chunks announce");
    }
  }

  private takeChunkHeader(text: string): void {
    const match = /^([0-9a-fA-F]{1,16})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(text);
    const sizeText = match?.[1];
    if (sizeText === undefined) throw malformedChunk();
    const size = Number.parseInt(sizeText, 16);
    if (size > CHUNK_BYTES_MAX) throw malformedChunk();
    const signature = match?.[2];
    if (this.options.verifier !== undefined && signature === undefined) throw malformedChunk();
    if (size > 0 && this.lastChunkWasSmall) throw chunkTooSmall();
    this.decodedBytes += size;
    if (this.decodedBytes > this.options.decodedBytes) {
      throw incompleteBody("The request body holds more bytes than x-amz-decoded-content-length says");
    }
    this.chunkBytes = size;
    this.chunkBytesLeft = size;
    this.chunkSignature = signature ?? "";
    this.hash = this.options.verifier === undefined ? undefined : createHash("sha256");
    if (size > 0) this.state = "data";
    else this.endData();
  }

  private endChunk(): void {
    this.lastChunkWasSmall = this.chunkBytes < CHUNK_BYTES_MIN;
    const { verifier } = this.options;
    if (verifier === undefined || this.hash === undefined) return;
    if (!verifier.isChunk(this.hash.digest("hex"), this.chunkSignature)) throw chunkSignatureMismatch();
  }

  private endData(): void {
    this.endChunk();
    if (this.decodedBytes !== this.options.decodedBytes) {
      throw incompleteBody(
        "You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header",
      );
    }
    this.state = "trailer";
  }

  private takeTrailerLine(text: string): void {
    this.trailerBytes += text.length + 2;
    if (this.trailerBytes > TRAILER_BYTES_MAX) throw malformedTrailer();
    if (text === "") return this.endTrailer();
    const colon = text.indexOf(":");
    if (colon <= 0 || !this.options.hasTrailer) throw malformedTrailer();
    const name = text.slice(0, colon).trim().toLowerCase();
    const value = text.slice(colon + 1).trim();
    if (name === "x-amz-trailer-signature" && this.options.verifier !== undefined) return this.checkTrailer(value);
    if (this.trailers.has(name)) throw malformedTrailer();
    this.trailers.set(name, value);
    this.trailerText += `${name}:${value}\n`;
  }

  private checkTrailer(signature: string): void {
    const hash = createHash("sha256").update(this.trailerText, "latin1").digest("hex");
    if (this.options.verifier?.isTrailer(hash, signature) !== true) throw chunkSignatureMismatch();
    this.state = "end";
  }

  /** An empty line ends the body, except before the signature of signed trailer lines. */
  private endTrailer(): void {
    if (this.options.verifier === undefined || !this.options.hasTrailer) this.state = "end";
  }
}

/** AWS: IncompleteBody 400 (S3 error list). */
export function incompleteBody(message: string): ServiceError {
  return new ServiceError({ code: "IncompleteBody", status: 400, message });
}

function malformedChunk(): ServiceError {
  return incompleteBody("The request body is not a well-formed aws-chunked body");
}

/** AWS: MalformedTrailerError 400 (S3 error list). */
function malformedTrailer(): ServiceError {
  return new ServiceError({
    code: "MalformedTrailerError",
    status: 400,
    message: "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  });
}

function chunkTooSmall(): ServiceError {
  return new ServiceError({
    code: "InvalidChunkSizeError",
    status: 403,
    message: "Only the last chunk is allowed to have a size less than 8192 bytes",
  });
}

/** AWS: a chunk whose signature is wrong is refused as the request's own signature is. */
function chunkSignatureMismatch(): ServiceError {
  return new ServiceError({
    code: "SignatureDoesNotMatch",
    status: 403,
    message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  });
}
