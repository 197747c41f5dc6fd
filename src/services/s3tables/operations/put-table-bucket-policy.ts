import { bucketAccess } from "../access.ts";
import { putTableBucket, requireBucket } from "../catalog/table-buckets.ts";
import { checkPolicy, keptPolicy } from "../policies.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Gives a table bucket a policy, or another one. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const putTableBucketPolicy: S3TablesOperation<"PutTableBucketPolicy"> = {
  access: (input) => bucketAccess("PutTableBucketPolicy", input.tableBucketARN),
  async handle(input, _, { records, principals }) {
    const text = checkPolicy(input.resourcePolicy);
    await records.transact((transaction) => {
      const bucket = requireBucket(transaction, input.tableBucketARN);
      const policy = keptPolicy(principals, transaction, { text, accountId: bucket.accountId });
      putTableBucket(transaction, { ...bucket, policy });
    });
    return {};
  },
};
