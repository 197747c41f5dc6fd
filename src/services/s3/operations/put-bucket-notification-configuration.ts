import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { notification } from "../events/notification.ts";
import { checkRegions, parseNotification } from "../events/parse-notification.ts";
import { validateDestinations } from "../events/validate-destinations.ts";
import type { S3 } from "../s3.ts";

/**
 * Replaces all rules of a bucket; an empty document turns notifications off. Destinations are asked whether they are there, queues and topics by a test event, unless that
 * is to be skipped.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {MalformedXML} 400
 * @throws {InvalidArgument} 400 for ARNs, events, filters, rules that overlap, and destinations that are not there  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html (read 2026-11-29; check order assumed)
 */
export const putBucketNotificationConfiguration: Operation<typeof Sdk, "PutBucketNotificationConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutBucketNotification", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const parsed = parseNotification(input.NotificationConfiguration, s3.runtime.ids);
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    if (parsed !== undefined) {
      checkRegions(parsed, bucket);
      if (input.SkipDestinationValidation !== true) await validateDestinations(s3, context, { bucket, parsed });
    }
    await s3.records.transact((transaction) => {
      const now = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (parsed === undefined) notification.remove(transaction, now);
      else notification.put(transaction, now, parsed);
    });
    return {};
  },
};
