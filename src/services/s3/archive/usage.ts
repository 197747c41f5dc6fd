/**
 * What a bucket holds, by storage class: objects, bytes, the bytes that AWS would bill, and the bytes of those that would be billed for longer if they were deleted
 * now. Counted when asked, by a walk over all versions; noncurrent versions are stored like any other.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html (read 2026-11-29: minimum durations and sizes)
 */
import type { ClassUsage } from "../../../kit/storage-figures.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { factsOfClass, STANDARD } from "../objects/storage-class.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { requireBucket } from "../store/buckets.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { readKeyPage, readOlderVersions } from "../lifecycle/key-states.ts";
import { accessTierOf, INTELLIGENT_TIERING } from "../tiering/access-tier.ts";
import { type TieringConfiguration, tieringConfigurations } from "../tiering/tiering-record.ts";

/** A row while it is counted. */
type Row = { -readonly [Name in keyof ClassUsage]: ClassUsage[Name] };

const DAY_MS = 86_400_000;

/** By the name of the class. */
export async function bucketUsage(records: RecordStore, bucket: string, nowMs: number): Promise<ClassUsage[]> {
  const usage = new Map<string, Row>();
  let afterKey: string | undefined;
  do {
    const from = afterKey;
    afterKey = await records.read((reader) => {
      const record = requireBucket(reader, bucket);
      const counting: Counting = {
        nowMs,
        usage,
        configurations: tieringConfigurations.read(reader, record)?.list ?? [],
      };
      const page = readKeyPage(reader, record, from);
      for (const [key, { versions, hasOlder }] of page.keys) {
        for (const version of versions) if (!version.isDeleteMarker) count(counting, key, version);
        if (hasOlder) countOlder(record, key, versions.at(-1)?.sequence);
      }
      return page.next;

      function countOlder({ name }: BucketRecord, key: string, last: number | undefined): void {
        for (let sequence = last; sequence !== undefined;) {
          const older = readOlderVersions(reader, name, { key, sequence });
          for (const version of older) if (!version.isDeleteMarker) count(counting, key, version);
          sequence = older.at(-1)?.sequence;
        }
      }
    });
  } while (afterKey !== undefined);
  return [...usage.values()].sort((one, other) => (one.storageClass < other.storageClass ? -1 : 1));
}

interface Counting {
  readonly nowMs: number;
  readonly usage: Map<string, Row>;
  readonly configurations: readonly TieringConfiguration[];
}

function count({ nowMs, usage, configurations }: Counting, key: string, version: ObjectVersion): void {
  const { storageClass = STANDARD, sizeBytes, lastModifiedMs, classSinceMs = lastModifiedMs } = version;
  const isTiered = storageClass === INTELLIGENT_TIERING;
  const name = isTiered ? `${storageClass}/${accessTierOf({ key, version }, configurations, nowMs)}` : storageClass;
  const facts = factsOfClass(storageClass);
  const row = usage.get(name) ?? { storageClass: name, objects: 0, bytes: 0, billableBytes: 0, earlyDeletionBytes: 0 };
  row.objects += 1;
  row.bytes += sizeBytes;
  row.billableBytes += Math.max(sizeBytes, facts.billedBytesMin) + facts.overheadBytes;
  if (nowMs < classSinceMs + facts.daysMin * DAY_MS)
    row.earlyDeletionBytes += Math.max(sizeBytes, facts.billedBytesMin);
  usage.set(name, row);
}
