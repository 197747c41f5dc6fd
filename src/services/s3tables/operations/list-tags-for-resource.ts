import type { S3TablesOperation } from "../s3tables.ts";
import { readTags } from "../tags.ts";

/** The tags of a table bucket or a table. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const listTagsForResource: S3TablesOperation<"ListTagsForResource"> = {
  access: (input) => [{ action: "s3tables:ListTagsForResource", resource: input.resourceArn }],
  async handle(input, _, { records }) {
    return { tags: { ...(await records.read((reader) => readTags(reader, input.resourceArn))) } };
  },
};
