import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { refuseTiering } from "../storage-class.ts";

/** The storage class of new tables. @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {NotImplemented} 501 for INTELLIGENT_TIERING */
export const putTableBucketStorageClass: S3TablesOperation<"PutTableBucketStorageClass"> = {
  access: ({ tableBucketARN, storageClassConfiguration }) =>
    bucketAccess("PutTableBucketStorageClass", tableBucketARN, {
      "s3tables:StorageClass": storageClassConfiguration.storageClass ?? "",
    }),
  async handle(input, _, { records }) {
    await records.read((reader) => requireBucket(reader, input.tableBucketARN));
    refuseTiering(input.storageClassConfiguration);
    return {};
  },
};
