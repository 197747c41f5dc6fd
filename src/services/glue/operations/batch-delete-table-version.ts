/**
 * BatchDeleteTableVersion. Deletes what it can; the rest comes back in `Errors`. @throws EntityNotFoundException
 * (table)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTableVersion.html
 */
import type { TableVersionError } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { batchErrors } from "../batch.ts";
import { deleteTableVersion as remove, requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { BATCH_DELETE_TABLES_MAX } from "../limits.ts";
import { checkCount, foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const batchDeleteTableVersion: GlueOperation<"BatchDeleteTableVersion"> = {
  access: (input, context) =>
    tableAccess("BatchDeleteTableVersion", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    checkCount(input.VersionIds, BATCH_DELETE_TABLES_MAX, "versionIds");
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const Errors = await glue.records.transact((transaction) => {
      requireTable(transaction, scope, database, name);
      return batchErrors(
        input.VersionIds,
        (version): TableVersionError => ({ TableName: name, VersionId: version }),
        (version) => remove(transaction, scope, { database, name, version }),
      );
    });
    return Errors.length === 0 ? {} : { Errors };
  },
};
