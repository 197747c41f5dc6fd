/** DescribeLimits: AWS's quotas of a new account. */
import { everythingAccess } from "../access.ts";
import type { DynamodbOperation } from "../dynamodb.ts";

// AWS: default quotas (developer guide, "Service, account, and table quotas", read 2026-11-29).
const ACCOUNT_UNITS = 80_000;
const TABLE_UNITS = 40_000;

export const describeLimits: DynamodbOperation<"DescribeLimits"> = {
  access: () => [everythingAccess("DescribeLimits")],
  handle: () => ({
    AccountMaxReadCapacityUnits: ACCOUNT_UNITS,
    AccountMaxWriteCapacityUnits: ACCOUNT_UNITS,
    TableMaxReadCapacityUnits: TABLE_UNITS,
    TableMaxWriteCapacityUnits: TABLE_UNITS,
  }),
};
