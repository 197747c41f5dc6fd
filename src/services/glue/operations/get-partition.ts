/**
 * GetPartition. @throws EntityNotFoundException; InvalidInputException (values)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartition.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { checkedValues, findPartition } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import { partitionNotFound } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const getPartition: GlueOperation<"GetPartition"> = {
  access: (input, context) =>
    tableAccess("GetPartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const partition = await glue.records.read((reader) => {
      const table = requireTable(reader, scope, database, name);
      return findPartition(reader, scope, table, checkedValues(table, input.PartitionValues));
    });
    if (partition === undefined) throw partitionNotFound();
    return { Partition: partition };
  },
};
