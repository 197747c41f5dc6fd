/**
 * A notification configuration as it is sent, checked, and shown again.
 *
 * Messages are S3's own: those of ARNs and filter names as recorded (localstack/localstack test_s3_notifications_sqs.snapshot.json), those of overlaps as people quote
 * them; the message for two rules of one id is assumed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html (read 2026-11-29)
 */
import type {
  LambdaFunctionConfiguration,
  NotificationConfiguration,
  QueueConfiguration,
  TopicConfiguration,
} from "@aws-sdk/client-s3";
import { parseArn } from "../../../kit/arn.ts";
import type { Ids } from "../../../runtime/ids.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import { FILTER_VALUE_BYTES_MAX, NOTIFICATION_RULES_MAX } from "../limits.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { isEventName, overlap } from "./event-pattern.ts";
import type { DestinationKind, FilterRule, Notification, NotificationRule } from "./notification.ts";

type SentRule = Partial<TopicConfiguration & QueueConfiguration & LambdaFunctionConfiguration>;

const SERVICES: Readonly<Record<DestinationKind, string>> = { Topic: "sns", Queue: "sqs", CloudFunction: "lambda" };

/** Undefined when the document is empty, which turns notifications off. @throws {InvalidArgument} 400  @throws {MalformedXML} 400 */
export function parseNotification(sent: NotificationConfiguration, ids: Ids): Notification | undefined {
  const rules = [
    ...(sent.TopicConfigurations ?? []).map((rule) => parseRule("Topic", rule, ids)),
    ...(sent.QueueConfigurations ?? []).map((rule) => parseRule("Queue", rule, ids)),
    ...(sent.LambdaFunctionConfigurations ?? []).map((rule) => parseRule("CloudFunction", rule, ids)),
  ];
  if (rules.length > NOTIFICATION_RULES_MAX) throw malformedXml();
  const known = new Set<string>();
  for (const { id } of rules) {
    if (known.has(id)) throw invalidArgument("Same ID used for multiple configurations. IDs must be unique", "Id", id);
    known.add(id);
  }
  checkOverlaps(rules);
  const isBridged = sent.EventBridgeConfiguration === undefined ? undefined : true;
  return rules.length === 0 && isBridged === undefined ? undefined : { rules, isBridged };
}

function parseRule(kind: DestinationKind, sent: SentRule, ids: Ids): NotificationRule {
  const arn = arnOf(kind, sent);
  const events: readonly string[] = sent.Events ?? [];
  if (arn === undefined || events.length === 0) throw malformedXml();
  if (parseArn(arn)?.service !== SERVICES[kind]) throw invalidArgument("The ARN could not be parsed", kind, arn);
  for (const event of events) {
    if (!isEventName(event))
      throw invalidArgument("A specified event is not supported for notifications.", "Event", event);
  }
  const filter = parseFilter(sent.Filter?.Key?.FilterRules ?? []);
  const id = sent.Id === undefined || sent.Id === "" ? ids.uuid() : sent.Id;
  return { id, kind, arn, events, filter: filter.length === 0 ? undefined : filter };
}

function arnOf(kind: DestinationKind, sent: SentRule): string | undefined {
  if (kind === "Topic") return sent.TopicArn;
  return kind === "Queue" ? sent.QueueArn : sent.LambdaFunctionArn;
}

function parseFilter(
  rules: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[],
): FilterRule[] {
  const parsed: FilterRule[] = [];
  for (const { Name = "", Value: value = "" } of rules) {
    const lower = Name.toLowerCase();
    // AWS: names are read in any case and shown with a capital letter.
    const name = lower === "prefix" ? "Prefix" : lower === "suffix" ? "Suffix" : undefined;
    if (name === undefined)
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", Name);
    if (parsed.some((other) => other.name === name))
      throw invalidArgument(`Cannot specify more than one ${lower} rule in a filter.`, "FilterRule.Name", Name);
    if (Buffer.byteLength(value) > FILTER_VALUE_BYTES_MAX)
      throw invalidArgument(
        `Size of filter rule value cannot exceed ${FILTER_VALUE_BYTES_MAX} bytes in UTF-8 representation`,
        "FilterRule.Value",
        value,
      );
    parsed.push({ name, value });
  }
  return parsed;
}

function checkOverlaps(rules: readonly NotificationRule[]): void {
  for (const [index, rule] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (!overlap(rule, other)) continue;
      throw invalidArgument(
        rule.filter === undefined && other.filter === undefined
          ? "Configurations overlap. Configurations on the same bucket cannot share a common event type."
          : "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
      );
    }
  }
}

/** @throws {InvalidArgument} 400 for a destination in another Region than the bucket */
export function checkRegions({ rules }: Notification, bucket: BucketRecord): void {
  for (const { arn, kind } of rules) {
    if (parseArn(arn)?.region === bucket.region) continue;
    const message = "The notification destination service region is not valid for the bucket location constraint";
    throw invalidArgument(message, kind, arn);
  }
}

export function showNotification(found: Notification | undefined): NotificationConfiguration {
  const { rules = [], isBridged } = found ?? {};
  const topics = rules.filter(({ kind }) => kind === "Topic");
  const queues = rules.filter(({ kind }) => kind === "Queue");
  const functions = rules.filter(({ kind }) => kind === "CloudFunction");
  return {
    TopicConfigurations: nonEmpty(topics.map((rule) => ({ ...showRule(rule), TopicArn: rule.arn }))),
    QueueConfigurations: nonEmpty(queues.map((rule) => ({ ...showRule(rule), QueueArn: rule.arn }))),
    LambdaFunctionConfigurations: nonEmpty(
      functions.map((rule) => ({ ...showRule(rule), LambdaFunctionArn: rule.arn })),
    ),
    EventBridgeConfiguration: isBridged === undefined ? undefined : {},
  };
}

function showRule({ id, events, filter }: NotificationRule): Pick<QueueConfiguration, "Id" | "Events" | "Filter"> {
  const rules = filter?.map(({ name, value }) => ({ Name: name, Value: value }));
  return {
    Id: id,
    Events: [...events] as QueueConfiguration["Events"],
    Filter: rules === undefined ? undefined : { Key: { FilterRules: rules as never } },
  };
}

function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
