/**
 * BatchDeletePartition. Deletes what it can; the rest comes back in `Errors`. @throws EntityNotFoundException (table)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeletePartition.html
 */
import type { PartitionError } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { batchErrors } from "../batch.ts";
import { checkedValues, deletePartition as remove } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { BATCH_DELETE_PARTITIONS_MAX } from "../limits.ts";
import { checkCount, foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const batchDeletePartition: GlueOperation<"BatchDeletePartition"> = {
  access: (input, context) =>
    tableAccess("BatchDeletePartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    checkCount(input.PartitionsToDelete, BATCH_DELETE_PARTITIONS_MAX, "partitionsToDelete");
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const Errors = await glue.records.transact((transaction) => {
      const table = requireTable(transaction, scope, database, name);
      return batchErrors(
        input.PartitionsToDelete,
        (wanted): PartitionError => ({ PartitionValues: wanted.Values }),
        (wanted) => remove(transaction, scope, table, checkedValues(table, wanted.Values)),
      );
    });
    return Errors.length === 0 ? {} : { Errors };
  },
};
