/** Which conditions a write may carry. */
import { headerNotImplemented } from "../errors.ts";

/**
 * AWS: If-None-Match of a write takes `*` only, and not beside If-Match; anything else is S3's own 501.
 * @throws {NotImplemented} 501
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkIfNoneMatch(ifNoneMatch: string | undefined, ifMatch: string | undefined): void {
  if (ifNoneMatch === undefined) return;
  if (ifNoneMatch.trim() !== "*") {
    throw headerNotImplemented(
      "If-None-Match",
      "We don't accept the provided value of If-None-Match header for this API",
    );
  }
  if (ifMatch !== undefined)
    throw headerNotImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request");
}
