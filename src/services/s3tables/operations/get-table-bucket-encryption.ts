import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { showEncryption } from "../encryption.ts";
import { encryptionNotFound } from "../errors.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** What new tables of a table bucket are sealed with. @throws {BadRequestException} 400  @throws {NotFoundException} 404, also where nothing was set */
export const getTableBucketEncryption: S3TablesOperation<"GetTableBucketEncryption"> = {
  access: (input) => bucketAccess("GetTableBucketEncryption", input.tableBucketARN),
  async handle(input, _, { records }) {
    const { encryption } = await records.read((reader) => requireBucket(reader, input.tableBucketARN));
    if (encryption === undefined) throw encryptionNotFound();
    return { encryptionConfiguration: showEncryption(encryption) };
  },
};
