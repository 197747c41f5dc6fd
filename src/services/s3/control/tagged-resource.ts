/** The resources whose tags S3 Control manages by ARN: buckets and access points. */
import type { Tag as SdkTag } from "@aws-sdk/client-s3-control";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { type AccessPointPlace, parseAccessPointArn } from "../access-points/access-point-name.ts";
import { putAccessPoint } from "../access-points/access-point-record.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { invalidRequest } from "../errors.ts";
import { putBucket } from "../store/buckets.ts";
import type { Tag } from "../store/version-record.ts";
import { parseTagSet } from "../tagging/tag-set.ts";
import { openAccessPoint } from "./open-access-point.ts";

export interface TaggedResource {
  readonly tags: readonly Tag[];
  put(transaction: Transaction, tags: readonly Tag[]): void;
}

const ARN_PREFIX = bucketArn("");

/** @throws {InvalidRequest} 400 for an ARN of another kind  @throws {NoSuchBucket} 404  @throws {NoSuchAccessPoint} 404 */
export function openTaggedResource(reader: Reader, arn: string, context: RequestContext): TaggedResource {
  const place = parseAccessPointArn(arn);
  if (place !== undefined) return openTaggedAccessPoint(reader, place);
  const name = arn.startsWith(ARN_PREFIX) ? arn.slice(ARN_PREFIX.length) : "";
  if (name === "" || name.includes("/")) throw invalidRequest("The resource ARN is not one of a taggable resource.");
  const bucket = openBucket(reader, name, context);
  return {
    tags: bucket.tags ?? [],
    put: (transaction, tags) => putBucket(transaction, { ...bucket, tags: tags.length === 0 ? undefined : tags }),
  };
}

function openTaggedAccessPoint(reader: Reader, place: AccessPointPlace): TaggedResource {
  const record = openAccessPoint(reader, place);
  return {
    tags: record.tags ?? [],
    put: (transaction, tags) => putAccessPoint(transaction, { ...record, tags: tags.length === 0 ? undefined : tags }),
  };
}

/** Those that are there with the new ones over them. @throws {InvalidTag} 400 and {BadRequest} 400 as of PutBucketTagging */
export function mergedTags(old: readonly Tag[], added: readonly SdkTag[]): readonly Tag[] {
  const parsed = parseTagSet(
    added.map(({ Key, Value }) => ({ Key, Value })),
    "bucket",
  );
  const merged = [...new Map([...old, ...parsed])].map(([Key, Value]) => ({ Key, Value }));
  return parseTagSet(merged, "bucket");
}
