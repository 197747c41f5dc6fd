/**
 * The columns of the metadata tables.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metadata-tables-schema.html (read 2026-11-29)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metadata-tables-inventory-schema.html (read 2026-11-29)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metadata-tables-annotation-schema.html (read 2026-11-29)
 */
import { freshIds, type IcebergType, type StructField } from "../../../iceberg/types.ts";

const TEXTS: IcebergType = {
  type: "map",
  "key-id": 0,
  key: "string",
  "value-id": 0,
  value: "string",
  "value-required": false,
};

type Column = readonly [name: string, type: IcebergType, required?: "required"];

function fieldsOf(columns: readonly Column[]): readonly StructField[] {
  return freshIds(columns.map(([name, type, required]) => ({ id: 0, name, type, required: required !== undefined })));
}

const OF_OBJECT: readonly Column[] = [
  ["version_id", "string"],
  ["is_delete_marker", "boolean"],
  ["size", "long"],
  ["last_modified_date", "timestamp"],
  ["e_tag", "string"],
  ["storage_class", "string"],
  ["is_multipart", "boolean"],
  ["encryption_status", "string"],
  ["is_bucket_key_enabled", "boolean"],
  ["kms_key_arn", "string"],
  ["checksum_algorithm", "string"],
  ["object_tags", TEXTS],
  ["user_metadata", TEXTS],
];

const IDENTITY: readonly Column[] = [
  ["bucket", "string", "required"],
  ["key", "string", "required"],
  ["sequence_number", "string", "required"],
];

export const JOURNAL_FIELDS = fieldsOf([
  ...IDENTITY,
  ["record_type", "string", "required"],
  ["record_timestamp", "timestamp", "required"],
  ...OF_OBJECT,
  ["requester", "string"],
  ["source_ip_address", "string"],
  ["request_id", "string"],
]);

export const INVENTORY_FIELDS = fieldsOf([...IDENTITY, ...OF_OBJECT]);

export const ANNOTATION_FIELDS = fieldsOf([
  ["bucket", "string", "required"],
  ["object_key", "string", "required"],
  ["object_version_id", "string"],
  ["object_join_key", "string", "required"],
  ["name", "string", "required"],
  ["sequence_number", "string", "required"],
  ["last_modified_date", "timestamp"],
  ["size", "long"],
  ["e_tag", "string"],
  ["checksum_algorithm", "string"],
  ["replication_status", "string"],
  ["text_value", "string"],
]);
