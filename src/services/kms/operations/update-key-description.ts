/**
 * UpdateKeyDescription. @throws ValidationException; NotFoundException; UnsupportedOperationException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html
 */
import { keyAccess } from "../access.ts";
import { changeKey } from "../keys/change-key.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { checkDescription } from "../validation.ts";

export const updateKeyDescription: KmsOperation<"UpdateKeyDescription"> = {
  access: (input, context) => keyAccess("UpdateKeyDescription", input.KeyId, context),
  async handle(input, context, kms) {
    checkDescription(input.Description);
    await changeKey(kms, input.KeyId, { context, action: "UpdateKeyDescription" }, (found) => {
      requireState(found, NOT_PENDING_DELETION);
      return { ...found.key, description: input.Description };
    });
    return {};
  },
};
