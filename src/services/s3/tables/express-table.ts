/** Directory buckets, and S3 Select: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  directoryBuckets: notImplemented("there are general purpose buckets only, no directory buckets"),
  select: notImplemented("S3 Select is closed to new customers; query the object through Athena"),
} as const;

type Names = "CreateSession" | "ListDirectoryBuckets" | "RenameObject" | "SelectObjectContent";

export const expressTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  CreateSession: missing.directoryBuckets,
  ListDirectoryBuckets: missing.directoryBuckets,
  RenameObject: missing.directoryBuckets,
  SelectObjectContent: missing.select,
};
