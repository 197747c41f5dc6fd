/** What time does to objects: lifecycle, archives and Intelligent-Tiering: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable } from "../../../kit/operation.ts";
import { deleteBucketIntelligentTieringConfiguration } from "../operations/delete-bucket-intelligent-tiering-configuration.ts";
import { getBucketIntelligentTieringConfiguration } from "../operations/get-bucket-intelligent-tiering-configuration.ts";
import { listBucketIntelligentTieringConfigurations } from "../operations/list-bucket-intelligent-tiering-configurations.ts";
import { putBucketIntelligentTieringConfiguration } from "../operations/put-bucket-intelligent-tiering-configuration.ts";
import { deleteBucketLifecycle } from "../operations/delete-bucket-lifecycle.ts";
import { getBucketLifecycleConfiguration } from "../operations/get-bucket-lifecycle-configuration.ts";
import { putBucketLifecycleConfiguration } from "../operations/put-bucket-lifecycle-configuration.ts";
import { restoreObject } from "../operations/restore-object.ts";
import type { S3 } from "../s3.ts";

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
  DeleteBucketLifecycle: deleteBucketLifecycle,
  GetBucketIntelligentTieringConfiguration: getBucketIntelligentTieringConfiguration,
  GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration,
  ListBucketIntelligentTieringConfigurations: listBucketIntelligentTieringConfigurations,
  PutBucketIntelligentTieringConfiguration: putBucketIntelligentTieringConfiguration,
  PutBucketLifecycleConfiguration: putBucketLifecycleConfiguration,
  RestoreObject: restoreObject,
};
