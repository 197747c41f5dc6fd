/** What policies decide on S3, through the SDK: users, boundaries, bucket policies, other accounts and nobody at all. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import {
  ACCOUNT,
  allow,
  IdentityWorld,
  type Keys,
  keysOf,
  policy,
  type TestUser,
  trust,
} from "../sts/identity-world.ts";

const OTHER = "222233334444";
const DENIED = { name: "AccessDenied", status: 403 };

let world: IdentityWorld;
let root: S3Client;
let Bucket: string;
let count = 0;

beforeAll(async () => {
  world = await IdentityWorld.start({ openCredentials: true });
  root = world.as(S3Client, world.server.credentials);
});
afterAll(() => world.close());
beforeEach(async () => {
  Bucket = `decisions-${++count}`;
  await root.send(new CreateBucketCommand({ Bucket }));
  await root.send(new PutObjectCommand({ Bucket, Key: "open/a", Body: "a" }));
  await root.send(new PutObjectCommand({ Bucket, Key: "closed/b", Body: "b" }));
});

const deny = (Action: string, Resource: string): object => ({ Effect: "Deny", Action, Resource });
const bucketArn = (): string => `arn:aws:s3:::${Bucket}`;
const objects = (prefix = ""): string => `${bucketArn()}/${prefix}*`;
const user = (...statements: readonly object[]): Promise<TestUser> => world.user(`user-${++count}`, ...statements);
const s3 = (keys: Keys): S3Client => world.as(S3Client, keys);
const get = (client: S3Client, Key = "open/a") => client.send(new GetObjectCommand({ Bucket, Key }));
const grant = async (...statements: readonly object[]): Promise<void> => {
  await root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));
};
const toAws = (arn: string, Action: string, Resource: string, more: object = {}): object => ({
  Effect: "Allow",
  Principal: { AWS: arn },
  Action,
  Resource,
  ...more,
});

describe("identity policies", () => {
  test("a user without policies may nothing, and is told what it may not", async () => {
    const nobody = await user();
    await expectServiceError(get(s3(nobody.keys)), {
      ...DENIED,
      message: `User: ${nobody.arn} is not authorized to perform: s3:GetObject on resource: "${bucketArn()}/open/a" because no identity-based policy allows the s3:GetObject action`,
    });
  });

  test("a user may what its policy allows, on the resources it names, and nothing else", async () => {
    const reader = s3((await user(allow("s3:Get*", objects("open/")))).keys);
    expect(await (await get(reader)).Body?.transformToString()).toBe("a");
    await expectServiceError(get(reader, "closed/b"), DENIED);
    await expectServiceError(reader.send(new PutObjectCommand({ Bucket, Key: "open/a", Body: "x" })), DENIED);
  });

  test("an explicit deny wins over every allow, and the message says so", async () => {
    const reader = s3((await user(allow("s3:*"), deny("s3:GetObject", objects("closed/")))).keys);
    await get(reader);
    await expectServiceError(get(reader, "closed/b"), {
      ...DENIED,
      message: /with an explicit deny in an identity-based policy/,
    });
  });

  test("a policy that is given or taken away counts at the next request", async () => {
    const someone = await user();
    const [, UserName = ""] = someone.arn.split("/");
    const client = s3(someone.keys);
    const PolicyDocument = policy(allow("s3:GetObject", objects()));
    await expectServiceError(get(client), DENIED);
    await world.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "later", PolicyDocument }));
    await get(client);
    await world.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "later" }));
    await expectServiceError(get(client), DENIED);
  });

  test("a permissions boundary leaves of the policies what it allows too", async () => {
    const bounded = await user(allow("s3:*"));
    const [, UserName = ""] = bounded.arn.split("/");
    const PolicyDocument = policy(allow("s3:GetObject", "*"));
    const { Policy } = await world.iam.send(
      new CreatePolicyCommand({ PolicyName: `boundary-${++count}`, PolicyDocument }),
    );
    await world.iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: Policy?.Arn }));
    const client = s3(bounded.keys);
    await get(client);
    await expectServiceError(client.send(new DeleteObjectCommand({ Bucket, Key: "open/a" })), {
      ...DENIED,
      message: /because no permissions boundary allows the s3:DeleteObject action/,
    });
  });

  test("variables name the caller: everybody has a folder of their own", async () => {
    const own = `arn:aws:s3:::${Bucket}/home/\${aws:username}/*`;
    const [ann, bob] = [await user(allow("s3:*", own)), await user(allow("s3:*", own))];
    const home = `home/${ann.arn.split("/")[1]}/file`;
    await s3(ann.keys).send(new PutObjectCommand({ Bucket, Key: home, Body: "mine" }));
    await expectServiceError(get(s3(bob.keys), home), DENIED);
  });
});

describe("condition keys of S3's operations", () => {
  test("s3:prefix and s3:delimiter narrow listings", async () => {
    const condition = { StringLike: { "s3:prefix": ["open/*", "open/"] }, StringEquals: { "s3:delimiter": "/" } };
    const lister = s3((await user({ ...allow("s3:ListBucket", bucketArn()), Condition: condition })).keys);
    const list = (Prefix?: string, Delimiter?: string) =>
      lister.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter }));
    expect((await list("open/", "/")).KeyCount).toBe(1);
    await expectServiceError(list("closed/", "/"), DENIED);
    await expectServiceError(list("open/"), DENIED);
    await expectServiceError(list(), DENIED);
  });

  test("a write may be bound to a storage class, to tags, and to keys that are new", async () => {
    const writer = s3(
      (
        await user(
          {
            ...allow("s3:PutObject", objects("class/")),
            Condition: { StringEquals: { "s3:x-amz-storage-class": "STANDARD_IA" } },
          },
          {
            ...allow(["s3:PutObject", "s3:PutObjectTagging"], objects("tag/")),
            Condition: { StringEquals: { "s3:RequestObjectTag/team": "data" } },
          },
          { ...allow("s3:PutObject", objects("new/")), Condition: { Null: { "s3:if-none-match": "false" } } },
        )
      ).keys,
    );
    const put = (Key: string, more: object = {}) =>
      writer.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }));
    await put("class/a", { StorageClass: "STANDARD_IA" });
    await expectServiceError(put("class/a"), DENIED);
    await put("tag/a", { Tagging: "team=data" });
    await expectServiceError(put("tag/a", { Tagging: "team=ml" }), DENIED);
    await put("new/a", { IfNoneMatch: "*" });
    await expectServiceError(put("new/b"), DENIED);
  });

  test("tags of a write need a permission of their own", async () => {
    const writer = s3((await user(allow("s3:PutObject", objects()))).keys);
    await writer.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await expectServiceError(writer.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", Tagging: "a=b" })), {
      ...DENIED,
      message: /s3:PutObjectTagging/,
    });
  });

  test("tags that an object has decide who may read it", async () => {
    const condition = { StringEquals: { "s3:ExistingObjectTag/class": "public" } };
    const reader = s3((await user({ ...allow("s3:GetObject", objects()), Condition: condition })).keys);
    await root.send(new PutObjectCommand({ Bucket, Key: "tagged", Body: "x", Tagging: "class=public" }));
    await get(reader, "tagged");
    await expectServiceError(get(reader), DENIED);
  });

  test("a presigned URL may be bound to its way of signing and its age", async () => {
    const condition = {
      StringEquals: { "s3:authType": "REST-QUERY-STRING" },
      NumericLessThan: { "s3:signatureAge": "600000" },
    };
    const reader = s3((await user({ ...allow("s3:GetObject", objects()), Condition: condition })).keys);
    const read = async (signingDate: Date) =>
      (
        await fetch(
          await getSignedUrl(reader, new GetObjectCommand({ Bucket, Key: "open/a" }), { expiresIn: 3600, signingDate }),
        )
      ).status;
    const now = world.clock.wallMs();
    expect(await read(new Date(now))).toBe(200);
    expect(await read(new Date(now - 900_000))).toBe(403);
    await expectServiceError(get(reader), DENIED);
  });
});

describe("absent keys", () => {
  test("are NoSuchKey for who may list the bucket, AccessDenied for who may not", async () => {
    const lister = s3((await user(allow("s3:GetObject", objects()), allow("s3:ListBucket", bucketArn()))).keys);
    const reader = s3((await user(allow("s3:GetObject", objects()))).keys);
    await expectServiceError(get(lister, "absent"), { name: "NoSuchKey", status: 404 });
    await expectServiceError(get(reader, "absent"), {
      ...DENIED,
      message: /is not authorized to perform: s3:ListBucket/,
    });
    // HEAD has no body, so there is no code to read.
    const head = reader.send(new HeadObjectCommand({ Bucket, Key: "absent" }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  // AWS: recorded by ceph/s3-tests test_head_object_404_with_policy_prefix.
  test("are NoSuchKey below the prefixes that the caller may list", async () => {
    const list = { ...allow("s3:ListBucket", bucketArn()), Condition: { StringLike: { "s3:prefix": "open/*" } } };
    const lister = s3((await user(allow("s3:GetObject", objects()), list)).keys);
    await expectServiceError(get(lister, "open/absent"), { name: "NoSuchKey", status: 404 });
    await expectServiceError(get(lister, "other/absent"), DENIED);
  });

  test("of other versions need ListBucketVersions", async () => {
    await root.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const VersionId = "a".repeat(32);
    const read = (client: S3Client) => client.send(new GetObjectCommand({ Bucket, Key: "open/a", VersionId }));
    const lister = s3(
      (await user(allow("s3:GetObjectVersion", objects()), allow("s3:ListBucketVersions", bucketArn()))).keys,
    );
    await expectServiceError(read(lister), { name: "NoSuchVersion", status: 404 });
    await expectServiceError(read(s3((await user(allow("s3:GetObjectVersion", objects()))).keys)), DENIED);
    await expectServiceError(read(s3((await user(allow("s3:GetObject", objects()))).keys)), {
      ...DENIED,
      message: /s3:GetObjectVersion/,
    });
    expect((await lister.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(2);
  });
});

describe("calls that need several permissions", () => {
  test("a copy reads its source and writes its destination", async () => {
    const copy = (client: S3Client) =>
      client.send(new CopyObjectCommand({ Bucket, Key: "copies/a", CopySource: `${Bucket}/open/a` }));
    const both = [allow("s3:GetObject", objects("open/")), allow("s3:PutObject", objects("copies/"))] as const;
    await copy(s3((await user(...both)).keys));
    await expectServiceError(copy(s3((await user(both[0])).keys)), { ...DENIED, message: /s3:PutObject/ });
    await expectServiceError(copy(s3((await user(both[1])).keys)), { ...DENIED, message: /s3:GetObject/ });
  });

  test("tags that are copied along are read and written with permissions of their own", async () => {
    await root.send(new PutObjectCommand({ Bucket, Key: "open/tagged", Body: "x", Tagging: "a=b" }));
    const CopySource = `${Bucket}/open/tagged`;
    const copier = s3((await user(allow(["s3:GetObject", "s3:PutObject"], objects()))).keys);
    await expectServiceError(copier.send(new CopyObjectCommand({ Bucket, Key: "c", CopySource })), {
      ...DENIED,
      message: /s3:GetObjectTagging/,
    });
    await copier.send(new CopyObjectCommand({ Bucket, Key: "c", CopySource, TaggingDirective: "REPLACE" }));
    expect((await root.send(new GetObjectTaggingCommand({ Bucket, Key: "c" }))).TagSet).toEqual([]);
  });

  test("a batch of deletes is refused key by key", async () => {
    const deleter = s3((await user(allow("s3:DeleteObject", objects("open/")))).keys);
    const Objects = [{ Key: "open/a" }, { Key: "closed/b" }];
    const { Deleted, Errors } = await deleter.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual([{ Key: "open/a" }]);
    expect(Errors).toMatchObject([{ Key: "closed/b", Code: "AccessDenied" }]);
    await get(root, "closed/b");
  });
});

describe("bucket policies", () => {
  test("that name the user allow what its own policies do not", async () => {
    const guest = await user();
    await grant(toAws(guest.arn, "s3:GetObject", objects("open/")));
    await get(s3(guest.keys));
    await expectServiceError(get(s3(guest.keys), "closed/b"), DENIED);
  });

  test("that name the account leave the decision to its own policies", async () => {
    const guest = await user();
    await grant(toAws(`arn:aws:iam::${ACCOUNT}:root`, "s3:GetObject", objects()));
    await expectServiceError(get(s3(guest.keys)), DENIED);
  });

  test("deny also the root user", async () => {
    await grant({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: objects("closed/") });
    await expectServiceError(get(root, "closed/b"), {
      ...DENIED,
      message: /with an explicit deny in a resource-based policy/,
    });
    await get(root);
  });

  test("and its own policies must both allow a caller of another account, who learns nothing of why not", async () => {
    const theirIam = world.as(IAMClient, { accessKeyId: OTHER, secretAccessKey: "any" });
    const UserName = `guest-${++count}`;
    await theirIam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await theirIam.send(new CreateAccessKeyCommand({ UserName }));
    const guest = s3({
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    });
    const plain = { ...DENIED, message: /^Access Denied$/ };
    await grant(toAws(`arn:aws:iam::${OTHER}:root`, "s3:GetObject", objects("open/")));
    await expectServiceError(get(guest), plain);
    const PolicyDocument = policy(allow("s3:GetObject"));
    await theirIam.send(new PutUserPolicyCommand({ UserName, PolicyName: "reads", PolicyDocument }));
    await get(guest);
    await expectServiceError(get(guest, "closed/b"), plain);
    await get(s3({ accessKeyId: OTHER, secretAccessKey: "any" }));
  });

  test("of one account reach a role's session in another", async () => {
    const role = await world.role(`reader-${++count}`, {
      trust: [trust({ AWS: ACCOUNT })],
      may: [allow("s3:GetObject", objects())],
    });
    const caller = await user(allow("sts:AssumeRole", role.arn));
    const { Credentials } = await world
      .sts(caller.keys)
      .send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "session" }));
    const session = s3(keysOf(Credentials));
    await get(session);
    await grant({ Effect: "Deny", Principal: { AWS: role.arn }, Action: "s3:*", Resource: objects("closed/") });
    await expectServiceError(get(session, "closed/b"), DENIED);
    await get(session);
  });
});

describe("nobody", () => {
  const anonymous = (key = "open/a"): Promise<Response> => fetch(`${world.server.endpoint}/${Bucket}/${key}`);

  test("may nothing, and learns nothing", async () => {
    const answer = await anonymous();
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<Message>Access Denied</Message>");
  });

  test("may what a public policy allows, once the bucket's block is lifted", async () => {
    await root.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await grant({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: objects("open/") });
    expect(await (await anonymous()).text()).toBe("a");
    expect((await anonymous("closed/b")).status).toBe(403);
    expect((await anonymous("open/absent")).status).toBe(403);
    const restricted = { RestrictPublicBuckets: true };
    await root.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: restricted }));
    expect((await anonymous()).status).toBe(403);
  });
});

test("decisions are counted by their outcome", async () => {
  const reader = s3((await user(allow("s3:GetObject", objects("open/")), deny("s3:DeleteObject", "*"))).keys);
  const counts = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${world.server.endpoint}/_lakebed/metrics`)).text();
    const series = [...text.matchAll(/^lakebed_decisions_total\{outcome="([a-z-]+)"\} (\d+)$/gm)];
    return Object.fromEntries(series.map(([, outcome = "", count]) => [outcome, Number(count)]));
  };
  const before = await counts();
  await get(reader);
  await expectServiceError(get(reader, "closed/b"), DENIED);
  await expectServiceError(reader.send(new DeleteObjectCommand({ Bucket, Key: "open/a" })), DENIED);
  const after = await counts();
  const grown = Object.keys(after).filter((outcome) => (after[outcome] ?? 0) > (before[outcome] ?? 0));
  expect(grown.sort()).toEqual(["allow", "explicit-deny", "implicit-deny"]);
});
