import { tableAccess } from "../access.ts";
import { requireTable } from "../catalog/tables.ts";
import { policyNotFound } from "../errors.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The policy of a table. @throws {BadRequestException} 400  @throws {NotFoundException} 404, also without a policy */
export const getTablePolicy: S3TablesOperation<"GetTablePolicy"> = {
  access: (input) => tableAccess("GetTablePolicy", input),
  async handle(input, _, { records }) {
    const { table } = await records.read((reader) => requireTable(reader, input));
    if (table.policy === undefined) throw policyNotFound();
    return { resourcePolicy: table.policy };
  },
};
