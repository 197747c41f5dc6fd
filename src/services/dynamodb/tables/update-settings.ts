/** UpdateTable's changes of a table's own settings, applied to its record. */
import type { UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { invalidValues, validation } from "../errors.ts";
import type { IndexRecord, TableRecord } from "../records.ts";
import { NO_THROUGHPUT, onDemandLimits, throughputOf } from "./throughput.ts";

type Input = Pick<
  UpdateTableCommandInput,
  | "BillingMode"
  | "ProvisionedThroughput"
  | "GlobalSecondaryIndexUpdates"
  | "DeletionProtectionEnabled"
  | "TableClass"
  | "OnDemandThroughput"
>;

/** @throws {ServiceError} ValidationException */
export function updatedSettings(record: TableRecord, input: Input, nowMs: number): TableRecord {
  const billed = updatedBilling(record, input, nowMs);
  return {
    ...billed,
    tableClass: input.TableClass ?? record.tableClass,
    isProtected: input.DeletionProtectionEnabled ?? record.isProtected,
    onDemand: onDemandLimits(input.OnDemandThroughput) ?? record.onDemand,
  };
}

function updatedBilling(record: TableRecord, input: Input, nowMs: number): TableRecord {
  const { BillingMode: mode = record.billing, ProvisionedThroughput: given } = input;
  if (mode === "PAY_PER_REQUEST") {
    if (given !== undefined) {
      throw invalidValues(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    if (record.billing === mode) return record;
    const indexes = record.indexes.map((index) => withThroughput(index, NO_THROUGHPUT));
    return { ...record, billing: mode, onDemandSinceMs: nowMs, throughput: NO_THROUGHPUT, indexes };
  }
  if (given === undefined) return record;
  const throughput = throughputOf(given);
  const { read, write } = record.throughput;
  if (record.billing === "PROVISIONED" && throughput.read === read && throughput.write === write) {
    throw validation(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${throughput.read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${throughput.write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  const changes = {
    ...record.throughputChanges,
    ...(throughput.read > read || throughput.write > write ? { increasedMs: nowMs } : {}),
    ...(throughput.read < read || throughput.write < write ? { decreasedMs: nowMs } : {}),
  };
  // AWS: global indexes without a word of their own keep what they have, or get what the table gets.
  const indexes = record.indexes.map((index) =>
    index.kind === "global" && record.billing !== "PROVISIONED" ? withThroughput(index, throughput) : index,
  );
  return { ...record, billing: "PROVISIONED", throughput, throughputChanges: changes, indexes };
}

function withThroughput(index: IndexRecord, throughput: TableRecord["throughput"]): IndexRecord {
  return index.kind === "global" ? { ...index, throughput } : index;
}
