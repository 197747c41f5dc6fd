/**
 * A message as a destination's own service would be called with it, or would deliver it: the HTTP request for a queue, a topic, a function or an event bus.
 *
 * Requests are not signed: the targets are stand-ins of the services that the operator names, and those take any caller.
 */
import { parseArn } from "../../../kit/arn.ts";
import type { WebRequest } from "../../../runtime/web-calls.ts";
import { messageIdOf } from "./change-facts.ts";
import type { BridgeEvent } from "./bridge-event.ts";

export type EventMessage =
  | { readonly Records: readonly unknown[] }
  | BridgeEvent
  /** `s3:TestEvent`. */
  | { readonly Service: "Amazon S3"; readonly Event: "s3:TestEvent" };

export interface Destination {
  readonly arn: string;
  /** Where the operator says that it is. */
  readonly url: string;
}

export interface QueuedMessage {
  /** Unique, and the same when it is sent again. */
  readonly id: string;
  /** When the change was made, wall time. */
  readonly wallMs: number;
  readonly message: EventMessage;
}

type Call = Pick<WebRequest, "url" | "headers" | "body">;

/** The request that carries the message. The destination's ARN has been parsed before. */
export function requestOf(destination: Destination, queued: QueuedMessage): Call {
  switch (parseArn(destination.arn)?.service) {
    case "sqs":
      return sendMessage(destination, queued);
    case "sns":
      return publish(destination, queued);
    case "lambda":
      return invoke(destination, queued);
    default:
      return putEvents(destination, queued);
  }
}

/**
 * SendMessage in AWS JSON 1.0. A URL with a path is the queue's own, one without is the endpoint of a service that names queues by account and name.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html (read 2026-11-29)
 */
function sendMessage({ arn, url }: Destination, { message }: QueuedMessage): Call {
  const { accountId = "", resource = "" } = parseArn(arn) ?? {};
  const target = new URL(url);
  const queueUrl = target.pathname === "/" ? new URL(`/${accountId}/${resource}`, target).href : target.href;
  return {
    url: new URL("/", target).href,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
    body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }),
  };
}

/**
 * What a topic posts to an HTTP subscriber. There is no certificate of Amazon's here to sign with, so the signature's members are left out.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html (read 2026-11-29)
 */
function publish({ arn, url }: Destination, { id, wallMs, message }: QueuedMessage): Call {
  const messageId = messageIdOf(id);
  return {
    url,
    headers: {
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": messageId,
      "x-amz-sns-topic-arn": arn,
    },
    body: JSON.stringify({
      Type: "Notification",
      MessageId: messageId,
      TopicArn: arn,
      Subject: "Amazon S3 Notification",
      Message: JSON.stringify(message),
      Timestamp: new Date(wallMs).toISOString(),
    }),
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-29) */
function invoke({ arn, url }: Destination, { message }: QueuedMessage): Call {
  const [, name = "", qualifier] = (parseArn(arn)?.resource ?? "").split(":");
  const target = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, url);
  if (qualifier !== undefined) target.searchParams.set("Qualifier", qualifier);
  return {
    url: target.href,
    headers: { "content-type": "application/json", "x-amz-invocation-type": "Event" },
    body: JSON.stringify(message),
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html (read 2026-11-29) */
function putEvents({ arn, url }: Destination, { message }: QueuedMessage): Call {
  const { detailType, timeMs, resource, detail } = message as BridgeEvent;
  const entry = {
    Source: "aws.s3",
    DetailType: detailType,
    Detail: JSON.stringify(detail),
    Resources: [resource],
    Time: Math.floor(timeMs / 1000),
    EventBusName: parseArn(arn)?.resource.replace("event-bus/", ""),
  };
  return {
    url,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" },
    body: JSON.stringify({ Entries: [entry] }),
  };
}

/** PutEvents answers 200 also when it took nothing. */
export function isTaken(destination: Destination, status: number, text: string): boolean {
  if (status < 200 || status > 299) return false;
  return parseArn(destination.arn)?.service !== "events" || !/"FailedEntryCount"\s*:\s*[1-9]/.test(text);
}
