/**
 * DeleteDatabase. Its tables go with it at once; their records are removed in the background. @throws
 * EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html
 */
import { catalogPlace, deleteDatabaseAccess } from "../access.ts";
import { deleteDatabase as remove } from "../catalog/databases.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const deleteDatabase: GlueOperation<"DeleteDatabase"> = {
  access: (input, context) => deleteDatabaseAccess(catalogPlace(context, input.CatalogId), input.Name),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const name = foldedName(input.Name, "name");
    await glue.records.transact((transaction) => remove(transaction, scope, name));
    glue.sweepSoon();
    return {};
  },
};
