import type * as Sdk from "@aws-sdk/client-s3tables";
import type { AccessCheck, InputOf } from "../../../kit/operation.ts";
import { bucketAccess, encryptionConditions, tableAccess, tagConditions } from "../access.ts";
import { tableMetadataOf } from "../catalog/new-table.ts";
import { requireNamespace } from "../catalog/namespaces.ts";
import { requireBucket } from "../catalog/table-buckets.ts";
import { addTable, writeFirstMetadata } from "../catalog/add-table.ts";
import { parseEncryption } from "../encryption.ts";
import { badRequest } from "../errors.ts";
import { requireCustomers } from "../managed-resource.ts";
import { checkTableName, tableArn } from "../names.ts";
import type { S3TablesOperation } from "../s3tables.ts";
import { refuseTiering } from "../storage-class.ts";
import { checkTags } from "../tags.ts";
import { warehouseLocation } from "../catalog/tables.ts";

type Input = InputOf<typeof Sdk, "CreateTable">;

/**
 * Makes a table with a warehouse of its own. With a schema it has a first metadata file too, and is an empty Iceberg table.
 *
 * @throws {BadRequestException} 400  @throws {NotFoundException} 404  @throws {ConflictException} 409
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_s3Buckets_CreateTable.html (read 2026-11-29; check order assumed)
 */
export const createTable: S3TablesOperation<"CreateTable"> = {
  access: accessOf,
  async handle(input, context, tables) {
    const { records, runtime } = tables;
    if (input.format !== "ICEBERG") throw badRequest("The specified format is not valid.");
    checkTableName(input.name);
    refuseTiering(input.storageClassConfiguration);
    const asked =
      input.encryptionConfiguration === undefined ? undefined : parseEncryption(input.encryptionConfiguration);
    const tags = checkTags(input.tags);
    const id = runtime.ids.uuid();
    const metadata =
      input.metadata?.iceberg === undefined
        ? undefined
        : tableMetadataOf(input.metadata.iceberg, { uuid: id, location: warehouseLocation(id), nowMs: context.nowMs });
    const draft = { id, versionToken: runtime.ids.hex(10), nowMs: context.nowMs, accountId: context.accountId, tags };
    const found = await records.transact((transaction) => {
      const bucket = requireBucket(transaction, input.tableBucketARN);
      requireCustomers(bucket);
      requireNamespace(transaction, bucket, input.namespace);
      const named = { namespace: input.namespace, name: input.name, encryption: asked };
      return addTable(tables, transaction, { bucket, draft: { ...draft, ...named } });
    });
    const table = metadata === undefined ? found.table : await writeFirstMetadata(tables, found, { metadata, context });
    return { tableARN: tableArn(found.bucket, id), versionToken: table.versionToken };
  },
};

/** AWS: a schema needs PutTableData, encryption and tags need permissions of their own (API_s3Buckets_CreateTable, "Permissions"). */
function accessOf(input: Input): readonly AccessCheck[] {
  const encryption = encryptionConditions(input.encryptionConfiguration);
  const conditions = { "s3tables:namespace": input.namespace, ...encryption, ...tagConditions(input.tags) };
  const checks = bucketAccess("CreateTable", input.tableBucketARN, conditions);
  if (input.metadata !== undefined) checks.push(...tableAccess("PutTableData", input));
  if (input.encryptionConfiguration !== undefined) {
    const [check] = tableAccess("PutTableEncryption", input, encryption);
    const { "s3tables:tableName": _, ...known } = check?.conditions ?? {};
    if (check !== undefined) checks.push({ ...check, conditions: known });
  }
  if (input.tags !== undefined) {
    const [check] = tableAccess("TagResource", input);
    if (check !== undefined) checks.push({ ...check, conditions: tagConditions(input.tags) });
  }
  return checks;
}
