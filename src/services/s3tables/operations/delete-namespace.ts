import { bucketAccess } from "../access.ts";
import { deleteNamespace as remove } from "../catalog/namespaces.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Deletes a namespace without tables. @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {ConflictException} 409 */
export const deleteNamespace: S3TablesOperation<"DeleteNamespace"> = {
  access: (input) => bucketAccess("DeleteNamespace", input.tableBucketARN, { "s3tables:namespace": input.namespace }),
  async handle(input, _, { records }) {
    await records.transact((transaction) =>
      remove(transaction, requireBucket(transaction, input.tableBucketARN), input.namespace),
    );
    return {};
  },
};
