/**
 * Trails as they are stored.
 *
 *     ["cloudtrail", "trail", account, homeRegion, name]                        -> TrailRecord, JSON
 *     ["cloudtrail", "cursor", account, homeRegion, name, category, region]     -> FollowPosition, JSON
 */
import type { EventSelector, Trail } from "@aws-sdk/client-cloudtrail";
import { formatArn } from "../../../kit/arn.ts";
import type { FollowPosition } from "../../../kit/ports/event-history.ts";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { TRAILS_DELIVERED_MAX } from "../limits.ts";

export interface TrailRecord {
  readonly name: string;
  readonly accountId: string;
  readonly homeRegion: string;
  readonly bucket: string;
  readonly prefix: string | undefined;
  readonly isMultiRegion: boolean;
  readonly includesGlobal: boolean;
  readonly isLogging: boolean;
  readonly startedMs: number | undefined;
  readonly stoppedMs: number | undefined;
  readonly attemptMs: number | undefined;
  readonly deliveredMs: number | undefined;
  /** S3's error code when the last attempt failed. */
  readonly deliveryError: string | undefined;
  /** Undefined for the selector that every trail has. */
  readonly selectors: readonly EventSelector[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where a trail is. */
export type TrailPlace = Pick<TrailRecord, "accountId" | "homeRegion" | "name">;

export function trailArn({ accountId, homeRegion, name }: TrailPlace): string {
  return formatArn({ service: "cloudtrail", region: homeRegion, accountId, resource: `trail/${name}` });
}

const TRAILS: Key = ["cloudtrail", "trail"];
const trailKey = ({ accountId, homeRegion, name }: TrailPlace): Key => [...TRAILS, accountId, homeRegion, name];
const cursorKey = ({ accountId, homeRegion, name }: TrailPlace, ...stream: readonly string[]): Key => [
  "cloudtrail",
  "cursor",
  accountId,
  homeRegion,
  name,
  ...stream,
];

export function readTrail(reader: Reader, place: TrailPlace): TrailRecord | undefined {
  const value = reader.get(trailKey(place));
  return value === undefined ? undefined : decode<TrailRecord>(value);
}

export function writeTrail(transaction: Transaction, trail: TrailRecord): void {
  transaction.put(trailKey(trail), encode(trail));
}

export function removeTrail(transaction: Transaction, place: TrailPlace): void {
  transaction.delete(trailKey(place));
  for (const { key } of transaction.range({ prefix: cursorKey(place), limit: 1_000 })) transaction.delete(key);
}

/** All trails of an account by Region and name; of all accounts without one. */
export function listTrails(reader: Reader, accountId?: string): readonly TrailRecord[] {
  const prefix = accountId === undefined ? TRAILS : [...TRAILS, accountId];
  return reader.range({ prefix, limit: TRAILS_DELIVERED_MAX }).map(({ value }) => decode<TrailRecord>(value));
}

export function readCursor(
  reader: Reader,
  place: TrailPlace,
  ...stream: readonly string[]
): FollowPosition | undefined {
  const value = reader.get(cursorKey(place, ...stream));
  return value === undefined ? undefined : decode<FollowPosition>(value);
}

export interface Cursor {
  readonly category: string;
  readonly region: string;
  readonly position: FollowPosition;
}

export function writeCursor(transaction: Transaction, place: TrailPlace, { category, region, position }: Cursor): void {
  transaction.put(cursorKey(place, category, region), encode(position));
}

/** As the API shows it. */
export function trailShape(trail: TrailRecord): Trail {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix,
    IncludeGlobalServiceEvents: trail.includesGlobal,
    IsMultiRegionTrail: trail.isMultiRegion,
    HomeRegion: trail.homeRegion,
    TrailARN: trailArn(trail),
    LogFileValidationEnabled: false,
    HasCustomEventSelectors: trail.selectors !== undefined,
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  };
}

const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const decode = <T>(value: Uint8Array): T => JSON.parse(Buffer.from(value).toString()) as T;
