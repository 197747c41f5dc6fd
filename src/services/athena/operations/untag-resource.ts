import { tagKeyConditions } from "../../../kit/tag-conditions.ts";
import type { AthenaOperation } from "../athena.ts";
import { workGroupKey, writeRecord } from "../records.ts";
import { taggedWorkGroup } from "../tags.ts";

/** @throws {ServiceError} ResourceNotFoundException */
export const untagResource: AthenaOperation<"UntagResource"> = {
  access: (input) => [
    { action: "athena:UntagResource", resource: input.ResourceARN, ...tagKeyConditions(input.TagKeys) },
  ],
  async handle(input, context, athena) {
    await athena.records.transact((transaction) => {
      const record = taggedWorkGroup(transaction, context, input.ResourceARN);
      const tags = record.tags.filter(({ Key }) => !input.TagKeys.includes(Key ?? ""));
      writeRecord(transaction, workGroupKey(context, record.name), { ...record, tags });
    });
    return {};
  },
};
