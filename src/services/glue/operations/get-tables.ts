/**
 * GetTables. In name order. @throws ValidationException; InvalidInputException (pattern, attributes);
 * EntityNotFoundException (database)
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html
 */
import type { Table, TableAttributes } from "@aws-sdk/client-glue";
import { catalogPlace, tableAccess } from "../access.ts";
import { compileNamePattern } from "../catalog/name-pattern.ts";
import { listTables } from "../catalog/tables.ts";
import { invalidInput } from "../errors.ts";
import type { GlueOperation } from "../glue.ts";
import { CATALOG_PAGE_SIZE_MAX } from "../limits.ts";
import { foldedName, pageSize } from "../names.ts";
import { refuseTimeTravel } from "../refusals.ts";
import { catalogScopeOf } from "../scope.ts";

export const getTables: GlueOperation<"GetTables"> = {
  access: (input, context) => tableAccess("GetTables", catalogPlace(context, input.CatalogId), input.DatabaseName, "*"),
  async handle(input, context, glue) {
    const scope = catalogScopeOf(context, input.CatalogId);
    refuseTimeTravel("GetTables", input);
    const database = foldedName(input.DatabaseName, "databaseName");
    const limit = pageSize(input.MaxResults, CATALOG_PAGE_SIZE_MAX);
    const select = selector(input.AttributesToGet);
    const matches =
      input.Expression === undefined || input.Expression === "" ? undefined : compileNamePattern(input.Expression);
    const { items, nextToken } = await glue.records.read((reader) =>
      listTables(reader, scope, { database, limit, token: input.NextToken, matches }),
    );
    return { TableList: items.map(select), NextToken: nextToken };
  },
};

// AWS: "This parameter doesn't accept an empty list. The request must include the NAME attribute." (API reference, GetTables)
function selector(attributes: readonly TableAttributes[] | undefined): (table: Table) => Table {
  if (attributes === undefined) return (table) => table;
  if (!attributes.includes("NAME")) throw invalidInput("AttributesToGet must include NAME.");
  const withType = attributes.includes("TABLE_TYPE");
  return (table) => ({
    Name: table.Name,
    ...(withType && table.TableType !== undefined ? { TableType: table.TableType } : {}),
  });
}
