/**
 * Reads a replication configuration as S3 does: the shape of the document, then what its elements allow each other. Whether the buckets are fit for it is
 * put-bucket-replication.ts's to check.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html (read 2026-11-29; order and words assumed where replication-errors.ts names no source)
 */
import type { ReplicationConfiguration, ReplicationRule, ReplicationRuleFilter } from "@aws-sdk/client-s3";
import { parseArn } from "../../../kit/arn.ts";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import { KEY_BYTES_MAX, REPLICATION_RULES_MAX } from "../limits.ts";
import { elementNotAllowed, elementRequired } from "./replication-errors.ts";
import { bucketOf, type ReplicationSettings } from "./rules.ts";

const RULE_ID_CHARACTERS_MAX = 255;
/** AWS: 15 is the only value (API_ReplicationTimeValue). */
const RTC_MINUTES = 15;
const STORAGE_CLASSES = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
]);

/**
 * @param newId gives a rule without an id one, as S3 does
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {InvalidRequest} 400
 */
export function parseReplication(
  { Role: role, Rules: rules = [] }: ReplicationConfiguration,
  newId: () => string,
): ReplicationSettings {
  if (rules.length === 0 || rules.length > REPLICATION_RULES_MAX) throw malformedXml();
  const parsed = rules.map((rule) => ({ ...rule, ID: rule.ID ?? newId() }));
  for (const rule of parsed) checkShape(rule);
  if (!isRole(role)) throw invalidArgument("Invalid Role specified in replication configuration", "Role", role);
  for (const rule of parsed) checkRule(rule);
  checkTogether(parsed);
  return { role: role ?? "", rules: parsed };
}

function isRole(arn: string | undefined): boolean {
  const parsed = parseArn(arn ?? "");
  return parsed?.service === "iam" && parsed.resource.startsWith("role/");
}

type NamedRule = ReplicationRule & { readonly ID: string };

function isStatus(status: string | undefined): boolean {
  return status === "Enabled" || status === "Disabled";
}

/** What the schema says of one rule. */
function checkShape(rule: NamedRule): void {
  const { Destination: destination, SourceSelectionCriteria: selection } = rule;
  if (rule.ID === "" || rule.ID.length > RULE_ID_CHARACTERS_MAX) {
    throw invalidArgument("ID length should not exceed allowed limit of 255", "ID", rule.ID);
  }
  const statuses = [
    rule.Status,
    rule.DeleteMarkerReplication?.Status ?? "Disabled",
    rule.ExistingObjectReplication === undefined ? "Disabled" : rule.ExistingObjectReplication.Status,
    selection?.SseKmsEncryptedObjects === undefined ? "Disabled" : selection.SseKmsEncryptedObjects.Status,
    selection?.ReplicaModifications === undefined ? "Disabled" : selection.ReplicaModifications.Status,
    destination?.Metrics === undefined ? "Disabled" : destination.Metrics.Status,
    destination?.ReplicationTime === undefined ? "Disabled" : destination.ReplicationTime.Status,
  ];
  if (!statuses.every(isStatus) || destination?.Bucket === undefined) throw malformedXml();
  if (destination.StorageClass !== undefined && !STORAGE_CLASSES.has(destination.StorageClass)) throw malformedXml();
  const translation = destination.AccessControlTranslation;
  if (translation !== undefined && translation.Owner !== "Destination") throw malformedXml();
  if (rule.Filter !== undefined && rule.Prefix !== undefined) throw malformedXml();
  if (rule.Filter !== undefined) checkFilter(rule.Filter);
  const prefix = rule.Prefix ?? rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? "";
  if (Buffer.byteLength(prefix) > KEY_BYTES_MAX) throw invalidArgument("Prefix is too long", "Prefix", prefix);
}

/** AWS: exactly one of prefix, tag and And; nothing at all means every object. And holds two things at least. */
function checkFilter({ Prefix: prefix, Tag: tag, And: and }: ReplicationRuleFilter): void {
  if ([prefix, tag, and].filter((member) => member !== undefined).length > 1) throw malformedXml();
  const tags = [...(tag === undefined ? [] : [tag]), ...(and?.Tags ?? [])];
  if (tags.some(({ Key: key, Value: value }) => key === undefined || value === undefined)) throw malformedXml();
  if (new Set(tags.map(({ Key: key }) => key)).size !== tags.length) {
    throw invalidRequest("Duplicate Tag Keys are not allowed.");
  }
  const parts = (and?.Tags?.length ?? 0) + (and?.Prefix === undefined ? 0 : 1);
  if (and !== undefined && parts < 2) throw malformedXml();
}

/** What the elements of one rule allow each other. */
function checkRule(rule: NamedRule): void {
  const { Filter: filter, DeleteMarkerReplication: markers, Destination: destination } = rule;
  if (bucketOf(destination?.Bucket) === "") {
    throw invalidArgument("Invalid bucket ARN.", "Destination.Bucket", destination?.Bucket);
  }
  if (filter === undefined) {
    if (markers !== undefined) throw elementNotAllowed("DeleteMarkerReplication");
    if (rule.Priority !== undefined) throw elementNotAllowed("Priority");
    if (rule.SourceSelectionCriteria?.ReplicaModifications !== undefined)
      throw elementNotAllowed("ReplicaModifications");
    if (rule.Prefix === undefined) throw malformedXml();
  } else {
    if (rule.Priority === undefined) throw elementRequired("Priority");
    if (markers?.Status === undefined) throw elementRequired("DeleteMarkerReplication");
    const isByTag = filter.Tag !== undefined || (filter.And?.Tags?.length ?? 0) > 0;
    if (isByTag && markers.Status === "Enabled") {
      throw invalidRequest(
        "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.",
      );
    }
  }
  // AWS: "This parameter is no longer supported" (API_ReplicationRule); S3 Batch Replication takes its place.
  if (rule.ExistingObjectReplication?.Status === "Enabled") {
    throw invalidRequest("ExistingObjectReplication is no longer supported. Use S3 Batch Replication.");
  }
  checkDestination(rule);
}

function checkDestination({ Destination: destination, SourceSelectionCriteria: selection }: NamedRule): void {
  const { Account, AccessControlTranslation, EncryptionConfiguration, ReplicationTime, Metrics } = destination ?? {};
  if (AccessControlTranslation !== undefined && Account === undefined) {
    throw invalidRequest("Account must be specified if AccessControlTranslation is specified.");
  }
  const keyId = EncryptionConfiguration?.ReplicaKmsKeyID;
  const selectsKms = selection?.SseKmsEncryptedObjects?.Status === "Enabled";
  if (selectsKms && keyId === undefined) {
    throw invalidRequest("ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.");
  }
  if (!selectsKms && keyId !== undefined) {
    throw invalidRequest("SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.");
  }
  if (ReplicationTime?.Status === "Enabled" && Metrics?.Status !== "Enabled") {
    throw invalidRequest("Metrics must be enabled when ReplicationTime is enabled.");
  }
  const minutes = [ReplicationTime?.Time, Metrics?.EventThreshold].flatMap((time) =>
    time === undefined ? [] : [time],
  );
  if (minutes.some(({ Minutes: value }) => value !== RTC_MINUTES)) {
    throw invalidRequest(`The time of replication must be ${RTC_MINUTES} minutes.`);
  }
}

/** What rules allow each other: one version of the schema, ids and priorities of their own. */
function checkTogether(rules: readonly NamedRule[]): void {
  if (new Set(rules.map(({ ID: id }) => id)).size !== rules.length) throw invalidArgument("Rule Id must be unique");
  const versions = new Set(rules.map(({ Filter: filter }) => filter === undefined));
  if (versions.size > 1) throw invalidRequest("Rules with and without a Filter cannot be in one configuration.");
  const priorities = rules.flatMap(({ Priority: priority }) => (priority === undefined ? [] : [priority]));
  for (const [index, priority] of priorities.entries()) {
    if (priorities.indexOf(priority) !== index) throw invalidRequest(`Found duplicate priority ${priority} in rules.`);
  }
}
