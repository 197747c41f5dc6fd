import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchConfiguration } from "../errors.ts";
import { readInventories } from "../reports/inventory.ts";
import { showInventory } from "../reports/parse-inventory.ts";
import type { S3 } from "../s3.ts";

/**
 * @throws {NoSuchBucket} 404  @throws {NoSuchConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketInventoryConfiguration.html (read 2026-11-29)
 */
export const getBucketInventoryConfiguration: Operation<typeof Sdk, "GetBucketInventoryConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetInventoryConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    return await s3.records.read((reader) => {
      const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const found = readInventories(reader, bucket).find(({ id }) => id === input.Id);
      if (found === undefined) throw noSuchConfiguration();
      return { InventoryConfiguration: showInventory(found) };
    });
  },
};
