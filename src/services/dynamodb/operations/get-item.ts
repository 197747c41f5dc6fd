/** GetItem. */
import { readAtHand } from "../../../storage/read-at-hand.ts";
import { withValue } from "../../../kit/at-hand.ts";
import { itemAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { plainly } from "../errors.ts";
import { ConsumedUnits, readUnits } from "../items/capacity.ts";
import { readItem, shownPart } from "../items/read-item.ts";
import { checkMembers, type MemberRule } from "../requests/constraints.ts";
import { ATTRIBUTES_TO_GET, CONSUMED_CAPACITY, KEY, TABLE_NAME } from "../requests/member-rules.ts";
import { keyRequest } from "../requests/key-request.ts";
import { tablePlace } from "../scope.ts";

const RULES: readonly MemberRule[] = [CONSUMED_CAPACITY, ATTRIBUTES_TO_GET, TABLE_NAME, KEY];

/**
 * Reads an item by its key. Every read sees what was written before it began, also without `ConsistentRead`.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html (read 2026-11-29)
 */
export const getItem: DynamodbOperation<"GetItem"> = {
  validate: (input) => checkMembers(input, RULES),
  access: (input, context) => [itemAccess("GetItem", input, context)],
  handle(input, context, { records, tables }) {
    const { key, projection } = keyRequest(input, plainly);
    const name = input.TableName ?? "";
    const place = tablePlace(context, name);
    const reading = readAtHand(records, (reader) => readItem(reader, tables.get(reader, place), key));
    return withValue(reading, (found) => {
      const units = readUnits(found?.size ?? 0, input.ConsistentRead === true ? "strong" : "eventual");
      const capacity = new ConsumedUnits(name).addTable(units).shown(input.ReturnConsumedCapacity);
      return {
        ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
        ...(found === undefined ? {} : { Item: shownPart(found, projection) }),
      };
    });
  },
};
