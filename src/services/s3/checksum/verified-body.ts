/**
 * Bodies that are hashed on their way into storage, and given up when they are not what the request declared: nothing with a wrong
 * digest is ever committed, because the check comes before any record names the bytes.
 */
import { hash } from "node:crypto";
import type { AtHand } from "../../../kit/at-hand.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { ByteStream } from "../../../kit/http.ts";
import type { ObjectBytes, SealKeys, StagedBytes } from "../../../storage/objects.ts";
import { badChecksum, badDigest, invalidRequest } from "../errors.ts";
import { type ChecksumAlgorithm, checksumHeader, crc32Text, createDigest, type DigestFunction } from "./algorithms.ts";
import { createBodyHasher } from "./body-hasher.ts";
import { type DeclaredChecksum, type DeclaredDigests, isChecksumValue } from "./declared.ts";

export interface BodyDigests {
  readonly sizeBytes: number;
  readonly md5: Uint8Array;
  /** Base64 of each algorithm asked for, the declared one included. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/** A stored body that is what the request declared. Whoever does not commit it discards it. */
export interface VerifiedBody {
  readonly staged: StagedBytes;
  readonly digests: BodyDigests;
}

export interface VerifyOptions {
  readonly declared: DeclaredDigests;
  /** Algorithms to compute besides the declared one. */
  readonly algorithms: readonly ChecksumAlgorithm[];
  /** The request's trailers; filled when the body has ended. */
  readonly trailers: ReadonlyMap<string, string>;
  /** What the bytes are sealed with. */
  readonly seal?: SealKeys | undefined;
}

/**
 * Reads the body to its end, stores it and verifies it; leaves nothing behind when that fails.
 *
 * @throws {MalformedTrailerError} 400 when an announced trailer is missing  @throws {InvalidRequest} 400 when it is not base64 of the right
 *   length  @throws {BadDigest} 400 when Content-MD5 or the checksum is not the body's  @throws whatever the body itself fails with
 */
export async function stageVerified(
  bytes: Pick<ObjectBytes, "stage">,
  body: ByteStream,
  options: VerifyOptions,
): Promise<VerifiedBody> {
  const wanted = wantedAlgorithms(options);
  const hasher = createBodyHasher([...wanted].filter((one) => one !== "MD5" && one !== "CRC32"));
  let staged: StagedBytes | undefined;
  try {
    staged = await bytes.stage(hasher.pass(body), options.seal);
    const checksums = new Map(await hasher.digests());
    // Storage sums what it stores in any case: no second pass for the algorithm that the SDKs choose by themselves.
    if (wanted.has("CRC32")) checksums.set("CRC32", crc32Text(staged.crc32));
    const md5 = Buffer.from(checksums.get("MD5") ?? "", "base64");
    checkDigests(md5, checksums, options);
    return { staged, digests: { sizeBytes: staged.sizeBytes, md5, checksums } };
  } catch (error) {
    await staged?.discard();
    throw error;
  }
}

/** The same for a body that is whole in memory: one pass, and the same errors; at once when the algorithms are at hand. */
export function verifyBytes(body: Uint8Array, options: VerifyOptions): AtHand<BodyDigests> {
  const algorithms = [...wantedAlgorithms(options)];
  const functions = algorithms.map(createDigest);
  const finish = (digests: readonly DigestFunction[]): BodyDigests => {
    const md5 = hash("md5", body, "buffer");
    const checksums = new Map(
      algorithms.map((algorithm, at) => [
        algorithm,
        algorithm === "MD5" ? md5.toString("base64") : (digests[at]?.(body) ?? ""),
      ]),
    );
    checkDigests(md5, checksums, options);
    return { sizeBytes: body.length, md5, checksums };
  };
  const ready = functions.filter((digest) => typeof digest === "function");
  return ready.length === functions.length
    ? finish(ready)
    : Promise.all(functions.map(async (digest) => await digest)).then(finish);
}

function wantedAlgorithms({ algorithms, declared }: VerifyOptions): ReadonlySet<ChecksumAlgorithm> {
  const wanted = new Set(algorithms);
  if (declared.checksum !== undefined) wanted.add(declared.checksum.algorithm);
  return wanted;
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
