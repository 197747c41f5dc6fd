/**
 * BatchUpdatePartition. Updates what it can; the rest comes back in `Errors`. @throws EntityNotFoundException (table)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchUpdatePartition.html
 */
import type { BatchUpdatePartitionFailureEntry } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { batchErrors } from "../batch.ts";
import { updatePartition as update } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { BATCH_WRITE_PARTITIONS_MAX } from "../limits.ts";
import { checkCount, foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const batchUpdatePartition: GlueOperation<"BatchUpdatePartition"> = {
  access: (input, context) =>
    tableAccess("BatchUpdatePartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    checkCount(input.Entries, BATCH_WRITE_PARTITIONS_MAX, "entries");
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const Errors = await glue.records.transact((transaction) => {
      const table = requireTable(transaction, scope, database, name);
      return batchErrors(
        input.Entries,
        (entry): BatchUpdatePartitionFailureEntry => ({ PartitionValueList: entry.PartitionValueList }),
        (entry) =>
          update(transaction, scope, table, {
            values: entry.PartitionValueList ?? [],
            input: entry.PartitionInput ?? {},
          }),
      );
    });
    return Errors.length === 0 ? {} : { Errors };
  },
};
