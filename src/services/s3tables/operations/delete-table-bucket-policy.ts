import { bucketAccess } from "../access.ts";
import { putTableBucket, requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Takes the policy of a table bucket away; none is no error (assumed). @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const deleteTableBucketPolicy: S3TablesOperation<"DeleteTableBucketPolicy"> = {
  access: (input) => bucketAccess("DeleteTableBucketPolicy", input.tableBucketARN),
  async handle(input, _, { records }) {
    await records.transact((transaction) =>
      putTableBucket(transaction, { ...requireBucket(transaction, input.tableBucketARN), policy: undefined }),
    );
    return {};
  },
};
