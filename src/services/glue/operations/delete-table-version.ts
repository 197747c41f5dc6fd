import { tableAccess } from "../access.ts";
import { deleteTableVersion as remove } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { scopeOf } from "../scope.ts";

/** @throws EntityNotFoundException; InvalidInputException for the current version */
export const deleteTableVersion: GlueOperation<"DeleteTableVersion"> = {
  access: (input, context) => tableAccess("DeleteTableVersion", context, input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = scopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    await glue.records.transact((transaction) => remove(transaction, scope, { database, name, version: input.VersionId }));
    return {};
  },
};
