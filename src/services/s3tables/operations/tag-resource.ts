import { tagConditions } from "../access.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { changeTags } from "../tags.ts";

/** Adds tags to a table bucket or a table, or changes them. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const tagResource: S3TablesOperation<"TagResource"> = {
  access: (input) => [
    { action: "s3tables:TagResource", resource: input.resourceArn, conditions: tagConditions(input.tags) },
  ],
  async handle(input, _, { records }) {
    await records.transact((transaction) =>
      changeTags(transaction, input.resourceArn, (before) => ({ ...before, ...input.tags })),
    );
    return {};
  },
};
