/**
 * Which events there are, what a rule's events and filter match, and when two rules would both be told of one change.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html (read 2026-11-29)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-29)
 */
import { encodeEventKey } from "./event-key.ts";
import type { NotificationRule } from "./notification.ts";

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  ObjectCreated: ["Put", "Post", "Copy", "CompleteMultipartUpload"],
  ObjectRemoved: ["Delete", "DeleteMarkerCreated"],
  ObjectRestore: ["Post", "Completed", "Delete"],
  Replication: [
    "OperationFailedReplication",
    "OperationMissedThreshold",
    "OperationReplicatedAfterThreshold",
    "OperationNotTracked",
  ],
  LifecycleExpiration: ["Delete", "DeleteMarkerCreated"],
  ObjectTagging: ["Put", "Delete"],
  ObjectAnnotation: ["Put", "Delete"],
};
/** Events without a family of their own, which have no wildcard. */
const SINGLE = [
  "s3:ReducedRedundancyLostObject",
  "s3:ObjectAcl:Put",
  "s3:ObjectRetention:Put",
  "s3:LifecycleTransition",
  "s3:IntelligentTiering",
];

const KNOWN: ReadonlySet<string> = new Set([
  ...SINGLE,
  ...Object.entries(FAMILIES).flatMap(([family, members]) =>
    ["*", ...members].map((member) => `s3:${family}:${member}`),
  ),
]);

/** Whether a rule may name this event, or this family by `:*`. */
export function isEventName(name: string): boolean {
  return KNOWN.has(name);
}

/** `event` is without `s3:`, as event records name it. */
function matchesEvent(pattern: string, event: string): boolean {
  const name = pattern.slice("s3:".length);
  return name.endsWith(":*") ? event.startsWith(name.slice(0, -1)) : event === name;
}

/** AWS: filter values with special characters are given URL-encoded; plain ones are what most people write, so both are looked for. */
export function matchesRule({ events, filter = [] }: NotificationRule, event: string, key: string): boolean {
  if (!events.some((pattern) => matchesEvent(pattern, event))) return false;
  if (filter.length === 0) return true;
  const encoded = encodeEventKey(key);
  return filter.every(({ name, value }) =>
    name === "Prefix"
      ? key.startsWith(value) || encoded.startsWith(value)
      : key.endsWith(value) || encoded.endsWith(value),
  );
}

/** Whether there could be a change that both rules are told of. AWS allows no such two rules. */
export function overlap(one: NotificationRule, other: NotificationRule): boolean {
  const shareEvent = one.events.some((left) => other.events.some((right) => areSameEvents(left, right)));
  if (!shareEvent) return false;
  const [prefix, otherPrefix] = [valueOf(one, "Prefix"), valueOf(other, "Prefix")];
  if (!prefix.startsWith(otherPrefix) && !otherPrefix.startsWith(prefix)) return false;
  const [suffix, otherSuffix] = [valueOf(one, "Suffix"), valueOf(other, "Suffix")];
  return suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix);
}

function areSameEvents(left: string, right: string): boolean {
  return left === right || matchesEvent(left, right.slice(3)) || matchesEvent(right, left.slice(3));
}

function valueOf({ filter = [] }: NotificationRule, name: "Prefix" | "Suffix"): string {
  return filter.find((rule) => rule.name === name)?.value ?? "";
}
