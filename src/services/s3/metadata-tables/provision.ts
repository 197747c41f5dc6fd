/**
 * Making metadata tables: asked as the caller, who needs the permissions of S3 Tables too, and made in the transaction that keeps the configuration. What cannot be made does not refuse the request: as on
 * S3 it shows as a table that FAILED and why.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metadata-tables-permissions.html (read 2026-11-29)
 */
import { AuthError, ServiceError } from "../../../kit/errors.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { TableDraft } from "../../../kit/ports/managed-tables.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { TableFault, TableState } from "./metadata-record.ts";
import { METADATA_SERVICE } from "./metadata-service.ts";
import { creationDenied, tableBucketMissing, tableTaken } from "./table-faults.ts";

const SERVICES_BUCKET = "aws-s3";
const JOURNAL_NAMESPACE_OF_V1 = "aws_s3_metadata";

/** Where the tables of a configuration are. */
export interface Destination {
  readonly version: 1 | 2;
  readonly tableBucketArn: string;
  readonly namespace: string;
}

/**
 * AWS: all configurations of an account and Region are in one table bucket, each in a namespace of its bucket's name, in which periods are underscores (metadata-tables-overview.html).
 */
export function managedDestination({ accountId, region, name }: BucketRecord): Destination {
  const tableBucketArn = `arn:aws:s3tables:${region}:${accountId}:bucket/${SERVICES_BUCKET}`;
  return { version: 2, tableBucketArn, namespace: `b_${name.replaceAll(".", "_")}` };
}

export function customersDestination(tableBucketArn: string): Destination {
  return { version: 1, tableBucketArn, namespace: JOURNAL_NAMESPACE_OF_V1 };
}

export interface Wanted {
  readonly bucket: BucketRecord;
  readonly destination: Destination;
  readonly name: string;
  readonly kmsKeyArn: string | undefined;
  readonly isEncryptionAsked: boolean;
}

/** A table that can be made, or why it cannot. */
export interface Prepared {
  readonly name: string;
  readonly draft?: TableDraft;
  readonly fault?: TableFault;
}

/** Before the transaction: asks whether the caller may, and draws the ids. */
export async function prepareTable(s3: S3, wanted: Wanted, context: RequestContext): Promise<Prepared> {
  const { destination, name } = wanted;
  const [, region = "", accountId = "", tableBucket = ""] =
    /^arn:aws[-a-z]*:s3tables:([a-z0-9-]+):(\d{12}):bucket\/([a-z0-9-]+)$/.exec(destination.tableBucketArn) ?? [];
  const { bucket, kmsKeyArn } = wanted;
  if (region !== bucket.region || accountId !== bucket.accountId) return { name, fault: tableBucketMissing() };
  if (!(await mayCreate(s3, wanted, context))) return { name, fault: creationDenied(destination.version) };
  const tables = await s3.tables();
  const place = { accountId, region, tableBucket, namespace: destination.namespace, name };
  const draft = tables.draft({ ...place, managedBy: METADATA_SERVICE, kmsKeyArn, nowMs: context.nowMs });
  return { name, draft };
}

async function mayCreate(
  s3: S3,
  { destination, isEncryptionAsked, name }: Wanted,
  context: RequestContext,
): Promise<boolean> {
  const { version, tableBucketArn: resource, namespace } = destination;
  const ofBucket = [...(version === 2 ? ["CreateTableBucket"] : []), "CreateNamespace"];
  const table = `${resource}/table/${namespace}.${name}`;
  const ofTable = ["GetTable", "PutTablePolicy", ...(isEncryptionAsked ? ["PutTableEncryption"] : [])];
  const conditions = { "s3tables:namespace": namespace };
  const checks: AccessCheck[] = [
    ...ofBucket.map((action) => ({ action: `s3tables:${action}`, resource })),
    { action: "s3tables:CreateTable", resource, conditions },
    ...ofTable.map((action) => ({ action: `s3tables:${action}`, resource: table, conditions })),
  ];
  try {
    await s3.authorizer.authorize(context, checks, "s3");
    return true;
  } catch (error) {
    if (error instanceof AuthError) return false;
    throw error;
  }
}

/** In the transaction: the table with how it is, ready to be kept. */
export function addPrepared(
  transaction: Transaction,
  { name, draft, fault }: Prepared,
  status: "CREATING" | "BACKFILLING",
): TableState {
  if (draft === undefined) return { name, status: "FAILED", fault };
  try {
    draft.add(transaction);
    return { name, status, arn: draft.arn };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const isTaken = error.code === "ConflictException";
    return { name, status: "FAILED", fault: isTaken ? tableTaken(name) : tableBucketMissing() };
  }
}
