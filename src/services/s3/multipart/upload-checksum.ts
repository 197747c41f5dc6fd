/** Which checksum an upload will have, from the two headers of CreateMultipartUpload, and which one a part must bring. */
import { type ChecksumAlgorithm, DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/algorithms.ts";
import { isCombinable } from "../checksum/combine.ts";
import { type DeclaredChecksum, invalidChecksumHeader, requireAlgorithm } from "../checksum/declared.ts";
import { invalidRequest } from "../errors.ts";
import { checksumTypeMismatch, checksumTypeUnsupported } from "./multipart-errors.ts";
import type { ChecksumType, UploadChecksum, UploadRecord } from "./upload-record.ts";

/**
 * The pair to keep; undefined when the client names no algorithm. Names are taken in any case.
 *
 * AWS: CRC64NVME is FULL_OBJECT only, CRC32 and CRC32C are either, all others COMPOSITE only; the default is COMPOSITE where it exists
 * (API_CreateMultipartUpload, ChecksumType).
 *
 * @throws {InvalidRequest} 400 for an unknown algorithm or type, a type without algorithm, and a pair that does not exist
 */
export function parseUploadChecksum(
  algorithmName: string | undefined,
  typeName: string | undefined,
): UploadChecksum | undefined {
  const algorithm = algorithmName === undefined ? undefined : requireAlgorithm(algorithmName);
  const type = parseChecksumType(typeName);
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  if (type === undefined) return { algorithm, type: isComposable(algorithm) ? "COMPOSITE" : "FULL_OBJECT" };
  if (!(type === "COMPOSITE" ? isComposable(algorithm) : isCombinable(algorithm)))
    throw checksumTypeUnsupported(algorithm, type);
  return { algorithm, type };
}

/** @throws {InvalidRequest} 400 for anything but COMPOSITE and FULL_OBJECT */
export function parseChecksumType(name: string | undefined): ChecksumType | undefined {
  const type = name?.toUpperCase();
  if (type === undefined || type === "COMPOSITE" || type === "FULL_OBJECT") return type;
  throw invalidChecksumHeader("x-amz-checksum-type");
}

/**
 * The algorithm in which the part's checksum is kept.
 *
 * @throws {InvalidRequest} 400 when the part declares another algorithm than the upload, or none where COMPOSITE needs one
 */
export function algorithmOfPart(upload: UploadRecord, declared: DeclaredChecksum | undefined): ChecksumAlgorithm {
  const { checksum } = upload;
  if (checksum === undefined) return DEFAULT_CHECKSUM_ALGORITHM;
  const isMissing = declared === undefined && checksum.type === "COMPOSITE";
  const isOther = declared !== undefined && declared.algorithm !== checksum.algorithm;
  if (isMissing || isOther) throw checksumTypeMismatch(checksum.algorithm, declared?.algorithm);
  return checksum.algorithm;
}

function isComposable(algorithm: ChecksumAlgorithm): boolean {
  return algorithm !== "CRC64NVME";
}
