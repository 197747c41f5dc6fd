/** UpdateTable. */
import type { GlobalSecondaryIndexUpdate, UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { ServerInput } from "../../../kit/operation.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { tableAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";
import { invalidValues, tableNotFound, validation } from "../errors.ts";
import { encodeRecord, tableKey, type TableRecord } from "../records.ts";
import { TABLE_NAME } from "../requests/member-rules.ts";
import { checkTableCall, UPDATE_TABLE_RULES } from "../requests/table-rules.ts";
import { tablePlace } from "../scope.ts";
import { describeTable } from "../tables/describe-table.ts";
import { openTable } from "../tables/table.ts";
import { refuseHugeUnits } from "../tables/throughput.ts";
import { updatedIndexes } from "../tables/update-indexes.ts";
import { updatedSettings } from "../tables/update-settings.ts";
import { buildLater, removeLater } from "../work/background-work.ts";
import { STORE_ID_LENGTH } from "./create-table.ts";

type Input = ServerInput<UpdateTableCommandInput>;

/**
 * Changes a table's settings, or makes, changes and deletes global indexes. A new index is filled behind the answer and is read when it is ACTIVE; writes go on meanwhile.
 *
 * @throws {ValidationException} 400  @throws {ResourceNotFoundException} 400  @throws {ResourceInUseException} 400
 * @throws {LimitExceededException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html (read 2026-11-29)
 */
export const updateTable: DynamodbOperation<"UpdateTable"> = {
  validate(input) {
    checkTableCall(input, [TABLE_NAME, ...UPDATE_TABLE_RULES]);
    checkUpdate(input);
    refuseMissing(input);
  },
  access: (input, context) => [tableAccess("UpdateTable", input.TableName, context)],
  async handle(input, context, dynamodb) {
    const place = tablePlace(context, input.TableName ?? "");
    const stores = (input.GlobalSecondaryIndexUpdates ?? []).map(() => dynamodb.runtime.ids.base32(STORE_ID_LENGTH));
    const before = await dynamodb.records.read((reader) => dynamodb.tables.find(reader, place));
    const counts = before === undefined ? new Map() : await dynamodb.counts.of(before);
    const table = await dynamodb.records.transact((transaction) => {
      const found = dynamodb.tables.find(transaction, place);
      if (found === undefined) throw tableNotFound(place.name);
      const settled = updatedSettings(found.record, input, context.nowMs);
      const record = updatedIndexes(settled, input, stores);
      transaction.put(tableKey(place, place.name), encodeRecord(record));
      workOf(transaction, { before: found.record, after: record, place });
      return openTable(place, record);
    });
    dynamodb.workSoon();
    return { TableDescription: describeTable(table, { status: "UPDATING", counts }) };
  },
};

function workOf(
  transaction: Transaction,
  {
    before,
    after,
    place,
  }: { readonly before: TableRecord; readonly after: TableRecord; readonly place: ReturnType<typeof tablePlace> },
): void {
  const { accountId, region } = place;
  for (const { store, name, isBuilding } of after.indexes) {
    if (isBuilding !== true || before.indexes.some((index) => index.store === store)) continue;
    buildLater(transaction, {
      kind: "build-index",
      place: { accountId, region },
      table: after.name,
      tableId: after.id,
      index: name,
      store,
    });
  }
  for (const { store } of before.indexes) {
    if (!after.indexes.some((index) => index.store === store)) removeLater(transaction, store);
  }
}

const CHANGES = [
  "ProvisionedThroughput",
  "BillingMode",
  "GlobalSecondaryIndexUpdates",
  "DeletionProtectionEnabled",
  "TableClass",
  "OnDemandThroughput",
  "WarmThroughput",
  "StreamSpecification",
  "SSESpecification",
  "ReplicaUpdates",
] as const;

function checkUpdate(input: Input): void {
  const isEmpty = input.GlobalSecondaryIndexUpdates?.length === 0;
  if (
    !CHANGES.some((change) => input[change] !== undefined && !(change === "GlobalSecondaryIndexUpdates" && isEmpty))
  ) {
    throw validation(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  if (input.BillingMode === "PROVISIONED" && input.ProvisionedThroughput === undefined)
    throw invalidValues("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  if (input.ProvisionedThroughput !== undefined) refuseHugeUnits(input.ProvisionedThroughput);
  const seen = new Set<string>();
  for (const update of input.GlobalSecondaryIndexUpdates ?? []) {
    const name = nameOf(update);
    if (seen.has(name)) {
      throw invalidValues(`Only one global secondary index update per index is allowed simultaneously. Index: ${name}`);
    }
    seen.add(name);
  }
}

function nameOf({ Create: create, Update: update, Delete: remove }: GlobalSecondaryIndexUpdate): string {
  const action = create ?? update ?? remove;
  if (action === undefined) {
    throw invalidValues(
      "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
    );
  }
  return action.IndexName ?? "";
}

function refuseMissing(input: Input): void {
  const missing: readonly (readonly [given: unknown, feature: string, reason: string])[] = [
    [input.StreamSpecification?.StreamEnabled, "StreamSpecification", "there are no streams yet"],
    [input.SSESpecification?.Enabled, "SSESpecification", "tables are not sealed with KMS keys yet"],
    [input.ReplicaUpdates, "ReplicaUpdates", "there are no global tables yet"],
    [input.VectorIndexUpdates, "VectorIndexUpdates", "there are no vector indexes yet"],
    [input.WarmThroughput, "WarmThroughput", "throughput is not limited yet, so there is nothing to warm"],
  ];
  for (const [given, feature, reason] of missing)
    if (given !== undefined && given !== false) throw new NotImplementedError("DynamoDB", feature, reason);
}
