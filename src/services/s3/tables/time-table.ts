/** What time does to objects: lifecycle, archives and Intelligent-Tiering: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  lifecycle: notImplemented("lifecycle rules are not executed yet"),
  archive: notImplemented("archive storage classes and restoring from them are not there yet"),
  tiering: notImplemented("Intelligent-Tiering does not move objects yet"),
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
  DeleteBucketIntelligentTieringConfiguration: missing.tiering,
  DeleteBucketLifecycle: missing.lifecycle,
  GetBucketIntelligentTieringConfiguration: missing.tiering,
  GetBucketLifecycleConfiguration: missing.lifecycle,
  ListBucketIntelligentTieringConfigurations: missing.tiering,
  PutBucketIntelligentTieringConfiguration: missing.tiering,
  PutBucketLifecycleConfiguration: missing.lifecycle,
  RestoreObject: missing.archive,
};
