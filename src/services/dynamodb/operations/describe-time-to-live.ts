/** DescribeTimeToLive: no table expires anything yet, and it says so. */
import { tableAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableNotFound } from "../errors.ts";
import { TABLE_NAME } from "../requests/member-rules.ts";
import { checkTableCall } from "../requests/table-rules.ts";
import { tablePlace } from "../scope.ts";

/** @throws {ResourceNotFoundException} 400 */
export const describeTimeToLive: DynamodbOperation<"DescribeTimeToLive"> = {
  validate: (input) => checkTableCall(input, [TABLE_NAME]),
  access: (input, context) => [tableAccess("DescribeTimeToLive", input.TableName, context)],
  async handle(input, context, { records, tables }) {
    const place = tablePlace(context, input.TableName ?? "");
    const table = await records.read((reader) => tables.find(reader, place));
    if (table === undefined) throw tableNotFound(place.name);
    return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
  },
};
