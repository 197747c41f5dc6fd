/**
 * S3's table with warehouses in it: which operations they have, and how each asks for permission. Nothing is listed or deleted there, and no setting is shown or changed: that is S3 Tables' business.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/developing-s3-tables-APIs.html (read 2026-11-29; the code of the refusal is assumed)
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable, UntypedOperation, UntypedTable } from "../../../kit/operation.ts";
import { isWarehouseName } from "../../../kit/ports/warehouses.ts";
import { methodNotAllowed } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { warehouseChecks } from "./warehouse-access.ts";

const SUPPORTED: ReadonlySet<string> = new Set([
  "AbortMultipartUpload",
  "CompleteMultipartUpload",
  "CreateMultipartUpload",
  "GetObject",
  "HeadObject",
  "ListParts",
  "PutObject",
  "UploadPart",
]);

export function withWarehouseRows(table: OperationTable<typeof Sdk, S3>): OperationTable<typeof Sdk, S3> {
  const rows = Object.entries(table as unknown as UntypedTable).map(([name, row]) => [
    name,
    "notImplemented" in row ? row : withWarehouseRow(name, row),
  ]);
  return Object.fromEntries(rows) as OperationTable<typeof Sdk, S3>;
}

/** The row itself for other buckets, at the cost of one look at the name. */
function withWarehouseRow(name: string, row: UntypedOperation): UntypedOperation {
  const isSupported = SUPPORTED.has(name);
  return {
    ...row,
    access: (input, context) => warehouseChecks(row.access(input, context)),
    handle(input, context, service) {
      if (!isSupported && name !== "CreateBucket" && isInWarehouse(input))
        throw methodNotAllowed(context.method, "BUCKET");
      return row.handle(input, context, service);
    },
  };
}

function isInWarehouse(input: { readonly Bucket?: string }): boolean {
  return input.Bucket !== undefined && isWarehouseName(input.Bucket);
}
