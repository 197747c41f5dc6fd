/**
 * GetDatabases. In name order. Databases shared from other accounts (`FOREIGN`) do not exist, so that listing is
 * empty.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabases.html
 */
import type { Database } from "@aws-sdk/client-glue";
import { catalogAccess, catalogPlace } from "../access.ts";
import { listDatabases } from "../catalog/databases.ts";
import type { GlueOperation } from "../glue.ts";
import { CATALOG_PAGE_SIZE_MAX } from "../limits.ts";
import { pageSize } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const getDatabases: GlueOperation<"GetDatabases"> = {
  access: (input, context) => catalogAccess("GetDatabases", catalogPlace(context, input.CatalogId)),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const limit = pageSize(input.MaxResults, CATALOG_PAGE_SIZE_MAX);
    if (input.ResourceShareType === "FOREIGN") return { DatabaseList: [] };
    const { items, nextToken } = await glue.records.read((reader) =>
      listDatabases(reader, scope, { limit, token: input.NextToken }),
    );
    const onlyNames = input.AttributesToGet !== undefined && input.AttributesToGet.length > 0;
    return {
      DatabaseList: onlyNames ? items.map((database): Database => ({ Name: database.Name })) : items,
      NextToken: nextToken,
    };
  },
};
