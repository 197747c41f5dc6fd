import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { aclConditions } from "../access/acl-conditions.ts";
import { hasAcls } from "../access/object-ownership.ts";
import { parseNewAcl } from "../acl/asked-acl.ts";
import { checkPublicAcl } from "../acl/block-public-acl.ts";
import { putBucketAclOf } from "../acl/bucket-acl.ts";
import { checkNamedOwner } from "../acl/named-owner.ts";
import { resolveAcl } from "../acl/resolve-acl.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { accessControlListNotSupported } from "../errors.ts";
import type { S3 } from "../s3.ts";

/**
 * Replaces the access control list of a bucket, by a canned list, by grants in headers or by a document.
 *
 * Checks, in order: digests of the document, the request itself, bucket, whether it takes lists, grantees, Block Public Access.
 *
 * @throws {InvalidRequest} 400, {InvalidArgument} 400, {UnexpectedContent} 400, {MissingSecurityHeader} 400 and {MalformedACLError} 400 for the request
 * @throws {NoSuchBucket} 404  @throws {AccessControlListNotSupported} 400  @throws {AccessDenied} 403 for a public list that is blocked, and for another owner
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html (read 2026-11-29; check order assumed)
 */
export const putBucketAcl: Operation<typeof Sdk, "PutBucketAcl", S3> = {
  access: (input) => [
    { action: "s3:PutBucketAcl", resource: bucketArn(input.Bucket), conditions: aclConditions(input) },
  ],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const asked = parseNewAcl(input, "bucket");
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (!hasAcls(bucket)) throw accessControlListNotSupported();
      checkNamedOwner(s3, bucket.accountId, asked);
      const acl = resolveAcl(s3, { bucket, ownerAccountId: bucket.accountId }, asked);
      const request = { context, action: "s3:PutBucketAcl", resource: bucketArn(bucket.name) };
      checkPublicAcl(transaction, bucket, acl, request);
      putBucketAclOf(transaction, bucket, acl);
    });
    return {};
  },
};
