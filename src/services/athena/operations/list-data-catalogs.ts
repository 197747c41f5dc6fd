import { anyAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { DATA_CATALOG } from "../metadata/catalog-shapes.ts";

/** Glue's is the only one. */
export const listDataCatalogs: AthenaOperation<"ListDataCatalogs"> = {
  access: () => anyAccess("ListDataCatalogs"),
  handle: () =>
    Promise.resolve({ DataCatalogsSummary: [{ CatalogName: DATA_CATALOG, Type: "GLUE", Status: "CREATE_COMPLETE" }] }),
};
