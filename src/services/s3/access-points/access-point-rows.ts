/**
 * S3's table with access points in it: which operations take one in the place of a bucket, and how each asks for permission through it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html (read 2026-11-29)
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { OperationTable, UntypedOperation, UntypedTable } from "../../../kit/operation.ts";
import { copiesWithinRegion, methodNotAllowed } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { authorizerThrough, checksThrough } from "./both-sides.ts";
import { restrictAcls } from "./restricted-acls.ts";
import { type NamesBuckets, resolveNames, type Through, throughOf } from "./through.ts";

const SUPPORTED: ReadonlySet<string> = new Set([
  "AbortMultipartUpload",
  "CompleteMultipartUpload",
  "CopyObject",
  "CreateMultipartUpload",
  "DeleteObject",
  "DeleteObjectTagging",
  "DeleteObjects",
  "GetBucketAcl",
  "GetBucketCors",
  "GetBucketLocation",
  "GetBucketNotificationConfiguration",
  "GetBucketPolicy",
  "GetObject",
  "GetObjectAcl",
  "GetObjectAttributes",
  "GetObjectLegalHold",
  "GetObjectRetention",
  "GetObjectTagging",
  "HeadBucket",
  "HeadObject",
  "ListMultipartUploads",
  "ListObjectVersions",
  "ListObjects",
  "ListObjectsV2",
  "ListParts",
  "PutObject",
  "PutObjectAcl",
  "PutObjectLegalHold",
  "PutObjectRetention",
  "PutObjectTagging",
  "RestoreObject",
  "UploadPart",
  "UploadPartCopy",
]);

/** These name what is to be, or no bucket. */
const NAME_NOTHING: ReadonlySet<string> = new Set(["CreateBucket", "ListBuckets", "ListDirectoryBuckets"]);

export function withAccessPointRows(table: OperationTable<typeof Sdk, S3>): OperationTable<typeof Sdk, S3> {
  const rows = Object.entries(table as unknown as UntypedTable).map(([name, row]) => [
    name,
    "notImplemented" in row || NAME_NOTHING.has(name) ? row : withAccessPoints(name, row),
  ]);
  return Object.fromEntries(rows) as OperationTable<typeof Sdk, S3>;
}

/** The row itself for buckets, at the cost of one look at the name. */
function withAccessPoints(name: string, row: UntypedOperation): UntypedOperation {
  const { whenRefused } = row;
  return {
    ...row,
    resolve: (input: NamesBuckets, context, { records }: S3) => resolveNames(input, context, records),
    access(input: object, context) {
      const through = throughOf(input);
      if (through === undefined) return row.access(input as never, context);
      return checksThrough(row.access(through.sent as never, context), through.names);
    },
    ...(whenRefused === undefined
      ? {}
      : { whenRefused: (input, context, s3: S3) => whenRefused(input, context, asReached(s3, input) as never) }),
    handle(input: object, context, s3: S3) {
      const through = throughOf(input);
      if (through === undefined) return row.handle(input as never, context, s3 as never);
      checkUse(name, through, context);
      const { target } = through;
      if (target?.accessPoint !== undefined) restrictAcls(context, target.accessPoint.publicAccessBlock);
      return row.handle(input as never, context, asReached(s3, input) as never);
    },
  };
}

/** @throws {MethodNotAllowed} 405 (assumed)  @throws {NoSuchBucket} and {NoSuchAccessPoint} 404  @throws {InvalidRequest} 400 for copies between Regions */
function checkUse(operation: string, { target, source, names }: Through, context: RequestContext): void {
  if (target !== undefined && !SUPPORTED.has(operation)) throw methodNotAllowed(context.method, "ACCESSPOINT");
  for (const { fault } of names) if (fault !== undefined) throw fault;
  if (source?.accessPoint !== undefined && source.accessPoint.region !== context.region) throw copiesWithinRegion();
}

/** S3 as a call sees it that reaches its buckets through access points. */
function asReached(s3: S3, input: object): S3 {
  const through = throughOf(input);
  return through === undefined ? s3 : { ...s3, authorizer: authorizerThrough(s3.authorizer, through.names) };
}
