/** TransactGetItems. */
import type { ItemResponse, TransactGetItem } from "@aws-sdk/client-dynamodb";
import { actionAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { type CancellationReason, plainly, transactionCanceled, validation } from "../errors.ts";
import type { Projection } from "../expressions/syntax.ts";
import { ConsumedUnits, readUnits, transactionCapacity } from "../items/capacity.ts";
import { readItem, shownPart } from "../items/read-item.ts";
import { reasonOf, refuseSameItem } from "../items/transaction-write.ts";
import { TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from "../limits.ts";
import { checkMembers, longerThan, type MemberRule, noLongerThan } from "../requests/constraints.ts";
import { keyRequest } from "../requests/key-request.ts";
import { CONSUMED_CAPACITY, KEY, TABLE_NAME } from "../requests/member-rules.ts";
import { tablePlace } from "../scope.ts";
import type { Item } from "../values/attribute-value.ts";

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  {
    member: "TransactItems",
    isRequired: true,
    constraints: [longerThan(1), noLongerThan(TRANSACTION_ACTIONS_MAX)],
    each: [{ member: "Get", isRequired: true, inside: [TABLE_NAME, KEY] }],
  },
];

interface Get {
  readonly tableName: string;
  readonly key: Item;
  readonly projection: Projection | undefined;
}

/**
 * Reads up to 100 items of several tables at one moment.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {TransactionCanceledException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html (read 2026-11-29)
 */
export const transactGetItems: DynamodbOperation<"TransactGetItems"> = {
  validate: (input) => checkMembers(input, RULES),
  // AWS: each action needs the permission of GetItem.
  access: (input, context) =>
    (input.TransactItems ?? []).map(({ Get }) =>
      actionAccess("GetItem", { members: Get ?? {}, enclosing: "TransactGetItems" }, context),
    ),
  async handle(input, context, { records, tables }) {
    const gets = (input.TransactItems ?? []).map(getOf);
    return records.read((reader) => {
      const opened = gets.map((get) => ({ ...get, table: tables.get(reader, tablePlace(context, get.tableName)) }));
      refuseSameItem(opened.map(({ table, key }) => ({ table, item: key })));
      const units = new Map<string, ConsumedUnits>();
      const responses: ItemResponse[] = [];
      let bytes = 0;
      const reasons = opened.map(({ table, tableName, key, projection }): CancellationReason => {
        try {
          const found = readItem(reader, table, key);
          bytes += found?.size ?? 0;
          const ofTable = units.get(tableName) ?? new ConsumedUnits(tableName);
          units.set(tableName, ofTable.addTable(readUnits(found?.size ?? 0, "transactional")));
          responses.push(found === undefined ? {} : { Item: shownPart(found, projection) });
          return { Code: "None" };
        } catch (cause) {
          return reasonOf(cause, false);
        }
      });
      if (reasons.some(({ Code }) => Code !== "None")) throw transactionCanceled(reasons);
      if (bytes > TRANSACTION_BYTES_MAX)
        throw validation("Collection size of items in the transaction exceeds the limit of 4 MB");
      const capacities = [...units.values()].flatMap((ofTable) => {
        return transactionCapacity(ofTable, input.ReturnConsumedCapacity, "ReadCapacityUnits") ?? [];
      });
      return { Responses: responses, ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities }) };
    });
  },
};

function getOf({ Get: get }: TransactGetItem): Get {
  return { tableName: get?.TableName ?? "", ...keyRequest(get ?? {}, plainly) };
}
