import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { replicationNotFound } from "../replication/replication-errors.ts";
import { replicationSettings, showSettings } from "../replication/rules.ts";
import type { S3 } from "../s3.ts";

/**
 * The replication rules of a bucket, as they were put, each with an id.
 *
 * @throws {NoSuchBucket} 404  @throws {ReplicationConfigurationNotFoundError} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html (read 2026-11-29)
 */
export const getBucketReplication: Operation<typeof Sdk, "GetBucketReplication", S3> = {
  access: (input) => [{ action: "s3:GetReplicationConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const settings = await s3.records.read((reader) =>
      replicationSettings.read(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    if (settings === undefined) throw replicationNotFound(input.Bucket);
    return { ReplicationConfiguration: showSettings(settings) };
  },
};
