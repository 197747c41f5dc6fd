/** KMS: one row for every operation of its client. */
import type * as Sdk from "@aws-sdk/client-kms";
import type { OperationTable } from "../../kit/operation.ts";
import { missingOperations } from "./missing-operations.ts";
import type { Kms } from "./kms.ts";

export const kmsOperations: OperationTable<typeof Sdk, Kms> = {
  ...missingOperations,
};
