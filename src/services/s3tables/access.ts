/**
 * The permissions of S3 Tables. A table's ARN has its id, which most requests do not name: the check says its namespace and name there, and the resource facts put the ARN in their place.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3tables.html (checked against its data by a test)
 */
import { requestTagConditions } from "../../kit/tag-conditions.ts";
import type { AccessCheck } from "../../kit/operation.ts";

type Conditions = NonNullable<AccessCheck["conditions"]>;

export function bucketAccess(action: string, arn: string, conditions: Conditions = {}): AccessCheck[] {
  return [{ action: `s3tables:${action}`, resource: arn, conditions }];
}

export interface NamedTable {
  readonly tableBucketARN: string;
  readonly namespace: string;
  readonly name: string;
}

/** Stands for a table's id until the facts tell it. */
export function namedTableResource({ tableBucketARN, namespace, name }: NamedTable): string {
  return `${tableBucketARN}/table/${namespace}.${name}`;
}

export function tableAccess(action: string, table: NamedTable, conditions: Conditions = {}): AccessCheck[] {
  const own = { "s3tables:namespace": table.namespace, "s3tables:tableName": table.name };
  return [{ action: `s3tables:${action}`, resource: namedTableResource(table), conditions: { ...own, ...conditions } }];
}

interface AskedEncryption {
  readonly sseAlgorithm: string | undefined;
  readonly kmsKeyArn?: string | undefined;
}

export function encryptionConditions(asked: AskedEncryption | undefined): Conditions {
  if (asked?.sseAlgorithm === undefined) return {};
  const { sseAlgorithm, kmsKeyArn } = asked;
  return {
    "s3tables:SSEAlgorithm": sseAlgorithm,
    ...(kmsKeyArn === undefined ? {} : { "s3tables:KMSKeyArn": kmsKeyArn }),
  };
}

export function tagConditions(tags: Readonly<Record<string, string>> | undefined): Conditions {
  return requestTagConditions(Object.entries(tags ?? {})).conditions ?? {};
}
