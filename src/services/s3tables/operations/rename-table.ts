import { tableAccess } from "../access.ts";
import { checkVersionToken, renameTable as rename, requireTable } from "../catalog/tables.ts";
import { nothingToRename } from "../errors.ts";
import { requireCustomers } from "../managed-resource.ts";
import { checkTableName } from "../names.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/**
 * Gives a table another name, in its namespace or another one of its table bucket. Its ARN and its files stay.
 *
 * @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {ConflictException} 409
 */
export const renameTable: S3TablesOperation<"RenameTable"> = {
  access: (input) => tableAccess("RenameTable", input),
  async handle(input, context, { records, runtime }) {
    const { newNamespaceName, newName } = input;
    if (newNamespaceName === undefined && newName === undefined) throw nothingToRename();
    if (newName !== undefined) checkTableName(newName);
    const versionToken = runtime.ids.hex(10);
    await records.transact((transaction) => {
      const found = requireTable(transaction, input);
      requireCustomers(found.bucket, found.table);
      checkVersionToken(found.table, input.versionToken);
      const { namespace, name } = found.table;
      const changed = { versionToken, modifiedMs: context.nowMs, modifiedBy: context.accountId };
      const renamed = { namespace: newNamespaceName ?? namespace, name: newName ?? name };
      rename(transaction, found, { ...found.table, ...changed, ...renamed });
    });
    return {};
  },
};
