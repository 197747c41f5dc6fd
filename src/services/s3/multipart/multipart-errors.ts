/**
 * Refusals that only multipart operations make.
 * AWS: codes, messages and fields as recorded from S3 (localstack/localstack tests/aws/services/s3, snapshots of 2025; versity/versitygw
 * tests/integration, run against S3).
 */
import { ServiceError } from "../../../kit/errors.ts";
import type { ChecksumAlgorithm } from "../checksum/algorithms.ts";
import { entityTooSmall, invalidArgument, invalidRequest } from "../errors.ts";
import { PART_BYTES_MIN } from "./multipart-limits.ts";
import type { ChecksumType, PartRecord, UploadChecksum } from "./upload-record.ts";

export function invalidPart(uploadId: string, partNumber: number, etag: string): ServiceError {
  return new ServiceError({
    status: 400,
    code: "InvalidPart",
    // AWS: two spaces after the first full stop.
    message:
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    fields: { UploadId: uploadId, PartNumber: partNumber, ETag: etag },
  });
}

export function invalidPartOrder(uploadId: string): ServiceError {
  return new ServiceError({
    status: 400,
    code: "InvalidPartOrder",
    message: "The list of parts was not in ascending order. Parts must be ordered by part number.",
    fields: { UploadId: uploadId },
  });
}

export function partTooSmall(part: PartRecord): ServiceError {
  return entityTooSmall({
    ProposedSize: part.sizeBytes,
    MinSizeAllowed: PART_BYTES_MIN,
    PartNumber: part.partNumber,
    ETag: part.etag,
  });
}

export function invalidPartNumberArgument(partNumber: number): ServiceError {
  return invalidArgument(
    "Part number must be an integer between 1 and 10000, inclusive",
    "partNumber",
    String(partNumber),
  );
}

export function wrongObjectSize(declared: number, computed: number): ServiceError {
  return invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${declared} does not match what was computed: ${computed}`,
  );
}

/** A part in another algorithm than the upload's; `null` is AWS's own word for none. */
export function checksumTypeMismatch(expected: ChecksumAlgorithm, actual: ChecksumAlgorithm | undefined): ServiceError {
  const actualName = actual?.toLowerCase() ?? "null";
  return invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actualName}`,
  );
}

export function checksumModeMismatch(checksum: UploadChecksum | undefined): ServiceError {
  return invalidRequest(
    `The upload was created using the ${checksum?.type ?? "null"} checksum mode. The complete request must use the same checksum mode.`,
  );
}

export function checksumTypeUnsupported(algorithm: ChecksumAlgorithm, type: ChecksumType): ServiceError {
  return invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

export function partChecksumMissing(algorithm: ChecksumAlgorithm, partNumber: number): ServiceError {
  return invalidRequest(
    `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
  );
}

export function partChecksumForeign(algorithm: ChecksumAlgorithm, partNumber: number): ServiceError {
  return new ServiceError({
    status: 400,
    code: "BadDigest",
    message: `The ${algorithm.toLowerCase()} you specified for part ${partNumber} did not match what we received.`,
  });
}

export function objectChecksumWrong(algorithm: ChecksumAlgorithm): ServiceError {
  return new ServiceError({
    status: 400,
    code: "BadDigest",
    message: `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
  });
}
