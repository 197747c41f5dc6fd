import { bucketAccess } from "../access.ts";
import { createNamespace as create } from "../catalog/namespaces.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { checkNamespace } from "../names.ts";
import { requireCustomers } from "../managed-resource.ts";
import type { S3TablesOperation } from "../s3tables.ts";

/** Makes a namespace. @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {ConflictException} 409 */
export const createNamespace: S3TablesOperation<"CreateNamespace"> = {
  access: (input) => bucketAccess("CreateNamespace", input.tableBucketARN),
  async handle(input, context, { records, runtime }) {
    const name = checkNamespace(input.namespace);
    const record = { id: runtime.ids.uuid(), name, createdMs: context.nowMs, createdBy: context.accountId };
    await records.transact((transaction) => {
      const bucket = requireBucket(transaction, input.tableBucketARN);
      requireCustomers(bucket);
      create(transaction, bucket, record);
    });
    return { tableBucketARN: input.tableBucketARN, namespace: [name] };
  },
};
