import { tableAccess } from "../access.ts";
import { requireTable } from "../catalog/tables.ts";
import { policyNotFound } from "../errors.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The policy of a table. @throws {BadRequestException} 400  @throws {NotFoundException} 404, also without a policy */
export const getTablePolicy: S3TablesOperation<"GetTablePolicy"> = {
  access: (input) => tableAccess("GetTablePolicy", input),
  handle(input, _, { records, principals }) {
    return records.read((reader) => {
      const { policy } = requireTable(reader, input).table;
      if (policy === undefined) throw policyNotFound();
      return { resourcePolicy: principals.show(reader, policy) };
    });
  },
};
