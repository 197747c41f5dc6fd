/** `part-number-marker` of ListParts and GetObjectAttributes: the last part number seen. */
import { invalidArgument } from "../errors.ts";

const MARKER_MAX = 2 ** 31 - 1;

/** 0 when absent or empty. @throws {InvalidArgument} 400 */
export function parsePartMarker(marker: string | undefined): number {
  if (marker === undefined || marker === "") return 0;
  const partNumber = Number(marker);
  if (/^\d+$/.test(marker) && partNumber <= MARKER_MAX) return partNumber;
  throw invalidArgument(
    "Argument part-number-marker must be an integer between 0 and 2147483647",
    "part-number-marker",
    marker,
  );
}
