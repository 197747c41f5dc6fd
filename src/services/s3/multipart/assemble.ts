/**
 * What CompleteMultipartUpload makes of its parts: checks the list the client sent against the parts that are there, in
 * AWS's order, and gives the object's size, ETag, checksum and bytes. Pure: it reads nothing and copies nothing.
 *
 * AWS: the order of checks and their answers are those recorded from S3 (localstack/localstack tests/aws/services/s3
 * test_s3.snapshot.json, TestS3MultipartUploadChecksum; versity/versitygw tests/integration/CompleteMultipartUpload.go).
 */
import { createHash } from "node:crypto";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { assert } from "../../../runtime/assert.ts";
import type { Extents } from "../../../storage/objects.ts";
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumMember,
  DEFAULT_CHECKSUM_ALGORITHM,
  type DigestFunction,
} from "../checksum/algorithms.ts";
import { combineParts, composeParts, isCombinable } from "../checksum/combine.ts";
import { isChecksumValue } from "../checksum/declared.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import { unquoteEtag } from "../etag.ts";
import type { ManifestPart, ObjectChecksum } from "../store/version-record.ts";
import {
  checksumModeMismatch,
  invalidPart,
  invalidPartOrder,
  objectChecksumWrong,
  partChecksumForeign,
  partChecksumMissing,
  partTooSmall,
  wrongObjectSize,
} from "./multipart-errors.ts";
import { PART_BYTES_MIN } from "./multipart-limits.ts";
import type { ChecksumType, PartRecord, UploadRecord } from "./upload-record.ts";

/** What the client asks for when it completes. */
export interface CompleteRequest {
  readonly parts: readonly CompletedPart[];
  readonly checksumType: ChecksumType | undefined;
  /** The checksum of the whole object as the client knows it; COMPOSITE with or without `-N`. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  readonly objectSizeBytes: number | undefined;
}

export interface Assembled {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksum: ObjectChecksum;
  readonly extents: Extents;
  readonly parts: readonly ManifestPart[];
}

/**
 * `digest` computes the upload's algorithm (CRC64NVME when it names none).
 *
 * @throws {MalformedXML} 400 when a part has no number or no ETag  @throws {InvalidArgument} 400 for part number 0 and for two or
 *   ill-formed checksums of one part  @throws {InvalidPartOrder} 400  @throws {InvalidRequest} 400 for another checksum type, a missing
 *   part checksum or a wrong `x-amz-mp-object-size`  @throws {InvalidPart} 400  @throws {EntityTooSmall} 400  @throws {BadDigest} 400
 */
export function assemble(
  upload: UploadRecord,
  stored: readonly PartRecord[],
  how: { request: CompleteRequest; digest: DigestFunction },
): Assembled {
  const { request } = how;
  const listed = request.parts.map(parseListedPart);
  checkOrder(upload.uploadId, listed);
  if (request.checksumType !== undefined && request.checksumType !== upload.checksum?.type)
    throw checksumModeMismatch(upload.checksum);
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const chosen = listed.map((part, index) =>
    choosePart(upload, byNumber.get(part.partNumber), { part, isLast: index === listed.length - 1 }),
  );
  const sizeBytes = chosen.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (request.objectSizeBytes !== undefined && request.objectSizeBytes !== sizeBytes)
    throw wrongObjectSize(request.objectSizeBytes, sizeBytes);
  const checksum = objectChecksum(upload, chosen, how.digest);
  checkObjectChecksum(upload, checksum, request);
  return {
    sizeBytes,
    etag: multipartEtag(chosen),
    checksum,
    extents: chosen.flatMap((part) => part.extents),
    parts: manifestParts(upload, chosen),
  };
}

interface ListedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
}

function parseListedPart(part: CompletedPart): ListedPart {
  if (part.PartNumber === undefined || part.ETag === undefined) throw malformedXml();
  if (part.PartNumber < 1) throw invalidArgument("PartNumber must be >= 1", "PartNumber", String(part.PartNumber));
  const checksums: { algorithm: ChecksumAlgorithm; value: string }[] = [];
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = part[checksumMember(algorithm)];
    if (value !== undefined) checksums.push({ algorithm, value });
  }
  const checksum = checksums[0];
  if (checksums.length > 1 || (checksum !== undefined && !isChecksumValue(checksum.algorithm, checksum.value))) {
    const sent =
      checksums.length > 1
        ? checksums.map(({ algorithm, value }) => `${algorithm}:${value};`).join("")
        : checksum?.value;
    throw invalidArgument("Invalid Base64 or multiple checksums present in request", "Checksum", sent);
  }
  return { partNumber: part.PartNumber, etag: unquoteEtag(part.ETag), checksum };
}

/** AWS: a part listed twice is out of order too (transloadit/uppy issue 2324). */
function checkOrder(uploadId: string, listed: readonly ListedPart[]): void {
  let previous = 0;
  for (const { partNumber } of listed) {
    if (partNumber <= previous) throw invalidPartOrder(uploadId);
    previous = partNumber;
  }
}

function choosePart(
  upload: UploadRecord,
  stored: PartRecord | undefined,
  listed: { part: ListedPart; isLast: boolean },
): PartRecord {
  const { part, isLast } = listed;
  if (stored === undefined || stored.etag !== part.etag) throw invalidPart(upload.uploadId, part.partNumber, part.etag);
  checkPartChecksum(upload, stored, part);
  if (!isLast && stored.sizeBytes < PART_BYTES_MIN) throw partTooSmall(stored);
  return stored;
}

function checkPartChecksum(upload: UploadRecord, stored: PartRecord, part: ListedPart): void {
  const { checksum } = upload;
  if (checksum === undefined) {
    // AWS: a part checksum is refused, even a right one, when the upload was begun without an algorithm.
    if (part.checksum !== undefined) throw invalidPart(upload.uploadId, part.partNumber, part.etag);
    return;
  }
  if (part.checksum === undefined) {
    if (checksum.type === "COMPOSITE") throw partChecksumMissing(checksum.algorithm, part.partNumber);
    return;
  }
  if (part.checksum.algorithm !== checksum.algorithm)
    throw partChecksumForeign(part.checksum.algorithm, part.partNumber);
  if (part.checksum.value !== stored.checksum) throw invalidPart(upload.uploadId, part.partNumber, part.etag);
}

function objectChecksum(upload: UploadRecord, chosen: readonly PartRecord[], digest: DigestFunction): ObjectChecksum {
  const algorithm = upload.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
  if (upload.checksum?.type === "COMPOSITE") {
    return {
      algorithm,
      type: "COMPOSITE",
      value: composeParts(
        digest,
        chosen.map((part) => part.checksum),
      ),
    };
  }
  assert(isCombinable(algorithm), "only CRC algorithms have a FULL_OBJECT type");
  const parts = chosen.map((part) => ({ value: part.checksum, sizeBytes: part.sizeBytes }));
  return { algorithm, type: "FULL_OBJECT", value: combineParts(algorithm, parts) };
}

function checkObjectChecksum(upload: UploadRecord, computed: ObjectChecksum, request: CompleteRequest): void {
  const declared = request.checksum;
  if (declared === undefined || upload.checksum === undefined) return;
  const { algorithm, type, value } = computed;
  // AWS: without x-amz-checksum-type the declared value is taken as COMPOSITE, except for CRC64NVME, which has one type only.
  const declaredType = request.checksumType ?? (declared.algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const sent =
    type === "COMPOSITE" && !declared.value.includes("-")
      ? `${declared.value}-${request.parts.length}`
      : declared.value;
  if (declared.algorithm !== algorithm || declaredType !== type || sent !== value) throw objectChecksumWrong(algorithm);
}

/** AWS: the MD5 of the parts' MD5s, and the number of parts. */
function multipartEtag(chosen: readonly PartRecord[]): string {
  const digests = Buffer.from(chosen.map((part) => part.etag).join(""), "hex");
  return `${createHash("md5").update(digests).digest("hex")}-${chosen.length}`;
}

/** AWS: the parts' own checksums stay visible (GetObjectAttributes, GetObject by part) for COMPOSITE only. */
function manifestParts(upload: UploadRecord, chosen: readonly PartRecord[]): ManifestPart[] {
  const isComposite = upload.checksum?.type === "COMPOSITE";
  return chosen.map(({ partNumber, sizeBytes, checksum }) => ({
    partNumber,
    sizeBytes,
    checksum: isComposite ? checksum : undefined,
  }));
}
