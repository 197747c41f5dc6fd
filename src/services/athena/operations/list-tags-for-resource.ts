import type { AthenaOperation } from "../athena.ts";
import { taggedWorkGroup } from "../tags.ts";

/** All tags on one page: a resource has fewer than a page holds. @throws {ServiceError} ResourceNotFoundException */
export const listTagsForResource: AthenaOperation<"ListTagsForResource"> = {
  access: (input) => [{ action: "athena:ListTagsForResource", resource: input.ResourceARN }],
  handle: async (input, context, athena) => ({
    Tags: [...(await athena.records.read((reader) => taggedWorkGroup(reader, context, input.ResourceARN))).tags],
  }),
};
