/**
 * Users and roles that policies of resources name: they must be there, and the policy keeps to them and not to their names
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
import { GetResourcePolicyCommand, GlueClient, PutResourcePolicyCommand } from "@aws-sdk/client-glue";
import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  ListAccessKeysCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import {
  CreateGrantCommand,
  CreateKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateNamespaceCommand,
  CreateTableBucketCommand,
  CreateTableCommand,
  GetTableBucketPolicyCommand,
  GetTablePolicyCommand,
  PutTableBucketPolicyCommand,
  PutTablePolicyCommand,
  S3TablesClient,
} from "@aws-sdk/client-s3tables";
import { AssumeRoleCommand, GetFederationTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import {
  ACCOUNT,
  allow,
  IdentityWorld,
  type Keys,
  keysOf,
  policy,
  ROOT_ARN,
  type TestUser,
  trust,
} from "../sts/identity-world.ts";

const DENIED = { name: "AccessDenied", status: 403 };
const MALFORMED = { name: "MalformedPolicy", status: 400, message: "Invalid principal in policy" };
const GHOST = `arn:aws:iam::${ACCOUNT}:user/ghost`;

let world: IdentityWorld;
let root: S3Client;
let kms: KMSClient;
let Bucket: string;
let count = 0;

beforeAll(async () => {
  world = await IdentityWorld.start();
  root = world.as(S3Client, world.server.credentials);
  kms = world.as(KMSClient, world.server.credentials);
});
afterAll(() => world.close());
beforeEach(async () => {
  Bucket = `named-${++count}`;
  await root.send(new CreateBucketCommand({ Bucket }));
  await root.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
});

const newName = (): string => `user-${++count}`;
const user = (...statements: readonly object[]): Promise<TestUser> => world.user(newName(), ...statements);
const forPrincipal = (AWS: string | readonly string[], more: object = {}): object => ({
  Effect: "Allow",
  Principal: { AWS },
  Action: "s3:GetObject",
  Resource: `arn:aws:s3:::${Bucket}/*`,
  ...more,
});
const put = (...statements: readonly object[]) =>
  root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));
const shown = async (): Promise<string | undefined> => (await root.send(new GetBucketPolicyCommand({ Bucket }))).Policy;
const read = (keys: Keys) => world.as(S3Client, keys).send(new GetObjectCommand({ Bucket, Key: "k" }));
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

async function remove({ arn }: TestUser): Promise<void> {
  const UserName = nameOf(arn);
  const { AccessKeyMetadata = [] } = await world.iam.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata)
    await world.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await world.iam.send(new DeleteUserCommand({ UserName }));
}

async function session(roleArn: string, name = "job"): Promise<Keys> {
  const admin = world.sts((await user(allow("sts:AssumeRole"))).keys);
  const { Credentials } = await admin.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: name }));
  return keysOf(Credentials);
}

const trustAccount = [trust({ AWS: ROOT_ARN })];

describe("a bucket policy", () => {
  test("tells beside AWS's words which principal is nobody's, and where it stands", async () => {
    const error = await put(forPrincipal(ROOT_ARN), forPrincipal([ROOT_ARN, GHOST])).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "MalformedPolicy",
      Element: "Statement[1].Principal.AWS[1]",
      Detail: `"AWS":"${GHOST}"`,
    });
  });

  test("is refused when it names a user, role or unique id that is not there, and the bucket keeps the policy it had", async () => {
    const before = policy(forPrincipal(ROOT_ARN));
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy: before }));
    for (const name of [GHOST, GHOST.replace("user", "role"), "AIDAJ4OBCADTTEXAMPLE1", "AROAJ4OBCADTTEXAMPLE1"]) {
      await expectServiceError(put(forPrincipal(name)), MALFORMED);
      await expectServiceError(put(forPrincipal([ROOT_ARN, name], { Effect: "Deny" })), MALFORMED);
    }
    const spared = { Principal: undefined, NotPrincipal: { AWS: [GHOST, ROOT_ARN] }, Effect: "Deny" };
    await expectServiceError(put(forPrincipal(ROOT_ARN, spared)), MALFORMED);
    expect(await shown()).toBe(before);
  });

  test("is refused when an ARN has another path or another case than the user", async () => {
    const { arn } = await user();
    await expectServiceError(put(forPrincipal(arn.replace("user/", "user/team/"))), MALFORMED);
    await expectServiceError(put(forPrincipal(arn.replace("user-", "USER-"))), MALFORMED);
    await put(forPrincipal(arn));
  });

  test("is shown as it was put, to the space, while its users and roles are there", async () => {
    const [ann, role] = [await user(), await world.role(newName(), { trust: trustAccount })];
    const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/${nameOf(role.arn)}/job`;
    const names = [ann.arn, role.arn, sessionArn, ROOT_ARN, `arn:aws:sts::${ACCOUNT}:federated-user/fed`];
    const Policy = JSON.stringify(
      {
        Version: "2012-10-17",
        Statement: [
          forPrincipal(names, { Condition: { ArnLike: { "aws:PrincipalArn": ann.arn } } }),
          forPrincipal("*", { Effect: "Deny", Condition: { StringEquals: { "aws:userid": ann.id } } }),
          forPrincipal(ann.arn, { Principal: undefined, NotPrincipal: { AWS: ann.arn }, Effect: "Deny" }),
        ],
      },
      undefined,
      3,
    );
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await shown()).toBe(Policy);
  });

  test("may name a user by its unique id, and shows the ARN", async () => {
    const ann = await user();
    await put(forPrincipal(ann.id));
    expect(await shown()).toBe(policy(forPrincipal(ann.arn)));
    await read(ann.keys);
  });

  test("follows a user to its new name", async () => {
    const ann = await user();
    await put(forPrincipal(ann.arn));
    const NewUserName = newName();
    await world.iam.send(new UpdateUserCommand({ UserName: nameOf(ann.arn), NewUserName, NewPath: "/team/" }));
    await read(ann.keys);
    const arn = `arn:aws:iam::${ACCOUNT}:user/team/${NewUserName}`;
    expect(await shown()).toBe(policy(forPrincipal(arn)));
    const namesake = await world.user(nameOf(ann.arn));
    await expectServiceError(read(namesake.keys), DENIED);
  });

  test("grants nothing to a new user of an old name, shows the unique id, and cannot be put again so", async () => {
    const ann = await user();
    await put(forPrincipal(ann.arn));
    await read(ann.keys);
    await remove(ann);
    expect(await shown()).toBe(policy(forPrincipal(ann.id)));
    const impostor = await world.user(nameOf(ann.arn));
    await expectServiceError(read(impostor.keys), DENIED);
    expect(await shown()).toBe(policy(forPrincipal(ann.id)));
    await expectServiceError(
      root.send(new PutBucketPolicyCommand({ Bucket, Policy: (await shown()) ?? "" })),
      MALFORMED,
    );
    await put(forPrincipal(ann.arn));
    await read(impostor.keys);
  });

  test("grants nothing to a new role of an old name, nor to its sessions", async () => {
    const name = newName();
    const first = await world.role(name, { trust: trustAccount });
    const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/job`;
    await put(forPrincipal([first.arn, sessionArn]));
    await read(await session(first.arn));
    await world.iam.send(new DeleteRoleCommand({ RoleName: name }));
    expect(await shown()).toBe(policy(forPrincipal([first.id, `${first.id}:job`])));
    const second = await world.role(name, { trust: trustAccount });
    await expectServiceError(read(await session(second.arn)), DENIED);
  });

  test("refuses the session of a role that is not there, and grants the one that it names alone (assumed)", async () => {
    const role = await world.role(newName(), { trust: trustAccount });
    const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/${nameOf(role.arn)}/job`;
    await expectServiceError(put(forPrincipal(sessionArn.replace("/job", "x/job"))), MALFORMED);
    await put(forPrincipal(sessionArn));
    await read(await session(role.arn, "job"));
    await expectServiceError(read(await session(role.arn, "other")), DENIED);
  });

  test("goes on denying the user it names under its new name", async () => {
    const ann = await user(allow("s3:*"));
    await put(forPrincipal(ann.arn, { Effect: "Deny" }));
    await expectServiceError(read(ann.keys), DENIED);
    await world.iam.send(new UpdateUserCommand({ UserName: nameOf(ann.arn), NewUserName: newName() }));
    await expectServiceError(read(ann.keys), { ...DENIED, message: /explicit deny in a resource-based policy/ });
  });

  test("that names a user means the federated users that it makes", async () => {
    const ann = await user(allow(["sts:GetFederationToken", "s3:*"]));
    await put(forPrincipal(ann.arn));
    const { Credentials } = await world
      .sts(ann.keys)
      .send(new GetFederationTokenCommand({ Name: "fed", Policy: policy(allow("s3:GetObject")) }));
    await read(keysOf(Credentials));
  });

  test("may name whomever it likes of accounts of which nothing is known here (assumed)", async () => {
    const stranger = "arn:aws:iam::999900001111:user/anybody";
    await put(forPrincipal(stranger));
    expect(await shown()).toBe(policy(forPrincipal(stranger)));
  });
});

test("a trust policy shows users, roles and sessions by their ARNs, and ids once they are gone", async () => {
  const role = await world.role(newName(), { trust: trustAccount });
  const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/${nameOf(role.arn)}/job`;
  const AssumeRolePolicyDocument = policy(trust({ AWS: [role.arn, sessionArn] }));
  const { Role } = await world.iam.send(new CreateRoleCommand({ RoleName: newName(), AssumeRolePolicyDocument }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(AssumeRolePolicyDocument);
});

describe("a key", () => {
  const full = { Effect: "Allow", Principal: { AWS: ROOT_ARN }, Action: "kms:*", Resource: "*" };
  const encryptFor = (AWS: string): object => ({
    Effect: "Allow",
    Principal: { AWS },
    Action: "kms:Encrypt",
    Resource: "*",
  });
  const INVALID = {
    name: "MalformedPolicyDocumentException",
    status: 400,
    message: "Policy contains a statement with one or more invalid principals.",
  };
  const newKey = async (Policy = policy(full), more: object = {}): Promise<string> =>
    (await kms.send(new CreateKeyCommand({ Policy, ...more }))).KeyMetadata?.KeyId ?? "";
  const encrypt = (keys: Keys, KeyId: string) =>
    world.as(KMSClient, keys).send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") }));
  const policyOf = async (KeyId: string): Promise<string | undefined> =>
    (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy;

  test("is not made, replicated or given a policy that names a user who is not there", async () => {
    const bad = policy(full, encryptFor(GHOST));
    await expectServiceError(newKey(bad), INVALID);
    const KeyId = await newKey(policy(full), { MultiRegion: true });
    await expectServiceError(kms.send(new PutKeyPolicyCommand({ KeyId, Policy: bad })), INVALID);
    await expectServiceError(
      kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "eu-west-1", Policy: bad })),
      INVALID,
    );
    expect(await policyOf(KeyId)).toBe(policy(full));
  });

  test("keeps to the user that its policy names, and shows the unique id afterwards", async () => {
    const ann = await user();
    const KeyId = await newKey(policy(full, encryptFor(ann.arn)));
    expect(await policyOf(KeyId)).toBe(policy(full, encryptFor(ann.arn)));
    await encrypt(ann.keys, KeyId);
    await remove(ann);
    const impostor = await world.user(nameOf(ann.arn));
    await expectServiceError(encrypt(impostor.keys, KeyId), { name: "AccessDeniedException", status: 400 });
    expect(await policyOf(KeyId)).toBe(policy(full, encryptFor(ann.id)));
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policy(full, encryptFor(ann.arn)) }));
    await encrypt(impostor.keys, KeyId);
  });

  test("has grants for users and roles that are there, which are not their namesakes'", async () => {
    const [ann, boss] = [await user(), await user()];
    const KeyId = await newKey();
    const grant = (GranteePrincipal: string, more: object = {}) =>
      kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ["Encrypt"], ...more }));
    const refusal = { name: "InvalidArnException", status: 400 };
    await expectServiceError(grant(GHOST), {
      ...refusal,
      message: `ARN does not refer to a valid principal: ${GHOST}`,
    });
    await expectServiceError(grant(ann.arn, { RetiringPrincipal: GHOST }), refusal);
    const { GrantId } = await grant(ann.arn, { RetiringPrincipal: boss.arn, Name: "once" });
    expect((await grant(ann.arn, { RetiringPrincipal: boss.arn, Name: "once" })).GrantId).toBe(GrantId);
    await encrypt(ann.keys, KeyId);
    const listed = async (more: object = {}) => (await kms.send(new ListGrantsCommand({ KeyId, ...more }))).Grants;
    const entry = { GrantId, GranteePrincipal: ann.arn, RetiringPrincipal: boss.arn };
    expect(await listed({ GranteePrincipal: ann.arn })).toMatchObject([entry]);
    expect((await kms.send(new ListRetirableGrantsCommand({ RetiringPrincipal: boss.arn }))).Grants).toMatchObject([
      entry,
    ]);
    await remove(ann);
    const impostor = await world.user(nameOf(ann.arn));
    await expectServiceError(encrypt(impostor.keys, KeyId), { name: "AccessDeniedException", status: 400 });
    expect(await listed()).toMatchObject([{ ...entry, GranteePrincipal: ann.id }]);
    expect(await listed({ GranteePrincipal: ann.arn })).toEqual([]);
  });

  test("has grants for sessions of roles, by the role or by the session", async () => {
    const role = await world.role(newName(), { trust: trustAccount });
    const keys = await session(role.arn);
    for (const GranteePrincipal of [role.arn, `arn:aws:sts::${ACCOUNT}:assumed-role/${nameOf(role.arn)}/job`]) {
      const KeyId = await newKey();
      await expectServiceError(encrypt(keys, KeyId), { name: "AccessDeniedException", status: 400 });
      await kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ["Encrypt"] }));
      await encrypt(keys, KeyId);
    }
  });
});

test("a catalog's policy names users that are there, and shows them", async () => {
  const glue = world.as(GlueClient, world.server.credentials);
  const Resource = `arn:aws:glue:us-east-1:${ACCOUNT}:catalog`;
  const catalogPolicy = (AWS: string): string =>
    policy({ Effect: "Allow", Principal: { AWS }, Action: "glue:GetDatabases", Resource });
  await expectServiceError(glue.send(new PutResourcePolicyCommand({ PolicyInJson: catalogPolicy(GHOST) })), {
    name: "InvalidInputException",
    status: 400,
    message: /Invalid principal in policy/,
  });
  const ann = await user();
  await glue.send(new PutResourcePolicyCommand({ PolicyInJson: catalogPolicy(ann.arn) }));
  expect((await glue.send(new GetResourcePolicyCommand({}))).PolicyInJson).toBe(catalogPolicy(ann.arn));
  await remove(ann);
  expect((await glue.send(new GetResourcePolicyCommand({}))).PolicyInJson).toBe(catalogPolicy(ann.id));
});

test("policies of table buckets and tables name users that are there, and show them", async () => {
  const tables = world.as(S3TablesClient, world.server.credentials);
  const { arn: tableBucketARN } = await tables.send(new CreateTableBucketCommand({ name: "named-tables" }));
  const named = { tableBucketARN, namespace: "lake", name: "rain" };
  await tables.send(new CreateNamespaceCommand({ tableBucketARN, namespace: ["lake"] }));
  await tables.send(new CreateTableCommand({ ...named, format: "ICEBERG" }));
  const policyFor = (AWS: string): string =>
    policy({ Effect: "Allow", Principal: { AWS }, Action: "s3tables:GetTable", Resource: `${tableBucketARN}/*` });
  const put = async (AWS: string): Promise<void> => {
    const resourcePolicy = policyFor(AWS);
    await tables.send(new PutTableBucketPolicyCommand({ tableBucketARN, resourcePolicy }));
    await tables.send(new PutTablePolicyCommand({ ...named, resourcePolicy }));
  };
  const shownPolicies = async (): Promise<readonly unknown[]> => [
    (await tables.send(new GetTableBucketPolicyCommand({ tableBucketARN }))).resourcePolicy,
    (await tables.send(new GetTablePolicyCommand(named))).resourcePolicy,
  ];
  await expectServiceError(put(GHOST), {
    name: "BadRequestException",
    status: 400,
    message: /Invalid principal in policy/,
  });
  const ann = await user();
  await put(ann.arn);
  expect(await shownPolicies()).toEqual([policyFor(ann.arn), policyFor(ann.arn)]);
  await remove(ann);
  expect(await shownPolicies()).toEqual([policyFor(ann.id), policyFor(ann.id)]);
});
