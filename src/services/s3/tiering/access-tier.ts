/**
 * Which access tier an object of INTELLIGENT_TIERING is in. It follows from its last access, the time, and the bucket's configurations, so nothing has to
 * move it: no job, no record, and exact however far the clock jumps. What is kept is the last access (access-log.ts).
 *
 * Left out: an object that went to an archive tier comes back by itself when the configuration that sent it there is removed; on AWS it stays until it
 * is restored.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html (read 2026-11-29)
 */
import type { ObjectVersion } from "../store/version-record.ts";
import { matchesTags } from "../tagging/match-tags.ts";
import type { ArchiveTier, TieringConfiguration } from "./tiering-record.ts";

export const INTELLIGENT_TIERING = "INTELLIGENT_TIERING";

export type AccessTier = "FREQUENT" | "INFREQUENT" | "ARCHIVE_INSTANT_ACCESS" | ArchiveTier;

const DAY_MS = 86_400_000;
/** AWS: smaller objects are not monitored and stay in Frequent Access. */
const MONITORED_BYTES_MIN = 128 * 1024;
const INFREQUENT_DAYS = 30;
const ARCHIVE_INSTANT_DAYS = 90;

export interface TieredObject {
  readonly key: string;
  readonly version: ObjectVersion;
}

/** Only for objects of INTELLIGENT_TIERING. `configurations` of the bucket; none for a bucket without. */
export function accessTierOf(
  { key, version }: TieredObject,
  configurations: readonly TieringConfiguration[],
  nowMs: number,
): AccessTier {
  if (version.sizeBytes < MONITORED_BYTES_MIN) return "FREQUENT";
  const idleDays = (nowMs - lastAccessMs(version, nowMs)) / DAY_MS;
  const deepDays = archiveDays(configurations, key, { version, tier: "DEEP_ARCHIVE_ACCESS" });
  if (idleDays >= deepDays) return "DEEP_ARCHIVE_ACCESS";
  if (idleDays >= archiveDays(configurations, key, { version, tier: "ARCHIVE_ACCESS" })) return "ARCHIVE_ACCESS";
  if (idleDays >= ARCHIVE_INSTANT_DAYS) return "ARCHIVE_INSTANT_ACCESS";
  return idleDays >= INFREQUENT_DAYS ? "INFREQUENT" : "FREQUENT";
}

/** When the object was last read, written, moved into its class or brought back from an archive tier. */
export function lastAccessMs(version: ObjectVersion, nowMs: number): number {
  const { lastModifiedMs, classSinceMs = 0, accessedMs = 0, restore } = version;
  const restoredMs = restore === undefined || restore.readyMs > nowMs ? 0 : restore.readyMs;
  return Math.max(lastModifiedMs, classSinceMs, accessedMs, restoredMs);
}

/** The days after which configurations send the object to the tier; of several that match, the soonest. */
function archiveDays(
  configurations: readonly TieringConfiguration[],
  key: string,
  { version, tier }: { readonly version: ObjectVersion; readonly tier: ArchiveTier },
): number {
  let days = Number.POSITIVE_INFINITY;
  for (const configuration of configurations) {
    const matches = configuration.isEnabled && key.startsWith(configuration.prefix);
    if (!matches || !matchesTags(version.tags, configuration.tags)) continue;
    days = Math.min(days, configuration.days[tier] ?? Number.POSITIVE_INFINITY);
  }
  return days;
}
