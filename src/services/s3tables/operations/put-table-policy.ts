import { tableAccess } from "../access.ts";
import { putTable, requireTable } from "../catalog/tables.ts";
import { checkPolicy, keptPolicy } from "../policies.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Gives a table a policy, or another one. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const putTablePolicy: S3TablesOperation<"PutTablePolicy"> = {
  access: (input) => tableAccess("PutTablePolicy", input),
  async handle(input, _, { records, principals }) {
    const text = checkPolicy(input.resourcePolicy);
    await records.transact((transaction) => {
      const { bucket, table } = requireTable(transaction, input);
      const policy = keptPolicy(principals, transaction, { text, accountId: bucket.accountId });
      putTable(transaction, { bucket, table: { ...table, policy } });
    });
    return {};
  },
};
