/** What `lakebed s3` asks of a server, for the root user alone: storage figures, and zones that fail. */
import { ServiceError } from "../../kit/errors.ts";
import type { BucketUsage, Zones } from "../../kit/storage-figures.ts";
import type { Reader } from "../../storage/record-store.ts";
import { bucketUsage } from "./archive/usage.ts";
import { failedZones, isZoneName, setZoneFailed, zoneOf } from "./archive/zones.ts";
import type { FilterFigures } from "./metering/request-metrics.ts";
import type { S3 } from "./s3.ts";
import { requireBucket } from "./store/buckets.ts";
import { accountBucketsPrefix } from "./store/keys.ts";

/** Buckets of one account that are looked at. */
const BUCKETS_MAX = 10_000;

export interface S3RootActions {
  /** Of one bucket, or of all buckets of the account. @throws {NoSuchBucket} 404 */
  usage(bucket: string | null): Promise<{ readonly buckets: readonly BucketUsage[] }>;
  /** Request metrics of one bucket, by the id of their configuration. @throws {NoSuchBucket} 404 */
  metrics(bucket: string): Promise<{ readonly filters: readonly FilterFigures[] }>;
  zones(): Promise<Zones>;
  /** @throws {InvalidRequest} 400 for what is no zone */
  setZone(zone: string, isFailed: boolean): Promise<Zones>;
}

export function createS3RootActions({ records, runtime, requestMeter }: S3, accountId: string): S3RootActions {
  const zones = async (): Promise<Zones> => ({ failed: await records.read(failedZones) });
  return {
    async usage(bucket) {
      const names = bucket === null ? await records.read((reader) => bucketsOf(reader, accountId)) : [bucket];
      const buckets: BucketUsage[] = [];
      for (const name of names) {
        const zone = await records.read((reader) => zoneOf(requireBucket(reader, name)));
        buckets.push({ bucket: name, zone, classes: await bucketUsage(records, name, runtime.clock.nowMs()) });
      }
      return { buckets };
    },
    async metrics(bucket) {
      await records.read((reader) => requireBucket(reader, bucket));
      return { filters: requestMeter.figuresOf(bucket) };
    },
    zones,
    async setZone(zone, isFailed) {
      if (!isZoneName(zone))
        throw new ServiceError({
          code: "InvalidRequest",
          status: 400,
          message: "name a zone such as us-east-1a, or use1-az4 of a directory bucket",
        });
      await records.transact((transaction) => setZoneFailed(transaction, zone, isFailed));
      return await zones();
    },
  };
}

function bucketsOf(reader: Reader, accountId: string): string[] {
  return reader
    .range({ prefix: accountBucketsPrefix(accountId), limit: BUCKETS_MAX })
    .map(({ key }) => String(key.at(-1)));
}
