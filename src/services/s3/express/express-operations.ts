/**
 * S3's table with directory buckets in it: which operations they have, and how each asks for permission.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-APIs.html (read 2026-11-29)
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable, UntypedOperation, UntypedTable } from "../../../kit/operation.ts";
import { directoryBucketsLack } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { isDirectoryBucketName } from "./directory-bucket.ts";
import { expressChecks } from "./express-access.ts";

const SUPPORTED: ReadonlySet<string> = new Set([
  "AbortMultipartUpload",
  "CompleteMultipartUpload",
  "CopyObject",
  "CreateBucket",
  "CreateMultipartUpload",
  "CreateSession",
  "DeleteBucket",
  "DeleteBucketEncryption",
  "DeleteBucketLifecycle",
  "DeleteBucketPolicy",
  "DeleteObject",
  "DeleteObjects",
  "GetBucketEncryption",
  "GetBucketLifecycleConfiguration",
  "GetBucketPolicy",
  "GetObject",
  "GetObjectAttributes",
  "HeadBucket",
  "HeadObject",
  "ListMultipartUploads",
  "ListObjectsV2",
  "ListParts",
  "PutBucketEncryption",
  "PutBucketLifecycleConfiguration",
  "PutBucketPolicy",
  "PutObject",
  "RenameObject",
  "UploadPart",
  "UploadPartCopy",
]);

export function withDirectoryBucketRows(table: OperationTable<typeof Sdk, S3>): OperationTable<typeof Sdk, S3> {
  const rows = Object.entries(table as unknown as UntypedTable).map(([name, row]) => [
    name,
    "notImplemented" in row ? row : withDirectoryBucketRow(name, row),
  ]);
  return Object.fromEntries(rows) as OperationTable<typeof Sdk, S3>;
}

/** The row itself for other buckets, at the cost of one look at the name. */
function withDirectoryBucketRow(name: string, row: UntypedOperation): UntypedOperation {
  return {
    ...row,
    access: (input, context) => expressChecks(row.access(input, context), context),
    handle(input, context, service) {
      const { Bucket: bucket } = input as { readonly Bucket?: string };
      if (bucket !== undefined && isDirectoryBucketName(bucket) && !SUPPORTED.has(name))
        throw directoryBucketsLack(name);
      return row.handle(input, context, service);
    },
  };
}
