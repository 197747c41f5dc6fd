/** Query. */
import { readAtHand } from "../../../storage/read-at-hand.ts";
import { itemAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { enveloped, validation } from "../errors.ts";
import { shownPage } from "../items/shown-page.ts";
import { readPage } from "../items/read-page.ts";
import { queryPage } from "../items/query-page.ts";
import { type MemberRule, refuseViolations, violationsOf } from "../requests/constraints.ts";
import {
  ATTRIBUTES_TO_GET,
  CONDITIONAL_OPERATOR,
  conditionMap,
  CONSUMED_CAPACITY,
  INDEX_NAME,
  LIMIT,
  SELECT,
  TABLE_NAME,
} from "../requests/member-rules.ts";
import { queryRequest } from "../requests/query-request.ts";
import { checkSelect } from "../items/read-request.ts";
import { tablePlace } from "../scope.ts";

const RULES: readonly MemberRule[] = [
  SELECT,
  INDEX_NAME,
  CONSUMED_CAPACITY,
  conditionMap("QueryFilter"),
  TABLE_NAME,
  CONDITIONAL_OPERATOR,
  ATTRIBUTES_TO_GET,
  LIMIT,
  conditionMap("KeyConditions"),
];

// AWS: told in the newer manner (captured 2026-09-20).
const LIMIT_TOO_SMALL =
  "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1";

/**
 * Items of one partition key in the order of their sort keys, a page of them.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html (read 2026-11-29)
 */
export const query: DynamodbOperation<"Query"> = {
  validate(input) {
    const violations = violationsOf(input, RULES);
    if (violations.length === 1 && violations[0]?.path === "limit")
      throw validation(`1 validation error detected: ${LIMIT_TOO_SMALL}`);
    refuseViolations(violations);
  },
  access: (input, context) => [itemAccess("Query", input, context)],
  handle(input, context, { records, tables }) {
    checkSelect(input, enveloped);
    const request = queryRequest(input);
    const name = input.TableName ?? "";
    const place = tablePlace(context, name);
    return readAtHand(records, (reader) => {
      const page = queryPage(tables.get(reader, place), request);
      return shownPage(name, page, { input, page: readPage(reader, page) });
    });
  },
};
