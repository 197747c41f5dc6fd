import { bucketAccess } from "../access.ts";
import { requireNamespace } from "../catalog/namespaces.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { showNamespace } from "../show.ts";

/** One namespace. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getNamespace: S3TablesOperation<"GetNamespace"> = {
  access: (input) => bucketAccess("GetNamespace", input.tableBucketARN, { "s3tables:namespace": input.namespace }),
  async handle(input, _, { records }) {
    return await records.read((reader) => {
      const bucket = requireBucket(reader, input.tableBucketARN);
      return showNamespace(bucket, requireNamespace(reader, bucket, input.namespace));
    });
  },
};
