import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { policyNotFound } from "../errors.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The policy of a table bucket. @throws {BadRequestException} 400  @throws {NotFoundException} 404, also without a policy */
export const getTableBucketPolicy: S3TablesOperation<"GetTableBucketPolicy"> = {
  access: (input) => bucketAccess("GetTableBucketPolicy", input.tableBucketARN),
  async handle(input, _, { records }) {
    const { policy } = await records.read((reader) => requireBucket(reader, input.tableBucketARN));
    if (policy === undefined) throw policyNotFound();
    return { resourcePolicy: policy };
  },
};
