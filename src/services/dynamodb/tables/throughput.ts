/** Billing modes and throughput of tables and global indexes: AWS's rules on what goes with what. */
import type { OnDemandThroughput, ProvisionedThroughput } from "@aws-sdk/client-dynamodb";
import { invalidValues, validation } from "../errors.ts";
import type { OnDemandLimits, Throughput } from "../records.ts";

const UNITS_MAX = 1_000_000_000_000;
export const NO_THROUGHPUT: Throughput = { read: 0, write: 0 };

export type BillingMode = "PROVISIONED" | "PAY_PER_REQUEST";

/** @throws {ServiceError} ValidationException */
export function checkTableThroughput(mode: BillingMode, given: ProvisionedThroughput | undefined): void {
  if (mode === "PAY_PER_REQUEST") {
    if (given !== undefined) {
      throw invalidValues(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    return;
  }
  if (given === undefined)
    throw invalidValues(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  refuseHugeUnits(given);
}

export function refuseHugeUnits({
  ReadCapacityUnits: read = 0,
  WriteCapacityUnits: write = 0,
}: ProvisionedThroughput): void {
  if (read > UNITS_MAX) throw validation(`Given value ${read} for ReadCapacityUnits is out of bounds`);
  if (write > UNITS_MAX) throw validation(`Given value ${write} for WriteCapacityUnits is out of bounds`);
}

/** @throws {ServiceError} ValidationException */
export function checkIndexThroughput(
  mode: BillingMode,
  {
    IndexName: name,
    ProvisionedThroughput: given,
  }: { IndexName?: string | undefined; ProvisionedThroughput?: ProvisionedThroughput | undefined },
): void {
  if (mode === "PAY_PER_REQUEST" && given !== undefined) {
    throw invalidValues(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (mode === "PROVISIONED" && given === undefined)
    throw invalidValues(`ProvisionedThroughput must be specified for index: ${name}`);
}

export function throughputOf(given: ProvisionedThroughput | undefined): Throughput {
  return { read: Math.floor(given?.ReadCapacityUnits ?? 0), write: Math.floor(given?.WriteCapacityUnits ?? 0) };
}

export function onDemandLimits(given: OnDemandThroughput | undefined): OnDemandLimits | undefined {
  if (given === undefined) return undefined;
  return { read: given.MaxReadRequestUnits, write: given.MaxWriteRequestUnits };
}
