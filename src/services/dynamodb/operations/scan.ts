/** Scan. */
import { readAtHand } from "../../../storage/read-at-hand.ts";
import { itemAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { plainly } from "../errors.ts";
import { scanPage } from "../items/query-page.ts";
import { readPage } from "../items/read-page.ts";
import { checkSelect } from "../items/read-request.ts";
import { shownPage } from "../items/shown-page.ts";
import { atLeast, atMost, checkMembers, type MemberRule } from "../requests/constraints.ts";
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
import { scanRequest } from "../requests/query-request.ts";
import { tablePlace } from "../scope.ts";

const SEGMENTS_MAX = 1_000_000;

const RULES: readonly MemberRule[] = [
  SELECT,
  INDEX_NAME,
  { member: "TotalSegments", constraints: [atLeast(1), atMost(SEGMENTS_MAX)] },
  CONSUMED_CAPACITY,
  TABLE_NAME,
  CONDITIONAL_OPERATOR,
  conditionMap("ScanFilter"),
  { member: "Segment", constraints: [atLeast(0), atMost(SEGMENTS_MAX - 1)] },
  LIMIT,
  ATTRIBUTES_TO_GET,
];

/**
 * Items of a table or index in the order of the hashes of their partition keys, a page of them; or of one of many segments, which can be read side by side.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html (read 2026-11-29)
 */
export const scan: DynamodbOperation<"Scan"> = {
  validate: (input) => checkMembers(input, RULES),
  access: (input, context) => [itemAccess("Scan", input, context)],
  handle(input, context, { records, tables }) {
    checkSelect(input, plainly);
    const request = scanRequest(input);
    const name = input.TableName ?? "";
    const place = tablePlace(context, name);
    return readAtHand(records, (reader) => {
      const page = scanPage(tables.get(reader, place), request);
      return shownPage(name, page, { input, page: readPage(reader, page) });
    });
  },
};
