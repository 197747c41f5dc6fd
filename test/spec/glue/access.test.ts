/**
 * Who may use the catalog: permissions on a resource and all above it, resource policies, other accounts, tags; and crawlers as their role.
 */
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteResourcePolicyCommand,
  GetCrawlerCommand,
  GetDatabaseCommand,
  GetResourcePoliciesCommand,
  GetResourcePolicyCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  type LastCrawlInfo,
  PutResourcePolicyCommand,
  StartCrawlerCommand,
  UpdateCrawlerCommand,
} from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { makeCrawlerRole } from "../../support/crawler-role.ts";
import { makeUser, policyText, type Statement, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const HOME = "111111111111";
const OTHER = "222222222222";
const arn = (resource: string, account = HOME): string => `arn:aws:glue:us-east-1:${account}:${resource}`;
const ofTable = [arn("catalog"), arn("database/db"), arn("table/db/t")];

let server: TestServer;
let glue: GlueClient;
let iam: IAMClient;
let users = 0;

/** Root of an account, by the keys that open credentials have. */
const rootOf = (account: string) => ({ accessKeyId: account, secretAccessKey: "any" });

beforeAll(async () => {
  server = await startTestServer({ openCredentials: true });
  glue = new GlueClient({ ...server.clientConfig, credentials: rootOf(HOME) });
  iam = new IAMClient({ ...server.clientConfig, credentials: rootOf(HOME) });
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "db" }, Tags: { team: "ml" } }));
  for (const Name of ["t", "u"]) await glue.send(new CreateTableCommand({ DatabaseName: "db", TableInput: { Name } }));
});
afterAll(async () => {
  glue.destroy();
  iam.destroy();
  await server.close();
});

/** Glue as a new user of the account with these permissions. */
async function as(...statements: readonly Statement[]): Promise<GlueClient> {
  return asOf(HOME, ...statements);
}

async function asOf(account: string, ...statements: readonly Statement[]): Promise<GlueClient> {
  const there = new IAMClient({ ...server.clientConfig, credentials: rootOf(account) });
  const credentials = await makeUser(there, `user${(users += 1)}`, ...statements);
  return new GlueClient({ ...server.clientConfig, credentials });
}

const denied = (message: string | RegExp) => ({ name: "AccessDeniedException", status: 400, message });

describe("permissions", () => {
  test("a table needs the catalog, its database and itself", async () => {
    const get = new GetTableCommand({ DatabaseName: "DB", Name: "T" });
    await expect((await as({ Action: "glue:GetTable", Resource: ofTable })).send(get)).resolves.toBeDefined();
    for (const missing of ofTable) {
      const client = await as({ Action: "glue:GetTable", Resource: ofTable.filter((one) => one !== missing) });
      const words = `is not authorized to perform: glue:GetTable on resource: ${missing} because no identity-based policy allows the glue:GetTable action`;
      await expectServiceError(
        client.send(get),
        denied(new RegExp(`^User: arn:aws:iam::${HOME}:user/user\\d+ ${words.replaceAll("*", "\\*")}$`)),
      );
    }
  });

  test("listing tables needs all of them; another table's permission is of no use", async () => {
    const list = new GetTablesCommand({ DatabaseName: "db" });
    const some = await as({ Action: "glue:*", Resource: ofTable });
    await expectServiceError(some.send(list), denied(/on resource: .*:table\/db\/\* because/));
    await expectServiceError(some.send(new GetTableCommand({ DatabaseName: "db", Name: "u" })), denied(/table\/db\/u/));
    const all = await as({
      Action: "glue:GetTables",
      Resource: [arn("catalog"), arn("database/*"), arn("table/db/*")],
    });
    expect((await all.send(list)).TableList).toHaveLength(2);
  });

  test("deleting a database needs its tables and functions too", async () => {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "gone" } }));
    const above = [arn("catalog"), arn("database/gone")];
    const remove = new DeleteDatabaseCommand({ Name: "gone" });
    await expectServiceError((await as({ Action: "glue:*", Resource: above })).send(remove), denied(/table\/gone\/\*/));
    const below = [arn("table/gone/*"), arn("userDefinedFunction/gone/*")];
    await (await as({ Action: "glue:DeleteDatabase", Resource: [...above, ...below] })).send(remove);
  });

  test("tags of a database decide, and so do tags that a request brings", async () => {
    const tagged = (team: string): Statement[] => [
      { Action: "glue:GetDatabase", Resource: arn("catalog") },
      {
        Action: "glue:GetDatabase",
        Resource: arn("database/*"),
        Condition: { StringEquals: { "aws:ResourceTag/team": team } },
      },
    ];
    await (await as(...tagged("ml"))).send(new GetDatabaseCommand({ Name: "db" }));
    await expectServiceError(
      (await as(...tagged("hr"))).send(new GetDatabaseCommand({ Name: "db" })),
      denied(/database\/db/),
    );
    const creator = await as({
      Action: "glue:CreateDatabase",
      Condition: { StringEquals: { "aws:RequestTag/team": "ml" } },
    });
    const create = (Name: string, Tags?: Record<string, string>) =>
      creator.send(new CreateDatabaseCommand({ DatabaseInput: { Name }, ...(Tags === undefined ? {} : { Tags }) }));
    await create("tagged", { team: "ml" });
    await expectServiceError(create("untagged"), denied(/CreateDatabase/));
  });
});

describe("the resource policy", () => {
  const grant = (Principal: unknown, Action: unknown, Resource: unknown, Effect = "Allow"): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Principal, Action, Resource }] });
  const put = (PolicyInJson: string, more: object = {}) =>
    glue.send(new PutResourcePolicyCommand({ PolicyInJson, ...more }));
  const everything = [arn("catalog"), arn("database/*"), arn("table/*")];

  afterEach(async () => {
    await glue.send(new DeleteResourcePolicyCommand({})).catch(() => undefined);
  });

  test("is kept, changed under its hash, and deleted", async () => {
    const text = grant({ AWS: OTHER }, "glue:GetTable", everything);
    const { PolicyHash } = await put(text, { PolicyExistsCondition: "NOT_EXIST" });
    expect(await glue.send(new GetResourcePolicyCommand({}))).toMatchObject({ PolicyInJson: text, PolicyHash });
    expect((await glue.send(new GetResourcePoliciesCommand({}))).GetResourcePoliciesResponseList).toMatchObject([
      { PolicyHash },
    ]);
    const failed = { name: "ConditionCheckFailureException", status: 400 };
    await expectServiceError(put(text, { PolicyExistsCondition: "NOT_EXIST" }), failed);
    await expectServiceError(put(text, { PolicyHashCondition: "other" }), failed);
    const other = await put(grant({ AWS: OTHER }, "glue:*", everything), {
      PolicyHashCondition: PolicyHash,
      PolicyExistsCondition: "MUST_EXIST",
    });
    expect(other.PolicyHash).not.toBe(PolicyHash);
    await expectServiceError(glue.send(new DeleteResourcePolicyCommand({ PolicyHashCondition: PolicyHash })), failed);
    await glue.send(new DeleteResourcePolicyCommand({ PolicyHashCondition: other.PolicyHash }));
    const absent = { name: "EntityNotFoundException", status: 400, message: "Policy not found" };
    await expectServiceError(glue.send(new GetResourcePolicyCommand({})), absent);
    await expectServiceError(glue.send(new DeleteResourcePolicyCommand({})), absent);
    await expectServiceError(put(text, { PolicyExistsCondition: "MUST_EXIST" }), failed);
    expect((await glue.send(new GetResourcePoliciesCommand({}))).GetResourcePoliciesResponseList).toEqual([]);
  });

  test.each([
    ["text that is no policy", "{", /Syntax errors/],
    ["a statement without a principal", policyText({ Action: "glue:*" }), /Missing required field Principal/],
    ["an action of another service", grant("*", "s3:GetObject", "*"), /another service/],
    ["a resource of another account", grant("*", "glue:*", arn("catalog", OTHER)), /outside of the catalog/],
    [
      "more than 10 KB",
      grant(
        "*",
        "glue:*",
        Array.from({ length: 300 }, (_, index) => arn(`table/db/t${index}`)),
      ),
      /limited/,
    ],
  ])("is refused when it is %s", async (_title, text, message) => {
    await expectServiceError(put(text), { name: "InvalidInputException", status: 400, message });
  });

  test("lets a user of another account in, if that account does too", async () => {
    const get = new GetTableCommand({ CatalogId: HOME, DatabaseName: "db", Name: "t" });
    const reader = await asOf(OTHER, { Action: "glue:GetTable", Resource: ofTable });
    const noReader = await asOf(OTHER);
    await expectServiceError(
      reader.send(get),
      denied(/because no resource-based policy allows the glue:GetTable action$/),
    );
    await put(grant({ AWS: `arn:aws:iam::${OTHER}:root` }, ["glue:GetTable"], everything));
    expect((await reader.send(get)).Table).toMatchObject({ Name: "t", CatalogId: HOME });
    await expectServiceError(noReader.send(get), denied(/because no identity-based policy allows/));
    const other = new GetDatabaseCommand({ CatalogId: HOME, Name: "db" });
    await expectServiceError(reader.send(other), denied(/glue:GetDatabase/));
    const root = new GlueClient({ ...server.clientConfig, credentials: rootOf(OTHER) });
    expect((await root.send(get)).Table?.Name).toBe("t");
    const own = new GetTableCommand({ DatabaseName: "db", Name: "t" });
    await expectServiceError(root.send(own), { name: "EntityNotFoundException", status: 400 });
  });

  test("lets another account write", async () => {
    await put(grant({ AWS: OTHER }, ["glue:CreateTable", "glue:GetTable"], everything));
    const writer = await asOf(OTHER, { Action: "glue:*" });
    await writer.send(new CreateTableCommand({ CatalogId: HOME, DatabaseName: "db", TableInput: { Name: "theirs" } }));
    expect((await glue.send(new GetTableCommand({ DatabaseName: "db", Name: "theirs" }))).Table?.CreatedBy).toMatch(
      new RegExp(`^arn:aws:iam::${OTHER}:user/`),
    );
  });

  test("takes away what identity policies give", async () => {
    const reader = await as({ Action: "glue:*" });
    await put(grant("*", "glue:GetTable", arn("table/db/t"), "Deny"));
    await expectServiceError(
      reader.send(new GetTableCommand({ DatabaseName: "db", Name: "t" })),
      denied(/with an explicit deny in a resource-based policy$/),
    );
    await reader.send(new GetTableCommand({ DatabaseName: "db", Name: "u" }));
  });
});

describe("a crawler", () => {
  let s3: S3Client;
  let roles = 0;
  beforeAll(async () => {
    s3 = new S3Client({ ...server.clientConfig, credentials: rootOf(HOME) });
    for (const Bucket of ["crawled", "closed"]) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutObjectCommand({ Bucket, Key: "rain/rain.csv", Body: "city,mm\nOslo,3\nBergen,7\n" }));
    }
  });
  afterAll(() => s3.destroy());

  async function roleWith(trust: string, ...statements: readonly Statement[]): Promise<string> {
    const RoleName = `crawler${(roles += 1)}`;
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = policyText(...statements);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "may", PolicyDocument }));
    return Role?.Arn ?? "";
  }

  const glueTrust = trustText({ Service: "glue.amazonaws.com" });
  const define = (Name: string, Role: string, bucket = "crawled") => ({
    Name,
    Role,
    DatabaseName: "crawled",
    Targets: { S3Targets: [{ Path: `s3://${bucket}/rain/` }] },
  });

  async function crawl(Name: string, Role: string, bucket?: string): Promise<LastCrawlInfo | undefined> {
    await glue.send(new CreateCrawlerCommand(define(Name, Role, bucket)));
    await glue.send(new StartCrawlerCommand({ Name }));
    return vi.waitFor(
      async () => {
        const { Crawler } = await glue.send(new GetCrawlerCommand({ Name }));
        expect(Crawler?.State).toBe("READY");
        return Crawler?.LastCrawl;
      },
      { timeout: 30_000, interval: 10 },
    );
  }

  const onCatalog: Statement = {
    Action: [
      "glue:GetDatabase",
      "glue:CreateDatabase",
      "glue:GetTable",
      "glue:GetTables",
      "glue:CreateTable",
      "glue:UpdateTable",
    ],
  };

  test("reads and writes as its role, whoever starts it", async () => {
    const role = await roleWith(
      glueTrust,
      onCatalog,
      { Action: "s3:ListBucket", Resource: "arn:aws:s3:::crawled" },
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::crawled/*" },
    );
    expect(await crawl("able", role)).toMatchObject({ Status: "SUCCEEDED" });
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: "crawled", Name: "rain" }));
    expect(Table?.CreatedBy).toBe(`arn:aws:sts::${HOME}:assumed-role/${role.split("/")[1]}/AWS-Crawler`);
    const failed = await crawl("unable", role, "closed");
    expect(failed?.Status).toBe("FAILED");
    expect(failed?.ErrorMessage).toMatch(/^AccessDenied: .*s3:ListBucket/);
    const starter = await as({ Action: "glue:StartCrawler", Resource: arn("crawler/able") });
    await starter.send(new StartCrawlerCommand({ Name: "able" }));
  });

  test("fails when its role may not write the catalog", async () => {
    const role = await roleWith(
      glueTrust,
      { Action: "s3:*" },
      { Action: ["glue:GetDatabase", "glue:CreateDatabase", "glue:GetTable"] },
    );
    const last = await crawl("reader", role);
    expect(last).toMatchObject({
      Status: "FAILED",
      ErrorMessage: expect.stringMatching(/^AccessDeniedException: .*glue:(Create|Update)Table/) as string,
    });
  });

  test("needs a role that is there, is of its account and trusts Glue", async () => {
    const unable = {
      name: "InvalidInputException",
      status: 400,
      message: "Service is unable to assume provided role. Please verify role's TrustPolicy",
    };
    const create = (Role: string) => glue.send(new CreateCrawlerCommand(define("none", Role)));
    await expectServiceError(create(`arn:aws:iam::${HOME}:role/absent`), unable);
    await expectServiceError(create("absent"), unable);
    await expectServiceError(
      create(await roleWith(trustText({ Service: "ec2.amazonaws.com" }), { Action: "s3:*" })),
      unable,
    );
    await expectServiceError(create(`arn:aws:iam::${OTHER}:role/any`), denied(/iam:PassRole on resource/));
    const role = await makeCrawlerRole({ ...server, client: () => iam as never }, "by-name");
    await glue.send(new CreateCrawlerCommand(define("named", "by-name")));
    await glue.send(new UpdateCrawlerCommand({ Name: "named", Role: role }));
    await expectServiceError(glue.send(new UpdateCrawlerCommand({ Name: "named", Role: "absent" })), unable);
  });

  test("is made by those who may pass the role to Glue", async () => {
    const role = await roleWith(glueTrust, { Action: "s3:*" });
    const makes: Statement = { Action: "glue:CreateCrawler" };
    const create = (Name: string) => new CreateCrawlerCommand(define(Name, role));
    await expectServiceError(
      (await as(makes)).send(create("p1")),
      denied(`iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action`),
    );
    const passes = (service: string): Statement => ({
      Action: "iam:PassRole",
      Resource: role,
      Condition: { StringEquals: { "iam:PassedToService": service } },
    });
    await expectServiceError((await as(makes, passes("ec2.amazonaws.com"))).send(create("p2")), denied(/iam:PassRole/));
    await (await as(makes, passes("glue.amazonaws.com"))).send(create("p3"));
  });
});
