/**
 * GetDatabase. @throws EntityNotFoundException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html
 */
import { catalogPlace, databaseAccess } from "../access.ts";
import { findDatabase } from "../catalog/databases.ts";
import { databaseNotFound } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const getDatabase: GlueOperation<"GetDatabase"> = {
  access: (input, context) => databaseAccess("GetDatabase", catalogPlace(context, input.CatalogId), input.Name),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const name = foldedName(input.Name, "name");
    const database = await glue.records.read((reader) => findDatabase(reader, scope, name));
    if (database === undefined) throw databaseNotFound(name);
    return { Database: database };
  },
};
