/**
 * GetTableVersions. Newest first. @throws EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersions.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { listTableVersions } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { CATALOG_PAGE_SIZE_MAX } from "../limits.ts";
import { foldedName, pageSize } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const getTableVersions: GlueOperation<"GetTableVersions"> = {
  access: (input, context) =>
    tableAccess("GetTableVersions", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const limit = pageSize(input.MaxResults, CATALOG_PAGE_SIZE_MAX);
    const { items, nextToken } = await glue.records.read((reader) =>
      listTableVersions(reader, scope, { database, name, limit, token: input.NextToken }),
    );
    return {
      TableVersions: items.map((table) => ({ Table: table, VersionId: table.VersionId })),
      NextToken: nextToken,
    };
  },
};
