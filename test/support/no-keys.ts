/** What an S3 instance of a test needs that seals nothing. */
import type { Keys } from "../../src/kit/ports/keys.ts";
import type { Sealer } from "../../src/kit/ports/sealer.ts";

export function noKeys(): Keys {
  throw new Error("this test was not to seal with KMS");
}

export const noSealer: Sealer = {
  seal() {
    throw new Error("this test was not to seal");
  },
  open() {
    throw new Error("this test was not to open what was sealed");
  },
};
