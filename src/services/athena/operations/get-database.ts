import { dataCatalogAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { metadataFailure } from "../errors.ts";
import { askGlue } from "../metadata/ask-glue.ts";
import { checkDataCatalog, toDatabase } from "../metadata/catalog-shapes.ts";

/** @throws {ServiceError} InvalidRequestException (catalog), MetadataException (database) */
export const getDatabase: AthenaOperation<"GetDatabase"> = {
  access: (input, context) => dataCatalogAccess("GetDatabase", context, input.CatalogName),
  async handle(input, context, athena) {
    checkDataCatalog(input.CatalogName);
    const database = await askGlue(athena.catalog.getDatabase(context, input.DatabaseName));
    if (database === undefined)
      throw metadataFailure(
        `Database ${input.DatabaseName} not found. (Service: AWSGlue; Status Code: 400; Error Code: EntityNotFoundException)`,
      );
    return { Database: toDatabase(database) };
  },
};
