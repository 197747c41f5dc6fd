import { bucketAccess } from "../access.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { readPage } from "../page.ts";
import { decodeRecord, type NamespaceRecord, namespacesPrefix } from "../records.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { showNamespace } from "../show.ts";

/** Namespaces of a table bucket, by name. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const listNamespaces: S3TablesOperation<"ListNamespaces"> = {
  access: (input) => bucketAccess("ListNamespaces", input.tableBucketARN),
  async handle(input, _, { records }) {
    const { prefix, continuationToken: token, maxNamespaces: max } = input;
    return await records.read((reader) => {
      const bucket = requireBucket(reader, input.tableBucketARN);
      const page = readPage(reader, { under: namespacesPrefix(bucket.id), prefix, token, max });
      const namespaces = page.entries.map(({ value }) => showNamespace(bucket, decodeRecord<NamespaceRecord>(value)));
      return { namespaces, continuationToken: page.continuationToken };
    });
  },
};
