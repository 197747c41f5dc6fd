/** Records in the API's form. */
import type {
  GetNamespaceResponse,
  GetTableResponse,
  TableBucketSummary,
  TableSummary,
} from "@aws-sdk/client-s3tables";
import { type Found, warehouseLocation } from "./catalog/tables.ts";
import { bucketArn, tableArn } from "./names.ts";
import type { NamespaceRecord, TableBucketRecord } from "./records.ts";

export function showBucket(record: TableBucketRecord): TableBucketSummary {
  return {
    arn: bucketArn(record),
    name: record.name,
    ownerAccountId: record.accountId,
    createdAt: new Date(record.createdMs),
    tableBucketId: record.id,
    type: record.managedBy === undefined ? "customer" : "aws",
  };
}

export function showNamespace(bucket: TableBucketRecord, record: NamespaceRecord): GetNamespaceResponse {
  return {
    namespace: [record.name],
    createdAt: new Date(record.createdMs),
    createdBy: record.createdBy,
    ownerAccountId: bucket.accountId,
    namespaceId: record.id,
    tableBucketId: bucket.id,
  };
}

export function showTableSummary({ bucket, table }: Found): TableSummary {
  return {
    namespace: [table.namespace],
    name: table.name,
    type: table.managedBy === undefined ? "customer" : "aws",
    tableARN: tableArn(bucket, table.id),
    createdAt: new Date(table.createdMs),
    modifiedAt: new Date(table.modifiedMs),
    managedByService: table.managedBy,
    tableBucketId: bucket.id,
  };
}

export function showTable(found: Found): GetTableResponse {
  const { table, bucket } = found;
  const { name, namespace, type, tableARN, createdAt, modifiedAt, managedByService, tableBucketId } =
    showTableSummary(found);
  return {
    name,
    type,
    tableARN,
    namespace,
    versionToken: table.versionToken,
    metadataLocation: table.metadataLocation,
    warehouseLocation: warehouseLocation(table.id),
    createdAt,
    createdBy: table.createdBy,
    managedByService,
    modifiedAt,
    modifiedBy: table.modifiedBy,
    ownerAccountId: bucket.accountId,
    format: "ICEBERG",
    tableBucketId,
  };
}
