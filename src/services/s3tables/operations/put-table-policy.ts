import { tableAccess } from "../access.ts";
import { putTable, requireTable } from "../catalog/tables.ts";
import { checkPolicy } from "../policies.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Gives a table a policy, or another one. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const putTablePolicy: S3TablesOperation<"PutTablePolicy"> = {
  access: (input) => tableAccess("PutTablePolicy", input),
  async handle(input, _, { records }) {
    const policy = checkPolicy(input.resourcePolicy);
    await records.transact((transaction) => {
      const { bucket, table } = requireTable(transaction, input);
      putTable(transaction, { bucket, table: { ...table, policy } });
    });
    return {};
  },
};
