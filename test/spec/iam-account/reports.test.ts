/**
 * The credential report and the last-accessed reports through the SDK: from what was really done.
 */
import {
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetCredentialReportCommand,
  GetServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  IAMClient,
  UpdateAccountPasswordPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import { makeUser, policyText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestCredentials, type TestServer } from "../../support/server.ts";

const clock = systemClock();
let server: TestServer;
let iam: IAMClient;
let credentials: TestCredentials;
beforeAll(async () => {
  server = await startTestServer({ clock });
  iam = server.client(IAMClient);
  credentials = await makeUser(iam, "worker", { Action: "s3:*" }, { Action: "glue:Get*" });
  const s3 = new S3Client({ ...server.clientConfig, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: "used-bucket" }));
  await s3.send(new PutObjectCommand({ Bucket: "used-bucket", Key: "a", Body: "1" }));
  await s3.send(new ListBucketsCommand({}));
  s3.destroy();
});
afterAll(() => server.close());

const HOUR_MS = 60 * 60 * 1000;

async function report(): Promise<Record<string, string>[]> {
  const { Content, ReportFormat } = await iam.send(new GetCredentialReportCommand({}));
  expect(ReportFormat).toBe("text/csv");
  const [head = "", ...lines] = Buffer.from(Content ?? [])
    .toString()
    .trim()
    .split("\n");
  const columns = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [columns[at] ?? "", cell])));
}

describe("the credential report", () => {
  test("is not there until it is asked for", async () => {
    await expectServiceError(iam.send(new GetCredentialReportCommand({})), {
      name: "CredentialReportNotPresentException",
      status: 410,
    });
  });

  test("has a line for root and one for every user, with the state of each credential", async () => {
    await iam.send(new CreateUserCommand({ UserName: "bare" }));
    await iam.send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 30 }));
    await iam.send(new CreateLoginProfileCommand({ UserName: "worker", Password: "Pass-w0rd" }));
    expect((await iam.send(new GenerateCredentialReportCommand({}))).State).toBe("STARTED");
    expect((await iam.send(new GenerateCredentialReportCommand({}))).State).toBe("COMPLETE");
    const lines = await report();
    expect(lines.map(({ user }) => user)).toEqual(["<root_account>", "bare", "worker"]);
    expect(lines[0]).toMatchObject({
      arn: `arn:aws:iam::${server.accountId}:root`,
      password_enabled: "not_supported",
      mfa_active: "false",
    });
    expect(lines[1]).toMatchObject({
      password_enabled: "false",
      password_last_used: "N/A",
      access_key_1_active: "false",
      access_key_1_last_used_date: "N/A",
      cert_1_active: "false",
    });
    const worker = lines[2] ?? {};
    expect(worker).toMatchObject({
      password_enabled: "true",
      password_last_used: "no_information",
      access_key_1_active: "true",
      access_key_1_last_used_region: "us-east-1",
      access_key_1_last_used_service: "s3",
      access_key_2_active: "false",
    });
    expect(worker["access_key_1_last_used_date"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    const days =
      (Date.parse(worker["password_next_rotation"] ?? "") - Date.parse(worker["password_last_changed"] ?? "")) /
      (24 * HOUR_MS);
    expect(days).toBe(30);
  });

  test("is good for four hours", async () => {
    clock.advance(4 * HOUR_MS);
    await expectServiceError(iam.send(new GetCredentialReportCommand({})), {
      name: "CredentialReportExpiredException",
      status: 410,
    });
    expect((await iam.send(new GenerateCredentialReportCommand({}))).State).toBe("STARTED");
    expect(await report()).toHaveLength(3);
  });
});

describe("last-accessed reports", () => {
  const arnOf = (name: string): string => `arn:aws:iam::${server.accountId}:${name}`;

  test("tell of each service that the policies grant when it was last used, and by whom", async () => {
    const { JobId } = await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: arnOf("user/worker") }));
    const details = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    expect(details).toMatchObject({ JobStatus: "COMPLETED", JobType: "SERVICE_LEVEL", IsTruncated: false });
    expect(details.ServicesLastAccessed).toEqual([
      { ServiceName: "AWS Glue", ServiceNamespace: "glue", TotalAuthenticatedEntities: 0 },
      {
        ServiceName: "Amazon S3",
        ServiceNamespace: "s3",
        TotalAuthenticatedEntities: 1,
        LastAuthenticated: expect.any(Date),
        LastAuthenticatedEntity: arnOf("user/worker"),
        LastAuthenticatedRegion: "us-east-1",
      },
    ]);
  });

  test("go down to actions when asked", async () => {
    const { JobId } = await iam.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn: arnOf("user/worker"), Granularity: "ACTION_LEVEL" }),
    );
    const { ServicesLastAccessed } = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    const actions = ServicesLastAccessed?.find(
      ({ ServiceNamespace }) => ServiceNamespace === "s3",
    )?.TrackedActionsLastAccessed;
    expect(actions?.map(({ ActionName }) => ActionName).toSorted()).toEqual([
      "CreateBucket",
      "ListAllMyBuckets",
      "PutObject",
    ]);
    expect(actions?.[0]?.LastAccessedEntity).toBe(arnOf("user/worker"));
  });

  test("of a policy tell who has it and who of them used the service", async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "buckets", PolicyDocument: policyText({ Action: "s3:ListAllMyBuckets" }) }),
    );
    for (const UserName of ["worker", "bare"])
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
    const { JobId } = await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: Policy?.Arn }));
    const { EntityDetailsList } = await iam.send(
      new GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: "s3" }),
    );
    expect(EntityDetailsList).toMatchObject([
      { EntityInfo: { Name: "worker", Type: "USER" }, LastAuthenticated: expect.any(Date) },
      { EntityInfo: { Name: "bare", Type: "USER" } },
    ]);
    expect(EntityDetailsList?.[1]?.LastAuthenticated).toBeUndefined();
    await expectServiceError(
      iam.send(new GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: "kms" })),
      { name: "NoSuchEntityException", status: 404 },
    );
  });

  test("are for users, groups, roles and policies that are there", async () => {
    const generate = (Arn: string) => iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }));
    await expectServiceError(generate(arnOf("user/nobody")), { name: "NoSuchEntityException", status: 404 });
    await expectServiceError(generate("arn:aws:s3:::some-bucket-name"), { name: "InvalidInputException", status: 400 });
    await expectServiceError(generate("short"), { name: "ValidationError", status: 400 });
    await expectServiceError(
      iam.send(new GetServiceLastAccessedDetailsCommand({ JobId: "00000000-0000-4000-8000-000000000000" })),
      { name: "NoSuchEntityException", status: 404 },
    );
  });
});
