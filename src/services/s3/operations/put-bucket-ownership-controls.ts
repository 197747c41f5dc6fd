import type * as Sdk from "@aws-sdk/client-s3";
import type { OwnershipControls } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { readBucketAcl } from "../acl/bucket-acl.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { invalidBucketAclWithObjectOwnership, malformedXml } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { ObjectOwnership } from "../store/bucket-record.ts";
import { putBucket } from "../store/buckets.ts";

const OWNERSHIPS = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const;

/**
 * Says who owns what is written into a bucket, and so whether access control lists decide in it.
 *
 * AWS: lists can be disabled only when the bucket's own gives nobody else anything (about-object-ownership.html, "Prerequisites"). Lists and owners of objects stay
 * and count again when lists are enabled again.
 *
 * @throws {BadDigest} 400  @throws {MalformedXML} 400 for anything but one rule  @throws {NoSuchBucket} 404  @throws {InvalidBucketAclWithObjectOwnership} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html (read 2026-11-29)
 */
export const putBucketOwnershipControls: Operation<typeof Sdk, "PutBucketOwnershipControls", S3> = {
  access: (input) => [{ action: "s3:PutBucketOwnershipControls", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const objectOwnership = readControls(input.OwnershipControls);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (objectOwnership === "BucketOwnerEnforced" && readBucketAcl(transaction, bucket) !== undefined)
        throw invalidBucketAclWithObjectOwnership();
      putBucket(transaction, { ...bucket, objectOwnership });
    });
    return {};
  },
};

function readControls({ Rules: rules = [] }: OwnershipControls): ObjectOwnership {
  const [rule, ...others] = rules;
  const ownership = OWNERSHIPS.find((name) => name === rule?.ObjectOwnership);
  if (ownership === undefined || others.length > 0) throw malformedXml();
  return ownership;
}
