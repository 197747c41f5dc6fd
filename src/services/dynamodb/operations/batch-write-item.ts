/** BatchWriteItem. */
import type { ConsumedCapacity, ItemCollectionMetrics, WriteRequest } from "@aws-sdk/client-dynamodb";
import type { RequestContext } from "../../../kit/context.ts";
import { batchAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { keyMismatch, plainly, validation } from "../errors.ts";
import { ConsumedUnits } from "../items/capacity.ts";
import { collectionMetrics } from "../items/collection-metrics.ts";
import { type DeleteWrite, type PutWrite, writeItem } from "../items/item-write.ts";
import { keysOf } from "../items/read-page.ts";
import { BATCH_WRITE_REQUESTS_MAX } from "../limits.ts";
import { checkMembers, type MemberRule, shownValue } from "../requests/constraints.ts";
import { COLLECTION_METRICS, CONSUMED_CAPACITY } from "../requests/member-rules.ts";
import { deleteRequest, putRequest } from "../requests/write-request.ts";
import { type TablePlace, tablePlace } from "../scope.ts";
import type { Table } from "../tables/table.ts";
import { attributeOf, typeOf } from "../values/attribute-value.ts";
import { keyText } from "./batch-get-item.ts";

const RULES: readonly MemberRule[] = [
  CONSUMED_CAPACITY,
  COLLECTION_METRICS,
  { member: "RequestItems", isRequired: true },
];
/** Characters of a request that a refusal repeats. AWS repeats all of it. */
const ECHO_LENGTH_MAX = 4096;

/**
 * Puts and deletes up to 25 items in several tables. All of them are done, together; nothing comes back as unprocessed.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {ItemCollectionSizeLimitExceededException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html (read 2026-11-29)
 */
export const batchWriteItem: DynamodbOperation<"BatchWriteItem"> = {
  validate(input) {
    checkMembers(input, RULES);
    checkCounts(input.RequestItems ?? {});
  },
  access: (input, context) =>
    Object.entries(input.RequestItems ?? {}).map(([table, requests]) => {
      const { ReturnConsumedCapacity } = input;
      const parts = requests.map(({ PutRequest: put, DeleteRequest: remove }) => {
        return { Item: put?.Item, Key: remove?.Key, ReturnConsumedCapacity };
      });
      return batchAccess("BatchWriteItem", { table, parts }, context);
    }),
  async handle(input, context, { records, tables }) {
    const requests = Object.entries(input.RequestItems ?? {}).map(([name, writes]) =>
      tableWrites(name, writes, context),
    );
    return records.transact((transaction) => {
      const capacities: ConsumedCapacity[] = [];
      const metrics: Record<string, ItemCollectionMetrics[]> = {};
      for (const { name, place, writes } of requests) {
        const table = tables.get(transaction, place);
        refuseDuplicates(table, writes);
        const units = new ConsumedUnits(name);
        for (const write of writes) {
          const { cost } = writeItem(transaction, table, write);
          units.addWrite(cost);
          const item = write.kind === "put" ? write.item : write.key;
          const shown = collectionMetrics(input.ReturnItemCollectionMetrics, { table, item, cost });
          if (shown !== undefined) (metrics[name] ??= []).push(shown);
        }
        const capacity = units.shown(input.ReturnConsumedCapacity);
        if (capacity !== undefined) capacities.push(capacity);
      }
      return {
        UnprocessedItems: {},
        ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities }),
        ...(Object.keys(metrics).length === 0 ? {} : { ItemCollectionMetrics: metrics }),
      };
    });
  },
};

function checkCounts(requests: Readonly<Record<string, readonly WriteRequest[]>>): void {
  const entries = Object.entries(requests);
  if (entries.length === 0) throw validation("The requestItems parameter is required for BatchWriteItem");
  const isWrong = entries.some(([, writes]) => writes.length === 0 || writes.length > BATCH_WRITE_REQUESTS_MAX);
  if (isWrong) {
    const echo = entries.map(([name, writes]) => `${name}=${shownValue(writes).slice(0, ECHO_LENGTH_MAX)}`).join(", ");
    const shown = echo.endsWith("]") ? echo : `${echo}...]`;
    throw validation(
      `1 validation error detected: Value '{${shown}}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH_WRITE_REQUESTS_MAX}, Member must have length greater than or equal to 1]`,
    );
  }
  const total = entries.reduce((sum, [, writes]) => sum + writes.length, 0);
  if (total > BATCH_WRITE_REQUESTS_MAX) throw validation("Too many items requested for the BatchWriteItem call");
}

type BatchWrite = PutWrite | DeleteWrite;

interface TableWrites {
  readonly name: string;
  readonly place: TablePlace;
  readonly writes: readonly BatchWrite[];
}

function tableWrites(name: string, requests: readonly WriteRequest[], context: RequestContext): TableWrites {
  return { name, place: tablePlace(context, name), writes: requests.map(writeOf) };
}

function writeOf({ PutRequest: put, DeleteRequest: remove }: WriteRequest): BatchWrite {
  if (put !== undefined && remove === undefined) return putRequest(put, plainly);
  if (remove !== undefined && put === undefined) return deleteRequest(remove, plainly);
  // AWS: says this for a request with neither or both.
  throw validation(
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  );
}

function refuseDuplicates(table: Table, writes: readonly BatchWrite[]): void {
  const keys = new Set<string>();
  for (const write of writes) {
    const given = write.kind === "put" ? write.item : write.key;
    for (const { name, type } of table.schema.all) {
      const value = attributeOf(given, name);
      // AWS: a put of a batch says it as a key would (captured 2026-09-20).
      if (value === undefined || typeOf(value) !== type) throw keyMismatch();
    }
    keys.add(keyText(keysOf(given, table.schema.all)));
  }
  if (keys.size < writes.length) throw validation("Provided list of item keys contains duplicates");
}
