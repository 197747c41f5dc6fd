/** Organizations: one row for every operation of its client. */
import type * as Sdk from "@aws-sdk/client-organizations";
import type { OperationTable } from "../../kit/operation.ts";
import { missingOperations } from "./missing-operations.ts";
import type { Organizations } from "./organizations.ts";

export const organizationsOperations: OperationTable<typeof Sdk, Organizations> = {
  ...missingOperations,
};
