import { dataCatalogAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { checkDataCatalog, DATA_CATALOG } from "../metadata/catalog-shapes.ts";

/** @throws {ServiceError} InvalidRequestException */
export const getDataCatalog: AthenaOperation<"GetDataCatalog"> = {
  access: (input, context) => dataCatalogAccess("GetDataCatalog", context, input.Name),
  handle(input, context) {
    checkDataCatalog(input.Name);
    return Promise.resolve({
      DataCatalog: {
        Name: DATA_CATALOG,
        Type: "GLUE",
        Parameters: { "catalog-id": context.accountId },
        Status: "CREATE_COMPLETE",
      },
    });
  },
};
