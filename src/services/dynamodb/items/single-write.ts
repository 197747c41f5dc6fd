/** A write of one item as a call of its own: one transaction, its refusals, and what all three operations answer beside `Attributes`. */
import type { ConsumedCapacity, ItemCollectionMetrics } from "@aws-sdk/client-dynamodb";
import type { RequestContext } from "../../../kit/context.ts";
import type { Dynamodb } from "../dynamodb.ts";
import { conditionFailed } from "../errors.ts";
import { tablePlace } from "../scope.ts";
import { ConsumedUnits } from "./capacity.ts";
import { collectionMetrics } from "./collection-metrics.ts";
import { ConditionFailure, type ItemWrite, writeItem, type Written } from "./item-write.ts";
import { shownItem } from "./stored-item.ts";

interface WriteMembers {
  readonly TableName?: string | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly ReturnItemCollectionMetrics?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

export interface SingleWrite {
  readonly written: Written;
  readonly metrics: {
    readonly ConsumedCapacity?: ConsumedCapacity;
    readonly ItemCollectionMetrics?: ItemCollectionMetrics;
  };
}

/** @throws {ResourceNotFoundException} 400  @throws {ValidationException} 400  @throws {ConditionalCheckFailedException} 400 */
export async function writeSingle(
  { records, tables }: Dynamodb,
  context: RequestContext,
  input: WriteMembers,
  write: ItemWrite,
): Promise<SingleWrite> {
  const name = input.TableName ?? "";
  const place = tablePlace(context, name);
  try {
    return await records.transact((transaction) => {
      const table = tables.get(transaction, place);
      const written = writeItem(transaction, table, write);
      const capacity = capacityOf(name, input, written);
      const item = written.after ?? written.before?.item ?? (write.kind === "put" ? write.item : write.key);
      const collection = collectionMetrics(input.ReturnItemCollectionMetrics, { table, item, cost: written.cost });
      const metrics = {
        ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
        ...(collection === undefined ? {} : { ItemCollectionMetrics: collection }),
      };
      return { written, metrics };
    });
  } catch (cause) {
    if (!(cause instanceof ConditionFailure)) throw cause;
    const isShown = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
    throw conditionFailed(isShown && cause.before !== undefined ? shownItem(cause.before) : undefined);
  }
}

function capacityOf(
  name: string,
  { ReturnConsumedCapacity: asked }: WriteMembers,
  { cost }: Written,
): ConsumedCapacity | undefined {
  if (asked === undefined || asked === "NONE") return undefined;
  return new ConsumedUnits(name).addWrite(cost).shown(asked);
}
