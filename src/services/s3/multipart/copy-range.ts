/** Which bytes of its source UploadPartCopy takes, and whether they are whole runs that can be shared. */
import type { ByteRange } from "../../../storage/blob-store.ts";
import type { Extent, Extents } from "../../../storage/objects.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { SINGLE_PUT_BYTES_MAX } from "../limits.ts";
import { SHARED_EXTENTS_MAX } from "./multipart-limits.ts";

const HEADER = "x-amz-copy-source-range";

/**
 * AWS: unlike Range, both ends must be there and lie within the source (API_UploadPartCopy, x-amz-copy-source-range).
 *
 * @throws {InvalidArgument} 400 for another form or an end outside the source
 * @throws {InvalidRequest} 400 for a range all outside the source, and for more than 5 GiB
 */
export function parseCopyRange(header: string | undefined, sizeBytes: number): ByteRange {
  const range = header === undefined ? { startBytes: 0, endBytes: sizeBytes } : parseRange(header, sizeBytes);
  if (range.endBytes - range.startBytes > SINGLE_PUT_BYTES_MAX) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${SINGLE_PUT_BYTES_MAX}`,
    );
  }
  return range;
}

/** The extents that make up exactly the range; undefined when it cuts one, or when they are too many to share. */
export function extentsOfRange(extents: Extents, range: ByteRange): Extents | undefined {
  const chosen: Extent[] = [];
  let startBytes = 0;
  for (const extent of extents) {
    const endBytes = startBytes + extent.sizeBytes;
    if (endBytes > range.startBytes && startBytes < range.endBytes) {
      if (startBytes < range.startBytes || endBytes > range.endBytes) return undefined;
      chosen.push(extent);
    }
    startBytes = endBytes;
  }
  return chosen.length > SHARED_EXTENTS_MAX ? undefined : chosen;
}

function parseRange(header: string, sizeBytes: number): ByteRange {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const [first, last] = match === null ? [1, 0] : [Number(match[1]), Number(match[2])];
  if (first > last) {
    const message =
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";
    throw invalidArgument(message, HEADER, header);
  }
  // AWS: two answers for outside, recorded from S3 (localstack/localstack test_s3_api.snapshot.json, test_upload_part_copy_range).
  if (first >= sizeBytes) throw invalidRequest("The specified copy range is invalid for the source object size");
  if (last >= sizeBytes)
    throw invalidArgument(`Range specified is not valid for source object of size: ${sizeBytes}`, HEADER, header);
  return { startBytes: first, endBytes: last + 1 };
}
