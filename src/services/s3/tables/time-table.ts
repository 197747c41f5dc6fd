/** What time does to objects: lifecycle, archives and Intelligent-Tiering: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { deleteBucketIntelligentTieringConfiguration } from "../operations/delete-bucket-intelligent-tiering-configuration.ts";
import { getBucketIntelligentTieringConfiguration } from "../operations/get-bucket-intelligent-tiering-configuration.ts";
import { listBucketIntelligentTieringConfigurations } from "../operations/list-bucket-intelligent-tiering-configurations.ts";
import { putBucketIntelligentTieringConfiguration } from "../operations/put-bucket-intelligent-tiering-configuration.ts";
import { restoreObject } from "../operations/restore-object.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  lifecycle: notImplemented("lifecycle rules are not executed yet"),
} as const;

type Names =
  | "DeleteBucketIntelligentTieringConfiguration"
  | "DeleteBucketLifecycle"
  | "GetBucketIntelligentTieringConfiguration"
  | "GetBucketLifecycleConfiguration"
  | "ListBucketIntelligentTieringConfigurations"
  | "PutBucketIntelligentTieringConfiguration"
  | "PutBucketLifecycleConfiguration"
  | "RestoreObject";

export const timeTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  DeleteBucketIntelligentTieringConfiguration: deleteBucketIntelligentTieringConfiguration,
  DeleteBucketLifecycle: missing.lifecycle,
  GetBucketIntelligentTieringConfiguration: getBucketIntelligentTieringConfiguration,
  GetBucketLifecycleConfiguration: missing.lifecycle,
  ListBucketIntelligentTieringConfigurations: listBucketIntelligentTieringConfigurations,
  PutBucketIntelligentTieringConfiguration: putBucketIntelligentTieringConfiguration,
  PutBucketLifecycleConfiguration: missing.lifecycle,
  RestoreObject: restoreObject,
};
