import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { policyNotFound } from "../errors.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** The policy of a table bucket. @throws {BadRequestException} 400  @throws {NotFoundException} 404, also without a policy */
export const getTableBucketPolicy: S3TablesOperation<"GetTableBucketPolicy"> = {
  access: (input) => bucketAccess("GetTableBucketPolicy", input.tableBucketARN),
  handle(input, _, { records, principals }) {
    return records.read((reader) => {
      const { policy } = requireBucket(reader, input.tableBucketARN);
      if (policy === undefined) throw policyNotFound();
      return { resourcePolicy: principals.show(reader, policy) };
    });
  },
};
