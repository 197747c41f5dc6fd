import { bucketAccess } from "../access.ts";
import { putTableBucket, requireBucket } from "../catalog/table-buckets.ts";
import { checkPolicy } from "../policies.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Gives a table bucket a policy, or another one. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const putTableBucketPolicy: S3TablesOperation<"PutTableBucketPolicy"> = {
  access: (input) => bucketAccess("PutTableBucketPolicy", input.tableBucketARN),
  async handle(input, _, { records }) {
    const policy = checkPolicy(input.resourcePolicy);
    await records.transact((transaction) =>
      putTableBucket(transaction, { ...requireBucket(transaction, input.tableBucketARN), policy }),
    );
    return {};
  },
};
