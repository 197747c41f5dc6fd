/** TagResource. */
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableArnNotFound, validation } from "../errors.ts";
import { encodeRecord, readRecord, tagsKey } from "../records.ts";
import { checkMembers } from "../requests/constraints.ts";
import { tableArn } from "../scope.ts";
import { checkTags, joinedTags, taggedTable, type Tags, tagsOf } from "../tables/tags.ts";

/** @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {LimitExceededException} 400 */
export const tagResource: DynamodbOperation<"TagResource"> = {
  validate(input) {
    taggedTable(input.ResourceArn);
    checkMembers(input, [{ member: "Tags", isRequired: true }]);
    if ((input.Tags ?? []).length === 0) throw validation("Atleast one Tag needs to be provided as Input.");
    checkTags(input.Tags ?? []);
  },
  access: (input) => [{ action: "dynamodb:TagResource", resource: tableArn(taggedTable(input.ResourceArn)) }],
  async handle(input, _context, { records, tables }) {
    const place = taggedTable(input.ResourceArn);
    const added = tagsOf(input.Tags ?? []);
    await records.transact((transaction) => {
      if (tables.find(transaction, place) === undefined) throw tableArnNotFound(input.ResourceArn ?? "");
      const existing = readRecord<Tags>(transaction, tagsKey(place, place.name)) ?? {};
      transaction.put(tagsKey(place, place.name), encodeRecord(joinedTags(existing, added)));
    });
    return {};
  },
};
