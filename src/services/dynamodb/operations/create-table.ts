/** CreateTable. */
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { RequestContext } from "../../../kit/context.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { ServerInput } from "../../../kit/operation.ts";
import { tableAccess } from "../access.ts";
import type { Dynamodb, DynamodbOperation } from "../dynamodb.ts";
import { invalidValues, tableExists, tooManyTables } from "../errors.ts";
import { GLOBAL_INDEXES_MAX, LOCAL_INDEXES_MAX, TABLES_MAX } from "../limits.ts";
import { encodeRecord, type IndexRecord, tableKey, type TableRecord, tagsKey } from "../records.ts";
import { checkTableCall, CREATE_TABLE_RULES } from "../requests/table-rules.ts";
import { tablePlace } from "../scope.ts";
import {
  checkGlobalIndex,
  checkIndexNames,
  checkLocalIndex,
  checkTableKeys,
  keyAttributes,
  refuseUnusedDefinitions,
} from "../tables/check-definition.ts";
import { describeTable } from "../tables/describe-table.ts";
import { globalIndex, localIndex } from "../tables/new-index.ts";
import { openTable } from "../tables/table.ts";
import { checkTags, tagsOf } from "../tables/tags.ts";
import {
  type BillingMode,
  checkIndexThroughput,
  checkTableThroughput,
  onDemandLimits,
  throughputOf,
} from "../tables/throughput.ts";

type Input = ServerInput<CreateTableCommandInput>;

/**
 * Makes a table. It takes requests from its first moment; the answer says CREATING, as AWS's does.
 *
 * @throws {ValidationException} 400  @throws {ResourceInUseException} 400  @throws {LimitExceededException} 400
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html (read 2026-11-29)
 */
export const createTable: DynamodbOperation<"CreateTable"> = {
  validate(input) {
    checkTableCall(input, CREATE_TABLE_RULES);
    checkDefinition(input);
    refuseMissing(input);
  },
  access: (input, context) => [
    { ...tableAccess("CreateTable", input.TableName, context), isOfNewResource: true },
    ...(input.Tags === undefined ? [] : [tableAccess("TagResource", input.TableName, context)]),
  ],
  async handle(input, context, dynamodb) {
    const place = tablePlace(context, input.TableName ?? "");
    const record = newRecord(input, context, dynamodb);
    const tags = tagsOf(input.Tags ?? []);
    await dynamodb.records.transact((transaction) => {
      if (transaction.get(tableKey(place, place.name)) !== undefined) throw tableExists(place.name);
      const there = transaction.range({ prefix: tableKey(place), limit: TABLES_MAX });
      if (there.length >= TABLES_MAX) throw tooManyTables(TABLES_MAX);
      transaction.put(tableKey(place, place.name), encodeRecord(record));
      if (input.Tags !== undefined) transaction.put(tagsKey(place, place.name), encodeRecord(tags));
    });
    const table = openTable(place, record);
    return { TableDescription: describeTable(table, { status: "CREATING", counts: new Map() }) };
  },
};

function modeOf({ BillingMode: mode }: Pick<Input, "BillingMode">): BillingMode {
  return mode === "PAY_PER_REQUEST" ? mode : "PROVISIONED";
}

function checkDefinition(input: Input): void {
  const mode = modeOf(input);
  const { KeySchema: schema = [], LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = input;
  checkTableThroughput(mode, input.ProvisionedThroughput);
  const defined = (input.AttributeDefinitions ?? []).map(({ AttributeName }) => AttributeName ?? "");
  checkTableKeys(schema, defined);
  const indexes = [...(locals ?? []), ...(globals ?? [])];
  if (indexes.length === 0) refuseUnusedDefinitions(defined, [schema]);
  if (locals !== undefined) {
    if (locals.length === 0) throw invalidValues("List of LocalSecondaryIndexes is empty");
    if (schema.length !== 2) {
      throw invalidValues(
        "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
      );
    }
    for (const index of locals) checkLocalIndex(index, { table: keyAttributes(schema), defined });
    if (locals.length > LOCAL_INDEXES_MAX) {
      throw invalidValues(`Number of LocalSecondaryIndexes exceeds per-table limit of ${LOCAL_INDEXES_MAX}`);
    }
  }
  if (globals !== undefined) {
    if (globals.length === 0) throw invalidValues("List of GlobalSecondaryIndexes is empty");
    for (const index of globals) {
      checkGlobalIndex(index, defined);
      checkIndexThroughput(mode, index);
    }
    if (globals.length > GLOBAL_INDEXES_MAX) {
      throw invalidValues(`GlobalSecondaryIndex count exceeds the per-table limit of ${GLOBAL_INDEXES_MAX}`);
    }
  }
  checkIndexNames(indexes);
  refuseUnusedDefinitions(defined, [schema, ...indexes.map(({ KeySchema }) => KeySchema ?? [])]);
  checkTags(input.Tags ?? []);
}

/** Features of a table that are not there yet: refused, so that nobody relies on what does nothing. */
function refuseMissing({ StreamSpecification: stream, SSESpecification: sse, ...input }: Input): void {
  if (stream?.StreamEnabled === false && stream.StreamViewType !== undefined) {
    throw invalidValues("StreamViewType cannot be specified when StreamEnabled is false");
  }
  const missing: readonly (readonly [given: unknown, feature: string, reason: string])[] = [
    [stream?.StreamEnabled === true, "StreamSpecification", "there are no streams yet"],
    [sse?.Enabled === true, "SSESpecification", "tables are not sealed with KMS keys yet"],
    [input.ResourcePolicy, "ResourcePolicy", "tables have no resource policies yet"],
    [input.VectorIndexes, "VectorIndexes", "there are no vector indexes yet"],
  ];
  for (const [given, feature, reason] of missing)
    if (given !== undefined && given !== false) throw new NotImplementedError("DynamoDB", feature, reason);
}

function newRecord(input: Input, { nowMs }: RequestContext, { runtime }: Dynamodb): TableRecord {
  const store = (): string => runtime.ids.base32(STORE_ID_LENGTH);
  const indexes: IndexRecord[] = [
    ...(input.LocalSecondaryIndexes ?? []).map((index) => localIndex(index, store())),
    ...(input.GlobalSecondaryIndexes ?? []).map((index) => globalIndex(index, store())),
  ];
  const billing = modeOf(input);
  return {
    id: runtime.ids.uuid(),
    name: input.TableName ?? "",
    store: store(),
    createdMs: nowMs,
    attributes: (input.AttributeDefinitions ?? []).map(({ AttributeName = "", AttributeType = "S" }) => [
      AttributeName,
      AttributeType,
    ]),
    keys: keyAttributes(input.KeySchema ?? []),
    indexes,
    billing,
    onDemandSinceMs: billing === "PAY_PER_REQUEST" ? nowMs : undefined,
    throughput: throughputOf(input.ProvisionedThroughput),
    onDemand: onDemandLimits(input.OnDemandThroughput),
    tableClass: input.TableClass,
    isProtected: input.DeletionProtectionEnabled === true,
  };
}

/** Of 32 letters: 80 bits, so that no id comes twice. */
export const STORE_ID_LENGTH = 16;
