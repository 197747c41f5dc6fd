/** What batch jobs do is in trails that have data events: each task as the call that it is, of the job's role. */
import { gunzipSync } from "node:zlib";
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { startTestServer } from "../../support/server.ts";
import { batchFixture, makeBatchRole } from "./batch-fixture.ts";

interface TrailEvent {
  readonly eventName: string;
  readonly errorCode?: string;
  readonly userIdentity: { readonly arn?: string };
  readonly requestParameters?: Readonly<Record<string, unknown>>;
}

test("each task is an event, those that were refused too", async () => {
  const server = await startTestServer({ auditDataEvents: true });
  const [s3, trail] = [server.client(S3Client), server.client(CloudTrailClient)];
  for (const Bucket of ["data", "reports", "logs"]) await s3.send(new CreateBucketCommand({ Bucket }));
  const Service = "cloudtrail.amazonaws.com";
  const Statement = {
    Effect: "Allow",
    Principal: { Service },
    Action: "s3:*",
    Resource: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
  };
  await s3.send(
    new PutBucketPolicyCommand({ Bucket: "logs", Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
  );
  const role = await makeBatchRole(server, "jobs", [
    { Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::reports/*" },
    { Action: "s3:PutObjectTagging", Resource: "arn:aws:s3:::data/open" },
  ]);
  for (const Key of ["open", "closed"]) await s3.send(new PutObjectCommand({ Bucket: "data", Key, Body: Key }));
  await trail.send(new CreateTrailCommand({ Name: "all", S3BucketName: "logs" }));
  const DataResources = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::data/"] }];
  const EventSelectors = [{ ReadWriteType: "All" as const, IncludeManagementEvents: false, DataResources }];
  await trail.send(new PutEventSelectorsCommand({ TrailName: "all", EventSelectors }));
  await trail.send(new StartLoggingCommand({ Name: "all" }));
  const jobs = batchFixture(server, s3, { reportBucket: "reports", role });
  const Manifest = await jobs.csv(["data,open", "data,closed"]);
  const id = await jobs.create({ S3PutObjectTagging: { TagSet: [{ Key: "k", Value: "v" }] } }, { Manifest });
  await jobs.until(id, "Complete");
  await trail.send(new StopLoggingCommand({ Name: "all" }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "logs" }));
  const events: TrailEvent[] = [];
  for (const { Key = "" } of Contents.filter((object) => object.Key?.endsWith(".json.gz") === true)) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "logs", Key }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
    events.push(...(JSON.parse(text) as { Records: TrailEvent[] }).Records);
  }
  const tagging = events.filter(({ eventName }) => eventName === "PutObjectTagging");
  const shown = tagging.map(({ errorCode, requestParameters }) => [requestParameters?.["key"], errorCode]);
  expect(shown.toSorted()).toEqual([
    ["closed", "AccessDenied"],
    ["open", undefined],
  ]);
  for (const { userIdentity } of tagging)
    expect(userIdentity.arn).toBe(
      `arn:aws:sts::${server.accountId}:assumed-role/jobs/${`s3-batch-operations-${id}`.slice(0, 64)}`,
    );
  await server.close();
});
