/** DeleteItem. */
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
  KEY,
  ON_CONDITION_FAILURE,
  RETURN_VALUES,
  TABLE_NAME,
} from "../requests/member-rules.ts";
import { deleteRequest } from "../requests/write-request.ts";
import { checkWriteMembers } from "../requests/write-rules.ts";

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  TABLE_NAME,
  RETURN_VALUES,
  COLLECTION_METRICS,
  CONDITIONAL_OPERATOR,
  KEY,
  EXPECTED,
  ON_CONDITION_FAILURE,
];

/**
 * Removes an item; one that is not there is no error.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {ConditionalCheckFailedException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html (read 2026-11-29)
 */
export const deleteItem: DynamodbOperation<"DeleteItem"> = {
  validate: (input) => checkWriteMembers(input, RULES),
  access: (input, context) => [itemAccess("DeleteItem", input, context)],
  async handle(input, context, dynamodb) {
    const { written, metrics } = await writeSingle(dynamodb, context, input, deleteRequest(input, enveloped));
    if (input.ReturnValues !== "ALL_OLD" || written.before === undefined) return metrics;
    return { ...metrics, Attributes: shownItem(written.before) };
  },
};
