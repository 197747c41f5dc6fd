/**
 * Which bytes of an object a read gets: all, one range, or one part.
 *
 * AWS: one range is honoured (206); several at once, another unit, or a range that does not parse are ignored, and the whole
 * object comes with 200. If-Range is ignored.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14
 */
import { invalidArgument, invalidPartNumber, invalidRange, invalidRequest } from "../errors.ts";
import type { ManifestPart } from "../store/version-record.ts";

export interface ByteSpan {
  readonly startBytes: number;
  readonly endBytes: number;
  /** `bytes first-last/size` when less was asked for than the object: the answer is 206. */
  readonly contentRange?: string;
  /** The part that was asked for, when the object has parts. */
  readonly part?: ManifestPart;
}

export interface SpanRequest {
  readonly range?: string | undefined;
  readonly partNumber?: number | undefined;
}

const PART_NUMBER_MAX = 10_000;

/**
 * `parts` are those of a multipart object; undefined for others, which count as one part.
 *
 * @throws {InvalidRequest} 400 for range and part number together  @throws {InvalidArgument} 400 for a part number outside 1 to 10,000
 * @throws {InvalidPartNumber} 416  @throws {InvalidRange} 416
 */
export function findSpan(
  sizeBytes: number,
  parts: readonly ManifestPart[] | undefined,
  request: SpanRequest,
): ByteSpan {
  const { range, partNumber } = request;
  if (partNumber !== undefined) {
    if (range !== undefined) throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
    return findPart(sizeBytes, parts, partNumber);
  }
  const whole = { startBytes: 0, endBytes: sizeBytes };
  if (range === undefined) return whole;
  const asked = parseRange(range);
  if (asked === undefined) return whole;
  const startBytes = asked.first ?? Math.max(0, sizeBytes - asked.last);
  const endBytes = asked.first === undefined ? sizeBytes : Math.min(asked.last + 1, sizeBytes);
  if (startBytes >= endBytes) throw invalidRange(range, sizeBytes);
  return spanWithin(sizeBytes, startBytes, endBytes);
}

/** `first` undefined means the last `last` bytes; an open end is infinity. Undefined when the header is to be ignored. */
function parseRange(range: string): { readonly first: number | undefined; readonly last: number } | undefined {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/.exec(range);
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "") return last === "" ? undefined : { first: undefined, last: Number(last) };
  const lastByte = last === "" ? Number.POSITIVE_INFINITY : Number(last);
  return lastByte < Number(first) ? undefined : { first: Number(first), last: lastByte };
}

function findPart(sizeBytes: number, parts: readonly ManifestPart[] | undefined, partNumber: number): ByteSpan {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PART_NUMBER_MAX) {
    const message = `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`;
    throw invalidArgument(message, "partNumber", String(partNumber));
  }
  let startBytes = 0;
  for (const part of parts ?? [{ partNumber: 1, sizeBytes }]) {
    if (part.partNumber === partNumber) {
      const span = spanWithin(sizeBytes, startBytes, startBytes + part.sizeBytes);
      return parts === undefined ? span : { ...span, part };
    }
    startBytes += part.sizeBytes;
  }
  throw invalidPartNumber(partNumber, parts?.length ?? 1);
}

function spanWithin(sizeBytes: number, startBytes: number, endBytes: number): ByteSpan {
  if (startBytes === endBytes) return { startBytes, endBytes };
  return { startBytes, endBytes, contentRange: `bytes ${startBytes}-${endBytes - 1}/${sizeBytes}` };
}
