/**
 * CreatePartition. @throws EntityNotFoundException; InvalidInputException (values); AlreadyExistsException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartition.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { createPartition as create } from "../catalog/partitions.ts";
import { requireTable } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const createPartition: GlueOperation<"CreatePartition"> = {
  access: (input, context) =>
    tableAccess("CreatePartition", catalogPlace(context, input.CatalogId), input.DatabaseName, input.TableName),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.TableName, "tableName");
    await glue.records.transact((transaction) =>
      create(transaction, scope, requireTable(transaction, scope, database, name), input.PartitionInput),
    );
    return {};
  },
};
