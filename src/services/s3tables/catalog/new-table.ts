/**
 * The schema, partitions and order that CreateTable brings, as the metadata of a new Iceberg table.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_s3Buckets_IcebergMetadata.html (shapes as the client's model has them)
 */
import type { IcebergMetadata, IcebergPartitionSpec, IcebergSortOrder } from "@aws-sdk/client-s3tables";
import { IcebergError } from "../../../iceberg/iceberg-error.ts";
import { newTableMetadata, type SortField, type TableMetadata } from "../../../iceberg/table-metadata.ts";
import type { IcebergType, StructField } from "../../../iceberg/types.ts";
import { badRequest } from "../errors.ts";
import { SCHEMA_FIELDS_MAX } from "../limits.ts";

export interface TableOfRequest {
  readonly uuid: string;
  readonly location: string;
  readonly nowMs: number;
}

/** @throws {BadRequestException} 400 for what no table can have */
export function tableMetadataOf(asked: IcebergMetadata, table: TableOfRequest): TableMetadata {
  const { fields, keepsIds, identifierFieldIds } = fieldsOf(asked);
  if (fields.length > SCHEMA_FIELDS_MAX) throw badRequest(`A schema has at most ${SCHEMA_FIELDS_MAX} fields.`);
  try {
    return newTableMetadata({
      ...table,
      fields,
      keepsIds,
      identifierFieldIds,
      partitionFields: partitionsOf(asked.partitionSpec),
      sortFields: sortFieldsOf(asked.writeOrder),
      properties: asked.properties,
    });
  } catch (error) {
    if (error instanceof IcebergError) throw badRequest(`The specified metadata is not valid: ${error.message}.`);
    throw error;
  }
}

interface Fields {
  readonly fields: readonly StructField[];
  /** The request says all ids, or its partitions and order name fields by ids of its own. */
  readonly keepsIds: boolean;
  readonly identifierFieldIds?: readonly number[] | undefined;
}

/** @throws {BadRequestException} 400 unless there is one schema */
function fieldsOf({ schema, schemaV2 }: IcebergMetadata): Fields {
  if (schemaV2 !== undefined) {
    if (schema !== undefined) throw badRequest("A table has one schema: schema or schemaV2.");
    const fields = (schemaV2.fields ?? []).map(({ id = 0, name = "", required = false, type, doc }) => ({
      id,
      name,
      required,
      type: type as IcebergType,
      ...(doc === undefined ? {} : { doc }),
    }));
    return { fields, keepsIds: true, identifierFieldIds: schemaV2.identifierFieldIds };
  }
  if (schema?.fields === undefined || schema.fields.length === 0) throw badRequest("The schema has no fields.");
  const given = schema.fields.filter(({ id }) => id !== undefined).length;
  if (given !== 0 && given !== schema.fields.length) throw badRequest("Either all fields have ids or none has.");
  const fields = schema.fields.map(({ id = 0, name = "", type = "", required = false }) => ({
    id,
    name,
    required,
    type,
  }));
  return { fields, keepsIds: given > 0 };
}

function partitionsOf(spec: IcebergPartitionSpec | undefined): {
  "source-id": number;
  "field-id"?: number;
  name: string;
  transform: string;
}[] {
  return (spec?.fields ?? []).map(({ sourceId = 0, transform = "", name = "", fieldId }) => ({
    "source-id": sourceId,
    name,
    transform,
    ...(fieldId === undefined ? {} : { "field-id": fieldId }),
  }));
}

function sortFieldsOf(order: IcebergSortOrder | undefined): SortField[] {
  return (order?.fields ?? []).map(({ sourceId = 0, transform = "", direction, nullOrder }) => ({
    "source-id": sourceId,
    transform,
    direction: direction ?? "asc",
    "null-order": nullOrder ?? "nulls-first",
  }));
}
