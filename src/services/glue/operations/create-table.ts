/**
 * CreateTable. @throws ValidationException; EntityNotFoundException (database); AlreadyExistsException
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { catalogPlace, tableAccess } from "../access.ts";
import { checkedTableInput, createTable as create } from "../catalog/tables.ts";
import { invalidInput } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const createTable: GlueOperation<"CreateTable"> = {
  access: (input, context) =>
    tableAccess(
      "CreateTable",
      catalogPlace(context, input.CatalogId),
      input.DatabaseName,
      input.TableInput?.Name ?? input.Name,
    ),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    if (input.OpenTableFormatInput !== undefined)
      throw new NotImplementedError("glue", "CreateTable.OpenTableFormatInput", "Iceberg tables are not written yet");
    if ((input.PartitionIndexes ?? []).length > 0)
      throw new NotImplementedError(
        "glue",
        "CreateTable.PartitionIndexes",
        "partitions are always indexed by their keys in order",
      );
    if (input.TransactionId !== undefined)
      throw new NotImplementedError("glue", "CreateTable.TransactionId", "governed tables ended on AWS in 2024");
    if (input.TableInput === undefined) throw invalidInput("TableInput must be given.");
    const table = checkedTableInput(input.TableInput);
    const id = glue.runtime.ids.token(12);
    await glue.records.transact((transaction) => create(transaction, scope, { id, database, table }));
    return {};
  },
};
