/** A new table of a service, with what has to be there around it. */
import type { ManagedTable, TableDraft } from "../../../kit/ports/managed-tables.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { addTable } from "../catalog/add-table.ts";
import { createNamespace, findNamespace } from "../catalog/namespaces.ts";
import { createBucket, findBucket } from "../catalog/table-buckets.ts";
import { bucketNotFound } from "../errors.ts";
import { tableArn } from "../names.ts";
import type { TableBucketRecord } from "../records.ts";
import type { S3Tables } from "../s3tables.ts";

/** AWS: the one table bucket of services, in each account and Region (s3-tables-aws-managed-buckets.html). */
const SERVICES_BUCKET = "aws-s3";

export function draftTable(tables: S3Tables, table: ManagedTable): TableDraft {
  const { ids } = tables.runtime;
  const { accountId, region, tableBucket: name, namespace, nowMs } = table;
  const place = { accountId, region, name };
  const [id, bucketId, namespaceId] = [ids.uuid(), ids.uuid(), ids.uuid()];
  const { kmsKeyArn } = table;
  const encryption = kmsKeyArn === undefined ? undefined : ({ algorithm: "aws:kms", kmsKeyArn } as const);
  const versionToken = ids.hex(10);
  const draft = {
    id,
    versionToken,
    nowMs,
    accountId,
    namespace,
    name: table.name,
    encryption,
    managedBy: table.managedBy,
  };
  const bucketOf = (transaction: Transaction): TableBucketRecord => {
    const found = findBucket(transaction, place);
    if (found !== undefined) return found;
    if (name !== SERVICES_BUCKET) throw bucketNotFound();
    const record = { ...place, id: bucketId, createdMs: nowMs, managedBy: "s3.amazonaws.com" };
    createBucket(transaction, record);
    return record;
  };
  return {
    arn: tableArn(place, id),
    add(transaction) {
      const bucket = bucketOf(transaction);
      if (findNamespace(transaction, bucket, namespace) === undefined) {
        const record = { id: namespaceId, name: namespace, createdMs: nowMs, createdBy: accountId };
        createNamespace(transaction, bucket, record);
      }
      addTable(tables, transaction, { bucket, draft });
    },
  };
}
