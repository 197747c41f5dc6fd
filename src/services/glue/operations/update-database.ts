/**
 * UpdateDatabase. @throws ValidationException; EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateDatabase.html
 */
import { catalogPlace, databaseAccess } from "../access.ts";
import { checkedDatabaseInput, updateDatabase as update } from "../catalog/databases.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const updateDatabase: GlueOperation<"UpdateDatabase"> = {
  access: (input, context) => databaseAccess("UpdateDatabase", catalogPlace(context, input.CatalogId), input.Name),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const name = foldedName(input.Name, "name");
    const database = checkedDatabaseInput(input.DatabaseInput, "databaseInput");
    await glue.records.transact((transaction) => update(transaction, scope, name, database));
    return {};
  },
};
