/** A table as CreateTable, DescribeTable, UpdateTable and DeleteTable show it. */
import type {
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  OnDemandThroughput,
  Projection,
  ProvisionedThroughputDescription,
  TableDescription,
  TableStatus,
} from "@aws-sdk/client-dynamodb";
import type { KeyAttributes, OnDemandLimits, TableRecord, Throughput } from "../records.ts";
import { indexArn, tableArn, type TablePlace } from "../scope.ts";
import type { Index, Table } from "./table.ts";
import type { StoreCount } from "./table-counts.ts";
import { NO_THROUGHPUT } from "./throughput.ts";

/** What AWS says an on-demand table is warm for from its first day. */
const WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: "ACTIVE" } as const;

export interface Shown {
  readonly status: TableStatus;
  /** By store. */
  readonly counts: ReadonlyMap<string, StoreCount>;
}

export function describeTable(table: Table, { status, counts }: Shown): TableDescription {
  const { record, place } = table;
  const count = counts.get(record.store);
  const locals = table.indexes.filter(({ kind }) => kind === "local");
  const globals = table.indexes.filter(({ kind }) => kind === "global");
  return {
    AttributeDefinitions: record.attributes.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    TableName: record.name,
    KeySchema: shownKeys(record.keys),
    TableStatus: status,
    CreationDateTime: new Date(record.createdMs),
    ProvisionedThroughput: shownThroughput(record.throughput, record.throughputChanges),
    TableSizeBytes: count?.bytes ?? 0,
    ItemCount: count?.items ?? 0,
    TableArn: tableArn(place),
    TableId: record.id,
    ...billingMembers(record),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals.map((index) => shownLocal(place, index, counts)) }),
    ...(globals.length === 0
      ? {}
      : { GlobalSecondaryIndexes: globals.map((index) => shownGlobal(table, index, { status, counts })) }),
    ...(record.tableClass === undefined ? {} : { TableClassSummary: { TableClass: record.tableClass as "STANDARD" } }),
    DeletionProtectionEnabled: record.isProtected,
    WarmThroughput: warmthOf(record.billing, record.throughput),
  };
}

function billingMembers(record: TableRecord): Partial<TableDescription> {
  if (record.billing === "PAY_PER_REQUEST") {
    const since = record.onDemandSinceMs ?? record.createdMs;
    return {
      BillingModeSummary: {
        BillingMode: "PAY_PER_REQUEST",
        LastUpdateToPayPerRequestDateTime: new Date(since),
      },
      ...(record.onDemand === undefined ? {} : { OnDemandThroughput: shownLimits(record.onDemand) }),
    };
  }
  // AWS: a table that never was on-demand has no summary.
  if (record.onDemandSinceMs === undefined) return {};
  const LastUpdateToPayPerRequestDateTime = new Date(record.onDemandSinceMs);
  return { BillingModeSummary: { BillingMode: "PROVISIONED", LastUpdateToPayPerRequestDateTime } };
}

function warmthOf(billing: TableRecord["billing"], { read, write }: Throughput): typeof WARM | object {
  if (billing === "PAY_PER_REQUEST") return WARM;
  return { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write, Status: "ACTIVE" };
}

function shownKeys({ partition, sort }: KeyAttributes): KeySchemaElement[] {
  return [
    ...partition.map((AttributeName) => ({ AttributeName, KeyType: "HASH" as const })),
    ...sort.map((AttributeName) => ({ AttributeName, KeyType: "RANGE" as const })),
  ];
}

function shownThroughput(
  { read, write }: Throughput,
  changes?: TableRecord["throughputChanges"],
): ProvisionedThroughputDescription {
  return {
    ...(changes?.increasedMs === undefined ? {} : { LastIncreaseDateTime: new Date(changes.increasedMs) }),
    ...(changes?.decreasedMs === undefined ? {} : { LastDecreaseDateTime: new Date(changes.decreasedMs) }),
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: read,
    WriteCapacityUnits: write,
  };
}

function shownLimits({ read, write }: OnDemandLimits): OnDemandThroughput {
  return {
    ...(read === undefined ? {} : { MaxReadRequestUnits: read }),
    ...(write === undefined ? {} : { MaxWriteRequestUnits: write }),
  };
}

function shownProjection({ projection, included }: Index): Projection {
  return {
    ProjectionType: projection,
    ...(included === undefined ? {} : { NonKeyAttributes: [...included] }),
  };
}

function indexMembers(place: TablePlace, index: Index, counts: Shown["counts"]): LocalSecondaryIndexDescription {
  const count = counts.get(index.store);
  const { partition, sort } = index.schema;
  const namesOf = (attributes: typeof partition): string[] => attributes.map(({ name }) => name);
  return {
    IndexName: index.name,
    KeySchema: shownKeys({ partition: namesOf(partition), sort: namesOf(sort) }),
    Projection: shownProjection(index),
    IndexSizeBytes: count?.bytes ?? 0,
    ItemCount: count?.items ?? 0,
    IndexArn: indexArn(place, index.name),
  };
}

function shownLocal(place: TablePlace, index: Index, counts: Shown["counts"]): LocalSecondaryIndexDescription {
  return indexMembers(place, index, counts);
}

function shownGlobal(
  { place, record }: Table,
  index: Index,
  { status, counts }: Shown,
): GlobalSecondaryIndexDescription {
  const isBuilding = index.isBuilding === true;
  const indexStatus = status === "CREATING" || isBuilding ? "CREATING" : status === "DELETING" ? "DELETING" : "ACTIVE";
  return {
    ...indexMembers(place, index, counts),
    IndexStatus: indexStatus,
    ...(isBuilding ? { Backfilling: true } : {}),
    ProvisionedThroughput: shownThroughput(index.throughput ?? NO_THROUGHPUT),
    ...(index.onDemand === undefined ? {} : { OnDemandThroughput: shownLimits(index.onDemand) }),
    WarmThroughput: warmthOf(record.billing, index.throughput ?? NO_THROUGHPUT),
  };
}
