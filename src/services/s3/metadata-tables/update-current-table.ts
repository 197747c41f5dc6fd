/** Turning a table of what is there on and off: on makes it and fills it, off leaves it as it is. */
import type { MetadataTableEncryptionConfiguration } from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import type { S3 } from "../s3.ts";
import { requireBucket } from "../store/buckets.ts";
import { beginTables } from "./metadata-job.ts";
import { type CurrentKind, forgetProgress, putMetadataTables } from "./metadata-record.ts";
import { openConfigured, requireVersion } from "./open-configured.ts";
import { isEnabled, parseTableEncryption } from "./parse-metadata.ts";
import { addPrepared, prepareTable } from "./provision.ts";
import { journalUnavailable } from "./table-faults.ts";

export interface TableUpdate {
  readonly input: { readonly Bucket: string; readonly ExpectedBucketOwner?: string | undefined };
  readonly kind: CurrentKind;
  readonly state: string | undefined;
  readonly encryption: MetadataTableEncryptionConfiguration | undefined;
  readonly role?: string | undefined;
}

/** Errors: those of openConfigured. @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {MethodNotAllowed} 405 */
export async function updateCurrentTable(s3: S3, update: TableUpdate, context: RequestContext): Promise<void> {
  await verifyDocument(context);
  const { input, kind, encryption, role } = update;
  const isOn = isEnabled(update.state);
  const kmsKeyArn = parseTableEncryption(encryption);
  const known = await s3.records.read((reader) => openConfigured(reader, input, context));
  requireVersion(known, 2, context);
  const { tableBucketArn, namespace, version } = known.tables;
  const destination = { tableBucketArn, namespace, version };
  const wanted = {
    bucket: known.bucket,
    destination,
    name: kind,
    kmsKeyArn,
    isEncryptionAsked: encryption !== undefined,
  };
  const prepared = isOn && known.tables[kind] === undefined ? await prepareTable(s3, wanted, context) : undefined;
  const bucket = await s3.records.transact((transaction) => {
    const found = openConfigured(transaction, input, context);
    const { tables } = found;
    const before = tables[kind];
    const put = (table: typeof before): void => {
      const whole = kind === "annotation" && table !== undefined && role !== undefined ? { ...table, role } : table;
      putMetadataTables(transaction, found.bucket, { ...tables, [kind]: whole });
    };
    if (!isOn) put(undefined);
    else if (before !== undefined) put(before);
    else if (prepared !== undefined) {
      forgetProgress(transaction, found.bucket.name, kind);
      const isUsable = tables.journal.status !== "FAILED";
      const usable = isUsable ? prepared : { name: kind, fault: prepared.fault ?? journalUnavailable() };
      put(addPrepared(transaction, usable, "BACKFILLING"));
    }
    return requireBucket(transaction, found.bucket.name);
  });
  await beginTables(s3, bucket);
}
