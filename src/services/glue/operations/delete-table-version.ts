/**
 * DeleteTableVersion. @throws EntityNotFoundException; InvalidInputException for the current version
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTableVersion.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { deleteTableVersion as remove } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const deleteTableVersion: GlueOperation<"DeleteTableVersion"> = {
  access: (input, context) =>
    tableAccess("DeleteTableVersion", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    await glue.records.transact((transaction) =>
      remove(transaction, scope, { database, name, version: input.VersionId }),
    );
    return {};
  },
};
