import { dataCatalogAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { metadataFailure } from "../errors.ts";
import { askGlue } from "../metadata/ask-glue.ts";
import { checkDataCatalog, toTableMetadata } from "../metadata/catalog-shapes.ts";

/** @throws {ServiceError} InvalidRequestException (catalog), MetadataException (table) */
export const getTableMetadata: AthenaOperation<"GetTableMetadata"> = {
  access: (input, context) => dataCatalogAccess("GetTableMetadata", context, input.CatalogName),
  async handle(input, context, athena) {
    checkDataCatalog(input.CatalogName);
    const table = await askGlue(athena.catalog.getTable(context, input.DatabaseName, input.TableName));
    if (table === undefined)
      throw metadataFailure(
        `Table ${input.TableName} not found. (Service: AWSGlue; Status Code: 400; Error Code: EntityNotFoundException)`,
      );
    return { TableMetadata: toTableMetadata(table) };
  },
};
