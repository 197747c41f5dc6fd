/**
 * GetTableVersion. Without `VersionId` the current version. @throws EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersion.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { findTableVersion } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const getTableVersion: GlueOperation<"GetTableVersion"> = {
  access: (input, context) =>
    tableAccess("GetTableVersion", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const table = await glue.records.read((reader) =>
      findTableVersion(reader, scope, { database, name, version: input.VersionId }),
    );
    return { TableVersion: { Table: table, VersionId: table.VersionId } };
  },
};
