/** ListTables. */
import { everythingAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableKey } from "../records.ts";
import { atLeast, atMost, checkMembers, type MemberRule } from "../requests/constraints.ts";
import { NEW_NAME } from "../requests/member-rules.ts";

const NAMES_MAX = 100;
const RULES: readonly MemberRule[] = [
  { member: "Limit", constraints: [atLeast(1), atMost(NAMES_MAX)] },
  { member: "ExclusiveStartTableName", constraints: NEW_NAME },
];

/** @throws {ValidationException} 400 */
export const listTables: DynamodbOperation<"ListTables"> = {
  validate: (input) => checkMembers(input, RULES),
  access: () => [everythingAccess("ListTables")],
  async handle({ Limit: asked = NAMES_MAX, ExclusiveStartTableName: after }, context, { records }) {
    const limit = Math.floor(asked);
    const from = after === undefined ? {} : { startAfter: tableKey(context, after) };
    const found = await records.read((reader) =>
      reader.range({ prefix: tableKey(context), ...from, limit: limit + 1 }),
    );
    const names = found.slice(0, limit).map(({ key }) => String(key.at(-1)));
    const last = names.at(-1);
    return {
      TableNames: names,
      ...(found.length > limit && last !== undefined ? { LastEvaluatedTableName: last } : {}),
    };
  },
};
