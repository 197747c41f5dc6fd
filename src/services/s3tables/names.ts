/**
 * Names of table buckets, namespaces and tables, and their ARNs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-buckets-naming.html (not read again for this file)
 */
import { parseArn } from "../../kit/arn.ts";
import { arnInvalid, bucketNameInvalid, namespaceNameInvalid, tableNameInvalid } from "./errors.ts";

const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo", "aws"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", "--x-s3", "--table-s3"];
const NAME = /^[a-z0-9_]{1,255}$/;
const TABLE_ARN = /^bucket\/([a-z0-9_-]{3,63})\/table\/([0-9a-f-]{36})$/;
const BUCKET_ARN = /^bucket\/([a-z0-9_-]{3,63})$/;

export interface BucketName {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

/** @throws {BadRequestException} 400 */
export function checkBucketName(name: string): void {
  const isReserved =
    RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) ||
    RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix));
  if (!BUCKET.test(name) || isReserved) throw bucketNameInvalid();
}

/** A namespace has one part. @throws {BadRequestException} 400 */
export function checkNamespace(parts: readonly string[]): string {
  const [name, ...more] = parts;
  if (name === undefined || more.length > 0) throw namespaceNameInvalid();
  if (!NAME.test(name) || name.startsWith("_") || name.startsWith("aws")) throw namespaceNameInvalid();
  return name;
}

/** @throws {BadRequestException} 400 */
export function checkTableName(name: string): void {
  if (!NAME.test(name) || name.startsWith("_")) throw tableNameInvalid();
}

export function bucketArn({ region, accountId, name }: BucketName): string {
  return `arn:aws:s3tables:${region}:${accountId}:bucket/${name}`;
}

export function tableArn(bucket: BucketName, tableId: string): string {
  return `${bucketArn(bucket)}/table/${tableId}`;
}

/** @throws {BadRequestException} 400 */
export function parseBucketArn(text: string): BucketName {
  const arn = parseArn(text);
  const [, name] = BUCKET_ARN.exec(arn?.resource ?? "") ?? [];
  if (arn?.service !== "s3tables" || name === undefined) throw arnInvalid();
  return { accountId: arn.accountId, region: arn.region, name };
}

export interface TableArn extends BucketName {
  readonly tableId: string;
}

/** Undefined for anything else. */
export function readTableArn(text: string | undefined): TableArn | undefined {
  const arn = text === undefined ? undefined : parseArn(text);
  const [, name, tableId] = TABLE_ARN.exec(arn?.resource ?? "") ?? [];
  if (arn?.service !== "s3tables" || name === undefined || tableId === undefined) return undefined;
  return { accountId: arn.accountId, region: arn.region, name, tableId };
}
