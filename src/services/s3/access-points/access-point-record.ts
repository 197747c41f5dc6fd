/** What is remembered of an access point, and how it is kept: by place, by alias, and beside its bucket. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { PublicAccessBlock } from "../store/bucket-record.ts";
import {
  accessPointAliasKey,
  accessPointCountKey,
  accessPointKey,
  accessPointPolicyKey,
  accessPointsPrefix,
  bucketAccessPointKey,
  bucketAccessPointsPrefix,
} from "../store/keys.ts";
import { putPolicyText, readPolicyText } from "../store/policy-text.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import type { Tag } from "../store/version-record.ts";
import type { AccessPointPlace } from "./access-point-name.ts";

export interface AccessPointRecord extends AccessPointPlace {
  readonly alias: string;
  readonly bucket: string;
  /** Who owns the bucket; when somebody else makes one of that name, the access point leads nowhere. */
  readonly bucketAccountId: string;
  readonly createdMs: number;
  /** Requests must come from this VPC; left out when they may come from anywhere. */
  readonly vpcId?: string | undefined;
  readonly publicAccessBlock: PublicAccessBlock;
  /** Digest of the policy, which has a record of its own; left out when there is none. */
  readonly policyDigest?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
}

export type NetworkOrigin = "Internet" | "VPC";

export function networkOriginOf({ vpcId }: Pick<AccessPointRecord, "vpcId">): NetworkOrigin {
  return vpcId === undefined ? "Internet" : "VPC";
}

export function readAccessPoint(reader: Reader, place: AccessPointPlace): AccessPointRecord | undefined {
  const bytes = reader.get(accessPointKey(place));
  return bytes === undefined ? undefined : decodeRecord<AccessPointRecord>(bytes);
}

export function readAccessPointByAlias(reader: Reader, alias: string): AccessPointRecord | undefined {
  const bytes = reader.get(accessPointAliasKey(alias));
  return bytes === undefined ? undefined : readAccessPoint(reader, decodeRecord<AccessPointPlace>(bytes));
}

export function countAccessPoints(reader: Reader, { accountId, region }: AccessPointPlace): number {
  const bytes = reader.get(accessPointCountKey(accountId, region));
  return bytes === undefined ? 0 : decodeRecord<{ count: number }>(bytes).count;
}

const NOTHING = new Uint8Array(0);

/** Writes one that was not there; the caller has looked. */
export function addAccessPoint(transaction: Transaction, record: AccessPointRecord): void {
  const { accountId, region, name, alias, bucket } = record;
  putAccessPoint(transaction, record);
  transaction.put(accessPointAliasKey(alias), encodeRecord({ accountId, region, name }));
  transaction.put(bucketAccessPointKey(bucket, accountId, name), NOTHING);
  addToCount(transaction, record, 1);
}

/** Writes a changed one. */
export function putAccessPoint(transaction: Transaction, record: AccessPointRecord): void {
  transaction.put(accessPointKey(record), encodeRecord(record));
}

export function removeAccessPoint(transaction: Transaction, record: AccessPointRecord): void {
  transaction.delete(accessPointKey(record));
  transaction.delete(accessPointPolicyKey(record));
  transaction.delete(accessPointAliasKey(record.alias));
  transaction.delete(bucketAccessPointKey(record.bucket, record.accountId, record.name));
  addToCount(transaction, record, -1);
}

function addToCount(transaction: Transaction, place: AccessPointPlace, delta: 1 | -1): void {
  const count = countAccessPoints(transaction, place) + delta;
  transaction.put(accessPointCountKey(place.accountId, place.region), encodeRecord({ count }));
}

export function readAccessPointPolicy(reader: Reader, record: AccessPointRecord): string | undefined {
  const { policyDigest } = record;
  return policyDigest === undefined ? undefined : readPolicyText(reader, accessPointPolicyKey(record), policyDigest);
}

export function putAccessPointPolicyText(transaction: Transaction, record: AccessPointRecord, text: string): void {
  const policyDigest = putPolicyText(transaction, accessPointPolicyKey(record), text);
  putAccessPoint(transaction, { ...record, policyDigest });
}

/** Removing what is not there is no error. */
export function removeAccessPointPolicy(transaction: Transaction, record: AccessPointRecord): void {
  if (record.policyDigest === undefined) return;
  transaction.delete(accessPointPolicyKey(record));
  putAccessPoint(transaction, { ...record, policyDigest: undefined });
}

export interface PageOfAccessPoints {
  readonly accessPoints: readonly AccessPointRecord[];
  /** Name to go on after; undefined at the end. */
  readonly next: string | undefined;
}

/** Those of an account in a Region, or of them those of one bucket, in name order. */
export function listAccessPoints(
  reader: Reader,
  { accountId, region }: Omit<AccessPointPlace, "name">,
  page: { readonly bucket: string | undefined; readonly after: string | undefined; readonly limit: number },
): PageOfAccessPoints {
  const { bucket, after, limit } = page;
  const prefix =
    bucket === undefined ? accessPointsPrefix(accountId, region) : bucketAccessPointsPrefix(bucket, accountId);
  const start = after === undefined ? {} : { startAfter: [...prefix, after] };
  const names = reader.range({ prefix, ...start, limit: limit + 1 }).map(({ key }) => String(key.at(-1)));
  const shown = names.slice(0, limit);
  const accessPoints = shown.flatMap((name) => readAccessPoint(reader, { accountId, region, name }) ?? []);
  return { accessPoints, next: names.length > limit ? shown.at(-1) : undefined };
}

/** AWS: those of other accounts do not keep a bucket. */
export function hasOwnAccessPoints(
  reader: Reader,
  bucket: { readonly name: string; readonly accountId: string },
): boolean {
  return reader.range({ prefix: bucketAccessPointsPrefix(bucket.name, bucket.accountId), limit: 1 }).length > 0;
}
