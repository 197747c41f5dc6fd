import { warehouseName } from "../../../kit/ports/warehouses.ts";
import { tableAccess } from "../access.ts";
import { checkMetadataLocation, checkVersionToken, putTable, requireTable } from "../catalog/tables.ts";
import { metadataLocationInvalid } from "../errors.ts";
import { requireCustomers } from "../managed-resource.ts";
import { tableArn } from "../names.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/**
 * Makes another metadata file the table's state: a commit. Of writers that saw the same state, one succeeds.
 *
 * @throws {BadRequestException} 400 for a file outside the table's warehouse, or that is not there (assumed)  @throws {NotFoundException} 404
 * @throws {ConflictException} 409 when the table has changed since the version token
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_s3Buckets_UpdateTableMetadataLocation.html
 */
export const updateTableMetadataLocation: S3TablesOperation<"UpdateTableMetadataLocation"> = {
  access: (input) => tableAccess("UpdateTableMetadataLocation", input),
  async handle(input, context, { records, runtime, warehouses }) {
    const { metadataLocation } = input;
    const known = await records.read((reader) => requireTable(reader, input));
    requireCustomers(known.bucket, known.table);
    checkVersionToken(known.table, input.versionToken);
    const key = checkMetadataLocation(known.table, metadataLocation);
    const file = await warehouses.store.head(context, warehouseName(known.table.id), key);
    if (file === undefined) throw metadataLocationInvalid();
    const versionToken = runtime.ids.hex(10);
    await records.transact((transaction) => {
      const { bucket, table } = requireTable(transaction, input);
      checkVersionToken(table, input.versionToken);
      checkMetadataLocation(table, metadataLocation);
      const changed = { versionToken, metadataLocation, modifiedMs: context.nowMs, modifiedBy: context.accountId };
      putTable(transaction, { bucket, table: { ...table, ...changed } });
    });
    const { namespace, name } = known.table;
    return {
      name,
      namespace: [namespace],
      tableARN: tableArn(known.bucket, known.table.id),
      versionToken,
      metadataLocation,
    };
  },
};
