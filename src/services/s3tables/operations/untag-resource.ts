import { tagKeyConditions } from "../../../kit/tag-conditions.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { changeTags } from "../tags.ts";

/** Takes tags from a table bucket or a table; absent ones are no error. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const untagResource: S3TablesOperation<"UntagResource"> = {
  access: (input) => [
    { action: "s3tables:UntagResource", resource: input.resourceArn, ...tagKeyConditions(input.tagKeys) },
  ],
  async handle(input, _, { records }) {
    const gone = new Set(input.tagKeys);
    await records.transact((transaction) =>
      changeTags(transaction, input.resourceArn, (before) =>
        Object.fromEntries(Object.entries(before).filter(([key]) => !gone.has(key))),
      ),
    );
    return {};
  },
};
