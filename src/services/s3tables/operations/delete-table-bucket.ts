import { bucketAccess } from "../access.ts";
import { deleteBucket, requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Deletes a table bucket without namespaces. @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {ConflictException} 409 */
export const deleteTableBucket: S3TablesOperation<"DeleteTableBucket"> = {
  access: (input) => bucketAccess("DeleteTableBucket", input.tableBucketARN),
  async handle(input, _, { records }) {
    await records.transact((transaction) =>
      deleteBucket(transaction, requireBucket(transaction, input.tableBucketARN)),
    );
    return {};
  },
};
