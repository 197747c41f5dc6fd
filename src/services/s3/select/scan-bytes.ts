/**
 * The bytes that a query reads of an object, as one source of pieces: the whole object, or from a little before a scan range until the query has enough. Where the range ends
 * is told between two pieces.
 */
import { createGunzip } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import type { ByteStream } from "../../../kit/http.ts";
import type { ByteRange } from "../../../storage/blob-store.ts";
import { selectError } from "./select-error.ts";

/** Reads a range of the object; to be called once. */
export type ReadBytes = (range: ByteRange) => Promise<ByteStream>;

export type Piece = Uint8Array | "range-end";

export interface Scan {
  readonly startBytes: number;
  /** The last byte of the range; undefined for the end of the object. */
  readonly endBytes: number | undefined;
  /** Whether the record that `startBytes` lies in belongs to the range before. */
  readonly startsWithinRecord: boolean;
}

/**
 * AWS: records that begin within the range are processed, both ends included; with an end alone it is the last bytes of the object (API_ScanRange).
 * @throws {InvalidScanRange} 400 for a start behind the object
 */
export function scanOf(
  range: { readonly start: number | undefined; readonly end: number | undefined } | undefined,
  sizeBytes: number,
  delimiterBytes: number,
): Scan {
  const { start, end } = range ?? {};
  if (start === undefined && end === undefined)
    return { startBytes: 0, endBytes: undefined, startsWithinRecord: false };
  const first = start ?? Math.max(0, sizeBytes - (end ?? 0));
  if (first >= sizeBytes && sizeBytes > 0) throw selectError("InvalidScanRange");
  if (first === 0) return { startBytes: 0, endBytes: start === undefined ? undefined : end, startsWithinRecord: false };
  // A record that begins exactly at the start has its predecessor's delimiter before it.
  const startBytes = Math.max(0, first - delimiterBytes);
  return { startBytes, endBytes: start === undefined ? undefined : end, startsWithinRecord: true };
}

/** `bytes` begin at `scan.startBytes`. */
export async function* cutRange(bytes: ByteStream, scan: Scan): AsyncGenerator<Piece> {
  const { endBytes } = scan;
  let at = scan.startBytes;
  let isWithin = endBytes !== undefined;
  let isFirst = scan.startsWithinRecord;
  for await (const chunk of bytes) {
    // A character that is cut by the start belongs to the record before.
    let rest: Uint8Array = isFirst ? chunk.subarray(continuationBytes(chunk, 0)) : chunk;
    isFirst = false;
    at += chunk.length - rest.length;
    if (isWithin && endBytes !== undefined && at + rest.length > endBytes + 1) {
      const cut = Math.max(0, endBytes + 1 - at);
      // A character that is cut by the end belongs to the record that it is in.
      const end = cut + continuationBytes(rest, cut);
      yield rest.subarray(0, end);
      at += end;
      rest = rest.subarray(end);
      if (rest.length > 0) {
        yield "range-end";
        isWithin = false;
      }
    }
    if (rest.length > 0) yield rest;
    at += rest.length;
  }
}

function continuationBytes(bytes: Uint8Array, from: number): number {
  let count = 0;
  while (count < 3 && ((bytes[from + count] ?? 0) & 0xc0) === 0x80) count += 1;
  return count;
}

const GUNZIP_CHUNK_BYTES = 256 * 1024;

/** Members may follow each other. @throws {TruncatedInput} 400  @throws {InvalidCompressionFormat} 400 for what is not GZIP at all */
export async function* gunzipped(bytes: ByteStream): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  const source = Readable.from(
    remembering(bytes, (error) => (failure = error)),
    { objectMode: true },
  );
  const unzip = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  pipeline(source, unzip, () => {});
  try {
    for await (const chunk of unzip) yield chunk as Uint8Array;
  } catch (error) {
    throw refusalOf(failure ?? error);
  } finally {
    unzip.destroy();
  }
}

function refusalOf(error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === "Z_BUF_ERROR") return selectError("TruncatedInput");
  if (code?.startsWith("Z_") !== true) return error;
  return selectError(
    "InvalidCompressionFormat",
    "GZIP is not applicable to the queried object. Please correct the request and try again.",
  );
}

/** Zlib's stream hides why its source failed. */
async function* remembering(bytes: ByteStream, onError: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    onError(error);
    throw error;
  }
}
