/**
 * DeletePartition. @throws EntityNotFoundException; InvalidInputException (values)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeletePartition.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { checkedValues, deletePartition as remove } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const deletePartition: GlueOperation<"DeletePartition"> = {
  access: (input, context) =>
    tableAccess("DeletePartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    await glue.records.transact((transaction) => {
      const table = requireTable(transaction, scope, database, name);
      remove(transaction, scope, table, checkedValues(table, input.PartitionValues));
    });
    return {};
  },
};
