import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import { malformedXml } from "../errors.ts";
import { lifecycles } from "../lifecycle/lifecycle-record.ts";
import { parseLifecycle } from "../lifecycle/parse-lifecycle.ts";
import { putProgress } from "../lifecycle/progress.ts";
import type { S3 } from "../s3.ts";

/**
 * Replaces the lifecycle rules of a bucket. They hold for objects that are there too, from the next midnight on.
 *
 * AWS: a rule without an id gets one: base64 of a UUID (recorded: aws/aws-sdk-go-v2 issue 3165).
 *
 * @throws {InvalidRequest} 400 without a digest of the document, and {InvalidArgument} 400, {MalformedXML} 400 as parseLifecycle says
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html (read 2026-11-29)
 */
export const putBucketLifecycleConfiguration: Operation<typeof Sdk, "PutBucketLifecycleConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutLifecycleConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const rules = input.LifecycleConfiguration?.Rules;
    if (rules === undefined) throw malformedXml();
    const newId = (): string => Buffer.from(s3.runtime.ids.uuid()).toString("base64");
    const lifecycle = parseLifecycle(rules, input.TransitionDefaultMinimumObjectSize, newId);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      lifecycles.put(transaction, bucket, lifecycle);
      putProgress(transaction, bucket.name, { doneMs: context.nowMs, nextMs: 0 });
    });
    return { TransitionDefaultMinimumObjectSize: lifecycle.minimumSize };
  },
};
