import type * as Sdk from "@aws-sdk/client-s3";
import { withStatus } from "../../../kit/answer-status.ts";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { tooManyConfigurations } from "../errors.ts";
import { compareUtf8 } from "../listing/utf8-order.ts";
import { TIERING_CONFIGURATIONS_MAX } from "../limits.ts";
import type { S3 } from "../s3.ts";
import { parseTieringConfiguration } from "../tiering/tiering-configuration.ts";
import { tieringConfigurations } from "../tiering/tiering-record.ts";

/**
 * Adds an Intelligent-Tiering configuration to a bucket, or replaces the one of its id. It holds from now on, for objects that are there too.
 *
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {NoSuchBucket} 404  @throws {TooManyConfigurations} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketIntelligentTieringConfiguration.html (read 2026-11-29)
 */
export const putBucketIntelligentTieringConfiguration: Operation<
  typeof Sdk,
  "PutBucketIntelligentTieringConfiguration",
  S3
> = {
  access: (input) => [{ action: "s3:PutIntelligentTieringConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const configuration = parseTieringConfiguration(input.Id, input.IntelligentTieringConfiguration);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const before = tieringConfigurations.read(transaction, bucket)?.list ?? [];
      const list = [...before.filter(({ id }) => id !== input.Id), configuration];
      if (list.length > TIERING_CONFIGURATIONS_MAX) throw tooManyConfigurations();
      list.sort((one, other) => compareUtf8(one.id, other.id));
      tieringConfigurations.put(transaction, bucket, { list });
    });
    // AWS: 204, though the model says 200 (localstack/localstack test_s3.snapshot.json, put_bucket_intelligent_tiering_configuration).
    return withStatus({}, 204);
  },
};
