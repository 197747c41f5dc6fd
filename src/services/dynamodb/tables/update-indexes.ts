/** UpdateTable's changes of global indexes, applied to the table's record. */
import type {
  AttributeDefinition,
  CreateGlobalSecondaryIndexAction,
  GlobalSecondaryIndexUpdate,
} from "@aws-sdk/client-dynamodb";
import { invalidValues, limitExceeded, resourceInUse, resourceNotFound, validation } from "../errors.ts";
import { GLOBAL_INDEXES_MAX } from "../limits.ts";
import type { IndexRecord, TableRecord } from "../records.ts";
import { checkGlobalIndex, checkIndexNames } from "./check-definition.ts";
import { globalIndex } from "./new-index.ts";
import { checkIndexThroughput, throughputOf } from "./throughput.ts";

interface Input {
  readonly AttributeDefinitions?: readonly AttributeDefinition[] | undefined;
  readonly GlobalSecondaryIndexUpdates?: readonly GlobalSecondaryIndexUpdate[] | undefined;
}

/** `stores` has a new id for each update. @throws {ServiceError} */
export function updatedIndexes(record: TableRecord, input: Input, stores: readonly string[]): TableRecord {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const changesIndexes = updates.filter(({ Update }) => Update === undefined);
  // AWS: one index is made or deleted by a call.
  if (changesIndexes.length > 1) {
    throw limitExceeded(
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  if (
    changesIndexes.some(({ Create }) => Create !== undefined) &&
    record.indexes.some(({ isBuilding }) => isBuilding === true)
  ) {
    throw resourceInUse(`Attempt to change a resource which is still in use: Table is being updated: ${record.name}`);
  }
  return updates.reduce((updated, update, at) => applied(updated, update, { input, store: stores[at] ?? "" }), record);
}

function applied(
  record: TableRecord,
  { Create: create, Update: update, Delete: remove }: GlobalSecondaryIndexUpdate,
  { input, store }: { readonly input: Input; readonly store: string },
): TableRecord {
  if (create !== undefined) return withIndex(record, create, { input, store });
  const name = update?.IndexName ?? remove?.IndexName ?? "";
  const index = record.indexes.find((one) => one.name === name && one.kind === "global");
  if (index === undefined)
    throw resourceNotFound(`Requested resource not found: No Index: ${name} found in table: ${record.name}`);
  const others = record.indexes.filter((one) => one !== index);
  if (update === undefined) return withoutUnused({ ...record, indexes: others });
  const changed: IndexRecord = { ...index, throughput: throughputOf(update.ProvisionedThroughput) };
  return { ...record, indexes: record.indexes.map((one) => (one === index ? changed : one)) };
}

function withIndex(
  record: TableRecord,
  create: CreateGlobalSecondaryIndexAction,
  { input, store }: { readonly input: Input; readonly store: string },
): TableRecord {
  const name = create.IndexName ?? "";
  if (record.indexes.some((index) => index.name === name))
    throw validation(
      `One or more parameter values were invalid: Attempting to create an index which already exists: ${name}`,
    );
  if (record.indexes.filter(({ kind }) => kind === "global").length >= GLOBAL_INDEXES_MAX)
    throw limitExceeded(`GlobalSecondaryIndex count exceeds the per-table limit of ${GLOBAL_INDEXES_MAX}`);
  const types = new Map(record.attributes);
  for (const { AttributeName = "", AttributeType = "S" } of input.AttributeDefinitions ?? []) {
    const known = types.get(AttributeName);
    if (known !== undefined && known !== AttributeType)
      throw invalidValues(`Attribute definition of a key cannot change. Attribute: ${AttributeName}`);
    types.set(AttributeName, AttributeType);
  }
  checkGlobalIndex(create, [...types.keys()]);
  checkIndexThroughput(record.billing, create);
  const index: IndexRecord = { ...globalIndex(create, store), isBuilding: true };
  const projections = record.indexes.map((one) => ({
    IndexName: one.name,
    Projection: { NonKeyAttributes: [...(one.included ?? [])] },
  }));
  checkIndexNames([...projections, create]);
  return withoutUnused({ ...record, attributes: [...types], indexes: [...record.indexes, index] });
}

/** Definitions that no key names any more are gone, as AWS shows it. */
function withoutUnused(record: TableRecord): TableRecord {
  const used = new Set(
    [record.keys, ...record.indexes.map(({ keys }) => keys)].flatMap(({ partition, sort }) => [...partition, ...sort]),
  );
  return { ...record, attributes: record.attributes.filter(([name]) => used.has(name)) };
}
