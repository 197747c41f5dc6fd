/** PutItem. */
import { itemAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { enveloped } from "../errors.ts";
import { writeSingle } from "../items/single-write.ts";
import { shownItem } from "../items/stored-item.ts";
import type { MemberRule } from "../requests/constraints.ts";
import {
  COLLECTION_METRICS,
  CONDITIONAL_OPERATOR,
  CONSUMED_CAPACITY,
  EXPECTED,
  ON_CONDITION_FAILURE,
  RETURN_VALUES,
  TABLE_NAME,
} from "../requests/member-rules.ts";
import { putRequest } from "../requests/write-request.ts";
import { checkWriteMembers } from "../requests/write-rules.ts";

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  TABLE_NAME,
  { member: "Item", isRequired: true },
  RETURN_VALUES,
  COLLECTION_METRICS,
  CONDITIONAL_OPERATOR,
  EXPECTED,
  ON_CONDITION_FAILURE,
];

/**
 * Writes an item, in place of the one with the same key.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {ConditionalCheckFailedException} 400
 * @throws {ItemCollectionSizeLimitExceededException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html (read 2026-11-29)
 */
export const putItem: DynamodbOperation<"PutItem"> = {
  validate: (input) => checkWriteMembers(input, RULES),
  access: (input, context) => [itemAccess("PutItem", input, context)],
  async handle(input, context, dynamodb) {
    const { written, metrics } = await writeSingle(dynamodb, context, input, putRequest(input, enveloped));
    if (input.ReturnValues !== "ALL_OLD" || written.before === undefined) return metrics;
    return { ...metrics, Attributes: shownItem(written.before) };
  },
};
