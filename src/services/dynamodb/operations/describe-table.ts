/** DescribeTable. */
import { tableAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableNotFound } from "../errors.ts";
import { TABLE_NAME } from "../requests/member-rules.ts";
import { checkTableCall } from "../requests/table-rules.ts";
import { tablePlace } from "../scope.ts";
import { describeTable as describe } from "../tables/describe-table.ts";

/** @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400 */
export const describeTable: DynamodbOperation<"DescribeTable"> = {
  validate: (input) => checkTableCall(input, [TABLE_NAME]),
  access: (input, context) => [tableAccess("DescribeTable", input.TableName, context)],
  async handle(input, context, { records, tables, counts }) {
    const place = tablePlace(context, input.TableName ?? "");
    const table = await records.read((reader) => tables.find(reader, place));
    if (table === undefined) throw tableNotFound(place.name);
    return { Table: describe(table, { status: "ACTIVE", counts: await counts.of(table) }) };
  },
};
