/**
 * Which objects a generated manifest lists: every condition that is given must hold, and of its values one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html (read 2026-11-29)
 */
import type { JobManifestGeneratorFilter, KeyNameConstraint, ObjectEncryptionFilter } from "@aws-sdk/client-s3-control";
import type { Reader } from "../../../storage/record-store.ts";
import type { VersionItem } from "../listing/sources.ts";
import { matchingRules, replicationSettings } from "../replication/rules.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";

export type ObjectFilter = (item: VersionItem) => boolean;

interface Listed {
  readonly key: string;
  readonly version: ObjectVersion;
}

type Condition = (object: Listed) => boolean;

export function compileFilter(
  reader: Reader,
  bucket: BucketRecord,
  {
    filter = {},
    replicates,
  }: { readonly filter: JobManifestGeneratorFilter | undefined; readonly replicates: boolean },
): ObjectFilter {
  const conditions = [...dates(filter), ...sizes(filter), ...names(filter.KeyNameConstraint), ...kinds(filter)];
  if (replicates || filter.EligibleForReplication === true) conditions.push(eligible(reader, bucket));
  return ({ key, version }) => {
    // Delete markers are no objects.
    if (version === undefined || version.isDeleteMarker) return false;
    const object = { key, version };
    return conditions.every((holds) => holds(object));
  };
}

function dates({ CreatedAfter: after, CreatedBefore: before }: JobManifestGeneratorFilter): Condition[] {
  const conditions: Condition[] = [];
  if (after !== undefined) conditions.push(({ version }) => version.lastModifiedMs > after.getTime());
  if (before !== undefined) conditions.push(({ version }) => version.lastModifiedMs < before.getTime());
  return conditions;
}

function sizes(filter: JobManifestGeneratorFilter): Condition[] {
  const { ObjectSizeGreaterThanBytes: above, ObjectSizeLessThanBytes: below } = filter;
  const conditions: Condition[] = [];
  if (above !== undefined) conditions.push(({ version }) => version.sizeBytes > above);
  if (below !== undefined) conditions.push(({ version }) => version.sizeBytes < below);
  return conditions;
}

function names(constraint: KeyNameConstraint = {}): Condition[] {
  const { MatchAnyPrefix: prefixes, MatchAnySuffix: suffixes, MatchAnySubstring: parts } = constraint;
  return [
    ...anyOf(prefixes, (value, { key }) => key.startsWith(value)),
    ...anyOf(suffixes, (value, { key }) => key.endsWith(value)),
    ...anyOf(parts, (value, { key }) => key.includes(value)),
  ];
}

function kinds(filter: JobManifestGeneratorFilter): Condition[] {
  return [
    ...anyOf(filter.MatchAnyStorageClass, (value, { version }) => (version.storageClass ?? "STANDARD") === value),
    ...anyOf(filter.ObjectReplicationStatuses, (value, { version }) => (version.replicationStatus ?? "NONE") === value),
    ...anyOf(filter.MatchAnyObjectEncryption, isSealedSo),
  ];
}

/** No condition for values that are not given. */
function anyOf<T>(values: readonly T[] | undefined, holds: (value: T, object: Listed) => boolean): Condition[] {
  if (values === undefined || values.length === 0) return [];
  return [(object) => values.some((value) => holds(value, object))];
}

function isSealedSo(filter: ObjectEncryptionFilter, { version: { encryption } }: Listed): boolean {
  const algorithm = encryption?.algorithm;
  if (filter.NOTSSE !== undefined) return algorithm === undefined;
  if (filter.SSEC !== undefined) return algorithm === "customer";
  if (filter.SSES3 !== undefined) return algorithm === "AES256";
  const asked = filter.SSEKMS ?? filter.DSSEKMS;
  const isKind = algorithm === (filter.SSEKMS === undefined ? "aws:kms:dsse" : "aws:kms");
  if (asked === undefined || encryption === undefined || !isKind) return false;
  const isKey = asked.KmsKeyArn === undefined || encryption.kms?.keyArn === asked.KmsKeyArn;
  const bucketKey = filter.SSEKMS?.BucketKeyEnabled;
  return isKey && (bucketKey === undefined || (encryption.kms?.isBucketKey === true) === bucketKey);
}

/** AWS: eligible is what a rule of the source's configuration is for. */
function eligible(reader: Reader, bucket: BucketRecord): Condition {
  const settings = replicationSettings.read(reader, bucket);
  return ({ key, version }) =>
    settings !== undefined && matchingRules(settings, { kind: "created", key, version }).length > 0;
}
