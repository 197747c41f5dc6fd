/**
 * TagResource. @throws ValidationException; TagException; NotFoundException; UnsupportedOperationException; KMSInvalidStateException;
 * LimitExceededException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html
 */
import { keyAccess, tagConditions } from "../access.ts";
import { changeKey } from "../keys/change-key.ts";
import { NOT_PENDING_DELETION, requireState } from "../keys/key-state.ts";
import { mergeTags, readTags } from "../keys/tags.ts";
import type { KmsOperation } from "../kms.ts";

export const tagResource: KmsOperation<"TagResource"> = {
  access: (input, context) => keyAccess("TagResource", input.KeyId, context, tagConditions(input.Tags)),
  async handle(input, context, kms) {
    const added = readTags(input.Tags);
    await changeKey(kms, input.KeyId, { context, action: "TagResource" }, (found) => {
      requireState(found, NOT_PENDING_DELETION);
      return { ...found.key, tags: mergeTags(found.key.tags, added) };
    });
    return {};
  },
};
