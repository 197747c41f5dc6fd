/**
 * BatchCreatePartition. Creates what it can; the rest comes back in `Errors`. @throws EntityNotFoundException (table)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html
 */
import type { PartitionError } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { batchErrors } from "../batch.ts";
import { createPartition as create } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { BATCH_WRITE_PARTITIONS_MAX } from "../limits.ts";
import { checkCount, foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const batchCreatePartition: GlueOperation<"BatchCreatePartition"> = {
  access: (input, context) =>
    tableAccess("BatchCreatePartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    checkCount(input.PartitionInputList, BATCH_WRITE_PARTITIONS_MAX, "partitionInputList");
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const Errors = await glue.records.transact((transaction) => {
      const table = requireTable(transaction, scope, database, name);
      return batchErrors(
        input.PartitionInputList,
        (partition): PartitionError => ({ PartitionValues: partition.Values }),
        (partition) => create(transaction, scope, table, partition),
      );
    });
    return Errors.length === 0 ? {} : { Errors };
  },
};
