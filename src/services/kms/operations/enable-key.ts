/**
 * EnableKey. A rotation that came due while the key was disabled is made at once. @throws NotFoundException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html
 */
import { keyAccess } from "../access.ts";
import { setEnabled } from "../keys/change-key.ts";
import type { KmsOperation } from "../kms.ts";

export const enableKey: KmsOperation<"EnableKey"> = {
  access: (input, context) => keyAccess("EnableKey", input.KeyId, context),
  handle: async (input, context, kms) => setEnabled(kms, input.KeyId, context, true),
};
