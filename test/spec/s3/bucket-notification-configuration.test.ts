/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
import {
  CreateBucketCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventReceiver, startEventReceiver } from "../../support/event-receiver.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { refusalOf, uniqueBucket } from "./fixture.ts";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:my-queue";
const TOPIC = "arn:aws:sns:us-east-1:111122223333:my-topic";
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:my-function";

let server: TestServer;
let receiver: EventReceiver;
let s3: S3Client;
let Bucket: string;
beforeAll(async () => {
  receiver = await startEventReceiver();
  const eventTargets = {
    [QUEUE]: receiver.url,
    "arn:aws:sns:*:*:my-topic": `${receiver.url}/topic`,
    [FUNCTION]: receiver.url,
  };
  server = await startTestServer({ eventTargets });
  s3 = server.client(S3Client);
  Bucket = uniqueBucket();
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

const put = (
  NotificationConfiguration: NotificationConfiguration,
  SkipDestinationValidation?: boolean,
): Promise<unknown> =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration, SkipDestinationValidation }),
  );
const get = async (): Promise<NotificationConfiguration> => {
  const { $metadata: _, ...configuration } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  return configuration;
};
const queue = (
  Events: string[],
  more: object = {},
): NonNullable<NotificationConfiguration["QueueConfigurations"]>[number] => ({
  QueueArn: QUEUE,
  Events: Events as Event[],
  ...more,
});
const filter = (Prefix?: string, Suffix?: string): object => ({
  Filter: {
    Key: {
      FilterRules: [
        ...(Prefix === undefined ? [] : [{ Name: "prefix", Value: Prefix }]),
        ...(Suffix === undefined ? [] : [{ Name: "suffix", Value: Suffix }]),
      ],
    },
  },
});

describe("a configuration", () => {
  test("is empty at first, and shown as it was put", async () => {
    expect(await get()).toEqual({});
    await put({
      QueueConfigurations: [queue(["s3:ObjectCreated:*"], { Id: "one", ...filter("notif-", ".txt") })],
      TopicConfigurations: [{ Id: "two", TopicArn: TOPIC, Events: ["s3:ObjectRemoved:Delete"] }],
      LambdaFunctionConfigurations: [{ Id: "three", LambdaFunctionArn: FUNCTION, Events: ["s3:ObjectTagging:*"] }],
      EventBridgeConfiguration: {},
    });
    expect(await get()).toEqual({
      QueueConfigurations: [
        {
          Id: "one",
          QueueArn: QUEUE,
          Events: ["s3:ObjectCreated:*"],
          Filter: {
            Key: {
              FilterRules: [
                { Name: "Prefix", Value: "notif-" },
                { Name: "Suffix", Value: ".txt" },
              ],
            },
          },
        },
      ],
      TopicConfigurations: [{ Id: "two", TopicArn: TOPIC, Events: ["s3:ObjectRemoved:Delete"] }],
      LambdaFunctionConfigurations: [{ Id: "three", LambdaFunctionArn: FUNCTION, Events: ["s3:ObjectTagging:*"] }],
      EventBridgeConfiguration: {},
    });
  });

  test("is replaced as a whole, and removed by an empty one", async () => {
    await put({ QueueConfigurations: [queue(["s3:ObjectAcl:Put"])] });
    const [shown] = (await get()).QueueConfigurations ?? [];
    expect(shown?.Id).toMatch(/./);
    await put({});
    expect(await get()).toEqual({});
  });

  test("sends a test event to queues and topics, and none to functions", async () => {
    const before = receiver.received.length;
    await put({
      QueueConfigurations: [queue(["s3:ObjectCreated:*"])],
      TopicConfigurations: [{ TopicArn: TOPIC, Events: ["s3:ObjectRemoved:*"] }],
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: FUNCTION, Events: ["s3:ObjectRestore:*"] }],
    });
    const sent = receiver.received.slice(before);
    expect(sent.map(({ path }) => path).toSorted()).toEqual(["/", "/topic"]);
    const toQueue = sent.find(({ path }) => path === "/");
    expect(toQueue?.headers).toMatchObject({
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.SendMessage",
    });
    expect(toQueue?.body["QueueUrl"]).toBe(`${receiver.url}/111122223333/my-queue`);
    expect(JSON.parse(String(toQueue?.body["MessageBody"]))).toEqual({
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
      Bucket,
      RequestId: expect.stringMatching(/^[A-Z\d]{16}$/) as unknown,
      HostId: expect.stringMatching(/./) as unknown,
    });
  });
});

describe("refused is", () => {
  test("an ARN that is none of the service, also when destinations are not validated", async () => {
    for (const skip of [undefined, true]) {
      const refused = await refusalOf(
        put({ QueueConfigurations: [queue(["s3:ObjectCreated:*"], { QueueArn: "invalid-queue" })] }, skip),
      );
      expect(refused).toMatchObject({ code: "InvalidArgument", status: 400, message: "The ARN could not be parsed" });
      expect(refused.fields).toMatchObject({ ArgumentName: "Queue", ArgumentValue: "invalid-queue" });
    }
    const topic = await refusalOf(put({ TopicConfigurations: [{ TopicArn: QUEUE, Events: ["s3:ObjectCreated:*"] }] }));
    expect(topic.fields).toMatchObject({ ArgumentName: "Topic", ArgumentValue: QUEUE });
  });

  test("a destination that no target is named for, unless that is skipped", async () => {
    const missing = `${QUEUE}-2`;
    const configuration = { QueueConfigurations: [queue(["s3:ObjectCreated:*"], { Id: "id123", QueueArn: missing })] };
    const refused = await refusalOf(put(configuration));
    expect(refused).toMatchObject({
      code: "InvalidArgument",
      status: 400,
      message: "Unable to validate the following destination configurations",
    });
    expect(refused.fields).toMatchObject({
      ArgumentName1: missing,
      ArgumentValue1: "The destination queue does not exist",
    });
    await put(configuration, true);
    expect(await get()).toEqual({
      QueueConfigurations: [{ Id: "id123", QueueArn: missing, Events: ["s3:ObjectCreated:*"] }],
    });
  });

  test("a queue that does not take the test event", async () => {
    receiver.answerWith(503);
    const refused = await refusalOf(put({ QueueConfigurations: [queue(["s3:ObjectCreated:*"])] }));
    expect(refused.message).toBe("Unable to validate the following destination configurations");
  });

  test("a filter rule that is neither prefix nor suffix, and two of one kind", async () => {
    const rules = (...FilterRules: object[]): NotificationConfiguration => ({
      QueueConfigurations: [queue(["s3:ObjectCreated:*"], { Filter: { Key: { FilterRules } } })],
    });
    const invalid = await refusalOf(put(rules({ Name: "INVALID", Value: "x" })));
    expect(invalid).toMatchObject({
      code: "InvalidArgument",
      message: "filter rule name must be either prefix or suffix",
    });
    expect(invalid.fields).toMatchObject({ ArgumentName: "FilterRule.Name", ArgumentValue: "INVALID" });
    const twice = await refusalOf(put(rules({ Name: "prefix", Value: "a" }, { Name: "PREFIX", Value: "b" })));
    expect(twice.message).toBe("Cannot specify more than one prefix rule in a filter.");
    const long = await refusalOf(put(rules({ Name: "prefix", Value: "a".repeat(1025) })));
    expect(long.message).toMatch(/Size of filter rule value cannot exceed 1024 bytes/);
  });

  test("an event that does not exist, and no event at all", async () => {
    for (const event of ["s3:ObjectCreated:Nothing", "ObjectCreated:*", "s3:LifecycleTransition:*", "s3:TestEvent"]) {
      const refused = await refusalOf(put({ QueueConfigurations: [queue([event])] }));
      expect(refused).toMatchObject({
        code: "InvalidArgument",
        message: "A specified event is not supported for notifications.",
      });
    }
    expect(await refusalOf(put({ QueueConfigurations: [queue([])] }))).toMatchObject({ code: "MalformedXML" });
  });

  const ambiguous = /^Configuration is ambiguously defined\. Cannot have overlapping suffixes in two rules/;
  test.each([
    [
      "one event without filters",
      [queue(["s3:ObjectCreated:Put"]), queue(["s3:ObjectCreated:*"])],
      /^Configurations overlap\./,
    ],
    [
      "a prefix within another",
      [queue(["s3:ObjectCreated:*"], filter("a/")), queue(["s3:ObjectCreated:Put"], filter("a/b/"))],
      ambiguous,
    ],
    ["a filter and none", [queue(["s3:ObjectCreated:*"], filter("a/")), queue(["s3:ObjectCreated:*"])], ambiguous],
    [
      "suffixes within each other",
      [queue(["s3:ObjectCreated:*"], filter("", "x.jpg")), queue(["s3:ObjectCreated:*"], filter("", "jpg"))],
      ambiguous,
    ],
  ])("two rules that overlap: %s", async (_, QueueConfigurations, message) => {
    const refused = await refusalOf(put({ QueueConfigurations }));
    expect(refused).toMatchObject({ code: "InvalidArgument", status: 400 });
    expect(refused.message).toMatch(message);
  });

  test.each([
    ["other events", [queue(["s3:ObjectCreated:Put"]), queue(["s3:ObjectCreated:Copy"])]],
    ["other prefixes", [queue(["s3:ObjectCreated:*"], filter("a/")), queue(["s3:ObjectCreated:*"], filter("b/"))]],
    [
      "other suffixes",
      [queue(["s3:ObjectCreated:*"], filter("a/", "jpg")), queue(["s3:ObjectCreated:*"], filter("a/", "png"))],
    ],
  ])("not two rules with %s", async (_, QueueConfigurations) => {
    await put({ QueueConfigurations });
  });

  test("one id for two rules (message assumed)", async () => {
    const QueueConfigurations = [
      queue(["s3:ObjectCreated:Put"], { Id: "a" }),
      queue(["s3:ObjectCreated:Copy"], { Id: "a" }),
    ];
    expect(await refusalOf(put({ QueueConfigurations }))).toMatchObject({
      code: "InvalidArgument",
      message: "Same ID used for multiple configurations. IDs must be unique",
    });
  });

  test("a destination in another Region", async () => {
    const QueueArn = QUEUE.replace("us-east-1", "eu-west-1");
    expect(
      await refusalOf(put({ QueueConfigurations: [queue(["s3:ObjectCreated:Put"], { QueueArn })] }, true)),
    ).toMatchObject({
      code: "InvalidArgument",
      message: "The notification destination service region is not valid for the bucket location constraint",
    });
  });

  test("a bucket that is not there", async () => {
    const missing = { Bucket: uniqueBucket() };
    const NotificationConfiguration = {};
    const putting = s3.send(new PutBucketNotificationConfigurationCommand({ ...missing, NotificationConfiguration }));
    expect(await refusalOf(putting)).toMatchObject({ code: "NoSuchBucket", status: 404 });
    const getting = s3.send(new GetBucketNotificationConfigurationCommand(missing));
    expect(await refusalOf(getting)).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});
