/**
 * DisableKey. @throws NotFoundException; UnsupportedOperationException (AWS managed keys); KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html
 */
import { keyAccess } from "../access.ts";
import { setEnabled } from "../keys/change-key.ts";
import type { KmsOperation } from "../kms.ts";

export const disableKey: KmsOperation<"DisableKey"> = {
  access: (input, context) => keyAccess("DisableKey", input.KeyId, context),
  handle: async (input, context, kms) => setEnabled(kms, input.KeyId, context, false),
};
