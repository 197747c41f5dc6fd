/** What specs of batch operations share: a role that trusts S3 Batch Operations, manifests, jobs, and waiting for them. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  type JobDescriptor,
  type JobManifest,
  type JobOperation,
  type JobStatus,
  S3ControlClient,
  type S3ControlClientConfig,
} from "@aws-sdk/client-s3-control";
import { policyText, type Statement, trustText } from "../../support/iam-story.ts";
import { localNames } from "../../support/local-names.ts";
import type { TestServer } from "../../support/server.ts";
import { textOf } from "./fixture.ts";

export const BATCH_SERVICE = "batchoperations.s3.amazonaws.com";

export async function makeBatchRole(
  server: TestServer,
  RoleName: string,
  statements: readonly Statement[] = [{ Action: ["s3:*", "lambda:InvokeFunction"] }],
  service = BATCH_SERVICE,
): Promise<string> {
  const iam = server.client(IAMClient);
  const AssumeRolePolicyDocument = trustText({ Service: service });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policyText(...statements);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "jobs", PolicyDocument }));
  return Role?.Arn ?? "";
}

export interface BatchFixture {
  readonly control: S3ControlClient;
  /** An enabled report of everything goes to `reportBucket`. */
  create(operation: JobOperation, more: Partial<CreateJobCommandInput>): Promise<string>;
  describe(id: string): Promise<JobDescriptor>;
  /** Polls until the job has one of these statuses. */
  until(id: string, ...statuses: JobStatus[]): Promise<JobDescriptor>;
  /** Puts a CSV list of objects and resolves with what names it. */
  csv(lines: readonly string[], fields?: readonly ("Bucket" | "Key" | "VersionId" | "Ignore")[]): Promise<JobManifest>;
  /** The rows of the report, those that succeeded first. */
  report(id: string): Promise<readonly (readonly string[])[]>;
}

/** S3 Control puts the account before the host. */
export function controlClient(server: TestServer, more: Partial<S3ControlClientConfig> = {}): S3ControlClient {
  const { region, maxAttempts, credentials } = server.clientConfig;
  return new S3ControlClient({ ...localNames(server), region, maxAttempts, credentials, ...more });
}

export function batchFixture(
  server: TestServer,
  s3: S3Client,
  place: { readonly reportBucket: string; readonly role: string },
): BatchFixture {
  const control = controlClient(server);
  const AccountId = server.accountId;
  const { reportBucket, role } = place;
  let manifests = 0;
  const describe = async (JobId: string): Promise<JobDescriptor> =>
    (await control.send(new DescribeJobCommand({ AccountId, JobId }))).Job ?? {};
  return {
    control,
    async create(Operation, more) {
      const command = new CreateJobCommand({
        AccountId,
        Operation,
        Priority: 10,
        RoleArn: role,
        ConfirmationRequired: false,
        Report: {
          Bucket: `arn:aws:s3:::${reportBucket}`,
          Format: "Report_CSV_20180820",
          Enabled: true,
          Prefix: "reports",
          ReportScope: "AllTasks",
        },
        ...more,
      } as CreateJobCommandInput);
      return (await control.send(command)).JobId ?? "";
    },
    describe,
    async until(id, ...statuses) {
      for (;;) {
        const job = await describe(id);
        if (job.Status !== undefined && statuses.includes(job.Status)) return job;
        if (["Complete", "Failed", "Cancelled"].includes(job.Status ?? ""))
          throw new Error(`the job is ${job.Status}: ${JSON.stringify(job.FailureReasons)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async csv(lines, Fields = ["Bucket", "Key"]) {
      const Key = `manifests/${++manifests}.csv`;
      const Body = lines.map((line) => `${line}\n`).join("");
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket: reportBucket, Key, Body }));
      return {
        Spec: { Format: "S3BatchOperations_CSV_20180820", Fields: [...Fields] },
        Location: { ObjectArn: `arn:aws:s3:::${reportBucket}/${Key}`, ETag: ETag ?? "" },
      };
    },
    async report(id) {
      const read = async (Key: string): Promise<string> =>
        textOf((await s3.send(new GetObjectCommand({ Bucket: reportBucket, Key }))).Body);
      const manifest = JSON.parse(await read(`reports/job-${id}/manifest.json`)) as { Results: { Key: string }[] };
      const texts = await Promise.all(manifest.Results.map(({ Key }) => read(Key)));
      return texts.join("").split("\n").slice(0, -1).map(splitRow);
    },
  };
}

function splitRow(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

export async function keysIn(s3: S3Client, Bucket: string, Prefix?: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = "" }) => Key);
}
