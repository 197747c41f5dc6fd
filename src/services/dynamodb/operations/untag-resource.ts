/** UntagResource. */
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableArnNotFound, validation } from "../errors.ts";
import { encodeRecord, readRecord, tagsKey } from "../records.ts";
import { checkMembers } from "../requests/constraints.ts";
import { tableArn } from "../scope.ts";
import { taggedTable, type Tags } from "../tables/tags.ts";

/** @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400 */
export const untagResource: DynamodbOperation<"UntagResource"> = {
  validate(input) {
    taggedTable(input.ResourceArn);
    checkMembers(input, [{ member: "TagKeys", isRequired: true }]);
    if ((input.TagKeys ?? []).length === 0) throw validation("Atleast one Tag Key needs to be provided as Input.");
  },
  access: (input) => [{ action: "dynamodb:UntagResource", resource: tableArn(taggedTable(input.ResourceArn)) }],
  async handle(input, _context, { records, tables }) {
    const place = taggedTable(input.ResourceArn);
    const gone = new Set(input.TagKeys);
    await records.transact((transaction) => {
      if (tables.find(transaction, place) === undefined) throw tableArnNotFound(input.ResourceArn ?? "");
      const existing = readRecord<Tags>(transaction, tagsKey(place, place.name)) ?? {};
      const left = Object.fromEntries(Object.entries(existing).filter(([key]) => !gone.has(key)));
      transaction.put(tagsKey(place, place.name), encodeRecord(left));
    });
    return {};
  },
};
