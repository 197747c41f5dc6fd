/** What `ReturnItemCollectionMetrics` shows: the collection's partition key and its size in gigabytes, between two bounds. Only tables with local indexes have any. */
import type { ItemCollectionMetrics } from "@aws-sdk/client-dynamodb";
import type { Table } from "../tables/table.ts";
import { type Item, type ItemDraft, setAttribute } from "../values/attribute-value.ts";
import type { ChangeCost } from "./change-item.ts";
import { shownItem } from "./stored-item.ts";

const GIGABYTE = 1024 ** 3;

export function collectionMetrics(
  asked: string | undefined,
  { table, item, cost }: { readonly table: Table; readonly item: Item; readonly cost: ChangeCost },
): ItemCollectionMetrics | undefined {
  const bytes = cost.collectionBytes;
  if (asked !== "SIZE" || bytes === undefined) return undefined;
  const key: ItemDraft = {};
  for (const { name } of table.schema.partition) {
    const value = item[name];
    if (value !== undefined) setAttribute(key, name, value);
  }
  const whole = Math.floor(Math.max(bytes, 0) / GIGABYTE);
  return { ItemCollectionKey: shownItem(key), SizeEstimateRangeGB: [whole, whole + 1] };
}
