/**
 * CreateDatabase. @throws EntityNotFoundException (catalog); ValidationException; AlreadyExistsException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html
 */
import { databaseAccess } from "../access.ts";
import { checkedDatabaseInput, createDatabase as create } from "../catalog/databases.ts";
import { checkedTags, putTags } from "../catalog/tags.ts";
import type { GlueOperation } from "../glue.ts";
import { scopeOf } from "../scope.ts";

export const createDatabase: GlueOperation<"CreateDatabase"> = {
  access: (input, context) => databaseAccess("CreateDatabase", context, input.DatabaseInput.Name),
  async handle(input, context, glue) {
    const scope = scopeOf(context, input.CatalogId);
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
