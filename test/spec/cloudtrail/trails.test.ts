/** CloudTrail trails through the SDK: settings, selectors, tags, and log files that really arrive in S3. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailCommandInput,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateDatabaseCommand, GetDatabasesCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import type { TrailEvent } from "../../../src/kit/ports/event-history.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let trail: CloudTrailClient;
let s3: S3Client;
const clock = systemClock();
const ACCOUNT = "123456789012";

/** The policy of AWS's user guide, for one trail. */
const policyFor = (bucket: string, name: string, prefix = ""): string => {
  const Condition = { "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${name}` };
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck20150319",
        Effect: "Allow",
        Principal,
        Action: "s3:GetBucketAcl",
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringEquals: Condition },
      },
      {
        Sid: "AWSCloudTrailWrite20150319",
        Effect: "Allow",
        Principal,
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${bucket}/${prefix}AWSLogs/${ACCOUNT}/*`,
        Condition: { StringEquals: { ...Condition, "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ],
  });
};

async function makeBucket(bucket: string, trailName: string, prefix = ""): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policyFor(bucket, trailName, prefix) }));
}

async function makeTrail(Name: string, more: Partial<CreateTrailCommandInput> = {}): Promise<void> {
  await makeBucket(`logs-of-${Name}`, Name, more.S3KeyPrefix === undefined ? "" : `${more.S3KeyPrefix}/`);
  await trail.send(new CreateTrailCommand({ Name, S3BucketName: `logs-of-${Name}`, ...more }));
}

interface LogFile {
  readonly key: string;
  readonly events: readonly TrailEvent[];
}

async function logFiles(Bucket: string): Promise<readonly LogFile[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key = "" }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const text = gunzipSync((await Body?.transformToByteArray()) ?? "").toString();
      return { key: Key, events: (JSON.parse(text) as { Records: TrailEvent[] }).Records };
    }),
  );
}

/** Names of the delivered events by source, without CloudTrail's own. */
async function delivered(bucket: string): Promise<readonly string[]> {
  const files = await logFiles(bucket);
  return files.flatMap(({ events }) =>
    events.map(({ eventSource, eventName }) => `${eventSource.split(".")[0]}:${eventName}`),
  );
}

const start = (Name: string): Promise<unknown> => trail.send(new StartLoggingCommand({ Name }));
const stop = (Name: string): Promise<unknown> => trail.send(new StopLoggingCommand({ Name }));

beforeAll(async () => {
  server = await startTestServer({ clock, auditDataEvents: true });
  trail = server.client(CloudTrailClient);
  s3 = server.client(S3Client);
});
afterAll(() => server.close());

describe("delivery", () => {
  test("what happens between StartLogging and StopLogging arrives under AWS's names, gzipped", async () => {
    const glue = server.client(GlueClient);
    await makeTrail("basic", { S3KeyPrefix: "audit" });
    await s3.send(new CreateBucketCommand({ Bucket: "data" }));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "before" } }));
    clock.advance(2_000);
    await start("basic");
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "during" } }));
    await s3.send(new PutObjectCommand({ Bucket: "data", Key: "object", Body: "x" }));
    await stop("basic");
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "after" } }));
    const files = await logFiles("logs-of-basic");
    expect(files.map(({ key }) => key)).toEqual([
      expect.stringMatching(
        /^audit\/AWSLogs\/123456789012\/CloudTrail\/us-east-1\/\d{4}\/\d\d\/\d\d\/123456789012_CloudTrail_us-east-1_\d{8}T\d{4}Z_[A-Z0-9]{16}\.json\.gz$/,
      ),
    ]);
    expect(files[0]?.events.map(({ eventName, requestParameters }) => [eventName, requestParameters])).toEqual([
      ["StartLogging", { name: "basic" }],
      ["CreateDatabase", { databaseInput: { name: "during" } }],
    ]);
    const status = await trail.send(new GetTrailStatusCommand({ Name: "basic" }));
    expect(status).toMatchObject({ IsLogging: false, LatestDeliveryTime: expect.any(Date) as Date });
    expect(status.LatestDeliveryError).toBeUndefined();
  });

  test("logging again begins anew, and nothing is delivered twice", async () => {
    const glue = server.client(GlueClient);
    await makeTrail("twice");
    for (const Name of ["twice1", "twice2"]) {
      clock.advance(2_000);
      await start("twice");
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
      await stop("twice");
      clock.advance(2_000);
      await glue.send(new GetDatabasesCommand({}));
    }
    expect((await delivered("logs-of-twice")).filter((name) => name.startsWith("glue"))).toEqual([
      "glue:CreateDatabase",
      "glue:CreateDatabase",
    ]);
    await trail.send(new DeleteTrailCommand({ Name: "twice" }));
  });

  test("a trail of all Regions has a file for each Region, global services in us-east-1", async () => {
    await makeTrail("everywhere", { IsMultiRegionTrail: true });
    const far = new GlueClient({ ...server.clientConfig, region: "eu-west-1" });
    clock.advance(2_000);
    await start("everywhere");
    await far.send(new GetDatabasesCommand({}));
    far.destroy();
    await server.client(IAMClient).send(new CreateUserCommand({ UserName: "ana" }));
    await stop("everywhere");
    const files = await logFiles("logs-of-everywhere");
    const names = Object.fromEntries(
      files.map(({ key, events }) => [key.split("/")[3], events.map(({ eventName }) => eventName)]),
    );
    expect(names).toEqual({ "eu-west-1": ["GetDatabases"], "us-east-1": ["StartLogging", "CreateUser"] });
  });

  test("selectors choose reads or writes, sources, and calls on objects by their prefix", async () => {
    await makeTrail("chosen");
    const Values = ["arn:aws:s3:::logs-of-chosen/in/"];
    const EventSelectors: EventSelector[] = [
      {
        ReadWriteType: "WriteOnly",
        IncludeManagementEvents: true,
        DataResources: [{ Type: "AWS::S3::Object", Values }],
      },
    ];
    await trail.send(new PutEventSelectorsCommand({ TrailName: "chosen", EventSelectors }));
    clock.advance(2_000);
    await start("chosen");
    await s3.send(new PutObjectCommand({ Bucket: "logs-of-chosen", Key: "in/a", Body: "x" }));
    await s3.send(new PutObjectCommand({ Bucket: "logs-of-chosen", Key: "out/a", Body: "x" }));
    await s3
      .send(new GetObjectCommand({ Bucket: "logs-of-chosen", Key: "in/a" }))
      .then(({ Body }) => Body?.transformToString());
    await server.client(GlueClient).send(new GetDatabasesCommand({}));
    await stop("chosen");
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "logs-of-chosen", Prefix: "AWSLogs/" }));
    const texts = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: "logs-of-chosen", Key }));
        return gunzipSync((await Body?.transformToByteArray()) ?? "").toString();
      }),
    );
    const events = texts.flatMap((text) => (JSON.parse(text) as { Records: TrailEvent[] }).Records);
    expect(
      events.map(({ eventName, requestParameters }) => [eventName, requestParameters?.["key"]]).toSorted(),
    ).toEqual([
      ["PutObject", "in/a"],
      ["StartLogging", undefined],
    ]);
  });

  test("a bucket that no longer lets CloudTrail write is told in the status, and delivery goes on where it stopped", async () => {
    await makeTrail("blocked");
    clock.advance(2_000);
    await start("blocked");
    await server.client(GlueClient).send(new CreateDatabaseCommand({ DatabaseInput: { Name: "kept" } }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: "logs-of-blocked" }));
    await stop("blocked");
    expect(await trail.send(new GetTrailStatusCommand({ Name: "blocked" }))).toMatchObject({
      LatestDeliveryError: "AccessDenied",
      LatestDeliveryAttemptTime: expect.stringMatching(/^\d{4}-/) as string,
      LatestDeliveryAttemptSucceeded: "",
    });
    expect(await logFiles("logs-of-blocked")).toEqual([]);
  });
});

test("a trail goes on delivering after a restart, without anybody calling CloudTrail", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "lakebed-trails-"));
  const first = await startTestServer({ dataDir });
  const [bucket, client] = [first.client(S3Client), first.client(CloudTrailClient)];
  await bucket.send(new CreateBucketCommand({ Bucket: "logs" }));
  await bucket.send(new PutBucketPolicyCommand({ Bucket: "logs", Policy: policyFor("logs", "lasting") }));
  await client.send(new CreateTrailCommand({ Name: "lasting", S3BucketName: "logs" }));
  await client.send(new StartLoggingCommand({ Name: "lasting" }));
  await first.close();
  const later = systemClock();
  later.advance(10_000);
  const second = await startTestServer({ dataDir, clock: later });
  const files = async (): Promise<number> =>
    (await second.client(S3Client).send(new ListObjectsV2Command({ Bucket: "logs" }))).KeyCount ?? 0;
  await expect.poll(files, { timeout: 10_000 }).toBe(1);
  await second.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("settings", () => {
  test("CreateTrail answers what it made, and GetTrail, ListTrails and DescribeTrails show it", async () => {
    await makeBucket("settings-logs", "settings");
    const made = await trail.send(new CreateTrailCommand({ Name: "settings", S3BucketName: "settings-logs" }));
    const TrailARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/settings`;
    expect(made).toMatchObject({
      Name: "settings",
      S3BucketName: "settings-logs",
      TrailARN,
      IsMultiRegionTrail: false,
    });
    const { Trail } = await trail.send(new GetTrailCommand({ Name: TrailARN }));
    expect(Trail).toMatchObject({ Name: "settings", HomeRegion: "us-east-1", HasCustomEventSelectors: false });
    const { Trails = [] } = await trail.send(new ListTrailsCommand({}));
    expect(Trails).toContainEqual({ TrailARN, Name: "settings", HomeRegion: "us-east-1" });
    const { trailList = [] } = await trail.send(new DescribeTrailsCommand({ trailNameList: ["settings", "no-such"] }));
    expect(trailList).toEqual([Trail]);
    expect(await trail.send(new GetTrailStatusCommand({ Name: "settings" }))).toMatchObject({
      IsLogging: false,
      TimeLoggingStarted: "",
    });
    await trail.send(new DeleteTrailCommand({ Name: "settings" }));
    await expectServiceError(trail.send(new GetTrailCommand({ Name: "settings" })), {
      name: "TrailNotFoundException",
      status: 400,
      message: "Unknown trail: settings for the user: 123456789012",
    });
  });

  test("a trail of all Regions is a shadow elsewhere and can be changed only at home", async () => {
    const far = new CloudTrailClient({ ...server.clientConfig, region: "eu-west-1" });
    const all = await far.send(new DescribeTrailsCommand({}));
    expect(all.trailList?.map(({ Name, HomeRegion }) => [Name, HomeRegion])).toEqual([["everywhere", "us-east-1"]]);
    expect((await far.send(new DescribeTrailsCommand({ includeShadowTrails: false }))).trailList).toEqual([]);
    const Name = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/everywhere`;
    await expectServiceError(far.send(new StartLoggingCommand({ Name })), {
      name: "InvalidHomeRegionException",
      status: 400,
    });
    far.destroy();
  });

  test("UpdateTrail changes what is given and keeps the rest", async () => {
    await trail.send(new UpdateTrailCommand({ Name: "everywhere", IsMultiRegionTrail: false }));
    const { Trail } = await trail.send(new GetTrailCommand({ Name: "everywhere" }));
    expect(Trail).toMatchObject({
      IsMultiRegionTrail: false,
      S3BucketName: "logs-of-everywhere",
      IncludeGlobalServiceEvents: true,
    });
  });

  test("tags come, change and go", async () => {
    const ResourceId = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/basic`;
    const tags = async (): Promise<unknown> =>
      (await trail.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }))).ResourceTagList;
    await trail.send(
      new AddTagsCommand({
        ResourceId,
        TagsList: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await trail.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "a", Value: "3" }] }));
    await trail.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: "b" }, { Key: "c" }] }));
    expect(await tags()).toEqual([{ ResourceId, TagsList: [{ Key: "a", Value: "3" }] }]);
  });

  test("selectors come back as they were put; until then a trail takes all management events", async () => {
    const { EventSelectors } = await trail.send(new GetEventSelectorsCommand({ TrailName: "basic" }));
    expect(EventSelectors).toEqual([
      { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
    ]);
    const chosen = await trail.send(new GetEventSelectorsCommand({ TrailName: "chosen" }));
    expect(chosen.EventSelectors).toMatchObject([{ ReadWriteType: "WriteOnly" }]);
    expect((await trail.send(new GetTrailCommand({ Name: "chosen" }))).Trail?.HasCustomEventSelectors).toBe(true);
  });
});

describe("errors", () => {
  const create = (Name: string, S3BucketName = "logs-of-basic"): Promise<unknown> =>
    trail.send(new CreateTrailCommand({ Name, S3BucketName }));

  test.each([
    ["ab", "Trail name too short. Minimum allowed length: 3 characters. Specified name length: 2 characters."],
    [
      "a".repeat(129),
      "Trail name too long. Maximum allowed length: 128 characters. Specified name length: 129 characters.",
    ],
    ["a b c", /can only contain/],
    ["-abc", /must starts with/],
    ["abc-", /must ends with/],
    ["a..b", /adjacent/],
    ["192.168.5.4", /IP address/],
  ])("the name %s", async (name, message) => {
    await expectServiceError(create(name, "no-such-bucket"), {
      name: "InvalidTrailNameException",
      status: 400,
      message,
    });
  });

  test("a bucket that is not there, and one whose policy does not let CloudTrail in", async () => {
    await expectServiceError(create("missing", "no-such-bucket-here"), {
      name: "S3BucketDoesNotExistException",
      status: 400,
    });
    await s3.send(new CreateBucketCommand({ Bucket: "no-policy-here" }));
    await expectServiceError(create("missing", "no-policy-here"), {
      name: "InsufficientS3BucketPolicyException",
      status: 400,
      message: "Incorrect S3 bucket policy is detected for bucket: no-policy-here",
    });
    // The policy of another trail names that trail.
    await expectServiceError(create("missing"), { name: "InsufficientS3BucketPolicyException", status: 400 });
  });

  test("a name that is taken, and a sixth trail", async () => {
    await expectServiceError(
      trail.send(new CreateTrailCommand({ Name: "basic", S3BucketName: "logs-of-basic", S3KeyPrefix: "audit" })),
      {
        name: "TrailAlreadyExistsException",
        status: 400,
      },
    );
    await makeTrail("fifth");
    const { Trails = [] } = await trail.send(new ListTrailsCommand({}));
    expect(Trails).toHaveLength(5);
    await makeBucket("logs-of-sixth", "sixth");
    await expectServiceError(create("sixth", "logs-of-sixth"), {
      name: "MaximumNumberOfTrailsExceededException",
      status: 400,
      message: "User: 123456789012 already has 5 trails in us-east-1.",
    });
  });

  test("all Regions without global services, and what there is not", async () => {
    const base = { Name: "settings", S3BucketName: "settings-logs" };
    await expectServiceError(
      trail.send(new CreateTrailCommand({ ...base, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false })),
      { name: "InvalidParameterCombinationException", status: 400 },
    );
    for (const more of [
      { KmsKeyId: "k" },
      { SnsTopicName: "topic" },
      { EnableLogFileValidation: true },
      { IsOrganizationTrail: true },
    ])
      await expectServiceError(trail.send(new CreateTrailCommand({ ...base, ...more })), {
        name: "NotImplemented",
        status: 501,
      });
  });

  test("selectors of no kind, other types, other sources", async () => {
    const put = (EventSelectors: EventSelector[]): Promise<unknown> =>
      trail.send(new PutEventSelectorsCommand({ TrailName: "basic", EventSelectors }));
    const refused = { name: "InvalidEventSelectorsException", status: 400 };
    await expectServiceError(put([]), refused);
    await expectServiceError(put([{ ReadWriteType: "Some" as "All" }]), refused);
    await expectServiceError(put([{ ExcludeManagementEventSources: ["s3.amazonaws.com"] }]), refused);
    await expectServiceError(
      put([{ DataResources: [{ Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] }] }]),
      refused,
    );
    await expectServiceError(put([{ DataResources: [{ Type: "AWS::S3::Object", Values: ["bucket"] }] }]), refused);
  });

  test("tags without a key, with aws:, and too many", async () => {
    const add = (...keys: string[]): Promise<unknown> =>
      trail.send(
        new AddTagsCommand({
          ResourceId: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/basic`,
          TagsList: keys.map((Key) => ({ Key })),
        }),
      );
    await expectServiceError(add("aws:x"), { name: "InvalidTagParameterException", status: 400 });
    await expectServiceError(add("a", "a"), { name: "InvalidTagParameterException", status: 400 });
    await expectServiceError(add(...Array.from({ length: 51 }, (_, index) => `k${index}`)), {
      name: "TagsLimitExceededException",
      status: 400,
    });
  });

  test("data resources on a server that does not record calls on data", async () => {
    const plain = await startTestServer();
    const client = plain.client(CloudTrailClient);
    const bucket = plain.client(S3Client);
    await bucket.send(new CreateBucketCommand({ Bucket: "logs" }));
    await bucket.send(new PutBucketPolicyCommand({ Bucket: "logs", Policy: policyFor("logs", "plain") }));
    await client.send(new CreateTrailCommand({ Name: "plain", S3BucketName: "logs" }));
    const DataResources = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::"] }];
    const call = client.send(new PutEventSelectorsCommand({ TrailName: "plain", EventSelectors: [{ DataResources }] }));
    await expectServiceError(call, { name: "NotImplemented", status: 501, message: /--audit-data-events/ });
    await plain.close();
  });
});
