import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { putMetadataTables } from "../metadata-tables/metadata-record.ts";
import { openConfigured, requireVersion } from "../metadata-tables/open-configured.ts";
import { parseExpiration } from "../metadata-tables/parse-metadata.ts";
import type { S3 } from "../s3.ts";

/**
 * After how many days the records of a journal go, if ever.
 *
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404
 * @throws {MethodNotAllowed} 405 for the first version of the configuration (assumed)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateBucketMetadataJournalTableConfiguration.html (read 2026-11-29)
 */
export const updateBucketMetadataJournalTableConfiguration: Operation<
  typeof Sdk,
  "UpdateBucketMetadataJournalTableConfiguration",
  S3
> = {
  access: (input) => [
    { action: "s3:UpdateBucketMetadataJournalTableConfiguration", resource: bucketArn(input.Bucket) },
  ],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const expirationDays = parseExpiration(input.JournalTableConfiguration.RecordExpiration);
    await s3.records.transact((transaction) => {
      const found = openConfigured(transaction, input, context);
      requireVersion(found, 2, context);
      const journal = { ...found.tables.journal, expirationDays };
      putMetadataTables(transaction, found.bucket, { ...found.tables, journal });
    });
    return {};
  },
};
