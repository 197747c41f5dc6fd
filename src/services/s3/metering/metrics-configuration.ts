/**
 * Metrics configurations of a bucket by id, between the API's form and ours, and the index of buckets that have some.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_MetricsConfiguration.html (read 2026-11-29; which error a fault has is assumed)
 */
import type { MetricsConfiguration, MetricsFilter } from "@aws-sdk/client-s3";
import { parseArn } from "../../../kit/arn.ts";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";
import type { Tag } from "../store/version-record.ts";
import { parseTagSet, type SentTag } from "../tagging/tag-set.ts";
import { CONFIGURATION_ID_CHARACTERS_MAX, FILTER_TAGS_MAX, METERED_BUCKETS_MAX } from "./metering-limits.ts";

/** What requests are counted. Nothing set: all requests of the bucket. */
export interface RequestFilter {
  readonly prefix?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly accessPointArn?: string | undefined;
  /** It was sent as And, and is shown so. */
  readonly isAnd?: true | undefined;
}

export interface Metering {
  readonly id: string;
  readonly filter?: RequestFilter | undefined;
}

const setting: BucketConfiguration<{ readonly list: readonly Metering[] }> = bucketConfiguration("metrics");

const meteredPrefix: Key = ["s3", "metered"];
const meteredKey = (bucket: string): Key => ["s3", "metered", bucket];

/** By id, in order. */
export function readMeterings(reader: Reader, bucket: BucketRecord): readonly Metering[] {
  return setting.read(reader, bucket)?.list ?? [];
}

export function putMeterings(transaction: Transaction, bucket: BucketRecord, list: readonly Metering[]): void {
  if (list.length > 0) {
    setting.put(transaction, bucket, { list });
    transaction.put(meteredKey(bucket.name), new Uint8Array(0));
    return;
  }
  setting.remove(transaction, bucket);
  transaction.delete(meteredKey(bucket.name));
}

/** Buckets with metrics, and theirs. One that was deleted may still be in the index; it is left out. */
export function meteredBuckets(reader: Reader): (readonly [BucketRecord, readonly Metering[]])[] {
  return reader.range({ prefix: meteredPrefix, limit: METERED_BUCKETS_MAX }).flatMap(({ key }) => {
    const bucket = readBucket(reader, String(key[2]));
    return bucket === undefined ? [] : [[bucket, readMeterings(reader, bucket)] as const];
  });
}

/** @throws {InvalidArgument} 400  @throws {MalformedXML} 400  @throws {InvalidTag} 400 */
export function parseMetering(id: string, sent: MetricsConfiguration): Metering {
  checkConfigurationId(id, sent.Id);
  return { id, filter: sent.Filter === undefined ? undefined : parseFilter(sent.Filter) };
}

/** @throws {InvalidArgument} 400 */
export function checkConfigurationId(id: string, inDocument: string | undefined): void {
  if (!/^[\w.-]+$/.test(id) || id.length > CONFIGURATION_ID_CHARACTERS_MAX)
    throw invalidArgument("The ID must have 1 to 64 letters, digits, periods, dashes and underscores", "id", id);
  if (inDocument !== id) throw invalidArgument("The ID in the URL and in the document must be the same", "id", id);
}

function parseFilter(filter: MetricsFilter): RequestFilter {
  const { Prefix: prefix, Tag: tag, AccessPointArn: arn, And: and } = filter;
  const given = [prefix, tag, arn, and].filter((value) => value !== undefined);
  if (given.length !== 1) throw malformedXml();
  if (and === undefined)
    return { prefix, tags: tag === undefined ? undefined : parseTags([tag]), accessPointArn: checkedArn(arn) };
  const tags = and.Tags === undefined || and.Tags.length === 0 ? undefined : parseTags(and.Tags);
  const count = (tags?.length ?? 0) + [and.Prefix, and.AccessPointArn].filter((value) => value !== undefined).length;
  // AWS: And is for two and more predicates (API_MetricsFilter).
  if (count < 2) throw malformedXml();
  return { prefix: and.Prefix, tags, accessPointArn: checkedArn(and.AccessPointArn), isAnd: true };
}

function parseTags(tags: readonly SentTag[]): readonly Tag[] {
  if (tags.length > FILTER_TAGS_MAX) throw malformedXml();
  return parseTagSet(tags, "object");
}

function checkedArn(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  const parsed = parseArn(arn);
  if (parsed?.service !== "s3" || !parsed.resource.startsWith("accesspoint"))
    throw invalidArgument("The access point must be named by its ARN", "AccessPointArn", arn);
  return arn;
}

export function showMetering({ id, filter }: Metering): MetricsConfiguration {
  return { Id: id, Filter: filter === undefined ? undefined : showFilter(filter) };
}

function showFilter({ prefix, tags = [], accessPointArn, isAnd }: RequestFilter): MetricsFilter {
  const shown = tags.map(([Key, Value]) => ({ Key, Value }));
  if (isAnd === true)
    return { And: { Prefix: prefix, Tags: shown.length === 0 ? undefined : shown, AccessPointArn: accessPointArn } };
  const [tag] = shown;
  if (tag !== undefined) return { Tag: tag };
  return accessPointArn === undefined ? { Prefix: prefix ?? "" } : { AccessPointArn: accessPointArn };
}
