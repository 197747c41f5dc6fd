/**
 * What the authorizer asks about table buckets and tables: owner, policies, tags. The policy of a table bucket speaks of its tables too, so a table has the statements of both. A warehouse, by whose
 * name clients read and write files, is its table.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-resource-based-policies.html (not read again for this file)
 */
import { isWarehouseName } from "../../kit/ports/warehouses.ts";
import type { ConditionLookup, ResourceFacts, ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import { readAtHand } from "../../storage/read-at-hand.ts";
import type { Reader, RecordStore } from "../../storage/record-store.ts";
import { parseArn } from "../../kit/arn.ts";
import { findBucket } from "./catalog/table-buckets.ts";
import { findTable, findTableById, type Found } from "./catalog/tables.ts";
import { bucketArn, tableArn } from "./names.ts";
import type { TableBucketRecord } from "./records.ts";

export function createS3TablesResourceFacts(records: RecordStore): ResourceFactsSource {
  return { factsOf: ({ resource }) => readAtHand(records, (reader) => factsOf(reader, resource)) };
}

function factsOf(reader: Reader, resource: string): ResourceFacts | undefined {
  const arn = parseArn(resource);
  if (arn?.service === "s3") return ofWarehouse(reader, arn.resource);
  if (arn?.service !== "s3tables") return undefined;
  const [, name = "", kind, named = ""] = arn.resource.split("/");
  const bucket = findBucket(reader, { accountId: arn.accountId, region: arn.region, name });
  if (bucket === undefined) return undefined;
  if (kind === undefined) return bucketFacts(bucket);
  const [namespace = "", table = ""] = named.split(".");
  const byName = findTable(reader, bucket, { namespace, name: table });
  const found = byName === undefined ? findTableById(reader, named) : { bucket, table: byName };
  return found === undefined ? { accountId: bucket.accountId, ...policyOf([bucket]) } : tableFacts(found);
}

function ofWarehouse(reader: Reader, bucket: string): ResourceFacts | undefined {
  if (!isWarehouseName(bucket)) return undefined;
  const found = findTableById(reader, bucket.slice(0, -"--table-s3".length));
  return found === undefined ? undefined : tableFacts(found);
}

function bucketFacts(bucket: TableBucketRecord): ResourceFacts {
  const { accountId, tags } = bucket;
  return { accountId, tags, condition: conditionsOf({}, tags), ...policyOf([bucket]) };
}

function tableFacts({ bucket, table }: Found): ResourceFacts {
  const known = { "s3tables:namespace": table.namespace, "s3tables:tablename": table.name };
  return {
    resource: tableArn(bucket, table.id),
    accountId: bucket.accountId,
    tags: table.tags,
    condition: conditionsOf(known, bucket.tags),
    ...policyOf([bucket, table]),
  };
}

/** `s3tables:TableBucketTag/<key>`, beside what is known. AWS compares condition key names without case. */
function conditionsOf(
  known: Readonly<Record<string, string>>,
  bucketTags: Readonly<Record<string, string>> = {},
): ConditionLookup {
  const tags = Object.entries(bucketTags).map(([key, value]) => [
    `s3tables:tablebuckettag/${key.toLowerCase()}`,
    value,
  ]);
  const all = new Map<string, string>([...Object.entries(known), ...(tags as [string, string][])]);
  return (lowerCaseKey) => all.get(lowerCaseKey);
}

/** The statements of all of them in one policy. */
function policyOf([bucket, table]: readonly [TableBucketRecord, Found["table"]?]): Pick<ResourceFacts, "policy"> {
  const texts = [bucket.policy, table?.policy].filter((text) => text !== undefined);
  if (texts.length === 0) return {};
  const id = table === undefined ? bucketArn(bucket) : tableArn(bucket, table.id);
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return { policy: { id, text: only } };
  const statements = texts.flatMap((text) => {
    const { Statement } = JSON.parse(text) as { readonly Statement: unknown };
    return Array.isArray(Statement) ? (Statement as unknown[]) : [Statement];
  });
  return { policy: { id, text: JSON.stringify({ Version: "2012-10-17", Statement: statements }) } };
}
