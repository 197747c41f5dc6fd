import { bucketAccess } from "../access.ts";
import { requireNamespace } from "../catalog/namespaces.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { readPage } from "../page.ts";
import { decodeRecord, type TableRecord, tablesOfNamespacePrefix, tablesPrefix } from "../records.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { showTableSummary } from "../show.ts";

/** Tables of a namespace, or of all of a table bucket's, by name. @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export const listTables: S3TablesOperation<"ListTables"> = {
  access: ({ tableBucketARN, namespace }) =>
    bucketAccess("ListTables", tableBucketARN, namespace === undefined ? {} : { "s3tables:namespace": namespace }),
  async handle(input, _, { records }) {
    const { namespace, prefix, continuationToken: token, maxTables: max } = input;
    return await records.read((reader) => {
      const bucket = requireBucket(reader, input.tableBucketARN);
      if (namespace !== undefined) requireNamespace(reader, bucket, namespace);
      const isNested = namespace === undefined;
      const under = isNested ? tablesPrefix(bucket.id) : tablesOfNamespacePrefix(bucket.id, namespace);
      const page = readPage(reader, { under, prefix, isNested, token, max });
      const tables = page.entries.map(({ value }) =>
        showTableSummary({ bucket, table: decodeRecord<TableRecord>(value) }),
      );
      return { tables, continuationToken: page.continuationToken };
    });
  },
};
