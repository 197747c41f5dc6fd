/**
 * Amazon S3 Tables: table buckets, namespaces and Iceberg tables. One row for every operation of the client; what is missing says why. Sources, gaps and deliberate
 * differences are in README.md beside this file.
 */
import { notImplemented, type OperationTable } from "../../kit/operation.ts";
import { sweepGarbage } from "./garbage.ts";
import { createNamespace } from "./operations/create-namespace.ts";
import { createTableBucket } from "./operations/create-table-bucket.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteNamespace } from "./operations/delete-namespace.ts";
import { deleteTableBucketEncryption } from "./operations/delete-table-bucket-encryption.ts";
import { deleteTableBucketPolicy } from "./operations/delete-table-bucket-policy.ts";
import { deleteTableBucket } from "./operations/delete-table-bucket.ts";
import { deleteTablePolicy } from "./operations/delete-table-policy.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { getNamespace } from "./operations/get-namespace.ts";
import { getTableBucketEncryption } from "./operations/get-table-bucket-encryption.ts";
import { getTableBucketPolicy } from "./operations/get-table-bucket-policy.ts";
import { getTableBucketStorageClass } from "./operations/get-table-bucket-storage-class.ts";
import { getTableBucket } from "./operations/get-table-bucket.ts";
import { getTableEncryption } from "./operations/get-table-encryption.ts";
import { getTableMetadataLocation } from "./operations/get-table-metadata-location.ts";
import { getTablePolicy } from "./operations/get-table-policy.ts";
import { getTableStorageClass } from "./operations/get-table-storage-class.ts";
import { getTable } from "./operations/get-table.ts";
import { listNamespaces } from "./operations/list-namespaces.ts";
import { listTableBuckets } from "./operations/list-table-buckets.ts";
import { listTables } from "./operations/list-tables.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putTableBucketEncryption } from "./operations/put-table-bucket-encryption.ts";
import { putTableBucketPolicy } from "./operations/put-table-bucket-policy.ts";
import { putTableBucketStorageClass } from "./operations/put-table-bucket-storage-class.ts";
import { putTablePolicy } from "./operations/put-table-policy.ts";
import { renameTable } from "./operations/rename-table.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateTableMetadataLocation } from "./operations/update-table-metadata-location.ts";
import type { S3Tables, S3TablesDependencies, S3TablesSdk } from "./s3tables.ts";

/** The instance for all accounts and Regions. Takes up at once what a crash left to be swept. */
export function createS3Tables(dependencies: S3TablesDependencies): S3Tables {
  const { runtime } = dependencies;
  const closing = new AbortController();
  let sweep: Promise<void> = Promise.resolve();
  const tables: S3Tables = {
    ...dependencies,
    sweepSoon() {
      sweep = sweep
        .then(() => sweepGarbage(dependencies, closing.signal))
        .catch((error: unknown) =>
          runtime.log.error("cannot take away the files of deleted tables; the next delete or start goes on", {
            cause: String(error),
          }),
        );
    },
    async close() {
      closing.abort();
      await sweep;
    },
  };
  tables.sweepSoon();
  return tables;
}

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  expiration: notImplemented(
    "records of journal tables expire as their S3 Metadata configuration says; other tables of services do not exist",
  ),
  maintenance: notImplemented(
    "snapshots, small files and files that nobody refers to are tidied up in tables of services only; other tables are their writers' business",
  ),
  metrics: notImplemented("request metrics are shown by CloudWatch, which is not there"),
  replication: notImplemented("tables are not copied to other table buckets yet"),
} as const;

export const s3TablesOperations: OperationTable<S3TablesSdk, S3Tables> = {
  DeleteTableBucketMetricsConfiguration: missing.metrics,
  DeleteTableBucketReplication: missing.replication,
  DeleteTableReplication: missing.replication,
  GetTableBucketMaintenanceConfiguration: missing.maintenance,
  GetTableBucketMetricsConfiguration: missing.metrics,
  GetTableBucketReplication: missing.replication,
  GetTableMaintenanceConfiguration: missing.maintenance,
  GetTableMaintenanceJobStatus: missing.maintenance,
  GetTableRecordExpirationConfiguration: missing.expiration,
  GetTableRecordExpirationJobStatus: missing.expiration,
  GetTableReplication: missing.replication,
  GetTableReplicationStatus: missing.replication,
  PutTableBucketMaintenanceConfiguration: missing.maintenance,
  PutTableBucketMetricsConfiguration: missing.metrics,
  PutTableBucketReplication: missing.replication,
  PutTableMaintenanceConfiguration: missing.maintenance,
  PutTableRecordExpirationConfiguration: missing.expiration,
  PutTableReplication: missing.replication,
  CreateNamespace: createNamespace,
  CreateTable: createTable,
  CreateTableBucket: createTableBucket,
  DeleteNamespace: deleteNamespace,
  DeleteTable: deleteTable,
  DeleteTableBucket: deleteTableBucket,
  DeleteTableBucketEncryption: deleteTableBucketEncryption,
  DeleteTableBucketPolicy: deleteTableBucketPolicy,
  DeleteTablePolicy: deleteTablePolicy,
  GetNamespace: getNamespace,
  GetTable: getTable,
  GetTableBucket: getTableBucket,
  GetTableBucketEncryption: getTableBucketEncryption,
  GetTableBucketPolicy: getTableBucketPolicy,
  GetTableBucketStorageClass: getTableBucketStorageClass,
  GetTableEncryption: getTableEncryption,
  GetTableMetadataLocation: getTableMetadataLocation,
  GetTablePolicy: getTablePolicy,
  GetTableStorageClass: getTableStorageClass,
  ListNamespaces: listNamespaces,
  ListTableBuckets: listTableBuckets,
  ListTables: listTables,
  ListTagsForResource: listTagsForResource,
  PutTableBucketEncryption: putTableBucketEncryption,
  PutTableBucketPolicy: putTableBucketPolicy,
  PutTableBucketStorageClass: putTableBucketStorageClass,
  PutTablePolicy: putTablePolicy,
  RenameTable: renameTable,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateTableMetadataLocation: updateTableMetadataLocation,
};
