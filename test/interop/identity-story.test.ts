/**
 * A team at work, through unmodified SDK clients: an admin makes a data scientist, a pipeline role and a read-only auditor, with a permissions boundary,
 * tags, a KMS key and a bucket policy. Each can do exactly what it should on S3, Glue and Athena; each refusal can be explained; a second
 * account reads through a cross-account role.
 */
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  GetTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError, startTestServer, type TestServer } from "../support/server.ts";

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let server: TestServer;
const made: { destroy(): void }[] = [];

function clientsOf(credentials?: Keys) {
  const config = { ...server.clientConfig, ...(credentials === undefined ? {} : { credentials }) };
  const keep = <T extends { destroy(): void }>(client: T): T => {
    made.push(client);
    return client;
  };
  return {
    s3: keep(new S3Client(config)),
    glue: keep(new GlueClient(config)),
    athena: keep(new AthenaClient(config)),
    iam: keep(new IAMClient(config)),
    kms: keep(new KMSClient(config)),
    sts: keep(new STSClient(config)),
    organizations: keep(new OrganizationsClient(config)),
  };
}

const policy = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | string[], Resource: string | string[], more: object = {}): object => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

let admin: ReturnType<typeof clientsOf>;
let scientist: ReturnType<typeof clientsOf>;
let auditor: ReturnType<typeof clientsOf>;
let pipeline: ReturnType<typeof clientsOf>;
let keyId: string;
let sealed: Uint8Array;
const account = (): string => server.accountId;

async function makeUser(iam: IAMClient, UserName: string, extra: object = {}): Promise<Keys> {
  await iam.send(new CreateUserCommand({ UserName, ...extra }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

async function assume(sts: STSClient, RoleArn: string, more: object = {}): Promise<Keys> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "story", ...more }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}

/** The admin is a user with AdministratorAccess: nothing of the story is done as root after this. */
async function makeAdmin(): Promise<ReturnType<typeof clientsOf>> {
  const root = clientsOf();
  const keys = await makeUser(root.iam, "admin");
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await root.iam.send(new AttachUserPolicyCommand({ UserName: "admin", PolicyArn }));
  return clientsOf(keys);
}

async function fillLake(): Promise<void> {
  for (const Bucket of ["lake", "results"]) await admin.s3.send(new CreateBucketCommand({ Bucket }));
  await admin.s3.send(
    new PutObjectCommand({ Bucket: "lake", Key: "raw/rain/day.csv", Body: "2026-01-01,1\n2026-01-02,0\n" }),
  );
  await admin.s3.send(new PutObjectCommand({ Bucket: "lake", Key: "secret/salaries.csv", Body: "ann,1\n" }));
  await admin.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "weather" } }));
  const StorageDescriptor = {
    Columns: [
      { Name: "day", Type: "string" },
      { Name: "mm", Type: "int" },
    ],
    Location: "s3://lake/raw/rain/",
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
      Parameters: { "field.delim": "," },
    },
  };
  const TableInput = {
    Name: "rain",
    TableType: "EXTERNAL_TABLE",
    Parameters: { classification: "csv" },
    StorageDescriptor,
  };
  await admin.glue.send(new CreateTableCommand({ DatabaseName: "weather", TableInput }));
}

/** May read raw/ and query it, whatever more is attached: the boundary holds everything else back. */
async function makeScientist(): Promise<void> {
  const { Policy } = await admin.iam.send(
    new CreatePolicyCommand({
      PolicyName: "scientist-boundary",
      PolicyDocument: policy(
        allow(
          ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"],
          ["arn:aws:s3:::lake", "arn:aws:s3:::lake/raw/*"],
        ),
        allow("s3:*", ["arn:aws:s3:::results", "arn:aws:s3:::results/*"]),
        allow(["athena:*", "glue:Get*"], "*"),
        allow("kms:Decrypt", "*"),
      ),
    }),
  );
  const keys = await makeUser(admin.iam, "scientist", {
    PermissionsBoundary: Policy?.Arn,
    Tags: [{ Key: "team", Value: "ml" }],
  });
  // Far too wide on purpose.
  for (const name of ["AmazonS3FullAccess", "AmazonAthenaFullAccess"]) {
    await admin.iam.send(
      new AttachUserPolicyCommand({ UserName: "scientist", PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
    );
  }
  await admin.iam.send(
    new PutUserPolicyCommand({
      UserName: "scientist",
      PolicyName: "glue",
      PolicyDocument: policy(allow("glue:*", "*")),
    }),
  );
  scientist = clientsOf(keys);
}

async function makePipeline(): Promise<void> {
  const trust = policy({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account()}:user/scheduler` },
    Action: "sts:AssumeRole",
  });
  const scheduler = clientsOf(await makeUser(admin.iam, "scheduler"));
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({ RoleName: "pipeline", AssumeRolePolicyDocument: trust }),
  );
  const PolicyDocument = policy(allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::lake/raw/*"));
  await admin.iam.send(new PutRolePolicyCommand({ RoleName: "pipeline", PolicyName: "write-raw", PolicyDocument }));
  pipeline = clientsOf(await assume(scheduler.sts, Role?.Arn ?? ""));
}

async function makeAuditor(): Promise<void> {
  const keys = await makeUser(admin.iam, "auditor");
  await admin.iam.send(
    new AttachUserPolicyCommand({ UserName: "auditor", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  );
  auditor = clientsOf(keys);
}

/** The lake takes uploads from the pipeline alone; the key decrypts for team ml. */
async function guardLake(): Promise<void> {
  const Policy = policy({
    Sid: "OnlyThePipelineWrites",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:PutObject", "s3:DeleteObject"],
    Resource: "arn:aws:s3:::lake/*",
    Condition: { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${account()}:role/pipeline` } },
  });
  await admin.s3.send(new PutBucketPolicyCommand({ Bucket: "lake", Policy }));
  const KeyPolicy = policy(
    allow("kms:*", "*", { Principal: { AWS: `arn:aws:iam::${account()}:user/admin` } }),
    allow("kms:Decrypt", "*", {
      Principal: { AWS: "*" },
      Condition: { StringEquals: { "aws:PrincipalTag/team": "ml", "kms:CallerAccount": account() } },
    }),
  );
  const { KeyMetadata } = await admin.kms.send(new CreateKeyCommand({ Policy: KeyPolicy }));
  keyId = KeyMetadata?.KeyId ?? "";
  const { CiphertextBlob } = await admin.kms.send(
    new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from("token") }),
  );
  sealed = CiphertextBlob ?? new Uint8Array();
}

beforeAll(async () => {
  server = await startTestServer();
  admin = await makeAdmin();
  await fillLake();
  await makeScientist();
  await makePipeline();
  await makeAuditor();
  await guardLake();
}, 60_000);
afterAll(async () => {
  for (const client of made) client.destroy();
  await server.close();
});

const DENIED_S3 = { name: "AccessDenied", status: 403 };

async function query(athena: AthenaClient, QueryString: string): Promise<string> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString,
      QueryExecutionContext: { Database: "weather" },
      ResultConfiguration: { OutputLocation: "s3://results/athena/" },
    }),
  );
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State = "", StateChangeReason = "" } = QueryExecution?.Status ?? {};
    if (State !== "QUEUED" && State !== "RUNNING") return `${State} ${StateChangeReason}`;
  }
}

describe("the data scientist", () => {
  test("reads and lists the raw zone", async () => {
    const { Body } = await scientist.s3.send(new GetObjectCommand({ Bucket: "lake", Key: "raw/rain/day.csv" }));
    expect(await Body?.transformToString()).toContain("2026-01-01");
    const listed = await scientist.s3.send(new ListObjectsV2Command({ Bucket: "lake", Prefix: "raw/" }));
    expect(listed.KeyCount).toBe(1);
  });

  test("is held back from everything else by the boundary, although AmazonS3FullAccess is attached", async () => {
    const read = scientist.s3.send(new GetObjectCommand({ Bucket: "lake", Key: "secret/salaries.csv" }));
    await expectServiceError(read, {
      ...DENIED_S3,
      message:
        /user\/scientist is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::lake\/secret\/salaries.csv" because no permissions boundary allows the s3:GetObject action/,
    });
  });

  test("is refused uploads into the lake by the bucket policy", async () => {
    const write = scientist.s3.send(new PutObjectCommand({ Bucket: "lake", Key: "raw/mine.csv", Body: "x" }));
    await expectServiceError(write, { ...DENIED_S3, message: /with an explicit deny in a resource-based policy/ });
  });

  test("queries the raw zone through Athena, in its own name", async () => {
    expect(await query(scientist.athena, "SELECT sum(mm) FROM rain")).toMatch(/^SUCCEEDED/);
  });

  test("may look at the catalog and not change it", async () => {
    await scientist.glue.send(new GetTableCommand({ DatabaseName: "weather", Name: "rain" }));
    const drop = scientist.glue.send(new DeleteTableCommand({ DatabaseName: "weather", Name: "rain" }));
    await expectServiceError(drop, {
      name: "AccessDeniedException",
      status: 400,
      message: /because no permissions boundary allows the glue:DeleteTable action/,
    });
  });

  test("decrypts with the team's key, because of the tag", async () => {
    const { Plaintext } = await scientist.kms.send(new DecryptCommand({ CiphertextBlob: sealed }));
    expect(Buffer.from(Plaintext ?? []).toString()).toBe("token");
  });
});

describe("the auditor", () => {
  test("reads everything", async () => {
    await auditor.s3.send(new GetObjectCommand({ Bucket: "lake", Key: "secret/salaries.csv" }));
    await auditor.glue.send(new GetTableCommand({ DatabaseName: "weather", Name: "rain" }));
  });

  test("changes nothing", async () => {
    const remove = auditor.s3.send(new DeleteObjectCommand({ Bucket: "results", Key: "x" }));
    await expectServiceError(remove, {
      ...DENIED_S3,
      message: /because no identity-based policy allows the s3:DeleteObject action/,
    });
    await expectServiceError(auditor.iam.send(new CreateUserCommand({ UserName: "accomplice" })), {
      name: "AccessDenied",
      status: 403,
      message: /user\/auditor is not authorized to perform: iam:CreateUser/,
    });
  });

  test("does not decrypt: the key policy knows no team of it", async () => {
    await expectServiceError(auditor.kms.send(new DecryptCommand({ CiphertextBlob: sealed })), {
      name: "AccessDeniedException",
      status: 400,
      message: /kms:Decrypt/,
    });
  });
});

describe("the pipeline role", () => {
  test("writes the raw zone, which nobody else may", async () => {
    await pipeline.s3.send(new PutObjectCommand({ Bucket: "lake", Key: "raw/rain/next.csv", Body: "2026-01-03,4\n" }));
  });

  test("writes nothing else", async () => {
    const write = pipeline.s3.send(new PutObjectCommand({ Bucket: "results", Key: "x", Body: "x" }));
    await expectServiceError(write, {
      ...DENIED_S3,
      message: /assumed-role\/pipeline\/story is not authorized to perform: s3:PutObject/,
    });
  });

  test("is for the scheduler alone", async () => {
    await expectServiceError(assume(scientist.sts, `arn:aws:iam::${account()}:role/pipeline`), {
      name: "AccessDenied",
      status: 403,
      message: /is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::\d{12}:role\/pipeline/,
    });
  });
});

describe("a second account", () => {
  test("reads through a cross-account role, and only with the external id it was given", async () => {
    const { organizations } = clientsOf();
    await organizations.send(new CreateOrganizationCommand({}));
    const started = await organizations.send(
      new CreateAccountCommand({ AccountName: "partner", Email: "partner@example.com" }),
    );
    const CreateAccountRequestId = started.CreateAccountStatus?.Id;
    const ready = await organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
    const partner = ready.CreateAccountStatus?.AccountId ?? "";
    expect(partner).toMatch(/^\d{12}$/);
    // The management account's admin steps into the new account by the role that every member has.
    const inPartner = clientsOf(await assume(admin.sts, `arn:aws:iam::${partner}:role/OrganizationAccountAccessRole`));
    const reader = clientsOf(await makeUser(inPartner.iam, "reader"));
    const RoleArn = `arn:aws:iam::${account()}:role/for-partner`;
    await inPartner.iam.send(
      new PutUserPolicyCommand({
        UserName: "reader",
        PolicyName: "assume",
        PolicyDocument: policy(allow("sts:AssumeRole", RoleArn)),
      }),
    );
    const trust = policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${partner}:root` },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "partner-7" } },
    });
    await admin.iam.send(new CreateRoleCommand({ RoleName: "for-partner", AssumeRolePolicyDocument: trust }));
    const PolicyDocument = policy(allow("s3:GetObject", "arn:aws:s3:::lake/raw/*"));
    await admin.iam.send(new PutRolePolicyCommand({ RoleName: "for-partner", PolicyName: "read", PolicyDocument }));

    await expectServiceError(assume(reader.sts, RoleArn), { name: "AccessDenied", status: 403 });
    const visiting = clientsOf(await assume(reader.sts, RoleArn, { ExternalId: "partner-7" }));
    const { Body } = await visiting.s3.send(new GetObjectCommand({ Bucket: "lake", Key: "raw/rain/day.csv" }));
    expect(await Body?.transformToString()).toContain("2026-01-01");
    const direct = reader.s3.send(new GetObjectCommand({ Bucket: "lake", Key: "raw/rain/day.csv" }));
    await expectServiceError(direct, DENIED_S3);
  });
});
