/**
 * BatchDeleteTable. Deletes what it can; the rest comes back in `Errors`. @throws EntityNotFoundException (database)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTable.html
 */
import type { TableError } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { requireDatabase } from "../catalog/databases.ts";
import { deleteTable as remove } from "../catalog/tables.ts";
import { batchErrors } from "../batch.ts";
import type { GlueOperation } from "../glue.ts";
import { BATCH_DELETE_TABLES_MAX } from "../limits.ts";
import { checkCount, foldedName } from "../names.ts";
import { refuseTimeTravel } from "../refusals.ts";
import { catalogScopeOf } from "../scope.ts";

export const batchDeleteTable: GlueOperation<"BatchDeleteTable"> = {
  access: (input, context) =>
    tableAccess(
      "BatchDeleteTable",
      catalogPlace(context, input.CatalogId),
      input.DatabaseName,
      ...input.TablesToDelete,
    ),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    refuseTimeTravel("BatchDeleteTable", input);
    checkCount(input.TablesToDelete, BATCH_DELETE_TABLES_MAX, "tablesToDelete");
    const database = foldedName(input.DatabaseName, "databaseName");
    const Errors = await glue.records.transact((transaction) => {
      requireDatabase(transaction, scope, database);
      return batchErrors(
        input.TablesToDelete,
        (name): TableError => ({ TableName: name }),
        (name) => remove(transaction, scope, database, foldedName(name, "tablesToDelete")),
      );
    });
    glue.sweepSoon();
    return Errors.length === 0 ? {} : { Errors };
  },
};
