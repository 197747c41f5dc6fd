/** Which versions and uploads a rule is for. Size filters leave out their bounds; a delete marker has no bytes and no tags. */
import { matchesTags } from "../tagging/match-tags.ts";
import type { VersionRecord } from "../store/version-record.ts";
import type { Lifecycle, LifecycleRule, MinimumSize } from "./lifecycle-record.ts";

/** The enabled rules whose prefix a key has. */
export function rulesFor({ rules }: Lifecycle, key: string): LifecycleRule[] {
  return rules.filter((rule) => rule.isEnabled && key.startsWith(rule.filter.prefix));
}

/** Beside its prefix, which `rulesFor` has looked at. */
export function matchesVersion({ filter }: LifecycleRule, version: VersionRecord): boolean {
  const sizeBytes = version.isDeleteMarker ? 0 : version.sizeBytes;
  if (filter.largerThan !== undefined && sizeBytes <= filter.largerThan) return false;
  if (filter.smallerThan !== undefined && sizeBytes >= filter.smallerThan) return false;
  return matchesTags(version.isDeleteMarker ? undefined : version.tags, filter.tags);
}

const MOVED_BYTES_MIN = 128 * 1024;
const ARCHIVES: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/**
 * AWS: objects below 128 KB are not moved, unless the rule has a filter for sizes; with `varies_by_storage_class` they may go to the archives
 * (user guide, "Minimum object size for transitions").
 */
export function isLargeEnough(
  { filter }: LifecycleRule,
  storageClass: string,
  { sizeBytes, minimumSize }: { readonly sizeBytes: number; readonly minimumSize: MinimumSize },
): boolean {
  if (sizeBytes >= MOVED_BYTES_MIN) return true;
  if (filter.largerThan !== undefined || filter.smallerThan !== undefined) return true;
  return minimumSize === "varies_by_storage_class" && ARCHIVES.has(storageClass);
}
