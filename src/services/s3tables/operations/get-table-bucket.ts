import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { showBucket } from "../show.ts";

/** One table bucket. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const getTableBucket: S3TablesOperation<"GetTableBucket"> = {
  access: (input) => bucketAccess("GetTableBucket", input.tableBucketARN),
  async handle(input, _, { records }) {
    return showBucket(await records.read((reader) => requireBucket(reader, input.tableBucketARN)));
  },
};
