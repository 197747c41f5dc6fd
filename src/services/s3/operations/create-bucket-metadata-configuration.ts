import type * as Sdk from "@aws-sdk/client-s3";
import type { AccessCheck, Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { metadataConfigurationExists } from "../metadata-tables/metadata-errors.ts";
import { beginTables } from "../metadata-tables/metadata-job.ts";
import { forgetProgress, metadataTables, putMetadataTables } from "../metadata-tables/metadata-record.ts";
import { isEnabled, parseExpiration, parseTableEncryption } from "../metadata-tables/parse-metadata.ts";
import { METADATA_SERVICE } from "../metadata-tables/metadata-service.ts";
import { addPrepared, managedDestination, prepareTable } from "../metadata-tables/provision.ts";
import { journalUnavailable } from "../metadata-tables/table-faults.ts";
import { malformedXml } from "../errors.ts";
import { requireBucket } from "../store/buckets.ts";
import type { S3 } from "../s3.ts";

/** AWS: the role of an annotation table is handed to S3 Metadata (API_UpdateBucketMetadataAnnotationTableConfiguration). */
export function passRole(role: string | undefined): AccessCheck[] {
  if (role === undefined) return [];
  const conditions = { "iam:PassedToService": METADATA_SERVICE };
  return [{ action: "iam:PassRole", resource: role, conditions }];
}

/**
 * Gives a bucket metadata tables: a journal, and an inventory and an annotation table if they are asked for. What the caller lacks permissions for shows as FAILED.
 *
 * @throws {InvalidDigest} 400  @throws {BadDigest} 400  @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {NoSuchBucket} 404
 * @throws {InvalidBucketState} 409 for a bucket that has a configuration (assumed)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketMetadataConfiguration.html (read 2026-11-29; check order assumed)
 */
export const createBucketMetadataConfiguration: Operation<typeof Sdk, "CreateBucketMetadataConfiguration", S3> = {
  access: (input) => [
    { action: "s3:CreateBucketMetadataTableConfiguration", resource: bucketArn(input.Bucket) },
    ...passRole(input.MetadataConfiguration?.AnnotationTableConfiguration?.Role),
  ],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const asked = input.MetadataConfiguration;
    const { JournalTableConfiguration: journal, InventoryTableConfiguration: inventory } = asked;
    const { AnnotationTableConfiguration: annotation } = asked;
    if (journal === undefined) throw malformedXml();
    const expirationDays = parseExpiration(journal.RecordExpiration);
    const open = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    const destination = managedDestination(open);
    const prepare = (name: string, encryption: typeof journal.EncryptionConfiguration) => {
      const kmsKeyArn = parseTableEncryption(encryption);
      const wanted = { bucket: open, destination, name, kmsKeyArn, isEncryptionAsked: encryption !== undefined };
      return prepareTable(s3, wanted, context);
    };
    const prepared = {
      journal: await prepare("journal", journal.EncryptionConfiguration),
      inventory:
        inventory !== undefined && isEnabled(inventory.ConfigurationState)
          ? await prepare("inventory", inventory.EncryptionConfiguration)
          : undefined,
      annotation:
        annotation !== undefined && isEnabled(annotation.ConfigurationState)
          ? await prepare("annotation", annotation.EncryptionConfiguration)
          : undefined,
    };
    const bucket = await s3.records.transact((transaction) => {
      const found = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (metadataTables.read(transaction, found) !== undefined) throw metadataConfigurationExists(found.name);
      const first = addPrepared(transaction, prepared.journal, "CREATING");
      const add = (table: typeof prepared.inventory) => {
        if (table === undefined) return undefined;
        const isUsable = first.status !== "FAILED";
        const whole = isUsable ? table : { name: table.name, fault: table.fault ?? journalUnavailable() };
        return addPrepared(transaction, whole, "BACKFILLING");
      };
      for (const kind of ["inventory", "annotation"] as const) forgetProgress(transaction, found.name, kind);
      const made = add(prepared.annotation);
      putMetadataTables(transaction, found, {
        ...destination,
        journal: { ...first, expirationDays },
        inventory: add(prepared.inventory),
        annotation: made === undefined ? undefined : { ...made, role: annotation?.Role },
      });
      return requireBucket(transaction, found.name);
    });
    await beginTables(s3, bucket);
    return {};
  },
};
