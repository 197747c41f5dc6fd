/** DeleteTable. */
import { tableAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { tableNotFound, validation } from "../errors.ts";
import { tableKey, tagsKey } from "../records.ts";
import { TABLE_NAME } from "../requests/member-rules.ts";
import { checkTableCall } from "../requests/table-rules.ts";
import { tableArn, tablePlace } from "../scope.ts";
import { describeTable } from "../tables/describe-table.ts";
import { removeLater } from "../work/background-work.ts";

/**
 * Deletes a table with its indexes and tags. It is gone with the answer; what was in it is removed behind it.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400
 */
export const deleteTable: DynamodbOperation<"DeleteTable"> = {
  validate: (input) => checkTableCall(input, [TABLE_NAME]),
  access: (input, context) => [tableAccess("DeleteTable", input.TableName, context)],
  async handle(input, context, dynamodb) {
    const place = tablePlace(context, input.TableName ?? "");
    const table = await dynamodb.records.transact((transaction) => {
      const found = dynamodb.tables.find(transaction, place);
      if (found === undefined) throw tableNotFound(place.name);
      if (found.record.isProtected) {
        throw validation(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Resource: ${tableArn(place)}`,
        );
      }
      transaction.delete(tableKey(place, place.name));
      transaction.delete(tagsKey(place, place.name));
      for (const { store } of [found, ...found.indexes]) removeLater(transaction, store);
      return found;
    });
    dynamodb.workSoon();
    return { TableDescription: describeTable(table, { status: "DELETING", counts: new Map() }) };
  },
};
