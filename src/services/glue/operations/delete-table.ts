/**
 * DeleteTable. @throws EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { deleteTable as remove } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { refuseTimeTravel } from "../refusals.ts";
import { catalogScopeOf } from "../scope.ts";

export const deleteTable: GlueOperation<"DeleteTable"> = {
  access: (input, context) =>
    tableAccess("DeleteTable", catalogPlace(context, input.CatalogId), input.DatabaseName, input.Name),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    refuseTimeTravel("DeleteTable", input);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.Name, "name");
    await glue.records.transact((transaction) => remove(transaction, scope, database, name));
    glue.sweepSoon();
    return {};
  },
};
