/**
 * ListResourceTags. @throws ValidationException; NotFoundException; InvalidMarkerException
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html
 */
import { keyAccess } from "../access.ts";
import { findOwnKey } from "../keys/find-key.ts";
import { listTags } from "../keys/tags.ts";
import type { KmsOperation } from "../kms.ts";
import { TAGS_PAGE } from "../limits.ts";
import { slicePage } from "../paging.ts";

export const listResourceTags: KmsOperation<"ListResourceTags"> = {
  access: (input, context) => keyAccess("ListResourceTags", input.KeyId, context),
  handle: (input, context, kms) =>
    kms.records.read((reader) => {
      const { key } = findOwnKey(reader, input.KeyId, context, "ListResourceTags");
      const { items, ...page } = slicePage(listTags(key.tags), input, TAGS_PAGE);
      return { Tags: [...items], ...page };
    }),
};
