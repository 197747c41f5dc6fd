import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { configurationPage } from "../listing/configuration-page.ts";
import { readInventories } from "../reports/inventory.ts";
import { showInventory } from "../reports/parse-inventory.ts";
import type { S3 } from "../s3.ts";

/**
 * Lists the inventories of a bucket by id, 100 a page.
 *
 * @throws {NoSuchBucket} 404  @throws {InvalidArgument} 400 for a token that is not ours
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketInventoryConfigurations.html (read 2026-11-29)
 */
export const listBucketInventoryConfigurations: Operation<typeof Sdk, "ListBucketInventoryConfigurations", S3> = {
  access: (input) => [{ action: "s3:GetInventoryConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const list = await s3.records.read((reader) =>
      readInventories(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    const { shown, isTruncated, nextToken } = configurationPage(list, input.ContinuationToken);
    return {
      ContinuationToken: input.ContinuationToken,
      InventoryConfigurationList: shown.length === 0 ? undefined : shown.map(showInventory),
      IsTruncated: isTruncated,
      NextContinuationToken: nextToken,
    };
  },
};
