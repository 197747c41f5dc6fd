import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The storage class of new tables: STANDARD. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getTableBucketStorageClass: S3TablesOperation<"GetTableBucketStorageClass"> = {
  access: (input) => bucketAccess("GetTableBucketStorageClass", input.tableBucketARN),
  async handle(input, _, { records }) {
    await records.read((reader) => requireBucket(reader, input.tableBucketARN));
    return { storageClassConfiguration: { storageClass: "STANDARD" } };
  },
};
