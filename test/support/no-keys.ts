/** KMS for an S3 instance of a test that seals nothing with its keys. */
import type { Keys } from "../../src/kit/ports/keys.ts";

export function noKeys(): Keys {
  throw new Error("this test was not to seal with KMS");
}
