/**
 * A body that hashes itself while it is read and fails at its end when it is not what the request declared. The failure
 * comes out of the stream, so whoever stores it discards the bytes before any record names them: nothing with a wrong
 * digest is ever committed.
 */
import { createHash, hash } from "node:crypto";
import { ServiceError } from "../../../kit/errors.ts";
import type { ByteStream } from "../../../kit/http.ts";
import { assert } from "../../../runtime/assert.ts";
import { badChecksum, badDigest, invalidRequest } from "../errors.ts";
import { type Checksum, type ChecksumAlgorithm, checksumHeader, checksumOf, createChecksum } from "./algorithms.ts";
import { type DeclaredChecksum, type DeclaredDigests, isChecksumValue } from "./declared.ts";

export interface BodyDigests {
  readonly sizeBytes: number;
  readonly md5: Uint8Array;
  /** Base64 of each algorithm asked for, the declared one included. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

export interface VerifiedBody {
  /** Read it once and to its end. */
  readonly stream: ByteStream;
  /** Complete when `stream` has ended without an error. */
  digests(): BodyDigests;
}

export interface VerifyOptions {
  readonly declared: DeclaredDigests;
  /** Algorithms to compute besides the declared one. */
  readonly algorithms: readonly ChecksumAlgorithm[];
  /** The request's trailers; filled when the body has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * The stream throws, after its last byte: MalformedTrailerError 400 when an announced trailer is missing, InvalidRequest 400 when it is
 * not base64 of the right length, BadDigest 400 when Content-MD5 or the checksum is not the body's.
 */
export async function verifyBody(body: ByteStream, options: VerifyOptions): Promise<VerifiedBody> {
  const { declared } = options;
  const wanted = new Set(options.algorithms);
  if (declared.checksum !== undefined) wanted.add(declared.checksum.algorithm);
  const hashers: Checksum[] = [];
  for (const algorithm of wanted) if (algorithm !== "MD5") hashers.push(await createChecksum(algorithm));

  const md5 = createHash("md5");
  let sizeBytes = 0;
  let result: BodyDigests | undefined;

  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      sizeBytes += chunk.length;
      md5.update(chunk);
      for (const hasher of hashers) hasher.update(chunk);
      yield chunk;
    }
    const md5Bytes = md5.digest();
    const checksums = new Map(hashers.map((hasher) => [hasher.algorithm, hasher.digest()]));
    if (wanted.has("MD5")) checksums.set("MD5", md5Bytes.toString("base64"));
    checkDigests(md5Bytes, checksums, options);
    result = { sizeBytes, md5: md5Bytes, checksums };
  }

  return {
    stream: hashed(),
    digests() {
      assert(result !== undefined, "the body was read to its end");
      return result;
    },
  };
}

/** The same for a body that is whole in memory: one pass, and the same errors. */
export async function verifyBytes(body: Uint8Array, options: VerifyOptions): Promise<BodyDigests> {
  const { declared } = options;
  const wanted = new Set(options.algorithms);
  if (declared.checksum !== undefined) wanted.add(declared.checksum.algorithm);
  const md5 = hash("md5", body, "buffer");
  const checksums = new Map<ChecksumAlgorithm, string>();
  for (const algorithm of wanted) {
    checksums.set(algorithm, algorithm === "MD5" ? md5.toString("base64") : await checksumOf(algorithm, body));
  }
  checkDigests(md5, checksums, options);
  return { sizeBytes: body.length, md5, checksums };
}

function checkDigests(md5: Buffer, checksums: ReadonlyMap<ChecksumAlgorithm, string>, options: VerifyOptions): void {
  const { declared, trailers } = options;
  checkContentMd5(declared.contentMd5, md5.toString("base64"));
  if (declared.checksum !== undefined)
    checkChecksum(declared.checksum, checksums.get(declared.checksum.algorithm), trailers);
}

function checkContentMd5(declared: string | undefined, calculated: string): void {
  if (declared !== undefined && declared !== calculated) throw badDigest(declared, calculated);
}

function checkChecksum(
  declared: DeclaredChecksum,
  calculated: string | undefined,
  trailers: ReadonlyMap<string, string>,
): void {
  const value = declared.value ?? trailerValue(declared.algorithm, trailers);
  if (value !== calculated) throw badChecksum(declared.algorithm);
}

function trailerValue(algorithm: ChecksumAlgorithm, trailers: ReadonlyMap<string, string>): string {
  const header = checksumHeader(algorithm);
  const value = trailers.get(header);
  if (value === undefined) throw malformedTrailer();
  if (!isChecksumValue(algorithm, value)) throw invalidRequest(`Value for ${header} trailing header is invalid.`);
  return value;
}

function malformedTrailer(): ServiceError {
  return new ServiceError({
    status: 400,
    code: "MalformedTrailerError",
    message: "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  });
}
