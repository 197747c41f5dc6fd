import { dataCatalogAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { LIST_DATABASES_MAX } from "../limits.ts";
import { askGlue } from "../metadata/ask-glue.ts";
import { checkDataCatalog, toDatabase } from "../metadata/catalog-shapes.ts";
import { pageOfCatalog } from "../metadata/catalog-page.ts";
import { pageSize } from "../paging.ts";

/** @throws {ServiceError} InvalidRequestException */
export const listDatabases: AthenaOperation<"ListDatabases"> = {
  access: (input, context) => dataCatalogAccess("ListDatabases", context, input.CatalogName),
  async handle(input, context, athena) {
    checkDataCatalog(input.CatalogName);
    const limit = pageSize(input.MaxResults, { min: 1, max: LIST_DATABASES_MAX });
    const page = await pageOfCatalog(
      (token) => askGlue(athena.catalog.listDatabases(context, token)),
      limit,
      input.NextToken,
    );
    return { DatabaseList: page.items.map(toDatabase), NextToken: page.nextToken };
  },
};
