/**
 * UntagResource. @throws ValidationException; NotFoundException; UnsupportedOperationException; KMSInvalidStateException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html
 */
import { keyAccess } from "../access.ts";
import { changeKey } from "../keys/change-key.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import type { KmsOperation } from "../kms.ts";
import { TAG_KEY_LENGTH_MAX } from "../limits.ts";
import { checkLength } from "../validation.ts";

export const untagResource: KmsOperation<"UntagResource"> = {
  access: (input, context) => keyAccess("UntagResource", input.KeyId, context, { "aws:TagKeys": input.TagKeys }),
  async handle(input, context, kms) {
    for (const key of input.TagKeys) checkLength("tagKeys", key, { min: 1, max: TAG_KEY_LENGTH_MAX });
    await changeKey(kms, input.KeyId, { context, action: "UntagResource" }, (found) => {
      requireState(found, NOT_PENDING_DELETION);
      const tags = Object.entries(found.key.tags).filter(([key]) => !input.TagKeys.includes(key));
      return { ...found.key, tags: Object.fromEntries(tags) };
    });
    return {};
  },
};
