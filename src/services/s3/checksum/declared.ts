/**
 * What a request says about the digest of its body, checked before a byte is read: Content-MD5, one `x-amz-checksum-*`
 * header, or one announced in `x-amz-trailer` that arrives behind the body. Whether the body keeps the promise is
 * decided in verified-body.ts.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import type { Headers } from "../../../kit/http.ts";
import { invalidDigest, invalidRequest } from "../errors.ts";
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  checksumHeader,
  parseAlgorithm,
} from "./algorithms.ts";

export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; undefined when it comes in the trailer of this algorithm's name. */
  readonly value: string | undefined;
}

export interface DeclaredDigests {
  /** Base64 of 16 bytes. */
  readonly contentMd5: string | undefined;
  readonly checksum: DeclaredChecksum | undefined;
}

/** In the order of AWS's own list. */
const ALGORITHM_NAMES = [...CHECKSUM_ALGORITHMS].sort().join(", ");

/**
 * Reads the promises of a request with a body.
 *
 * @throws {InvalidDigest} 400 when Content-MD5 is not base64 of 16 bytes
 * @throws {InvalidRequest} 400 for an unknown algorithm, a second checksum, a value that is no base64 of the right length, and for
 *   `x-amz-sdk-checksum-algorithm` without or beside the checksum it names
 */
export function parseDeclaredDigests(headers: Headers): DeclaredDigests {
  const contentMd5 = headers.get("content-md5");
  if (contentMd5 !== undefined && !isDigest(contentMd5, CHECKSUM_BYTES.MD5)) throw invalidDigest(contentMd5);
  const checksum = parseChecksumHeader(headers) ?? parseTrailerHeader(headers);
  checkSdkAlgorithm(headers, checksum);
  return { contentMd5, checksum };
}

/**
 * For operations that AWS refuses without a digest of their body.
 *
 * @throws {InvalidRequest} 400 when the request declares neither Content-MD5 nor a checksum
 */
export function requireDeclaredDigests(headers: Headers): DeclaredDigests {
  const declared = parseDeclaredDigests(headers);
  if (declared.contentMd5 === undefined && declared.checksum === undefined) {
    throw invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
  return declared;
}

/** The algorithm a request names. @throws {InvalidRequest} 400 when there is none of that name */
export function requireAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = parseAlgorithm(name);
  if (algorithm !== undefined) return algorithm;
  throw invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${ALGORITHM_NAMES}]`,
  );
}

/** Whether the text is base64 of exactly the bytes a digest of the algorithm has. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, text: string): boolean {
  return isDigest(text, CHECKSUM_BYTES[algorithm]);
}

export function invalidChecksumHeader(header: string): Error {
  return invalidRequest(`Value for ${header} header is invalid.`);
}

/** The single checksum header; undefined without one. Its value may carry more than a digest: the caller checks it. */
export function findChecksumHeader(
  headers: Headers,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  let found: { algorithm: ChecksumAlgorithm; value: string } | undefined;
  for (const [algorithm, header] of CHECKSUM_HEADERS) {
    const value = headers.get(header);
    if (value === undefined) continue;
    if (found !== undefined) throw multipleChecksums();
    found = { algorithm, value };
  }
  return found;
}

const CHECKSUM_HEADERS = CHECKSUM_ALGORITHMS.map((algorithm) => [algorithm, checksumHeader(algorithm)] as const);

function parseChecksumHeader(headers: Headers): DeclaredChecksum | undefined {
  const found = findChecksumHeader(headers);
  if (found === undefined) return undefined;
  if (headers.has("x-amz-trailer")) throw multipleChecksums();
  if (!isChecksumValue(found.algorithm, found.value)) throw invalidChecksumHeader(checksumHeader(found.algorithm));
  return found;
}

function parseTrailerHeader(headers: Headers): DeclaredChecksum | undefined {
  const announced = headers.get("x-amz-trailer")?.trim().toLowerCase();
  if (announced === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find((candidate) => checksumHeader(candidate) === announced);
  if (algorithm === undefined) throw invalidRequest("The value specified in the x-amz-trailer header is not supported");
  return { algorithm, value: undefined };
}

function checkSdkAlgorithm(headers: Headers, checksum: DeclaredChecksum | undefined): void {
  const name = headers.get("x-amz-sdk-checksum-algorithm");
  if (name === undefined || name === "") return;
  const algorithm = requireAlgorithm(name);
  if (checksum === undefined) {
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  if (checksum.algorithm !== algorithm) throw invalidChecksumHeader("x-amz-sdk-checksum-algorithm");
}

function multipleChecksums(): Error {
  return invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
}

function isDigest(text: string, bytes: number): boolean {
  const digest = Buffer.from(text, "base64");
  return digest.length === bytes && digest.toString("base64") === text;
}
