/**
 * The notification configuration of a bucket: rules, each with events, a filter on keys and one destination, and whether EventBridge hears everything.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html (read 2026-11-29)
 */
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";

/** Kinds of destination as S3's documents name them. */
export type DestinationKind = "Topic" | "Queue" | "CloudFunction";

export interface FilterRule {
  readonly name: "Prefix" | "Suffix";
  readonly value: string;
}

export interface NotificationRule {
  readonly id: string;
  readonly kind: DestinationKind;
  /** Of the topic, queue or function. */
  readonly arn: string;
  /** As they were sent: `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** Left out without a filter. */
  readonly filter?: readonly FilterRule[] | undefined;
}

export interface Notification {
  readonly rules: readonly NotificationRule[];
  /** Left out unless EventBridge is to hear of every event. */
  readonly isBridged?: true | undefined;
}

export const NOTIFICATION_KIND = "notification";
export const notification: BucketConfiguration<Notification> = bucketConfiguration(NOTIFICATION_KIND);
