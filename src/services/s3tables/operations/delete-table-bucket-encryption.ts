import { bucketAccess } from "../access.ts";
import { putTableBucket, requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** New tables are sealed with S3's own keys again. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const deleteTableBucketEncryption: S3TablesOperation<"DeleteTableBucketEncryption"> = {
  access: (input) => bucketAccess("DeleteTableBucketEncryption", input.tableBucketARN),
  async handle(input, _, { records }) {
    await records.transact((transaction) =>
      putTableBucket(transaction, { ...requireBucket(transaction, input.tableBucketARN), encryption: undefined }),
    );
    return {};
  },
};
