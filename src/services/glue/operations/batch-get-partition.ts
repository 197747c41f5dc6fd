/**
 * BatchGetPartition. Absent partitions are left out; all keys are always processed. @throws EntityNotFoundException
 * (table); InvalidInputException (values)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetPartition.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { checkedValues, findPartition } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { BATCH_GET_PARTITIONS_MAX } from "../limits.ts";
import { checkCount, foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const batchGetPartition: GlueOperation<"BatchGetPartition"> = {
  access: (input, context) =>
    tableAccess("BatchGetPartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    checkCount(input.PartitionsToGet, BATCH_GET_PARTITIONS_MAX, "partitionsToGet");
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    const found = await glue.records.read((reader) => {
      const table = requireTable(reader, scope, database, name);
      return input.PartitionsToGet.map((wanted) =>
        findPartition(reader, scope, table, checkedValues(table, wanted.Values)),
      );
    });
    return { Partitions: found.filter((partition) => partition !== undefined), UnprocessedKeys: [] };
  },
};
