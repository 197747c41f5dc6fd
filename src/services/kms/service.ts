/**
 * AWS KMS. One row for every operation of the client; what is missing says why (`missing-operations.ts`). Sources, gaps and deliberate differences
 * are in README.md beside this file.
 */
import type { OperationTable } from "../../kit/operation.ts";
import type { Kms, KmsSdk } from "./kms.ts";
import { missingOperations } from "./missing-operations.ts";
import { createKey } from "./operations/create-key.ts";
import { decrypt } from "./operations/decrypt.ts";
import { describeKey } from "./operations/describe-key.ts";
import { encrypt } from "./operations/encrypt.ts";
import { listKeys } from "./operations/list-keys.ts";

export const kmsOperations: OperationTable<KmsSdk, Kms> = {
  ...missingOperations,
  CreateKey: createKey,
  Decrypt: decrypt,
  DescribeKey: describeKey,
  Encrypt: encrypt,
  ListKeys: listKeys,
};
