/**
 * UpdateTable. Archives the version it replaces unless `SkipArchive`. @throws EntityNotFoundException;
 * ConcurrentModificationException (VersionId)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { catalogPlace, tableAccess } from "../access.ts";
import { checkedTableInput, updateTable as update } from "../catalog/tables.ts";
import { invalidInput } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { catalogScopeOf } from "../scope.ts";

export const updateTable: GlueOperation<"UpdateTable"> = {
  access: (input, context) =>
    tableAccess(
      "UpdateTable",
      catalogPlace(context, input.CatalogId),
      input.DatabaseName,
      input.TableInput?.Name ?? input.Name,
    ),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    const database = foldedName(input.DatabaseName, "databaseName");
    if (input.UpdateOpenTableFormatInput !== undefined)
      throw new NotImplementedError(
        "glue",
        "UpdateTable.UpdateOpenTableFormatInput",
        "Iceberg tables are not written yet",
      );
    if (input.ViewUpdateAction !== undefined)
      throw new NotImplementedError("glue", "UpdateTable.ViewUpdateAction", "multi-dialect views are not there");
    if (input.TransactionId !== undefined)
      throw new NotImplementedError("glue", "UpdateTable.TransactionId", "governed tables ended on AWS in 2024");
    if (input.TableInput === undefined) throw invalidInput("TableInput must be given.");
    const table = checkedTableInput(input.TableInput);
    const skipArchive = input.SkipArchive ?? false;
    await glue.records.transact((transaction) =>
      update(transaction, scope, { database, table, skipArchive, expectedVersion: input.VersionId }),
    );
    return {};
  },
};
