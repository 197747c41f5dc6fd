/**
 * Who may do what through an access point: both sides must permit it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DeleteAccessPointPolicyCommand } from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fetchHost } from "../../../support/fetch-host.ts";
import { expectServiceError } from "../../../support/server.ts";
import { ACCOUNT, allow, policy, type TestUser } from "../../sts/identity-world.ts";
import { unsigned } from "../acl-fixture.ts";
import { uniqueBucket } from "../fixture.ts";
import { type AccessPoint, AccessPoints, DENIED, OTHER, REGION } from "./fixture.ts";

let points: AccessPoints;
let Bucket: string;
let point: AccessPoint;
let count = 0;
beforeAll(async () => {
  points = await AccessPoints.start();
});
afterAll(() => points.close());
beforeEach(async () => {
  Bucket = await points.bucket();
  point = await points.accessPoint(Bucket);
  for (const Key of ["open/a", "closed/b"]) await points.root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
});

const user = (...statements: readonly object[]): Promise<TestUser> =>
  points.world.user(`through-${++count}`, ...statements);
const s3 = ({ keys }: { readonly keys: TestUser["keys"] }): S3Client => points.world.as(S3Client, keys);
const get = (client: S3Client, Key = "open/a", name = point.alias) =>
  client.send(new GetObjectCommand({ Bucket: name, Key }));
const list = (client: S3Client, more: object = {}) =>
  client.send(new ListObjectsV2Command({ Bucket: point.alias, ...more }));
const behind = (prefix = "", { arn } = point): string => `${arn}/object/${prefix}*`;
const inBucket = (prefix = ""): string => `arn:aws:s3:::${Bucket}/${prefix}*`;
const to = (arn: string, Action: string | string[], Resource: string | string[], more: object = {}): object => ({
  Effect: "Allow",
  Principal: { AWS: arn },
  Action,
  Resource,
  ...more,
});
const bucketPolicy = (...statements: readonly object[]) =>
  points.root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));

describe("within one account", () => {
  test("identity policies must name both the access point and the bucket, and a refusal names the side", async () => {
    const both = await user(allow("s3:GetObject", [behind("open/"), inBucket("open/")]));
    await get(s3(both));
    await expectServiceError(get(s3(both), "closed/b"), DENIED);
    const onlyPoint = await user(allow("s3:GetObject", behind()));
    await expectServiceError(get(s3(onlyPoint)), {
      ...DENIED,
      message: `User: ${onlyPoint.arn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::${Bucket}/open/a" because no identity-based policy allows the s3:GetObject action`,
    });
    const onlyBucket = await user(allow("s3:GetObject", inBucket()));
    await expectServiceError(get(s3(onlyBucket)), {
      ...DENIED,
      message: `User: ${onlyBucket.arn} is not authorized to perform: s3:GetObject on resource: "${point.arn}/object/open/a" because no identity-based policy allows the s3:GetObject action`,
    });
    await get(s3(onlyBucket), "open/a", Bucket);
  });

  test("a bucket that leaves it to its access points is governed by their policies", async () => {
    const jane = await user();
    await points.delegate(Bucket);
    await expectServiceError(get(s3(jane)), DENIED);
    await points.allowThrough(point, to(jane.arn, ["s3:GetObject", "s3:PutObject"], behind("open/")));
    await get(s3(jane));
    await s3(jane).send(new PutObjectCommand({ Bucket: point.alias, Key: "open/new", Body: "x" }));
    await expectServiceError(get(s3(jane), "closed/b"), DENIED);
    await expectServiceError(get(s3(jane), "open/a", Bucket), DENIED);
    await points.control.send(new DeleteAccessPointPolicyCommand({ AccountId: ACCOUNT, Name: point.name }));
    await expectServiceError(get(s3(jane)), DENIED);
  });

  test("what the policy of an access point gives, the bucket must give too", async () => {
    const jane = await user();
    await points.allowThrough(point, to(jane.arn, "s3:GetObject", behind()));
    await expectServiceError(get(s3(jane)), { ...DENIED, message: new RegExp(`"arn:aws:s3:::${Bucket}/open/a"`) });
    await bucketPolicy(to(jane.arn, "s3:GetObject", inBucket()));
    await get(s3(jane));
  });

  test.each(["access point", "bucket"])("a deny of the %s wins", async (side) => {
    const reader = await user(allow("s3:*"));
    const deny = { Effect: "Deny", Principal: "*", Action: "s3:GetObject" };
    if (side === "bucket") await bucketPolicy({ ...deny, Resource: inBucket("closed/") });
    else await points.allowThrough(point, { ...deny, Resource: behind("closed/") });
    await get(s3(reader));
    const message = /with an explicit deny in a resource-based policy/;
    await expectServiceError(get(s3(reader), "closed/b"), { ...DENIED, message });
    await expectServiceError(get(points.root, "closed/b"), { ...DENIED, message });
    if (side === "access point") await get(s3(reader), "closed/b", Bucket);
  });

  test("listing asks for the access point as it asks for a bucket", async () => {
    const arnav = await user();
    await points.delegate(Bucket);
    const narrow = { Condition: { StringLike: { "s3:prefix": "open/*" } } };
    await points.allowThrough(point, to(arnav.arn, "s3:ListBucket", point.arn, narrow));
    expect((await list(s3(arnav), { Prefix: "open/" })).KeyCount).toBe(1);
    await expectServiceError(list(s3(arnav)), DENIED);
    // Who may list is told that a key is not there, through the access point as well.
    await points.allowThrough(
      point,
      to(arnav.arn, "s3:ListBucket", point.arn, narrow),
      to(arnav.arn, "s3:GetObject", behind()),
    );
    await expectServiceError(get(s3(arnav), "open/absent"), { name: "NoSuchKey", status: 404 });
    await expectServiceError(get(s3(arnav), "closed/absent"), DENIED);
  });

  test("deletes of many keys are refused one by one", async () => {
    const cleaner = await user(allow("s3:DeleteObject", [behind("open/"), inBucket()]));
    const Objects = [{ Key: "open/a" }, { Key: "closed/b" }];
    const { Deleted, Errors } = await s3(cleaner).send(
      new DeleteObjectsCommand({ Bucket: point.alias, Delete: { Objects } }),
    );
    expect(Deleted).toEqual([{ Key: "open/a" }]);
    expect(Errors).toEqual([expect.objectContaining({ Key: "closed/b", Code: "AccessDenied" })]);
  });

  test("a copy asks its source and its target, each through its own access point", async () => {
    const second = await points.accessPoint(Bucket);
    const copier = await user(
      allow("s3:GetObject", [behind(), inBucket()]),
      allow("s3:PutObject", [behind("copies/", second), inBucket("copies/")]),
    );
    const copy = (from: AccessPoint, into: AccessPoint) =>
      s3(copier).send(
        new CopyObjectCommand({ Bucket: into.alias, Key: "copies/a", CopySource: `${from.alias}/open/a` }),
      );
    await copy(point, second);
    await expectServiceError(copy(second, second), { ...DENIED, message: /s3:GetObject/ });
    await expectServiceError(copy(point, point), { ...DENIED, message: /s3:PutObject/ });
  });
});

describe("condition keys", () => {
  test.each([
    ["s3:DataAccessPointArn", () => ({ ArnEquals: { "s3:DataAccessPointArn": point.arn } })],
    ["s3:DataAccessPointAccount", () => ({ StringEquals: { "s3:DataAccessPointAccount": ACCOUNT } })],
    ["s3:AccessPointNetworkOrigin", () => ({ StringEquals: { "s3:AccessPointNetworkOrigin": "Internet" } })],
    ["s3:AccessPointTag", () => ({ StringEquals: { "s3:AccessPointTag/team": "ml" } })],
    ["aws:ResourceTag, of the access point", () => ({ StringEqualsIfExists: { "aws:ResourceTag/team": "ml" } })],
  ])("%s is there on both sides, and not without an access point", async (name, conditionOf) => {
    point = await points.accessPoint(Bucket, { Tags: [{ Key: "team", Value: "ml" }] });
    const reader = await user(allow("s3:GetObject", [behind(), inBucket()], { Condition: conditionOf() }));
    await get(s3(reader));
    if (!name.startsWith("aws:ResourceTag")) await expectServiceError(get(s3(reader), "open/a", Bucket), DENIED);
    await bucketPolicy({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: inBucket(),
      Condition: { StringNotEquals: { "s3:DataAccessPointArn": point.arn } },
    });
    await get(s3(reader));
    const other = await points.accessPoint(Bucket);
    const everywhere = await user(allow("s3:GetObject"));
    await get(s3(everywhere));
    await expectServiceError(get(s3(everywhere), "open/a", other.alias), DENIED);
  });

  test("tags of the object count in the policy of the access point", async () => {
    const mateo = await user();
    await points.delegate(Bucket);
    const ofFinance = { Condition: { StringEquals: { "s3:ExistingObjectTag/data": "finance" } } };
    await points.allowThrough(point, to(mateo.arn, "s3:GetObject", behind(), ofFinance));
    await expectServiceError(get(s3(mateo)), DENIED);
    const Tagging = { TagSet: [{ Key: "data", Value: "finance" }] };
    await points.root.send(new PutObjectTaggingCommand({ Bucket, Key: "open/a", Tagging }));
    await get(s3(mateo));
  });
});

describe("across accounts", () => {
  test("a caller of another account needs both policies, and its own account's word for both", async () => {
    const other = points.world.as(S3Client, points.rootOf(OTHER));
    const arn = `arn:aws:iam::${OTHER}:root`;
    await points.delegate(Bucket);
    await expectServiceError(get(other), { ...DENIED, message: "Access Denied" });
    await points.allowThrough(point, to(arn, "s3:GetObject", behind()));
    await get(other);
    await expectServiceError(get(other, "open/a", Bucket), DENIED);
    await bucketPolicy(to(arn, "s3:GetObject", inBucket("closed/")));
    await expectServiceError(get(other), DENIED);
    await get(other, "closed/b");
  });

  test("an access point of another account gives nothing until the bucket's owner does", async () => {
    point = await points.accessPoint(Bucket, { by: OTHER, BucketAccountId: ACCOUNT });
    const other = points.world.as(S3Client, points.rootOf(OTHER));
    await expectServiceError(get(other), DENIED);
    await bucketPolicy(
      to("*", ["s3:GetObject", "s3:ListBucket"], [`arn:aws:s3:::${Bucket}`, inBucket()], {
        Condition: { StringEquals: { "s3:DataAccessPointAccount": OTHER } },
      }),
    );
    await get(other);
    expect((await list(other)).KeyCount).toBe(2);
    const write = new PutObjectCommand({ Bucket: point.alias, Key: "open/a", Body: "x" });
    await expectServiceError(other.send(write), DENIED);
    // The bucket's owner is a stranger to the access point.
    await expectServiceError(get(points.root), DENIED);
    await points.allowThrough(point, to(`arn:aws:iam::${ACCOUNT}:root`, "s3:GetObject", behind()));
    await get(points.root);
  });

  test("who asks for an access point of another account is not told whether it is there", async () => {
    const { port } = points.world.server;
    const other = points.virtual(points.rootOf(OTHER));
    for (const name of [point.name, "not-there"]) {
      const host = `${name}-${ACCOUNT}.s3-accesspoint.${REGION}.localhost`;
      const { status } = await fetchHost({ port }, host, "/open/a");
      expect([name, status]).toEqual([name, 403]);
    }
    await expectServiceError(get(other, "open/a", point.arn), DENIED);
  });
});

describe("whatever policies say", () => {
  const everybody = (): object => ({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: behind() });
  const openBoth = async (block: object): Promise<void> => {
    await points.root.send(new DeletePublicAccessBlockCommand({ Bucket }));
    point = await points.accessPoint(Bucket, { PublicAccessBlockConfiguration: block });
    await points.allowThrough(point, everybody());
    await points.delegate(Bucket);
  };

  test("unsigned requests are refused", async () => {
    await openBoth({});
    const anonymous = unsigned(points.world.as(S3Client, points.rootOf(OTHER)));
    await expectServiceError(get(anonymous), { ...DENIED, message: "Access Denied" });
  });

  test.each(["access point", "bucket"])(
    "RestrictPublicBuckets of the %s keeps strangers from a public one",
    async (side) => {
      const on = { RestrictPublicBuckets: true };
      await openBoth(side === "bucket" ? {} : on);
      const stranger = points.world.as(S3Client, points.rootOf(OTHER));
      if (side === "bucket") {
        await get(stranger);
        await points.root.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: on }));
      }
      await expectServiceError(get(stranger), DENIED);
      await get(s3(await user()));
    },
  );

  test("RestrictPublicBuckets leaves a public bucket to the account of the access point", async () => {
    await points.root.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await bucketPolicy({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: inBucket() });
    const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
    await points.root.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    point = await points.accessPoint(Bucket, { by: OTHER, BucketAccountId: ACCOUNT });
    const other = points.world.as(S3Client, points.rootOf(OTHER));
    await get(other);
    await expectServiceError(get(other, "open/a", Bucket), DENIED);
  });

  test("an access point of a VPC takes no request from elsewhere, from root neither", async () => {
    point = await points.accessPoint(Bucket, { VpcConfiguration: { VpcId: "vpc-1a2b3c" } });
    await expectServiceError(get(points.root), {
      ...DENIED,
      message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: s3:GetObject on resource: "${point.arn}/object/open/a" because the access point takes requests that come from vpc-1a2b3c only`,
    });
    await get(points.root, "open/a", Bucket);
    // It is managed from anywhere.
    await points.allowThrough(point, to(ACCOUNT, "s3:GetObject", behind()));
  });
});

describe("access control lists", () => {
  let legacy: AccessPoints;
  beforeAll(async () => {
    legacy = await AccessPoints.start({ s3Defaults: "legacy" });
  });
  afterAll(() => legacy.close());

  const publish = (name: string) =>
    legacy.root.send(new PutObjectAclCommand({ Bucket: name, Key: "k", ACL: "public-read" }));
  const read = (name: string) =>
    legacy.world.as(S3Client, legacy.rootOf(OTHER)).send(new GetObjectCommand({ Bucket: name, Key: "k" }));

  test("are set and looked at as though the bucket had the access point's settings", async () => {
    const name = uniqueBucket();
    await legacy.root.send(new CreateBucketCommand({ Bucket: name }));
    await legacy.root.send(new PutObjectCommand({ Bucket: name, Key: "k", Body: "x" }));
    const strict = await legacy.accessPoint(name);
    const lax = await legacy.accessPoint(name, { PublicAccessBlockConfiguration: {} });
    const ignoring = await legacy.accessPoint(name, { PublicAccessBlockConfiguration: { IgnorePublicAcls: true } });
    const message = /public access control lists \(ACLs\) are blocked by the BlockPublicAcls/;
    await expectServiceError(publish(strict.alias), { ...DENIED, message });
    await publish(lax.alias);
    await read(name);
    for (const one of [lax, ignoring, strict])
      await legacy.allowThrough(one, to(`arn:aws:iam::${OTHER}:root`, "s3:GetObject", `${one.arn}/object/*`));
    await read(lax.alias);
    await expectServiceError(read(ignoring.alias), DENIED);
    await expectServiceError(read(strict.alias), DENIED);
  });
});
