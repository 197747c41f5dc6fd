/** ListTagsOfResource. */
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableArnNotFound } from "../errors.ts";
import { readRecord, tagsKey } from "../records.ts";
import { tableArn } from "../scope.ts";
import { taggedTable, type Tags } from "../tables/tags.ts";

/** All tags at once: a table has at most 50, and a page of AWS's holds as many. @throws {ResourceNotFoundException} 400 */
export const listTagsOfResource: DynamodbOperation<"ListTagsOfResource"> = {
  validate: (input) => void taggedTable(input.ResourceArn),
  access: (input) => [{ action: "dynamodb:ListTagsOfResource", resource: tableArn(taggedTable(input.ResourceArn)) }],
  async handle(input, _context, { records, tables }) {
    const place = taggedTable(input.ResourceArn);
    const tags = await records.read((reader) => {
      if (tables.find(reader, place) === undefined) throw tableArnNotFound(input.ResourceArn ?? "");
      return readRecord<Tags>(reader, tagsKey(place, place.name)) ?? {};
    });
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
};
