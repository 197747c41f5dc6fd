import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { hasAcls } from "../access/object-ownership.ts";
import { readBucketAcl } from "../acl/bucket-acl.ts";
import { showAcl } from "../acl/show-acl.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";

/**
 * The access control list of a bucket. AWS: where lists are disabled, it shows that the owner has full control.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html (read 2026-11-29)
 */
export const getBucketAcl: Operation<typeof Sdk, "GetBucketAcl", S3> = {
  access: (input) => [{ action: "s3:GetBucketAcl", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const { bucket, acl } = await s3.records.read((reader) => {
      const opened = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      return { bucket: opened, acl: hasAcls(opened) ? readBucketAcl(reader, opened) : undefined };
    });
    return showAcl(s3, { bucket, ownerAccountId: bucket.accountId }, acl);
  },
};
