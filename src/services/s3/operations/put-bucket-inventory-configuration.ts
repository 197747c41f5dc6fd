import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { tooManyConfigurations } from "../errors.ts";
import { compareUtf8 } from "../listing/utf8-order.ts";
import { putInventories, readInventories, readInventoryRun, writeInventoryRun } from "../reports/inventory.ts";
import { parseInventory } from "../reports/parse-inventory.ts";
import { INVENTORIES_MAX } from "../reports/report-limits.ts";
import type { S3 } from "../s3.ts";

/**
 * Adds an inventory to a bucket, or replaces the one of its id. Whether its destination takes the reports shows when they are written, as on AWS.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {MalformedXML} 400  @throws {InvalidArgument} 400
 * @throws {NotImplemented} 501 for ORC, KMS keys, and columns that are not written  @throws {NoSuchBucket} 404  @throws {TooManyConfigurations} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html (read 2026-11-29; check order assumed)
 */
export const putBucketInventoryConfiguration: Operation<typeof Sdk, "PutBucketInventoryConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutInventoryConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const inventory = parseInventory(input.Id, input.InventoryConfiguration);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const others = readInventories(transaction, bucket).filter(({ id }) => id !== inventory.id);
      if (others.length >= INVENTORIES_MAX) throw tooManyConfigurations();
      const list = [...others, inventory].toSorted((one, other) => compareUtf8(one.id, other.id));
      putInventories(transaction, bucket, list);
      if (readInventoryRun(transaction, bucket.name, inventory.id) === undefined)
        writeInventoryRun(transaction, bucket.name, inventory.id, { atMs: context.nowMs, hasReported: false });
    });
    return {};
  },
};
