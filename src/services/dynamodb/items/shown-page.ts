/** A page as Query and Scan answer with it. */
import type { QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { ConsumedUnits, readUnits } from "./capacity.ts";
import type { Page, PageRequest } from "./read-page.ts";
import { shownItem, shownItems } from "./stored-item.ts";

interface PageMembers {
  readonly ConsistentRead?: boolean | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
}

export function shownPage(
  tableName: string,
  { index, countsOnly }: PageRequest,
  { input, page }: { readonly input: PageMembers; readonly page: Page },
): Omit<QueryCommandOutput, "$metadata"> {
  const { texts, count, scannedCount, lastKey } = page;
  const units = new ConsumedUnits(tableName);
  const consistency = input.ConsistentRead === true ? "strong" : "eventual";
  const read = readUnits(page.bytes, consistency);
  if (index === undefined) units.addTable(read);
  else units.addIndex(index, read);
  // AWS: each item that an index does not hold is a read of its own.
  for (const bytes of page.fetchedBytes) units.addTable(readUnits(bytes, consistency));
  const capacity = units.shown(input.ReturnConsumedCapacity);
  return {
    ...(countsOnly ? {} : { Items: shownItems(texts) }),
    Count: count,
    ScannedCount: scannedCount,
    ...(lastKey === undefined ? {} : { LastEvaluatedKey: shownItem(lastKey) }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
  };
}
