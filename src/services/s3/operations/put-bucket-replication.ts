import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import { invalidRequest } from "../errors.ts";
import { hasObjectLock } from "../lock/lock-settings.ts";
import { parseReplication } from "../replication/parse-replication.ts";
import { destinationNeedsVersioning, sourceNeedsVersioning } from "../replication/replication-errors.ts";
import { bucketOf, replicationSettings, type ReplicationSettings } from "../replication/rules.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";

const RULE_ID_BYTES = 18;

/**
 * Replaces the replication rules of a bucket. They hold for what is written from now on. Destinations may be in any Region and account.
 *
 * Checks, in order: digest → bucket and its versioning → document → destinations.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum, for versioning that is off at either end, and for elements that do not go together
 * @throws {NoSuchBucket} 404  @throws {MalformedXML} 400  @throws {InvalidArgument} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html (read 2026-11-29; check order assumed)
 */
export const putBucketReplication: Operation<typeof Sdk, "PutBucketReplication", S3> = {
  access(input) {
    const check = { action: "s3:PutReplicationConfiguration", resource: bucketArn(input.Bucket) };
    const { Role: role = "" } = input.ReplicationConfiguration;
    // AWS: whoever gives S3 a role must be allowed to pass it (API_PutBucketReplication, "Permissions").
    const conditions = { "iam:PassedToService": "s3.amazonaws.com" };
    return role.startsWith("arn:") ? [check, { action: "iam:PassRole", resource: role, conditions }] : [check];
  },
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const fresh = Array.from(input.ReplicationConfiguration.Rules ?? [], () => s3.runtime.ids.token(RULE_ID_BYTES));
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (bucket.versioning !== "enabled") throw sourceNeedsVersioning();
      let used = 0;
      const settings = parseReplication(input.ReplicationConfiguration, () => fresh[used++] ?? "");
      checkDestinations(transaction, bucket, settings);
      replicationSettings.put(transaction, bucket, settings);
    });
    return {};
  },
};

function checkDestinations(reader: Reader, source: BucketRecord, { rules }: ReplicationSettings): void {
  for (const { Destination: destination } of rules) {
    const name = bucketOf(destination?.Bucket);
    if (name === source.name) throw invalidRequest("Destination bucket cannot be the same as the source bucket.");
    const bucket = readBucket(reader, name);
    if (bucket?.versioning !== "enabled") throw destinationNeedsVersioning();
    if (hasObjectLock(source) && !hasObjectLock(bucket)) {
      throw invalidRequest("Destination bucket must have Object Lock enabled.");
    }
    if (destination?.Account !== undefined && destination.Account !== bucket.accountId) {
      throw invalidRequest("Destination account does not own the destination bucket.");
    }
  }
}
