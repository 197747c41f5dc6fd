/** IAM: one row for every operation of its client. */
import type * as Sdk from "@aws-sdk/client-iam";
import type { OperationTable } from "../../kit/operation.ts";
import { missingOperations } from "./missing-operations.ts";
import type { Iam } from "./iam.ts";

export const iamOperations: OperationTable<typeof Sdk, Iam> = {
  ...missingOperations,
};
