/** cloudtrail:LookupEvents through the SDK, over calls that were really made. */
import {
  CloudTrailClient,
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  paginateLookupEvents,
} from "@aws-sdk/client-cloudtrail";
import { CreateDatabaseCommand, GetDatabaseCommand, GetDatabasesCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let trail: CloudTrailClient;

const lookup = async (input: LookupEventsCommandInput = {}): Promise<Event[]> =>
  (await trail.send(new LookupEventsCommand(input))).Events ?? [];
const by = (AttributeKey: string, AttributeValue: string): LookupEventsCommandInput =>
  ({ LookupAttributes: [{ AttributeKey, AttributeValue }] }) as LookupEventsCommandInput;

beforeAll(async () => {
  server = await startTestServer();
  trail = server.client(CloudTrailClient);
});
afterAll(() => server.close());

describe("behaviour", () => {
  test("a call is there at once, in CloudTrail's form", async () => {
    const glue = server.client(GlueClient);
    const { $metadata } = await glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: "sales", Description: "d" } }),
    );
    const [event] = await lookup(by("EventName", "CreateDatabase"));
    expect(event).toMatchObject({
      EventName: "CreateDatabase",
      EventSource: "glue.amazonaws.com",
      ReadOnly: "false",
      Username: "root",
      AccessKeyId: server.credentials.accessKeyId,
      Resources: expect.arrayContaining([{ ResourceType: "AWS::Glue::Database", ResourceName: "sales" }]),
    });
    const record = JSON.parse(event?.CloudTrailEvent ?? "") as Record<string, unknown>;
    expect(record).toMatchObject({
      eventVersion: "1.11",
      userIdentity: {
        type: "Root",
        principalId: server.accountId,
        arn: `arn:aws:iam::${server.accountId}:root`,
        accountId: server.accountId,
        accessKeyId: server.credentials.accessKeyId,
      },
      eventName: "CreateDatabase",
      awsRegion: "us-east-1",
      sourceIPAddress: "127.0.0.1",
      requestParameters: { databaseInput: { name: "sales", description: "d" } },
      requestID: $metadata.requestId,
      eventID: event?.EventId,
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: server.accountId,
      eventCategory: "Management",
    });
    expect(record["userAgent"]).toMatch(/^aws-sdk-js/);
    expect(record["eventTime"]).toBe(event?.EventTime?.toISOString().replace(".000Z", "Z"));
  });

  test("a refused call carries its error", async () => {
    const glue = server.client(GlueClient);
    await expect(glue.send(new GetDatabaseCommand({ Name: "absent" }))).rejects.toThrow();
    const [event] = await lookup(by("EventName", "GetDatabase"));
    expect(JSON.parse(event?.CloudTrailEvent ?? "")).toMatchObject({
      errorCode: "EntityNotFoundException",
      errorMessage: "Database absent not found.",
      responseElements: null,
    });
  });

  test("calls on data are left out, calls on buckets are not", async () => {
    const s3 = server.client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "looked-up" }));
    await s3.send(new PutObjectCommand({ Bucket: "looked-up", Key: "k", Body: "x" }));
    await s3
      .send(new GetObjectCommand({ Bucket: "looked-up", Key: "k" }))
      .then(({ Body }) => Body?.transformToString());
    const events = await lookup(by("EventSource", "s3.amazonaws.com"));
    expect(events.map(({ EventName }) => EventName)).toEqual(["CreateBucket"]);
    expect(JSON.parse(events[0]?.CloudTrailEvent ?? "")).toMatchObject({
      requestParameters: { bucketName: "looked-up" },
    });
  });

  test.each([
    ["EventSource", "glue.amazonaws.com", true],
    ["EventName", "CreateDatabase", true],
    ["EventName", "createdatabase", false],
    ["Username", "root", true],
    ["Username", "Root", false],
    ["ReadOnly", "false", true],
    ["ResourceType", "AWS::Glue::Database", true],
    ["ResourceName", "sales", true],
    ["ResourceName", "arn:aws:glue:us-east-1:123456789012:database/sales", true],
    ["ResourceName", "sale", false],
    ["AccessKeyId", "AKIAIOSFODNN7EXAMPLE", true],
    ["AccessKeyId", "AKIASOMEBODYELSE0000", false],
    ["ReadOnly", "perhaps", false],
  ])("%s %s finds the event: %s", async (key, value, isFound) => {
    const found = await lookup(by(key, value));
    expect(found.some(({ EventName }) => EventName === "CreateDatabase")).toBe(isFound);
  });

  test("an event is found by its id, alone", async () => {
    const [event] = await lookup(by("EventName", "CreateDatabase"));
    expect(await lookup(by("EventId", event?.EventId ?? ""))).toEqual([event]);
  });

  test("events of another Region are not shown, global services are in us-east-1", async () => {
    const far = new CloudTrailClient({ ...server.clientConfig, region: "eu-central-1" });
    const glue = new GlueClient({ ...server.clientConfig, region: "eu-central-1" });
    await glue.send(new GetDatabasesCommand({}));
    const { Events = [] } = await far.send(new LookupEventsCommand({}));
    expect(Events.map(({ EventName }) => EventName)).toEqual(["GetDatabases"]);
    expect(await lookup(by("EventName", "GetDatabases"))).toEqual([]);
    far.destroy();
    glue.destroy();
  });

  test("events of another account are not shown", async () => {
    const open = await startTestServer({ openCredentials: true });
    const as = (accessKeyId: string): TestServer["clientConfig"] => ({
      ...open.clientConfig,
      credentials: { accessKeyId, secretAccessKey: "any" },
    });
    const names = async (accessKeyId: string): Promise<(string | undefined)[]> => {
      const client = new CloudTrailClient(as(accessKeyId));
      const { Events = [] } = await client.send(new LookupEventsCommand({}));
      client.destroy();
      return Events.map(({ EventName }) => EventName);
    };
    const sts = new STSClient(as("111111111111"));
    await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    expect(await names("222222222222")).toEqual([]);
    expect(await names("111111111111")).toEqual(["GetCallerIdentity"]);
    await open.close();
  });

  test("pages are newest first, follow one another without gap or repetition, and end", async () => {
    const sts = server.client(STSClient);
    for (let call = 0; call < 12; call += 1) await sts.send(new GetCallerIdentityCommand({}));
    const whole = await lookup(by("EventName", "GetCallerIdentity"));
    expect(whole).toHaveLength(12);
    const paged: Event[] = [];
    const pages = paginateLookupEvents({ client: trail, pageSize: 5 }, by("EventName", "GetCallerIdentity"));
    for await (const { Events = [] } of pages) {
      expect(Events.length).toBeLessThanOrEqual(5);
      paged.push(...Events);
    }
    expect(paged).toEqual(whole);
    const times = whole.map(({ EventTime }) => EventTime?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((left, right) => right - left));
  });

  test("a time range holds its seconds, and 90 days later an event is gone", async () => {
    const clock = systemClock();
    const other = await startTestServer({ clock });
    const [sts, history] = [other.client(STSClient), other.client(CloudTrailClient)];
    const events = async (input: LookupEventsCommandInput): Promise<number> =>
      (await history.send(new LookupEventsCommand({ ...by("EventName", "GetCallerIdentity"), ...input }))).Events
        ?.length ?? 0;
    const startMs = clock.nowMs();
    await sts.send(new GetCallerIdentityCommand({}));
    clock.advance(3_600_000);
    await sts.send(new GetCallerIdentityCommand({}));
    const at = (offsetMs: number): Date => new Date(startMs + offsetMs);
    expect(await events({ StartTime: at(-60_000), EndTime: at(60_000) })).toBe(1);
    expect(await events({ StartTime: at(60_000) })).toBe(1);
    expect(await events({ EndTime: at(60_000) })).toBe(1);
    expect(await events({ StartTime: at(-60_000), EndTime: at(3_660_000) })).toBe(2);
    expect(await events({ EndTime: at(-60_000) })).toBe(0);
    clock.advance(91 * 86_400_000);
    expect(await events({})).toBe(0);
    await other.close();
  });

  test("Insights events exist for nobody", async () => {
    expect(await lookup({ EventCategory: "insight" })).toEqual([]);
  });
});

describe("errors, in the order of the checks", () => {
  const send = (input: LookupEventsCommandInput): Promise<unknown> => trail.send(new LookupEventsCommand(input));

  test("an event category other than insight", async () => {
    await expectServiceError(send({ EventCategory: "all" as "insight", MaxResults: 0 }), {
      name: "InvalidEventCategoryException",
      status: 400,
    });
  });

  test.each([0, 51, -1])("a page of %d events", async (MaxResults) => {
    await expectServiceError(send({ MaxResults, ...by("Nonsense", "x") }), {
      name: "InvalidMaxResultsException",
      status: 400,
    });
  });

  test("two attributes, an unknown one, an empty value", async () => {
    const two = [...(by("EventName", "a").LookupAttributes ?? []), ...(by("EventId", "b").LookupAttributes ?? [])];
    const later = { StartTime: new Date(2_000), EndTime: new Date(1_000) };
    for (const input of [{ LookupAttributes: two }, by("Nonsense", "x"), by("constructor", "x"), by("EventName", "")])
      await expectServiceError(send({ ...input, ...later }), { name: "InvalidLookupAttributesException", status: 400 });
  });

  test("a start after the end", async () => {
    await expectServiceError(send({ StartTime: new Date(2_000), EndTime: new Date(1_000), NextToken: "x" }), {
      name: "InvalidTimeRangeException",
      status: 400,
    });
  });

  test("a token that is none, and one of other parameters", async () => {
    await expectServiceError(send({ NextToken: "bm9uZQ" }), { name: "InvalidNextTokenException", status: 400 });
    const page = await trail.send(new LookupEventsCommand({ MaxResults: 1 }));
    expect(page.NextToken).toBeDefined();
    await expectServiceError(send({ NextToken: page.NextToken, ...by("EventName", "CreateDatabase") }), {
      name: "InvalidNextTokenException",
      status: 400,
    });
  });
});
