import { tableAccess } from "../access.ts";
import { checkVersionToken, deleteTable as remove, requireTable } from "../catalog/tables.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/**
 * Deletes a table at once; its files go afterwards.
 *
 * @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {ConflictException} 409 when the table has changed since the version token
 */
export const deleteTable: S3TablesOperation<"DeleteTable"> = {
  access: (input) => tableAccess("DeleteTable", input),
  async handle(input, _, tables) {
    await tables.records.transact((transaction) => {
      const found = requireTable(transaction, input);
      checkVersionToken(found.table, input.versionToken);
      remove(transaction, found);
    });
    tables.sweepSoon();
    return {};
  },
};
