/**
 * The replication configuration of a bucket as replication works with it: rules with everything that decides, and which of them are for a change.
 *
 * The configuration is kept as it was sent, because GetBucketReplication shows it; the rules follow from it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html (read 2026-11-29)
 */
import type { ReplicationConfiguration, ReplicationRule } from "@aws-sdk/client-s3";
import { parseArn } from "../../../kit/arn.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { bucketConfiguration } from "../store/configurations.ts";
import type { ObjectVersion, Tag } from "../store/version-record.ts";

export const REPLICATION_KIND = "replication";

/** As it was put, with an id for every rule. */
export interface ReplicationSettings {
  readonly role: string;
  readonly rules: readonly (ReplicationRule & { readonly ID: string })[];
}

export const replicationSettings = bucketConfiguration<ReplicationSettings>(REPLICATION_KIND);

export function isReplicated(bucket: BucketRecord): boolean {
  return bucket.configurations?.[REPLICATION_KIND] !== undefined;
}

export interface Rule {
  readonly id: string;
  readonly priority: number;
  readonly prefix: string;
  readonly tags: readonly Tag[];
  readonly replicatesMarkers: boolean;
  readonly replicatesModifications: boolean;
  readonly replicatesKmsObjects: boolean;
  readonly destination: Destination;
}

export interface Destination {
  readonly bucket: string;
  readonly accountId: string | undefined;
  readonly storageClass: string | undefined;
  /** The replica is the destination owner's, whoever owns the source. */
  readonly overridesOwner: boolean;
  readonly kmsKeyId: string | undefined;
  readonly hasMetrics: boolean;
}

const compiled = new WeakMap<ReplicationSettings, readonly Rule[]>();

/** Rules that are enabled, the highest priority first. */
export function rulesOf(settings: ReplicationSettings): readonly Rule[] {
  const known = compiled.get(settings);
  if (known !== undefined) return known;
  const rules = settings.rules
    .filter(({ Status: status }) => status === "Enabled")
    .map(ruleOf)
    .sort((one, other) => other.priority - one.priority);
  compiled.set(settings, rules);
  return rules;
}

/** AWS: a rule without a Filter is of the first version, which always replicates delete markers (replication-add-config.html, "Backward compatibility"). */
function ruleOf(rule: ReplicationSettings["rules"][number]): Rule {
  const { Filter: filter, Destination: destination, SourceSelectionCriteria: selection } = rule;
  const { Prefix: prefix, Tag: tag, And: and } = filter ?? {};
  const tags = [...(tag === undefined ? [] : [tag]), ...(and?.Tags ?? [])];
  return {
    id: rule.ID,
    priority: rule.Priority ?? 0,
    prefix: prefix ?? and?.Prefix ?? rule.Prefix ?? "",
    tags: tags.map(({ Key: key, Value: value }) => [key ?? "", value ?? ""]),
    replicatesMarkers: filter === undefined || rule.DeleteMarkerReplication?.Status === "Enabled",
    replicatesModifications: selection?.ReplicaModifications?.Status === "Enabled",
    replicatesKmsObjects: selection?.SseKmsEncryptedObjects?.Status === "Enabled",
    destination: {
      bucket: bucketOf(destination?.Bucket),
      accountId: destination?.Account,
      storageClass: destination?.StorageClass,
      overridesOwner: destination?.AccessControlTranslation?.Owner === "Destination",
      kmsKeyId: destination?.EncryptionConfiguration?.ReplicaKmsKeyID,
      hasMetrics: destination?.Metrics?.Status === "Enabled",
    },
  };
}

/** The name in a bucket's ARN; empty when it is none. */
export function bucketOf(arn: string | undefined): string {
  const parsed = parseArn(arn ?? "");
  return parsed?.service === "s3" && !parsed.resource.includes("/") ? parsed.resource : "";
}

export function showSettings({ role, rules }: ReplicationSettings): ReplicationConfiguration {
  return { Role: role, Rules: [...rules] };
}

/** What happened to a version: it was made, it was made as a delete marker, or its tags, ACL or lock were changed. */
export type ChangeKind = "created" | "marked" | "modified";

/** AWS: archived objects are not replicated (replication-what-is-isnt-replicated.html). */
const ARCHIVE_CLASSES = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/**
 * The rules by which a change is replicated: for each destination the one with the highest priority.
 *
 * @param version undefined for a delete marker
 */
export function matchingRules(
  settings: ReplicationSettings,
  change: { readonly kind: ChangeKind; readonly key: string; readonly version: ObjectVersion | undefined },
): readonly Rule[] {
  const found = new Map<string, Rule>();
  for (const rule of rulesOf(settings)) {
    if (!found.has(rule.destination.bucket) && isFor(rule, change)) found.set(rule.destination.bucket, rule);
  }
  return [...found.values()];
}

function isFor(rule: Rule, { kind, key, version }: Parameters<typeof matchingRules>[1]): boolean {
  if (!key.startsWith(rule.prefix)) return false;
  if (version === undefined) return kind === "marked" && rule.replicatesMarkers && rule.tags.length === 0;
  if (!rule.tags.every(([tagKey, value]) => hasTag(version, tagKey, value))) return false;
  if (ARCHIVE_CLASSES.has(version.storageClass ?? "")) return false;
  if (version.encryption?.algorithm.startsWith("aws:kms") === true && !rule.replicatesKmsObjects) return false;
  // AWS: a replica is not replicated again; changes of it are, where replica modification sync is on (replication-for-metadata-changes.html).
  if (version.replicationStatus === "REPLICA") return kind === "modified" && rule.replicatesModifications;
  return true;
}

function hasTag({ tags = [] }: ObjectVersion, key: string, value: string): boolean {
  return tags.some(([name, text]) => name === key && text === value);
}
