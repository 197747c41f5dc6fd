/**
 * Notifications listen to changes: what a rule wants is written out as the message that its destination will get, and queued for it. So what is delivered is what the
 * configuration said when the change was made, and delivery knows nothing of buckets.
 */
import { appendToLog, type LogQueue } from "../../../storage/commit-log.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { encodeRecord } from "../store/record-codec.ts";
import { bridgeEvent, defaultBusArn } from "./bridge-event.ts";
import { matchesRule } from "./event-pattern.ts";
import { eventRecord } from "./event-record.ts";
import { notification, NOTIFICATION_KIND } from "./notification.ts";
import type { ObjectChange } from "./object-change.ts";
import type { EventMessage } from "./event-message.ts";

export const EVENTS_CHANNEL = "s3-events";

/** What waits for one destination, by its ARN. */
export function destinationQueue(arn: string): LogQueue {
  return { channel: EVENTS_CHANNEL, topic: arn };
}

export const notificationListener = { kind: NOTIFICATION_KIND, hear };

function hear(transaction: Transaction, change: ObjectChange): void {
  const { bucket, cause, key } = change;
  const found = notification.read(transaction, bucket);
  if (found === undefined) return;
  for (const rule of found.rules) {
    if (!matchesRule(rule, cause.event, key)) continue;
    queue(transaction, change, { arn: rule.arn, message: { Records: [eventRecord(change, rule.id)] } });
  }
  if (found.isBridged !== true) return;
  const message = bridgeEvent(change);
  if (message !== undefined) queue(transaction, change, { arn: defaultBusArn(bucket), message });
}

/** Changes of one key in one millisecond stay in their order. */
function entryId({ id, version }: ObjectChange): string {
  return `${version.sequence.toString(16).padStart(SEQUENCE_DIGITS, "0")} ${id}`;
}

const SEQUENCE_DIGITS = 14;

function queue(
  transaction: Transaction,
  change: ObjectChange,
  { arn, message }: { readonly arn: string; readonly message: EventMessage },
): void {
  const entry = { wallMs: change.cause.wallMs, id: entryId(change), value: encodeRecord(message) };
  appendToLog(transaction, destinationQueue(arn), entry);
}
