import { tableAccess } from "../access.ts";
import { findTableById, requireTable } from "../catalog/tables.ts";
import { badRequest, tableNotFound } from "../errors.ts";
import { readTableArn } from "../names.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { showTable } from "../show.ts";

/** One table, by its name or its ARN. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getTable: S3TablesOperation<"GetTable"> = {
  access({ tableArn, tableBucketARN, namespace = "", name = "" }) {
    if (tableArn !== undefined) return [{ action: "s3tables:GetTable", resource: tableArn }];
    // A request that names no table is refused as malformed.
    return tableBucketARN === undefined ? [] : tableAccess("GetTable", { tableBucketARN, namespace, name });
  },
  async handle({ tableArn, tableBucketARN, namespace, name }, _, { records }) {
    return await records.read((reader) => {
      if (tableArn !== undefined) {
        const arn = readTableArn(tableArn);
        const found = arn === undefined ? undefined : findTableById(reader, arn.tableId);
        if (found === undefined) throw tableNotFound();
        return showTable(found);
      }
      if (tableBucketARN === undefined || namespace === undefined || name === undefined)
        throw badRequest("A table is named by its ARN, or by its table bucket, its namespace and its name.");
      return showTable(requireTable(reader, { tableBucketARN, namespace, name }));
    });
  },
};
