/**
 * ETag and checksum of a copy. Bytes are shared and never written again; they are read only when the copy needs a digest
 * that the source does not have: the ETag of a whole object whose source was uploaded in parts, or a checksum of another
 * algorithm or kind.
 */
import type { ByteStream } from "../../../kit/http.ts";
import { type ChecksumAlgorithm, DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/algorithms.ts";
import { createBodyHasher } from "../checksum/body-hasher.ts";
import { hasMd5Etag } from "../encryption/object-encryption.ts";
import type { ObjectChecksum, ObjectVersion } from "../store/version-record.ts";

export interface CopyDigests {
  readonly etag: string;
  readonly checksum: ObjectChecksum;
}

/**
 * What the copy can take over; undefined when its bytes must be read. `etag`: what the copy has in the place of the MD5.
 *
 * AWS: a copy is one piece, so its ETag is the plain MD5 and its checksum is FULL_OBJECT, in the algorithm asked for, else the
 * source's, else CRC64NVME (userguide/checking-object-integrity.html).
 */
export function keptDigests(
  source: ObjectVersion,
  algorithm: ChecksumAlgorithm,
  etag?: string,
): CopyDigests | undefined {
  const { checksum } = source;
  if (checksum?.type !== "FULL_OBJECT" || checksum.algorithm !== algorithm) return undefined;
  if (etag !== undefined) return { etag, checksum };
  const isMd5 = source.partsCount === undefined && hasMd5Etag(source.encryption);
  return isMd5 ? { etag: source.etag, checksum } : undefined;
}

/** The checksum algorithm of a copy. */
export function algorithmOfCopy(source: ObjectVersion, asked: ChecksumAlgorithm | undefined): ChecksumAlgorithm {
  return asked ?? source.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
}

/** Reads the bytes once for both digests. */
export async function computeDigests(bytes: ByteStream, algorithm: ChecksumAlgorithm): Promise<CopyDigests> {
  const hasher = createBodyHasher([algorithm]);
  for await (const _ of hasher.pass(bytes)); // Only for what it leaves behind.
  const digests = await hasher.digests();
  const etag = Buffer.from(digests.get("MD5") ?? "", "base64").toString("hex");
  return { etag, checksum: { algorithm, type: "FULL_OBJECT", value: digests.get(algorithm) ?? "" } };
}
