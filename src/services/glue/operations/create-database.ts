/**
 * CreateDatabase. @throws EntityNotFoundException (catalog); ValidationException; AlreadyExistsException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html
 */
import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import { catalogPlace, databaseAccess } from "../access.ts";
import { checkedDatabaseInput, createDatabase as create } from "../catalog/databases.ts";
import { checkedTags, putTags } from "../catalog/tags.ts";
import type { GlueOperation } from "../glue.ts";
import { catalogScopeOf } from "../scope.ts";

export const createDatabase: GlueOperation<"CreateDatabase"> = {
  access: (input, context) => {
    const tags = requestTagConditions(Object.entries(input.Tags ?? {}));
    const place = catalogPlace(context, input.CatalogId);
    return databaseAccess("CreateDatabase", place, input.DatabaseInput.Name).map((check) => ({ ...check, ...tags }));
  },
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = checkedDatabaseInput(input.DatabaseInput, "databaseInput");
    const tags = checkedTags(input.Tags);
    const id = glue.runtime.ids.token(12);
    await glue.records.transact((transaction) => {
      create(transaction, scope, { id, input: database });
      putTags(transaction, scope, `database/${database.Name}`, tags);
    });
    return {};
  },
};
