/**
 * Whether the destinations of a new configuration are there. AWS sends a test event to queues and topics, and looks at the permissions of functions
 * (API_PutBucketNotificationConfiguration); EventBridge is always there.
 */
import type { RequestContext } from "../../../kit/context.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { post } from "./deliver.ts";
import { isTaken, requestOf } from "./event-message.ts";
import { findTarget } from "./event-targets.ts";
import type { Notification, NotificationRule } from "./notification.ts";

interface Configuring {
  readonly bucket: BucketRecord;
  readonly parsed: Notification;
}

/** @throws {InvalidArgument} 400 that names every destination that is not there */
export async function validateDestinations(
  s3: S3,
  context: RequestContext,
  { bucket, parsed }: Configuring,
): Promise<void> {
  const byArn = new Map(parsed.rules.map((rule) => [rule.arn, rule]));
  const problems = await Promise.all([...byArn.values()].map((rule) => problemOf(s3, context, { bucket, rule })));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length === 0) return;
  const fields = found.flatMap(({ arn, reason }, index) => [
    [`ArgumentName${index + 1}`, arn],
    [`ArgumentValue${index + 1}`, reason],
  ]);
  throw new ServiceError({
    status: 400,
    code: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
    fields: Object.fromEntries(fields) as Record<string, string>,
  });
}

const NOUNS = { Queue: "queue", Topic: "topic", CloudFunction: "Lambda" } as const;

async function problemOf(
  s3: S3,
  context: RequestContext,
  { bucket, rule }: { readonly bucket: BucketRecord; readonly rule: NotificationRule },
): Promise<{ readonly arn: string; readonly reason: string } | undefined> {
  const { arn, kind } = rule;
  const { targets, calls } = s3.events;
  const problem = { arn, reason: `The destination ${NOUNS[kind]} does not exist` };
  const url = findTarget(targets, arn);
  if (url === undefined) return problem;
  if (kind === "CloudFunction") return undefined;
  const destination = { arn, url };
  const { requestId, nowMs } = context;
  const message = {
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(nowMs).toISOString(),
    Bucket: bucket.name,
    RequestId: requestId,
    HostId: requestId.repeat(5).slice(0, 76),
  } as const;
  const wallMs = s3.runtime.clock.wallMs();
  const answer = await post(
    calls,
    requestOf(destination, { id: `${requestId} ${arn}`, wallMs, message }),
    context.signal,
  );
  return answer.kind === "answered" && isTaken(destination, answer.status, answer.text) ? undefined : problem;
}
