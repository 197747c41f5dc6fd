/**
 * AWS Identity and Access Management. One row for every operation of the client; what is missing says why (`missing-operations.ts`). Sources,
 * gaps and deliberate differences are in README.md beside this file.
 */
import type { OperationTable } from "../../kit/operation.ts";
import { accountOperations } from "./account/account-operations.ts";
import { coreOperations } from "./core-operations.ts";
import type { Iam, IamSdk } from "./iam.ts";
import { missingOperations } from "./missing-operations.ts";

export const iamOperations: OperationTable<IamSdk, Iam> = {
  ...missingOperations,
  ...coreOperations,
  ...accountOperations,
};
