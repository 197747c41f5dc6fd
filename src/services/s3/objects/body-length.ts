/** How long the body of PutObject or UploadPart may be, by what the client promised. */
import type { RequestContext } from "../../../kit/context.ts";
import { entityTooLarge, headerNotImplemented, missingContentLength } from "../errors.ts";
import { SINGLE_PUT_BYTES_MAX } from "../limits.ts";

/**
 * AWS: HTTP's own chunks are not taken for a length (recorded: aws/aws-sdk-js issue 1237, aws/aws-sdk-go issue 4944).
 *
 * @throws {NotImplemented} 501  @throws {MissingContentLength} 411  @throws {EntityTooLarge} 400
 */
export function checkBodyLength({ bodyBytes, headers }: Pick<RequestContext, "bodyBytes" | "headers">): number {
  if (bodyBytes === undefined)
    throw headers.has("transfer-encoding") ? headerNotImplemented("Transfer-Encoding") : missingContentLength();
  if (bodyBytes > SINGLE_PUT_BYTES_MAX) throw entityTooLarge(bodyBytes, SINGLE_PUT_BYTES_MAX);
  return bodyBytes;
}
