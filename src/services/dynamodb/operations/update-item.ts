/** UpdateItem. */
import { itemAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { enveloped } from "../errors.ts";
import { project } from "../expressions/project.ts";
import type { Projection } from "../expressions/syntax.ts";
import type { Written } from "../items/item-write.ts";
import { writeSingle } from "../items/single-write.ts";
import { shownItem } from "../items/stored-item.ts";
import type { MemberRule } from "../requests/constraints.ts";
import {
  ATTRIBUTE_UPDATES,
  COLLECTION_METRICS,
  CONDITIONAL_OPERATOR,
  CONSUMED_CAPACITY,
  EXPECTED,
  KEY,
  ON_CONDITION_FAILURE,
  RETURN_VALUES,
  TABLE_NAME,
} from "../requests/member-rules.ts";
import { updateRequest } from "../requests/write-request.ts";
import { checkWriteMembers } from "../requests/write-rules.ts";
import type { Item } from "../values/attribute-value.ts";

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  TABLE_NAME,
  COLLECTION_METRICS,
  RETURN_VALUES,
  CONDITIONAL_OPERATOR,
  KEY,
  EXPECTED,
  ATTRIBUTE_UPDATES,
  ON_CONDITION_FAILURE,
];

/**
 * Changes attributes of an item, or makes the item.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {ConditionalCheckFailedException} 400
 * @throws {ItemCollectionSizeLimitExceededException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html (read 2026-11-29)
 */
export const updateItem: DynamodbOperation<"UpdateItem"> = {
  validate: (input) => checkWriteMembers(input, RULES, true),
  access: (input, context) => [itemAccess("UpdateItem", input, context)],
  async handle(input, context, dynamodb) {
    const request = updateRequest(input, enveloped);
    const { written, metrics } = await writeSingle(dynamodb, context, input, request);
    const attributes = returned(input.ReturnValues, written, request.paths);
    return attributes === undefined ? metrics : { ...metrics, Attributes: shownItem(attributes) };
  },
};

/** Undefined when there is nothing to return. */
function returned(asked: string | undefined, { before, after }: Written, paths: Projection): Item | undefined {
  const item = asked === "ALL_OLD" || asked === "UPDATED_OLD" ? before?.item : after;
  if (asked === undefined || asked === "NONE" || item === undefined) return undefined;
  if (asked === "ALL_OLD" || asked === "ALL_NEW") return item;
  const part = project(item, paths);
  return Object.keys(part).length === 0 ? undefined : part;
}
