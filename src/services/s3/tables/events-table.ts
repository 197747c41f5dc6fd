/** What is told about objects: notifications, logs, reports, metadata tables and annotations: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { deleteObjectAnnotation } from "../operations/delete-object-annotation.ts";
import { getObjectAnnotation } from "../operations/get-object-annotation.ts";
import { listObjectAnnotations } from "../operations/list-object-annotations.ts";
import { putObjectAnnotation } from "../operations/put-object-annotation.ts";
import { deleteBucketInventoryConfiguration } from "../operations/delete-bucket-inventory-configuration.ts";
import { createBucketMetadataConfiguration } from "../operations/create-bucket-metadata-configuration.ts";
import { createBucketMetadataTableConfiguration } from "../operations/create-bucket-metadata-table-configuration.ts";
import { deleteBucketMetadataConfiguration } from "../operations/delete-bucket-metadata-configuration.ts";
import { deleteBucketMetadataTableConfiguration } from "../operations/delete-bucket-metadata-table-configuration.ts";
import { getBucketMetadataConfiguration } from "../operations/get-bucket-metadata-configuration.ts";
import { getBucketMetadataTableConfiguration } from "../operations/get-bucket-metadata-table-configuration.ts";
import { updateBucketMetadataAnnotationTableConfiguration } from "../operations/update-bucket-metadata-annotation-table-configuration.ts";
import { updateBucketMetadataInventoryTableConfiguration } from "../operations/update-bucket-metadata-inventory-table-configuration.ts";
import { updateBucketMetadataJournalTableConfiguration } from "../operations/update-bucket-metadata-journal-table-configuration.ts";
import { getBucketInventoryConfiguration } from "../operations/get-bucket-inventory-configuration.ts";
import { listBucketInventoryConfigurations } from "../operations/list-bucket-inventory-configurations.ts";
import { putBucketInventoryConfiguration } from "../operations/put-bucket-inventory-configuration.ts";
import { deleteBucketMetricsConfiguration } from "../operations/delete-bucket-metrics-configuration.ts";
import { getBucketMetricsConfiguration } from "../operations/get-bucket-metrics-configuration.ts";
import { listBucketMetricsConfigurations } from "../operations/list-bucket-metrics-configurations.ts";
import { putBucketMetricsConfiguration } from "../operations/put-bucket-metrics-configuration.ts";
import { getBucketLogging } from "../operations/get-bucket-logging.ts";
import { putBucketLogging } from "../operations/put-bucket-logging.ts";
import { getBucketNotificationConfiguration } from "../operations/get-bucket-notification-configuration.ts";
import { putBucketNotificationConfiguration } from "../operations/put-bucket-notification-configuration.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  analytics: notImplemented("storage class analysis needs the reads of each age of objects, which nobody counts"),
} as const;

type Names =
  | "CreateBucketMetadataConfiguration"
  | "CreateBucketMetadataTableConfiguration"
  | "DeleteBucketAnalyticsConfiguration"
  | "DeleteBucketInventoryConfiguration"
  | "DeleteBucketMetadataConfiguration"
  | "DeleteBucketMetadataTableConfiguration"
  | "DeleteBucketMetricsConfiguration"
  | "DeleteObjectAnnotation"
  | "GetBucketAnalyticsConfiguration"
  | "GetBucketInventoryConfiguration"
  | "GetBucketLogging"
  | "GetBucketMetadataConfiguration"
  | "GetBucketMetadataTableConfiguration"
  | "GetBucketMetricsConfiguration"
  | "GetBucketNotificationConfiguration"
  | "GetObjectAnnotation"
  | "ListBucketAnalyticsConfigurations"
  | "ListBucketInventoryConfigurations"
  | "ListBucketMetricsConfigurations"
  | "ListObjectAnnotations"
  | "PutBucketAnalyticsConfiguration"
  | "PutBucketInventoryConfiguration"
  | "PutBucketLogging"
  | "PutBucketMetricsConfiguration"
  | "PutBucketNotificationConfiguration"
  | "PutObjectAnnotation"
  | "UpdateBucketMetadataAnnotationTableConfiguration"
  | "UpdateBucketMetadataInventoryTableConfiguration"
  | "UpdateBucketMetadataJournalTableConfiguration";

export const eventsTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  CreateBucketMetadataConfiguration: createBucketMetadataConfiguration,
  CreateBucketMetadataTableConfiguration: createBucketMetadataTableConfiguration,
  DeleteBucketAnalyticsConfiguration: missing.analytics,
  DeleteBucketInventoryConfiguration: deleteBucketInventoryConfiguration,
  DeleteBucketMetadataConfiguration: deleteBucketMetadataConfiguration,
  DeleteBucketMetadataTableConfiguration: deleteBucketMetadataTableConfiguration,
  DeleteBucketMetricsConfiguration: deleteBucketMetricsConfiguration,
  DeleteObjectAnnotation: deleteObjectAnnotation,
  GetBucketAnalyticsConfiguration: missing.analytics,
  GetBucketInventoryConfiguration: getBucketInventoryConfiguration,
  GetBucketLogging: getBucketLogging,
  GetBucketMetadataConfiguration: getBucketMetadataConfiguration,
  GetBucketMetadataTableConfiguration: getBucketMetadataTableConfiguration,
  GetBucketMetricsConfiguration: getBucketMetricsConfiguration,
  GetBucketNotificationConfiguration: getBucketNotificationConfiguration,
  GetObjectAnnotation: getObjectAnnotation,
  ListBucketAnalyticsConfigurations: missing.analytics,
  ListBucketInventoryConfigurations: listBucketInventoryConfigurations,
  ListBucketMetricsConfigurations: listBucketMetricsConfigurations,
  ListObjectAnnotations: listObjectAnnotations,
  PutBucketAnalyticsConfiguration: missing.analytics,
  PutBucketInventoryConfiguration: putBucketInventoryConfiguration,
  PutBucketLogging: putBucketLogging,
  PutBucketMetricsConfiguration: putBucketMetricsConfiguration,
  PutBucketNotificationConfiguration: putBucketNotificationConfiguration,
  PutObjectAnnotation: putObjectAnnotation,
  UpdateBucketMetadataAnnotationTableConfiguration: updateBucketMetadataAnnotationTableConfiguration,
  UpdateBucketMetadataInventoryTableConfiguration: updateBucketMetadataInventoryTableConfiguration,
  UpdateBucketMetadataJournalTableConfiguration: updateBucketMetadataJournalTableConfiguration,
};
