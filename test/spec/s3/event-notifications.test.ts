/** What destinations are told of changes. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectAnnotationCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manualClock } from "../../../src/runtime/clock.ts";
import { type EventReceiver, type EventRecord, startEventReceiver } from "../../support/event-receiver.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { uniqueBucket } from "./fixture.ts";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:my-queue";
const TOPIC = "arn:aws:sns:us-east-1:111122223333:my-topic";
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:my-function:live";

/** The bus is the one of the server's own account. */
const targetsOf = (url: string): Record<string, string> => ({
  [QUEUE]: url,
  [TOPIC]: `${url}/topic`,
  "arn:aws:lambda:*:function:*": url,
  "arn:aws:events:*": `${url}/bus`,
});

let server: TestServer;
let receiver: EventReceiver;
let s3: S3Client;
beforeAll(async () => {
  receiver = await startEventReceiver();
  server = await startTestServer({ eventTargets: targetsOf(receiver.url) });
  s3 = server.client(S3Client);
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

async function watched(client: S3Client, configuration: NotificationConfiguration): Promise<string> {
  const Bucket = uniqueBucket();
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: configuration,
      SkipDestinationValidation: true,
    }),
  );
  return Bucket;
}

const everything: NotificationConfiguration = {
  QueueConfigurations: [
    {
      Id: "all",
      QueueArn: QUEUE,
      Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"],
    },
  ],
};

/** Runs calls and gives the records that they were told by. */
async function recordsOf(count: number, calls: () => Promise<void>): Promise<readonly EventRecord[]> {
  const before = receiver.received.length;
  await calls();
  await receiver.waitFor(before + count);
  return receiver.records().slice(-count);
}

test("a PutObject is told with everything that the record has", async () => {
  const Bucket = await watched(s3, everything);
  const [record] = await recordsOf(1, async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "red flower@ü.jpg", Body: "something" }));
  });
  expect(record).toEqual({
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: expect.stringMatching(/^A[A-Z\d]{13}$/) as unknown },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: {
      "x-amz-request-id": expect.stringMatching(/^[A-Z\d]{16}$/) as unknown,
      "x-amz-id-2": expect.stringMatching(/^[\w+/=]{76}$/) as unknown,
    },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "all",
      bucket: {
        name: Bucket,
        ownerIdentity: { principalId: expect.stringMatching(/^A[A-Z\d]{13}$/) as unknown },
        arn: `arn:aws:s3:::${Bucket}`,
      },
      object: {
        key: "red+flower%40%C3%BC.jpg",
        size: 9,
        eTag: "437b930db84b8079c2dd804a71936b5f",
        sequencer: expect.stringMatching(/^[A-F\d]{18}$/) as unknown,
      },
    },
  });
});

test("each way to create, tag and delete has its name and members", async () => {
  const Bucket = await watched(s3, everything);
  const records = await recordsOf(8, async () => {
    const Key = "k";
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "a" }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts" }));
    const part = { Bucket, Key: "parts", UploadId };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: "abc" }));
    await s3.send(
      new CompleteMultipartUploadCommand({ ...part, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
    );
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "never there" }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "copy" }, { Key: "parts" }] } }));
  });
  const told = records.map(({ eventName, eventVersion, s3: { object } }) => [
    eventName,
    eventVersion,
    object.key,
    Object.keys(object).toSorted().join(" "),
  ]);
  const created = "eTag key sequencer size";
  const order = (list: unknown[][]): unknown[][] =>
    list.toSorted((one, other) => (String(one) < String(other) ? -1 : 1));
  expect(order(told)).toEqual(
    order([
      ["ObjectCreated:Put", "2.1", "k", created],
      ["ObjectCreated:Copy", "2.1", "copy", created],
      ["ObjectCreated:CompleteMultipartUpload", "2.1", "parts", created],
      ["ObjectTagging:Put", "2.3", "k", "eTag key"],
      ["ObjectTagging:Delete", "2.3", "k", "eTag key"],
      ["ObjectRemoved:Delete", "2.1", "k", "key sequencer"],
      ["ObjectRemoved:Delete", "2.1", "copy", "key sequencer"],
      ["ObjectRemoved:Delete", "2.1", "parts", "key sequencer"],
    ]),
  );
});

test("sequencers tell the order of a key's changes, also over a time in which nothing of it is left", async () => {
  const Bucket = await watched(s3, everything);
  const Key = "k";
  const records = await recordsOf(5, async () => {
    for (const Body of ["1", "2"]) await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "333" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  });
  const byOrder = records.toSorted((one, other) => {
    const [a = "", b = ""] = [one.s3.object.sequencer, other.s3.object.sequencer];
    return a < b ? -1 : 1;
  });
  expect(byOrder.map(({ eventName, s3: { object } }) => [eventName, object["size"]])).toEqual([
    ["ObjectCreated:Put", 1],
    ["ObjectCreated:Put", 1],
    ["ObjectRemoved:Delete", undefined],
    ["ObjectCreated:Put", 3],
    ["ObjectRemoved:Delete", undefined],
  ]);
  expect(new Set(records.map(({ s3: { object } }) => object.sequencer)).size).toBe(5);
});

test("versions carry their ids, and delete markers the ETag of nothing", async () => {
  const Bucket = await watched(s3, everything);
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const Key = "k";
  let VersionId: string | undefined;
  let marker: string | undefined;
  const records = await recordsOf(3, async () => {
    ({ VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "1" })));
    ({ VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key })));
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  });
  const told = new Map(records.map(({ eventName, s3: { object } }) => [eventName, object]));
  expect(told.get("ObjectCreated:Put")).toMatchObject({ versionId: VersionId });
  expect(told.get("ObjectRemoved:DeleteMarkerCreated")).toMatchObject({
    versionId: marker,
    eTag: "d41d8cd98f00b204e9800998ecf8427e",
  });
  expect(told.get("ObjectRemoved:Delete")).toMatchObject({ versionId: VersionId });
});

test("annotations that are put and deleted are told", async () => {
  const Events = ["s3:ObjectAnnotation:*" as const];
  const Bucket = await watched(s3, { QueueConfigurations: [{ Id: "notes", QueueArn: QUEUE, Events }] });
  const object = { Bucket, Key: "k" };
  const records = await recordsOf(2, async () => {
    await s3.send(new PutObjectCommand({ ...object, Body: "something" }));
    await s3.send(new PutObjectAnnotationCommand({ ...object, AnnotationName: "a", AnnotationPayload: "x" }));
    await s3.send(new DeleteObjectAnnotationCommand({ ...object, AnnotationName: "a" }));
  });
  const told = records.map(({ eventName, eventVersion, s3: { object: shown } }) => [eventName, eventVersion, shown]);
  const shown = { key: "k", eTag: "437b930db84b8079c2dd804a71936b5f" };
  expect(told).toEqual([
    ["ObjectAnnotation:Put", "2.3", shown],
    ["ObjectAnnotation:Delete", "2.3", shown],
  ]);
});

test("filters and families decide what is told", async () => {
  const Bucket = await watched(s3, {
    QueueConfigurations: [
      {
        Id: "jpg",
        QueueArn: QUEUE,
        Events: ["s3:ObjectCreated:Put"],
        Filter: {
          Key: {
            FilterRules: [
              { Name: "prefix", Value: "in/" },
              { Name: "suffix", Value: ".jpg" },
            ],
          },
        },
      },
      { Id: "gone", QueueArn: QUEUE, Events: ["s3:ObjectRemoved:Delete"] },
    ],
  });
  const records = await recordsOf(2, async () => {
    for (const Key of ["out/a.jpg", "in/a.png", "in/a.jpg"]) await s3.send(new PutObjectCommand({ Bucket, Key }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "in/b.jpg", CopySource: `${Bucket}/in/a.jpg` }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "in/a.png" }));
  });
  const told = records.map(({ s3: { configurationId, object } }) => `${configurationId} ${object.key}`);
  expect(told.toSorted()).toEqual(["gone in/a.png", "jpg in/a.jpg"]);
});

test("topics, functions and EventBridge are called as their services call and are called", async () => {
  const Bucket = await watched(s3, {
    TopicConfigurations: [{ Id: "t", TopicArn: TOPIC, Events: ["s3:ObjectCreated:Put"] }],
    LambdaFunctionConfigurations: [{ Id: "f", LambdaFunctionArn: FUNCTION, Events: ["s3:ObjectRemoved:Delete"] }],
    EventBridgeConfiguration: {},
  });
  const before = receiver.received.length;
  await s3.send(new PutObjectCommand({ Bucket, Key: "a b", Body: "something" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a b" }));
  const sent = (await receiver.waitFor(before + 4)).slice(before);

  const topic = sent.find(({ path }) => path === "/topic");
  expect(topic?.headers).toMatchObject({ "x-amz-sns-message-type": "Notification", "x-amz-sns-topic-arn": TOPIC });
  expect(topic?.body).toMatchObject({
    Type: "Notification",
    TopicArn: TOPIC,
    Subject: "Amazon S3 Notification",
    MessageId: expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/) as unknown,
  });
  expect(JSON.parse(String(topic?.body["Message"]))).toMatchObject({
    Records: [{ eventName: "ObjectCreated:Put", s3: { configurationId: "t", object: { key: "a+b" } } }],
  });

  const invoked = sent.find(({ path }) => path.startsWith("/2015"));
  expect(invoked?.path).toBe("/2015-03-31/functions/my-function/invocations?Qualifier=live");
  expect(invoked?.headers["x-amz-invocation-type"]).toBe("Event");
  expect(invoked?.body).toMatchObject({ Records: [{ eventName: "ObjectRemoved:Delete" }] });

  const bridged = sent.filter(({ path }) => path === "/bus");
  expect(bridged[0]?.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
  const entries = bridged.map(({ body }) => (body["Entries"] as Record<string, unknown>[])[0]);
  expect(entries).toMatchObject([
    { Source: "aws.s3", DetailType: "Object Created", Resources: [`arn:aws:s3:::${Bucket}`], EventBusName: "default" },
    { Source: "aws.s3", DetailType: "Object Deleted" },
  ]);
  expect(entries.map((entry) => JSON.parse(String(entry?.["Detail"])) as unknown)).toEqual([
    {
      version: "0",
      bucket: { name: Bucket },
      object: {
        key: "a b",
        size: 9,
        etag: "437b930db84b8079c2dd804a71936b5f",
        sequencer: expect.stringMatching(/^[A-F\d]{18}$/) as unknown,
      },
      "request-id": expect.stringMatching(/^[A-Z\d]{16}$/) as unknown,
      requester: server.accountId,
      "source-ip-address": "127.0.0.1",
      reason: "PutObject",
    },
    {
      version: "0",
      bucket: { name: Bucket },
      object: { key: "a b", sequencer: expect.stringMatching(/^[A-F\d]{18}$/) as unknown },
      "request-id": expect.stringMatching(/^[A-Z\d]{16}$/) as unknown,
      requester: server.accountId,
      "source-ip-address": "127.0.0.1",
      reason: "DeleteObject",
      "deletion-type": "Permanently Deleted",
    },
  ]);
});

test("a destination that fails is tried again, in order, and keeps none of the others", async () => {
  const clock = manualClock(Date.now());
  const [failing, other] = [await startEventReceiver(), await startEventReceiver()];
  const own = await startTestServer({ clock, eventTargets: { [QUEUE]: failing.url, [TOPIC]: other.url } });
  try {
    const client = own.client(S3Client);
    const Bucket = await watched(client, {
      QueueConfigurations: [{ QueueArn: QUEUE, Events: ["s3:ObjectCreated:*"] }],
      TopicConfigurations: [{ TopicArn: TOPIC, Events: ["s3:ObjectRemoved:*"] }],
    });
    failing.answerWith(503, 429, 500);
    for (const Key of ["1", "2", "3"]) {
      await client.send(new PutObjectCommand({ Bucket, Key }));
      clock.advance(1);
    }
    await client.send(new DeleteObjectCommand({ Bucket, Key: "1" }));
    await other.waitFor(1);
    // Pauses are on the monotonic clock, which stands still here: nothing arrives until it is moved.
    for (let failures = 1; failures <= 3; failures++) {
      await metricOf(own, new RegExp(`lakebed_s3_event_failures_total\\{service="sqs"\\} ${failures}\n`));
      expect(failing.received).toEqual([]);
      clock.advance(10_000);
    }
    await failing.waitFor(3);
    expect(failing.records().map(({ s3: { object } }) => object.key)).toEqual(["1", "2", "3"]);
  } finally {
    await own.close();
    await Promise.all([failing.close(), other.close()]);
  }
});

test("what is undelivered when the server stops is delivered by the next one on the same data", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lakebed-events-"));
  const down = await startEventReceiver();
  const port = Number(new URL(down.url).port);
  await down.close();
  const eventTargets = { [QUEUE]: down.url };
  try {
    const first = await startTestServer({ dataDir, eventTargets });
    const client = first.client(S3Client);
    const Bucket = await watched(client, everything);
    await client.send(new PutObjectCommand({ Bucket, Key: "kept" }));
    await first.close();

    const up = await startEventReceiver(port);
    const second = await startTestServer({ dataDir, eventTargets });
    await up.waitFor(1);
    expect(up.records().map(({ s3: { object } }) => object.key)).toEqual(["kept"]);
    await second.close();
    await up.close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

test("an event that nothing takes in a day is dropped, and so is one that the destination refuses", async () => {
  const clock = manualClock(Date.now());
  const own = await startEventReceiver();
  const started = await startTestServer({ clock, eventTargets: { [QUEUE]: own.url } });
  const tomorrow = new S3Client({ ...started.clientConfig, systemClockOffset: DAY_AND_MORE_MS });
  try {
    const client = started.client(S3Client);
    const Bucket = await watched(client, everything);
    own.answerWith(400);
    await client.send(new PutObjectCommand({ Bucket, Key: "refused" }));
    clock.advance(1);
    await client.send(new PutObjectCommand({ Bucket, Key: "taken" }));
    await own.waitFor(1);
    expect(own.records().map(({ s3: { object } }) => object.key)).toEqual(["taken"]);

    own.answerWith(503);
    await client.send(new PutObjectCommand({ Bucket, Key: "too old" }));
    await metricOf(started, /lakebed_s3_event_failures_total\{service="sqs"\} 1/);
    clock.advance(DAY_AND_MORE_MS);
    await metricOf(started, /lakebed_s3_events_dropped_total\{service="sqs",reason="age"\} 1/);
    await tomorrow.send(new PutObjectCommand({ Bucket, Key: "new" }));
    await own.waitFor(2);
    expect(own.records().map(({ s3: { object } }) => object.key)).toEqual(["taken", "new"]);
    await metricOf(started, /lakebed_s3_events_dropped_total\{service="sqs",reason="refused"\} 1/);
  } finally {
    tomorrow.destroy();
    await started.close();
    await own.close();
  }
});

const DAY_AND_MORE_MS = 25 * 60 * 60 * 1000;

/** Resolves once the server's metrics show it. */
async function metricOf({ endpoint }: TestServer, pattern: RegExp): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${endpoint}/_lakebed/metrics`)).text();
    if (pattern.test(text)) return;
  }
}
