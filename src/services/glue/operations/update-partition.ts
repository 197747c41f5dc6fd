/**
 * UpdatePartition. @throws EntityNotFoundException; InvalidInputException (values); AlreadyExistsException when it
 * would move onto another partition
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { updatePartition as update } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const updatePartition: GlueOperation<"UpdatePartition"> = {
  access: (input, context) =>
    tableAccess("UpdatePartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    await glue.records.transact((transaction) => {
      const table = requireTable(transaction, scope, database, name);
      update(transaction, scope, table, { values: input.PartitionValueList, input: input.PartitionInput });
    });
    return {};
  },
};
