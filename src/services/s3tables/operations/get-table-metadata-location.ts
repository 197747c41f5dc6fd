import { tableAccess } from "../access.ts";
import { requireTable, warehouseLocation } from "../catalog/tables.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The metadata file of a table's current state, and the token of that state. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getTableMetadataLocation: S3TablesOperation<"GetTableMetadataLocation"> = {
  access: (input) => tableAccess("GetTableMetadataLocation", input),
  async handle(input, _, { records }) {
    const { table } = await records.read((reader) => requireTable(reader, input));
    const { versionToken, metadataLocation } = table;
    return { versionToken, metadataLocation, warehouseLocation: warehouseLocation(table.id) };
  },
};
