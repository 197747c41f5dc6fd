import { dataCatalogAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { metadataFailure } from "../errors.ts";
import { LIST_TABLES_MAX } from "../limits.ts";
import { pageOfCatalog } from "../metadata/catalog-page.ts";
import { askGlue } from "../metadata/ask-glue.ts";
import { checkDataCatalog, toTableMetadata } from "../metadata/catalog-shapes.ts";
import { pageSize } from "../paging.ts";
import { matchesPattern } from "../statements/name-pattern.ts";

/** `Expression` filters names; AWS takes a regular expression, here `*`, `.*` and `|` work. */
export const listTableMetadata: AthenaOperation<"ListTableMetadata"> = {
  access: (input, context) => dataCatalogAccess("ListTableMetadata", context, input.CatalogName),
  async handle(input, context, athena) {
    checkDataCatalog(input.CatalogName);
    const limit = pageSize(input.MaxResults, { min: 1, max: LIST_TABLES_MAX });
    if ((await askGlue(athena.catalog.getDatabase(context, input.DatabaseName))) === undefined) {
      throw metadataFailure(
        `Database ${input.DatabaseName} not found. (Service: AWSGlue; Status Code: 400; Error Code: EntityNotFoundException)`,
      );
    }
    const list = (token: string | undefined): ReturnType<typeof athena.catalog.listTables> =>
      askGlue(athena.catalog.listTables(context, input.DatabaseName, token));
    const page = await pageOfCatalog(list, limit, input.NextToken, (table) =>
      matchesPattern(table.Name ?? "", input.Expression),
    );
    return { TableMetadataList: page.items.map(toTableMetadata), NextToken: page.nextToken };
  },
};
