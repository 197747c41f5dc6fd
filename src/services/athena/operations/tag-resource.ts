import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import type { AthenaOperation } from "../athena.ts";
import { workGroupKey, writeRecord } from "../records.ts";
import { checkTags, taggedWorkGroup, tagPairs } from "../tags.ts";

/** @throws {ServiceError} InvalidRequestException, ResourceNotFoundException */
export const tagResource: AthenaOperation<"TagResource"> = {
  access: (input) => [
    { action: "athena:TagResource", resource: input.ResourceARN, ...requestTagConditions(tagPairs(input.Tags)) },
  ],
  async handle(input, context, athena) {
    checkTags(input.Tags);
    await athena.records.transact((transaction) => {
      const record = taggedWorkGroup(transaction, context, input.ResourceARN);
      const tags = new Map([...record.tags, ...input.Tags].map((tag) => [tag.Key ?? "", tag]));
      checkTags([...tags.values()]);
      writeRecord(transaction, workGroupKey(context, record.name), { ...record, tags: [...tags.values()] });
    });
    return {};
  },
};
