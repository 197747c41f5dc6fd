import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { invalidArgument } from "../errors.ts";
import { metadataConfigurationExists } from "../metadata-tables/metadata-errors.ts";
import { beginTables } from "../metadata-tables/metadata-job.ts";
import { metadataTables, putMetadataTables } from "../metadata-tables/metadata-record.ts";
import { addPrepared, customersDestination, prepareTable } from "../metadata-tables/provision.ts";
import type { S3 } from "../s3.ts";
import { requireBucket } from "../store/buckets.ts";

const TABLE_NAME = /^[a-z0-9][a-z0-9_]{0,254}$/;

/**
 * Gives a bucket a journal in a table bucket of its owner: the first version of S3 Metadata, which knew no other tables.
 *
 * @throws {InvalidDigest} 400  @throws {BadDigest} 400  @throws {InvalidArgument} 400 for the name of a table (assumed)  @throws {NoSuchBucket} 404
 * @throws {InvalidBucketState} 409 for a bucket that has a configuration (assumed)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketMetadataTableConfiguration.html (read 2026-11-29; check order assumed)
 */
export const createBucketMetadataTableConfiguration: Operation<
  typeof Sdk,
  "CreateBucketMetadataTableConfiguration",
  S3
> = {
  access: (input) => [{ action: "s3:CreateBucketMetadataTableConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const { TableBucketArn: arn = "", TableName: name = "" } =
      input.MetadataTableConfiguration.S3TablesDestination ?? {};
    if (!TABLE_NAME.test(name)) throw invalidArgument("The name of the table is not valid", "TableName", name);
    const open = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    const destination = customersDestination(arn);
    const wanted = { bucket: open, destination, name, kmsKeyArn: undefined, isEncryptionAsked: false };
    const prepared = await prepareTable(s3, wanted, context);
    const bucket = await s3.records.transact((transaction) => {
      const found = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (metadataTables.read(transaction, found) !== undefined) throw metadataConfigurationExists(found.name);
      const journal = addPrepared(transaction, prepared, "CREATING");
      putMetadataTables(transaction, found, { ...destination, journal });
      return requireBucket(transaction, found.name);
    });
    await beginTables(s3, bucket);
    return {};
  },
};
