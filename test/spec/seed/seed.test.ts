/**
 * The seed file: principals that are there from the start, with the keys that somebody chose for them.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveConfig } from "../../../src/app/config.ts";
import { parseSeed } from "../../../src/app/seed/seed-file.ts";
import { readServerFlags } from "../../../src/cli/server-flags.ts";
import { ConfigError } from "../../../src/kit/errors.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const CANONICAL_ID = "56789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234";
const ROOT_KEYS = { accessKeyId: "NOPQRSTUVWXYZABCDEFG", secretAccessKey: "nopqrstuvwxyzabcdefghijklmnabcdefghijklm" };
const USER_KEYS = {
  accessKeyId: "0555b35654ad1656d804",
  secretAccessKey: "h7GhxuBLTrlhVUyxSPUKUV8r/2EI4ngqJxD7iBdBYLhwluN30JaT3Q==",
};
const allow = (Action: string): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

const ALT = "777788889999";
const SEED = {
  accounts: [
    {
      id: ALT,
      displayName: "Alternative",
      canonicalId: CANONICAL_ID,
      alias: "alternative",
      rootKeys: [ROOT_KEYS],
      policies: [{ name: "put", path: "/data/", document: allow("s3:PutObject") }],
      groups: [{ name: "readers", policies: { read: allow("s3:GetObject") } }],
      users: [
        {
          name: "tester",
          keys: [USER_KEYS],
          policies: { buckets: allow("s3:*Bucket*") },
          managedPolicies: [`arn:aws:iam::${ALT}:policy/data/put`, "arn:aws:iam::aws:policy/IAMReadOnlyAccess"],
          groups: ["readers"],
          tags: { team: "ml" },
        },
      ],
      roles: [
        {
          name: "pipeline",
          trustPolicy: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }],
          },
          maxSessionSeconds: 7200,
        },
      ],
    },
  ],
};

const directory = mkdtempSync(join(tmpdir(), "lakebed-seed-"));
const seedPath = join(directory, "seed.json");
const dataDir = join(directory, "data");
writeFileSync(seedPath, JSON.stringify(SEED));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ seedPath, dataDir });
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

const as = <Client>(Class: new (config: TestServer["clientConfig"]) => Client, credentials: typeof ROOT_KEYS): Client =>
  new Class({ ...server.clientConfig, credentials: { ...credentials } });

async function shownToIam(): Promise<unknown> {
  const iam = as(IAMClient, USER_KEYS);
  const UserName = "tester";
  const { User } = await iam.send(new GetUserCommand({ UserName }));
  const { PolicyNames } = await iam.send(new ListUserPoliciesCommand({ UserName }));
  const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName }));
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "pipeline" }));
  const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
  const { Versions } = await iam.send(
    new ListPolicyVersionsCommand({ PolicyArn: `arn:aws:iam::${ALT}:policy/data/put` }),
  );
  return { User, PolicyNames, AttachedPolicies, Groups, AccessKeyMetadata, Role, AccountAliases, Versions };
}

describe("behaviour", () => {
  test("seeded keys are those of the root user and of the user", async () => {
    const root = await as(STSClient, ROOT_KEYS).send(new GetCallerIdentityCommand({}));
    expect(root.Arn).toBe(`arn:aws:iam::${ALT}:root`);
    const user = await as(STSClient, USER_KEYS).send(new GetCallerIdentityCommand({}));
    expect(user).toMatchObject({ Account: ALT, Arn: `arn:aws:iam::${ALT}:user/tester` });
  });

  test("seeded policies decide, of the user itself and of its group", async () => {
    const s3 = as(S3Client, USER_KEYS);
    await s3.send(new CreateBucketCommand({ Bucket: "seeded-bucket" }));
    await s3.send(new PutObjectCommand({ Bucket: "seeded-bucket", Key: "a", Body: "1" }));
    await expectServiceError(
      s3.send(new PutObjectCommand({ Bucket: "seeded-bucket", Key: "a", Body: "1", Tagging: "a=b" })),
      { name: "AccessDenied", status: 403 },
    );
  });

  test("the canonical id is S3's name of the account", async () => {
    const { Owner } = await as(S3Client, ROOT_KEYS).send(new ListBucketsCommand({}));
    expect(Owner?.ID).toBe(CANONICAL_ID);
    const own = await server.client(S3Client).send(new ListBucketsCommand({}));
    expect(own.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect(own.Owner?.ID).not.toBe(CANONICAL_ID);
  });

  test("everything named is there, and is the same after a second start with the same file", async () => {
    const first = await shownToIam();
    expect(first).toMatchObject({
      User: { UserName: "tester", Tags: [{ Key: "team", Value: "ml" }] },
      PolicyNames: ["buckets"],
      AttachedPolicies: [{ PolicyName: "IAMReadOnlyAccess" }, { PolicyName: "put" }],
      Groups: [{ GroupName: "readers" }],
      AccessKeyMetadata: [{ AccessKeyId: USER_KEYS.accessKeyId, Status: "Active" }],
      Role: { MaxSessionDuration: 7200 },
      AccountAliases: ["alternative"],
      Versions: [{ VersionId: "v1", IsDefaultVersion: true }],
    });
    await server.close();
    server = await startTestServer({ seedPath, dataDir });
    // The role's and the key's last use may have been written meanwhile; nothing else moves.
    expect(JSON.parse(JSON.stringify(await shownToIam()))).toEqual(JSON.parse(JSON.stringify(first)));
  });
});

describe("organizations", () => {
  test("have their members from the start, with keys of their own", async () => {
    const organization = {
      managementAccount: "123456789012",
      members: [{ id: ALT, name: "Alternative", email: "alt@example.com" }],
      policyTypes: ["SERVICE_CONTROL_POLICY"],
    };
    const path = join(directory, "organization.json");
    writeFileSync(path, JSON.stringify({ ...SEED, organizations: [organization] }));
    const seeded = await startTestServer({ seedPath: path });
    const organizations = seeded.client(OrganizationsClient);
    const { Accounts } = await organizations.send(new ListAccountsCommand({}));
    expect(Accounts).toMatchObject([{ Id: "123456789012" }, { Id: ALT, Name: "Alternative", JoinedMethod: "INVITED" }]);
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({
        Name: "no lists",
        Description: "",
        Type: "SERVICE_CONTROL_POLICY",
        Content: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Deny", Action: "s3:ListAllMyBuckets", Resource: "*" }],
        }),
      }),
    );
    const member = new S3Client({ ...seeded.clientConfig, credentials: { ...ROOT_KEYS } });
    await member.send(new ListBucketsCommand({}));
    const PolicyId = Policy?.PolicySummary?.Id;
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: ALT }));
    await expectServiceError(member.send(new ListBucketsCommand({})), { name: "AccessDenied", status: 403 });
    member.destroy();
    await seeded.close();
  });

  test("are refused an account that is in two, and a bad address", async () => {
    const other = { managementAccount: ALT };
    const twice = [
      { managementAccount: "123456789012", members: [{ id: ALT, name: "a", email: "a@example.com" }] },
      other,
    ];
    expect(() => parseSeed(JSON.stringify({ organizations: twice }))).toThrow(
      '$.organizations[1].managementAccount is "777788889999", as $.organizations[0].members[0].id is',
    );
    const path = join(directory, "address.json");
    const members = [{ id: ALT, name: "a", email: "nowhere" }];
    writeFileSync(path, JSON.stringify({ organizations: [{ managementAccount: "123456789012", members }] }));
    await expect(startTestServer({ seedPath: path })).rejects.toThrow(/\$\.organizations\[0\]\.members\[0\]/);
  });
});

test("the command line and the environment name the file", () => {
  expect(readServerFlags(["--seed", "a.json"]).config.seedPath).toBe("a.json");
  expect(resolveConfig({}, { LAKEBED_SEED: "b.json" }).seedPath).toBe("b.json");
  expect(resolveConfig({}, {}).seedPath).toBeUndefined();
});

describe("refusals", () => {
  const account = { id: ALT };
  const CHOSEN = { accessKeyId: "CHOSEN", secretAccessKey: "a secret of its own".replaceAll(" ", "-") };
  test.each<readonly [string, unknown, string]>([
    ["no JSON", "{", "the seed file is not JSON"],
    ["a list of things", { accounts: {} }, "$.accounts must be a list"],
    ["an unknown member", { accounts: [{ ...account, user: [] }] }, "$.accounts[0].user is not known"],
    ["a short account id", { accounts: [{ id: "12" }] }, '$.accounts[0].id is "12", which is not an account id'],
    ["a missing name", { accounts: [{ ...account, users: [{}] }] }, "$.accounts[0].users[0].name is missing"],
    ["a bad canonical id", { accounts: [{ ...account, canonicalId: "xyz" }] }, "$.accounts[0].canonicalId"],
    [
      "a bad policy",
      { accounts: [{ ...account, users: [{ name: "a", policies: { p: 1 } }] }] },
      "$.accounts[0].users[0].policies.p must be a policy",
    ],
    [
      "one key twice",
      { accounts: [{ ...account, rootKeys: [CHOSEN], users: [{ name: "a", keys: [CHOSEN] }] }] },
      "$.accounts[0].users[0].keys[0].accessKeyId",
    ],
  ])("%s is refused, with its place", (_what, file, message) => {
    const text = typeof file === "string" ? file : JSON.stringify(file);
    expect(() => parseSeed(text)).toThrow(ConfigError);
    expect(() => parseSeed(text)).toThrow(message);
  });

  test("what IAM refuses stops the start, with its place and IAM's reason", async () => {
    const path = join(directory, "bad.json");
    const policies = { p: { Version: "2012-10-17", Statement: [{ Effect: "Maybe", Action: "s3:*", Resource: "*" }] } };
    writeFileSync(path, JSON.stringify({ accounts: [{ ...account, users: [{ name: "a", policies }] }] }));
    await expect(startTestServer({ seedPath: path })).rejects.toThrow(
      /accounts\[0\]\.users\[0\]\.policies\.p: MalformedPolicyDocument/,
    );
  });

  test("a file that is not there stops the start", async () => {
    await expect(startTestServer({ seedPath: join(directory, "none.json") })).rejects.toThrow(
      /cannot read the seed file/,
    );
  });
});
