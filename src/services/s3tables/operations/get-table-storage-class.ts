import { tableAccess } from "../access.ts";
import { requireTable } from "../catalog/tables.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The storage class of a table: STANDARD. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getTableStorageClass: S3TablesOperation<"GetTableStorageClass"> = {
  access: (input) => tableAccess("GetTableStorageClass", input),
  async handle(input, _, { records }) {
    await records.read((reader) => requireTable(reader, input));
    return { storageClassConfiguration: { storageClass: "STANDARD" } };
  },
};
