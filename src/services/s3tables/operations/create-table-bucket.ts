import { bucketAccess, encryptionConditions, tagConditions } from "../access.ts";
import { createBucket } from "../catalog/table-buckets.ts";
import { parseEncryption } from "../encryption.ts";
import { bucketArn, checkBucketName } from "../names.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { refuseTiering } from "../storage-class.ts";
import { checkTags } from "../tags.ts";

/**
 * Makes a table bucket of the caller's account in the Region that was asked.
 *
 * @throws {BadRequestException} 400  @throws {ConflictException} 409 for a name that the account has already
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_s3Buckets_CreateTableBucket.html
 */
export const createTableBucket: S3TablesOperation<"CreateTableBucket"> = {
  access(input, context) {
    const arn = bucketArn({ accountId: context.accountId, region: context.region, name: input.name });
    const conditions = { ...encryptionConditions(input.encryptionConfiguration), ...tagConditions(input.tags) };
    const own = bucketAccess("CreateTableBucket", arn, conditions);
    // AWS: encryption and tags need permissions of their own (API_s3Buckets_CreateTableBucket, "Permissions").
    if (input.encryptionConfiguration !== undefined)
      own.push(...bucketAccess("PutTableBucketEncryption", arn, encryptionConditions(input.encryptionConfiguration)));
    if (input.tags !== undefined) own.push(...bucketAccess("TagResource", arn, tagConditions(input.tags)));
    return own;
  },
  async handle(input, context, { records, runtime }) {
    checkBucketName(input.name);
    refuseTiering(input.storageClassConfiguration);
    const { accountId, region } = context;
    const encryption =
      input.encryptionConfiguration === undefined ? undefined : parseEncryption(input.encryptionConfiguration);
    const tags = checkTags(input.tags);
    const named = { accountId, region, name: input.name };
    const record = { ...named, id: runtime.ids.uuid(), createdMs: context.nowMs, encryption, tags };
    await records.transact((transaction) => createBucket(transaction, record));
    return { arn: bucketArn(named) };
  },
};
