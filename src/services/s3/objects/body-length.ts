/** How long the body of PutObject or UploadPart may be, by what the client promised. */
import { entityTooLarge, missingContentLength } from "../errors.ts";
import { SINGLE_PUT_BYTES_MAX } from "../limits.ts";

/** @throws {MissingContentLength} 411  @throws {EntityTooLarge} 400 */
export function checkBodyLength(bodyBytes: number | undefined): number {
  if (bodyBytes === undefined) throw missingContentLength();
  if (bodyBytes > SINGLE_PUT_BYTES_MAX) throw entityTooLarge(bodyBytes, SINGLE_PUT_BYTES_MAX);
  return bodyBytes;
}
