/**
 * Batch jobs from their making to their end: what is refused, what decides whether a task may be done, statuses, priorities, manifests.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-managing-jobs.html
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketInventoryConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateJobCommand,
  DeleteJobTaggingCommand,
  DescribeJobCommand,
  GetJobTaggingCommand,
  ListJobsCommand,
  PutJobTaggingCommand,
  UpdateJobPriorityCommand,
  UpdateJobStatusCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeUser } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";
import { advanceClock } from "../../support/state-clock.ts";
import { DAY_MS } from "../../support/state-time.ts";
import { batchFixture, type BatchFixture, controlClient, keysIn, makeBatchRole } from "./batch-fixture.ts";
import { textOf, uniqueBucket } from "./fixture.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:task";

interface Invocation {
  readonly tasks: readonly { readonly taskId: string; readonly s3Key: string }[];
  readonly [member: string]: unknown;
}

let server: TestServer;
let s3: S3Client;
let role: string;
let jobs: BatchFixture;
let Bucket: string;
let reportBucket: string;
let AccountId: string;
const invocations: { readonly path: string; readonly body: Invocation }[] = [];
/** What the function does: its result for a key. It may hold a task for a while. */
let answerOf: (key: string) => object | Promise<object> = () => ({ resultCode: "Succeeded", resultString: "done" });
const functions = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Invocation;
    invocations.push({ path: request.url ?? "", body });
    const [task] = body.tasks;
    void Promise.resolve(answerOf(task?.s3Key ?? "")).then((result) =>
      response.end(JSON.stringify({ invocationSchemaVersion: "1.0", results: [{ taskId: task?.taskId, ...result }] })),
    );
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => functions.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(functions.address() as AddressInfo).port}`;
  server = await startTestServer({ eventTargets: { "arn:aws:lambda:*": url } });
  s3 = server.client(S3Client);
  AccountId = server.accountId;
  role = await makeBatchRole(server, "jobs");
});
afterAll(async () => {
  await server.close();
  functions.close();
});
beforeEach(async () => {
  Bucket = uniqueBucket();
  reportBucket = uniqueBucket();
  for (const name of [Bucket, reportBucket]) await s3.send(new CreateBucketCommand({ Bucket: name }));
  jobs = batchFixture(server, s3, { reportBucket, role });
  invocations.length = 0;
  answerOf = () => ({ resultCode: "Succeeded", resultString: "done" });
});

const put = (Key: string, more: object = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ...more }));
const TAG = { S3PutObjectTagging: { TagSet: [{ Key: "k", Value: "v" }] } };
const INVOKE = { LambdaInvoke: { FunctionArn: FUNCTION } };
const noReport = { Report: { Enabled: false } };

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe("requests", () => {
  test("that cannot be are refused", async () => {
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const refused = (operation: object, more: object, name = "InvalidRequest", status = 400) =>
      expectServiceError(jobs.create(operation, { Manifest, ...more }), { name, status });
    await refused({}, {});
    await refused({ ...TAG, S3DeleteObjectTagging: {} }, {});
    await refused(TAG, { Manifest: undefined });
    await refused(TAG, { Priority: -1 });
    await refused(TAG, { Description: "d".repeat(257) });
    await refused(TAG, { ClientRequestToken: "t".repeat(65) });
    await refused(TAG, { RoleArn: "arn:aws:iam::123456789012:user/somebody" });
    await refused(TAG, { RoleArn: "arn:aws:iam::999988887777:role/theirs" }, "AccessDenied", 403);
    await refused(TAG, { Report: { Enabled: true } });
    await refused(TAG, { Manifest: { ...Manifest, Spec: { ...Manifest.Spec, Fields: ["Bucket"] } } });
    await refused({ S3PutObjectCopy: { TargetResource: "no-arn" } }, {});
    await refused({ S3InitiateRestoreObject: { ExpirationInDays: 0 } }, {});
    await refused({ LambdaInvoke: { FunctionArn: "arn:aws:sqs:us-east-1:123456789012:queue" } }, {});
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
    await refused(TAG, { Tags }, "TooManyTagsException");
  });

  test("with the same token make one job, and another job none", async () => {
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const ClientRequestToken = `token-${Bucket}`;
    const id = await jobs.create(TAG, { Manifest, ClientRequestToken });
    expect(await jobs.create(TAG, { Manifest, ClientRequestToken })).toBe(id);
    const other = jobs.create(TAG, { Manifest, ClientRequestToken, Priority: 11 });
    await expectServiceError(other, { name: "IdempotencyException", status: 400 });
    await jobs.until(id, "Complete");
  });

  test("need permissions to make jobs, to tag them and to pass the role; policies can ask for operation and priority", async () => {
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const iam = server.client(IAMClient);
    const limits = { StringEquals: { "s3:RequestJobOperation": "S3PutObjectTagging", "s3:RequestJobPriority": "1" } };
    const passing = { StringEquals: { "iam:PassedToService": "batchoperations.s3.amazonaws.com" } };
    const user = await makeUser(
      iam,
      `maker-${Bucket}`,
      { Action: "s3:CreateJob", Condition: limits },
      { Action: "iam:PassRole", Resource: role, Condition: passing },
    );
    const control = controlClient(server, { credentials: user });
    const create = (more: object) =>
      control.send(
        new CreateJobCommand({ AccountId, Operation: TAG, Manifest, RoleArn: role, Priority: 1, ...noReport, ...more }),
      );
    const denied = { name: "AccessDenied", status: 403 };
    await expectServiceError(create({ Priority: 2 }), denied);
    await expectServiceError(create({ Operation: { S3DeleteObjectTagging: {} } }), denied);
    await expectServiceError(create({ RoleArn: `${role}-other` }), denied);
    await expectServiceError(create({ Tags: [{ Key: "a", Value: "b" }] }), { ...denied, message: /PutJobTagging/ });
    const { JobId = "" } = await create({});
    await expectServiceError(control.send(new DescribeJobCommand({ AccountId, JobId })), denied);
    await jobs.until(JobId, "Complete");
    control.destroy();
  });

  test("about jobs that are not there, or of another account, are refused", async () => {
    const JobId = "00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c";
    const { control } = jobs;
    const describing = control.send(new DescribeJobCommand({ AccountId, JobId }));
    await expectServiceError(describing, { name: "NoSuchJobException", status: 404 });
    const theirs = control.send(new ListJobsCommand({ AccountId: "999988887777" }));
    await expectServiceError(theirs, { name: "AccessDenied", status: 403 });
    const page = control.send(new ListJobsCommand({ AccountId, NextToken: "x" }));
    await expectServiceError(page, { name: "InvalidNextTokenException", status: 400 });
  });
});

describe("jobs", () => {
  test("are listed, the newest first, by status and in pages, and can be tagged", async () => {
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const { control } = jobs;
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      const id = await jobs.create(TAG, { Manifest, ConfirmationRequired: true, Description: `${index}`, ...noReport });
      await jobs.until(id, "Suspended");
      ids.unshift(id);
    }
    const list = (more: object) =>
      control.send(new ListJobsCommand({ AccountId, JobStatuses: ["Suspended"], ...more }));
    const first = await list({ MaxResults: 2 });
    const second = await list({ MaxResults: 2, NextToken: first.NextToken });
    expect([...(first.Jobs ?? []), ...(second.Jobs ?? [])].map(({ JobId }) => JobId)).toEqual(ids);
    expect(second.NextToken).toBeUndefined();
    expect(first.Jobs?.[0]).toMatchObject({ Operation: "S3PutObjectTagging", Priority: 10, Description: "2" });
    const [JobId = ""] = ids;
    const Tags = [{ Key: "team", Value: "data" }];
    await control.send(new PutJobTaggingCommand({ AccountId, JobId, Tags }));
    expect((await control.send(new GetJobTaggingCommand({ AccountId, JobId }))).Tags).toEqual(Tags);
    await control.send(new DeleteJobTaggingCommand({ AccountId, JobId }));
    expect((await control.send(new GetJobTaggingCommand({ AccountId, JobId }))).Tags ?? []).toEqual([]);
    for (const id of ids)
      await control.send(new UpdateJobStatusCommand({ AccountId, JobId: id, RequestedJobStatus: "Cancelled" }));
    for (const id of ids) await jobs.until(id, "Cancelled");
  });

  test("wait for their confirmation where that is asked for, and can be cancelled until they are over", async () => {
    await put("a");
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const { control } = jobs;
    const id = await jobs.create(TAG, { Manifest, ConfirmationRequired: true });
    const suspended = await jobs.until(id, "Suspended");
    expect(suspended).toMatchObject({
      ConfirmationRequired: true,
      SuspendedCause: "AWAITING_CONFIRMATION",
      JobArn: `arn:aws:s3:us-east-1:${AccountId}:job/${id}`,
    });
    expect(suspended.SuspendedDate).toBeInstanceOf(Date);
    const update = (JobId: string, RequestedJobStatus: "Ready" | "Cancelled", StatusUpdateReason?: string) =>
      control.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus, StatusUpdateReason }));
    await update(id, "Ready", "go on");
    expect((await jobs.until(id, "Complete")).StatusUpdateReason).toBe("go on");
    const conflict = { name: "JobStatusException", status: 409 };
    await expectServiceError(update(id, "Cancelled"), conflict);
    await expectServiceError(update(id, "Ready"), conflict);
    const late = control.send(new UpdateJobPriorityCommand({ AccountId, JobId: id, Priority: 1 }));
    await expectServiceError(late, { name: "InvalidRequest", status: 400 });
    const other = await jobs.create(TAG, { Manifest, ConfirmationRequired: true });
    await jobs.until(other, "Suspended");
    expect((await update(other, "Cancelled", "no longer needed")).Status).toBe("Cancelling");
    const cancelled = await jobs.until(other, "Cancelled");
    expect(cancelled).toMatchObject({ StatusUpdateReason: "no longer needed" });
    expect(cancelled.TerminationDate).toBeInstanceOf(Date);
    expect(await keysIn(s3, reportBucket, `reports/job-${other}/`)).toEqual([]);
  });

  test("give way to higher priorities, and report what was done when they are cancelled", async () => {
    const listOf = (prefix: string) =>
      jobs.csv(Array.from({ length: 250 }, (_, index) => `${Bucket},${prefix}${index}`));
    const gates = { low: gate(), high: gate() };
    answerOf = async (key) => {
      await (key.startsWith("low") ? gates.low : gates.high).opened;
      return { resultCode: "Succeeded", resultString: "done" };
    };
    const low = await jobs.create(INVOKE, { Manifest: await listOf("low"), Priority: 1 });
    await jobs.until(low, "Active");
    const high = await jobs.create(INVOKE, {
      Manifest: await listOf("high"),
      Priority: 2,
      ConfirmationRequired: true,
    });
    await jobs.until(high, "Suspended");
    const { control } = jobs;
    await control.send(new UpdateJobStatusCommand({ AccountId, JobId: high, RequestedJobStatus: "Ready" }));
    await jobs.until(low, "Pausing");
    gates.low.open();
    await jobs.until(high, "Active");
    expect((await jobs.until(low, "Paused")).ProgressSummary?.NumberOfTasksSucceeded).toBe(100);
    await control.send(new UpdateJobPriorityCommand({ AccountId, JobId: low, Priority: 3 }));
    await jobs.until(high, "Pausing");
    await control.send(new UpdateJobStatusCommand({ AccountId, JobId: high, RequestedJobStatus: "Cancelled" }));
    gates.high.open();
    const cancelled = await jobs.until(high, "Cancelled");
    const { NumberOfTasksSucceeded: done = 0 } = cancelled.ProgressSummary ?? {};
    expect(done).toBe(100);
    expect(await jobs.report(high)).toHaveLength(done);
    const complete = await jobs.until(low, "Complete");
    expect(complete.ProgressSummary?.NumberOfTasksSucceeded).toBe(250);
    expect(complete.Priority).toBe(3);
    expect(await jobs.report(low)).toHaveLength(250);
    expect(invocations.filter(({ body }) => body.tasks[0]?.s3Key.startsWith("high"))).toHaveLength(100);
  });

  test("fail when more than half of at least 1,000 tasks have failed; a report may hold those that failed only", async () => {
    await put("there");
    const lines = Array.from(
      { length: 1_300 },
      (_, index) => `${Bucket},${index % 3 === 0 ? "there" : `absent${index}`}`,
    );
    const Report = {
      Bucket: `arn:aws:s3:::${reportBucket}`,
      Prefix: "reports",
      Format: "Report_CSV_20180820",
      Enabled: true,
      ReportScope: "FailedTasksOnly",
    } as const;
    const id = await jobs.create(TAG, { Manifest: await jobs.csv(lines), Report });
    const job = await jobs.until(id, "Failed");
    const { TotalNumberOfTasks, NumberOfTasksFailed = 0, NumberOfTasksSucceeded = 0 } = job.ProgressSummary ?? {};
    expect([TotalNumberOfTasks, NumberOfTasksFailed + NumberOfTasksSucceeded]).toEqual([1_300, 1_000]);
    expect(job.FailureReasons).toHaveLength(1);
    const rows = await jobs.report(id);
    expect(rows).toHaveLength(NumberOfTasksFailed);
    expect(new Set(rows.map((row) => row[3]))).toEqual(new Set(["failed"]));
  });

  test("do what their role may do at that moment, and nothing else", async () => {
    await put("open/a");
    await put("closed/a");
    const allowed = [
      { Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${reportBucket}/*` },
      { Action: "s3:PutObjectTagging", Resource: `arn:aws:s3:::${Bucket}/open/*` },
    ];
    const RoleArn = await makeBatchRole(server, `narrow-${Bucket}`, allowed);
    const Manifest = await jobs.csv([`${Bucket},open/a`, `${Bucket},closed/a`]);
    const id = await jobs.create(TAG, { Manifest, RoleArn });
    await jobs.until(id, "Complete");
    const rows = await jobs.report(id);
    expect(rows.map((row) => row.slice(1, 6))).toEqual([
      ["open/a", "", "succeeded", "200", ""],
      ["closed/a", "", "failed", "403", "AccessDenied"],
    ]);
    expect(rows[1]?.[6]).toContain("s3:PutObjectTagging");
    expect(rows[1]?.[6]).toContain(`assumed-role/narrow-${Bucket}/`);
  });

  test("fail when their role trusts somebody else, or may not read the manifest or write the report", async () => {
    await put("a");
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const failed = async (more: object) => {
      const id = await jobs.create(TAG, { Manifest, ...more });
      return (await jobs.until(id, "Failed")).FailureReasons?.[0];
    };
    const stranger = await makeBatchRole(server, `stranger-${Bucket}`, [{ Action: "s3:*" }], "glue.amazonaws.com");
    expect(await failed({ RoleArn: stranger })).toMatchObject({ FailureCode: "AccessDenied" });
    const blind = await makeBatchRole(server, `blind-${Bucket}`, [{ Action: "s3:PutObject*" }]);
    expect(await failed({ RoleArn: blind })).toEqual({
      FailureCode: "AccessDenied",
      FailureReason: "Reading the manifest is forbidden: AccessDenied",
    });
    const mute = await makeBatchRole(server, `mute-${Bucket}`, [{ Action: ["s3:GetObject*", "s3:PutObjectTagging"] }]);
    const unreported = await failed({ RoleArn: mute });
    expect(unreported?.FailureReason).toMatch(/^The job report could not be written to your report bucket/);
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "a" }));
    expect(TagSet).toHaveLength(1);
  });

  test("are forgotten 90 days after their end", async () => {
    const asked = { Manifest: await jobs.csv([`${Bucket},a`]), ClientRequestToken: `forgotten-${Bucket}`, ...noReport };
    const id = await jobs.create(TAG, asked);
    await jobs.until(id, "Complete");
    await advanceClock(server, 89 * DAY_MS);
    expect((await jobs.describe(id)).Status).toBe("Complete");
    await advanceClock(server, 2 * DAY_MS);
    await expectServiceError(jobs.describe(id), { name: "NoSuchJobException", status: 404 });
    const { Jobs = [] } = await jobs.control.send(new ListJobsCommand({ AccountId }));
    expect(Jobs.map(({ JobId }) => JobId)).not.toContain(id);
    // And with them their tokens.
    expect(await jobs.create(TAG, asked)).not.toBe(id);
  });
});

describe("functions", () => {
  test("carry tasks out, and say what came of them; what may pass is asked again", async () => {
    let tries = 0;
    answerOf = (key) => {
      if (key === "bad") return { resultCode: "PermanentFailure", resultString: "no" };
      if (key === "slow" && ++tries < 2) return { resultCode: "TemporaryFailure", resultString: "later" };
      return { resultCode: "Succeeded", resultString: `did ${key}` };
    };
    const Manifest = await jobs.csv([`${Bucket},a%20b`, `${Bucket},bad`, `${Bucket},slow`]);
    const LambdaInvoke = { FunctionArn: FUNCTION, InvocationSchemaVersion: "2.0", UserArguments: { mode: "x" } };
    const id = await jobs.create({ LambdaInvoke }, { Manifest });
    await jobs.until(id, "Complete");
    expect((await jobs.report(id)).map((row) => row.slice(1))).toEqual([
      ["a%20b", "", "succeeded", "200", "", "did a%20b"],
      ["slow", "", "succeeded", "200", "", "did slow"],
      ["bad", "", "failed", "200", "PermanentFailure", "no"],
    ]);
    expect(tries).toBe(2);
    expect(invocations[0]?.path).toBe("/2015-03-31/functions/task/invocations");
    expect(invocations[0]?.body).toMatchObject({
      invocationSchemaVersion: "2.0",
      job: { id, userArguments: { mode: "x" } },
      tasks: [{ s3Key: "a%20b", s3VersionId: null, s3Bucket: Bucket }],
    });
  });
});

describe("manifests", () => {
  test("that are not what they say fail the job", async () => {
    const failure = async (
      lines: readonly string[],
      fields?: ("Bucket" | "Key" | "VersionId")[],
      change = (m: object) => m,
    ) => {
      const Manifest = await jobs.csv(lines, fields);
      const id = await jobs.create(TAG, { Manifest: change(Manifest) as typeof Manifest, ...noReport });
      return (await jobs.until(id, "Failed")).FailureReasons?.[0]?.FailureCode;
    };
    expect(await failure([`${Bucket},a,b`])).toBe("InvalidManifestContent");
    expect(await failure([`${Bucket},%zz`])).toBe("InvalidManifestContent");
    expect(await failure([`${Bucket},"open`])).toBe("InvalidManifestContent");
    const stale = (manifest: object): object => {
      const { Location } = manifest as { Location: object };
      return { ...manifest, Location: { ...Location, ETag: '"00000000000000000000000000000000"' } };
    };
    expect(await failure([`${Bucket},a`], undefined, stale)).toBe("PreconditionFailed");
  });

  test("with version ids are about those versions, and a row without one fails", async () => {
    const VersioningConfiguration = { Status: "Enabled" as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const { VersionId = "" } = await put("a");
    await put("a");
    const Manifest = await jobs.csv([`${Bucket},a,${VersionId}`, `${Bucket},a,`], ["Bucket", "Key", "VersionId"]);
    const id = await jobs.create(TAG, { Manifest });
    await jobs.until(id, "Complete");
    expect((await jobs.report(id)).map((row) => row.slice(1))).toEqual([
      ["a", VersionId, "succeeded", "200", "", "Successful"],
      ["a", "", "failed", "400", "InvalidRequest", "Task failed due to missing VersionId"],
    ]);
    const tagsOf = async (version?: string) =>
      (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "a", VersionId: version }))).TagSet?.length;
    expect([await tagsOf(VersionId), await tagsOf()]).toEqual([1, 0]);
  });

  test("can be inventories", async () => {
    await put("in/a b");
    await put("in/c");
    const Statement = {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${reportBucket}/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3.send(new PutBucketPolicyCommand({ Bucket: reportBucket, Policy }));
    const InventoryConfiguration = {
      Id: "i",
      IsEnabled: true,
      IncludedObjectVersions: "Current",
      Schedule: { Frequency: "Daily" },
      Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${reportBucket}`, Format: "CSV", Prefix: "inv" } },
    } as const;
    await s3.send(new PutBucketInventoryConfigurationCommand({ Bucket, Id: "i", InventoryConfiguration }));
    await advanceClock(server, DAY_MS);
    const Key = (await keysIn(s3, reportBucket, "inv/")).find((key) => key.endsWith("/manifest.json")) ?? "";
    const { ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket: reportBucket, Key }));
    const Manifest = {
      Spec: { Format: "S3InventoryReport_CSV_20161130" as const },
      Location: { ObjectArn: `arn:aws:s3:::${reportBucket}/${Key}`, ETag },
    };
    const id = await jobs.create(TAG, { Manifest });
    await jobs.until(id, "Complete");
    expect((await jobs.report(id)).map((row) => [row[1], row[3]])).toEqual([
      ["in/a%20b", "succeeded"],
      ["in/c", "succeeded"],
    ]);
  });

  test("can be generated by a filter, and written down", async () => {
    await put("in/a.txt", { Body: "12345" });
    await put("in/b.txt", { Body: "1" });
    await put("in/c.bin", { Body: "12345" });
    await put("out/a.txt", { Body: "12345" });
    await put("in/cold.txt", { Body: "12345", StorageClass: "STANDARD_IA" });
    const S3JobManifestGenerator = {
      SourceBucket: `arn:aws:s3:::${Bucket}`,
      EnableManifestOutput: true,
      ManifestOutputLocation: {
        Bucket: `arn:aws:s3:::${reportBucket}`,
        ManifestPrefix: "generated",
        ManifestFormat: "S3InventoryReport_CSV_20211130",
        ManifestEncryption: { SSES3: {} },
      },
      Filter: {
        KeyNameConstraint: { MatchAnyPrefix: ["in/"], MatchAnySuffix: [".txt"] },
        ObjectSizeGreaterThanBytes: 1,
        ObjectSizeLessThanBytes: 6,
        MatchAnyStorageClass: ["STANDARD"],
        CreatedBefore: new Date(Date.now() + 1_000 * 86_400_000),
        MatchAnyObjectEncryption: [{ NOTSSE: {} }],
      },
    } as const;
    const id = await jobs.create(TAG, { Manifest: undefined, ManifestGenerator: { S3JobManifestGenerator } as never });
    const job = await jobs.until(id, "Complete");
    expect((await jobs.report(id)).map((row) => row[1])).toEqual(["in/a.txt"]);
    const { Format, Location } = job.GeneratedManifestDescriptor ?? {};
    expect(Format).toBe("S3InventoryReport_CSV_20211130");
    const Key = Location?.ObjectArn?.split(":::")[1]?.replace(`${reportBucket}/`, "") ?? "";
    const found = await s3.send(new GetObjectCommand({ Bucket: reportBucket, Key }));
    expect([found.ETag, found.ServerSideEncryption]).toEqual([`"${Location?.ETag}"`, "AES256"]);
    const manifest = JSON.parse(await textOf(found.Body)) as { files: { key: string }[] };
    const file = await s3.send(new GetObjectCommand({ Bucket: reportBucket, Key: manifest.files[0]?.key }));
    const bytes = (await file.Body?.transformToByteArray()) ?? new Uint8Array();
    expect(gunzipSync(bytes).toString()).toBe(`${Bucket},in/a.txt\n`);
    expect(job.ManifestGenerator?.S3JobManifestGenerator?.Filter?.CreatedBefore).toBeInstanceOf(Date);
  });
});
