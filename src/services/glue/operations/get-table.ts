/**
 * GetTable. @throws EntityNotFoundException for the database, then for the table
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html
 */
import { catalogPlace, tableAccess } from "../access.ts";
import { requireTable, tableShape } from "../catalog/tables.ts";
import type { GlueOperation } from "../glue.ts";
import { foldedName } from "../names.ts";
import { refuseTimeTravel } from "../refusals.ts";
import { catalogScopeOf } from "../scope.ts";

export const getTable: GlueOperation<"GetTable"> = {
  access: (input, context) =>
    tableAccess("GetTable", catalogPlace(context, input.CatalogId), input.DatabaseName, input.Name),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    refuseTimeTravel("GetTable", input);
    const database = foldedName(input.DatabaseName, "databaseName");
    const name = foldedName(input.Name, "name");
    return {
      Table: await glue.records.read((reader) =>
        tableShape(requireTable(reader, scope, database, name).record, database, scope),
      ),
    };
  },
};
