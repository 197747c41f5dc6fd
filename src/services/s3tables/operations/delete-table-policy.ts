import { tableAccess } from "../access.ts";
import { putTable, requireTable } from "../catalog/tables.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Takes the policy of a table away; none is no error (assumed). @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const deleteTablePolicy: S3TablesOperation<"DeleteTablePolicy"> = {
  access: (input) => tableAccess("DeleteTablePolicy", input),
  async handle(input, _, { records }) {
    await records.transact((transaction) => {
      const { bucket, table } = requireTable(transaction, input);
      putTable(transaction, { bucket, table: { ...table, policy: undefined } });
    });
    return {};
  },
};
