import { tableAccess } from "../access.ts";
import { requireTable } from "../catalog/tables.ts";
import { showEncryption } from "../encryption.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** What a table is sealed with; it never changes. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getTableEncryption: S3TablesOperation<"GetTableEncryption"> = {
  access: (input) => tableAccess("GetTableEncryption", input),
  async handle(input, _, { records }) {
    const { table } = await records.read((reader) => requireTable(reader, input));
    return { encryptionConfiguration: showEncryption(table.encryption) };
  },
};
