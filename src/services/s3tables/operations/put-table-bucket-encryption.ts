import { bucketAccess, encryptionConditions } from "../access.ts";
import { putTableBucket, requireBucket } from "../catalog/table-buckets.ts";
import { parseEncryption } from "../encryption.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** What new tables of a table bucket are sealed with. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const putTableBucketEncryption: S3TablesOperation<"PutTableBucketEncryption"> = {
  access: ({ tableBucketARN, encryptionConfiguration }) =>
    bucketAccess("PutTableBucketEncryption", tableBucketARN, encryptionConditions(encryptionConfiguration)),
  async handle(input, _, { records }) {
    const encryption = parseEncryption(input.encryptionConfiguration);
    await records.transact((transaction) =>
      putTableBucket(transaction, { ...requireBucket(transaction, input.tableBucketARN), encryption }),
    );
    return {};
  },
};
