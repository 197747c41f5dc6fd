/** Access points themselves: made, shown, listed, given policies and tags, and removed. */
import { CreateBucketCommand, DeleteBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateAccessPointCommand,
  DeleteAccessPointCommand,
  DeleteAccessPointPolicyCommand,
  GetAccessPointCommand,
  GetAccessPointPolicyCommand,
  GetAccessPointPolicyStatusCommand,
  GetAccessPointScopeCommand,
  ListAccessPointsCommand,
  ListTagsForResourceCommand,
  PutAccessPointPolicyCommand,
  PutPublicAccessBlockCommand,
  DeletePublicAccessBlockCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectServiceError } from "../../../support/server.ts";
import { ACCOUNT, allow, policy } from "../../sts/identity-world.ts";
import { uniqueBucket } from "../fixture.ts";
import { AccessPoints, DENIED, OTHER, REGION } from "./fixture.ts";

const ALL_ON = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const ALL_OFF = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

let points: AccessPoints;
let Bucket: string;
beforeAll(async () => {
  points = await AccessPoints.start();
});
afterAll(() => points.close());
beforeEach(async () => {
  Bucket = await points.bucket();
});

const arnOf = (name: string, accountId = ACCOUNT) => `arn:aws:s3:${REGION}:${accountId}:accesspoint/${name}`;
const get = (Name: string, AccountId = ACCOUNT) => points.control.send(new GetAccessPointCommand({ AccountId, Name }));
const create = (Name: string, more: object = {}) =>
  points.control.send(new CreateAccessPointCommand({ AccountId: ACCOUNT, Name, Bucket, ...more }));

describe("an access point", () => {
  test("is made, shown and removed; its alias is as long as a bucket's name may be", async () => {
    const made = await create("lifecycle");
    expect(made.AccessPointArn).toBe(arnOf("lifecycle"));
    expect(made.Alias).toMatch(/^lifecycle-[a-z0-9]{34}-s3alias$/);
    expect(await get("lifecycle")).toEqual({
      $metadata: expect.anything(),
      CreationDate: expect.any(Date),
      Name: "lifecycle",
      Bucket,
      NetworkOrigin: "Internet",
      PublicAccessBlockConfiguration: ALL_ON,
      Alias: made.Alias,
      AccessPointArn: arnOf("lifecycle"),
      BucketAccountId: ACCOUNT,
      Endpoints: {
        ipv4: `s3-accesspoint.${REGION}.localhost`,
        dualstack: `s3-accesspoint.dualstack.${REGION}.localhost`,
        fips: `s3-accesspoint-fips.${REGION}.localhost`,
        fips_dualstack: `s3-accesspoint-fips.dualstack.${REGION}.localhost`,
      },
    });
    const remove = () => points.control.send(new DeleteAccessPointCommand({ AccountId: ACCOUNT, Name: "lifecycle" }));
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    const gone = { name: "NoSuchAccessPoint", status: 404, message: "The specified accesspoint does not exist" };
    await expectServiceError(get("lifecycle"), gone);
    await expectServiceError(remove(), gone);
  });

  test("with a long name has an alias of 63 characters", async () => {
    const { Alias = "" } = await create(`long-name-of-twenty--${"x".repeat(29)}`);
    expect([Alias.length <= 63, Alias.startsWith("long-name-of-twenty-")]).toEqual([true, true]);
  });

  test.each([
    ["xn-_test-alias", "InvalidURI", "Couldn't parse the specified URI."],
    ["sa", "InvalidURI", "Couldn't parse the specified URI."],
    ["a".repeat(51), "InvalidURI", "Couldn't parse the specified URI."],
    ["WRONG-casing", "InvalidURI", "Couldn't parse the specified URI."],
    ["-hyphen-start", "InvalidRequest", "Your Amazon S3 AccessPoint name is invalid"],
    ["hyphen-end-", "InvalidRequest", "Your Amazon S3 AccessPoint name is invalid"],
    ["cannot-end-s3alias", "InvalidRequest", "Your Amazon S3 AccessPoint name is invalid"],
    ["cannot-have.dot", "InvalidRequest", "Your Amazon S3 AccessPoint name is invalid"],
  ])("cannot be named %s", async (Name, name, message) => {
    await expectServiceError(create(Name), { name, status: 400, message });
  });

  test("cannot be made twice, in whatever Region but another", async () => {
    await create("twice");
    const message = "Your previous request to create the named accesspoint succeeded and you already own it.";
    await expectServiceError(create("twice"), { name: "AccessPointAlreadyOwnedByYou", status: 409, message });
  });

  test("is of a bucket that is there, in its Region, and of the account that is said", async () => {
    const message = "Amazon S3 AccessPoint can only be created for existing bucket";
    const refused = { name: "InvalidRequest", status: 400 };
    await expectServiceError(create("nowhere", { Bucket: "no-such-bucket-here" }), { ...refused, message });
    const elsewhere = points.controlOf(points.world.server.credentials, "eu-west-1");
    const inOtherRegion = new CreateAccessPointCommand({ AccountId: ACCOUNT, Name: "elsewhere", Bucket });
    await expectServiceError(elsewhere.send(inOtherRegion), { ...refused, message: /same Region/ });
    await expectServiceError(create("whose", { BucketAccountId: OTHER }), refused);
    const other = points.controlOf(points.rootOf(OTHER));
    const unnamed = new CreateAccessPointCommand({ AccountId: OTHER, Name: "whose", Bucket });
    await expectServiceError(other.send(unnamed), { ...refused, message: /BucketAccountId/ });
  });

  test("may be of another account's bucket, and says whose it is", async () => {
    const made = await points.accessPoint(Bucket, { by: OTHER, BucketAccountId: ACCOUNT, Name: "visiting" });
    expect(made.arn).toBe(arnOf("visiting", OTHER));
    const other = points.controlOf(points.rootOf(OTHER));
    expect(await other.send(new GetAccessPointCommand({ AccountId: OTHER, Name: "visiting" }))).toMatchObject({
      Bucket,
      BucketAccountId: ACCOUNT,
    });
  });

  test("is nobody's but its account's to manage", async () => {
    await create("mine");
    const other = points.controlOf(points.rootOf(OTHER));
    for (const command of [
      new GetAccessPointCommand({ AccountId: ACCOUNT, Name: "mine" }),
      new DeleteAccessPointCommand({ AccountId: ACCOUNT, Name: "mine" }),
      new GetAccessPointPolicyCommand({ AccountId: ACCOUNT, Name: "mine" }),
      new ListAccessPointsCommand({ AccountId: ACCOUNT }),
    ])
      await expectServiceError(other.send(command as GetAccessPointCommand), DENIED);
  });

  test("has the settings of Block Public Access that it was given: all when none are, none when empty ones are", async () => {
    const settings = async (Name: string, block?: object) => {
      await create(Name, { PublicAccessBlockConfiguration: block });
      return (await get(Name)).PublicAccessBlockConfiguration;
    };
    expect(await settings("bpa-unset")).toEqual(ALL_ON);
    expect(await settings("bpa-empty", {})).toEqual(ALL_OFF);
    expect(await settings("bpa-one", { BlockPublicAcls: true })).toEqual({ ...ALL_OFF, BlockPublicAcls: true });
  });

  test("may be for one VPC", async () => {
    await create("of-vpc", { VpcConfiguration: { VpcId: "vpc-1a2b3c" } });
    expect(await get("of-vpc")).toMatchObject({ NetworkOrigin: "VPC", VpcConfiguration: { VpcId: "vpc-1a2b3c" } });
  });

  test("of a directory bucket is not there yet, and says so", async () => {
    await expectServiceError(create("base--use1-az4--xa-s3"), { name: "NotImplemented", status: 501 });
    const scope = new GetAccessPointScopeCommand({ AccountId: ACCOUNT, Name: "mine" });
    await expectServiceError(points.control.send(scope), { name: "NotImplemented", status: 501, message: /scopes/ });
    await expectServiceError(create("scoped", { Scope: { Prefixes: ["a"] } }), { name: "InvalidRequest", status: 400 });
  });
});

describe("a list", () => {
  const list = async (more: object = {}, control = points.control, AccountId = ACCOUNT) =>
    await control.send(new ListAccessPointsCommand({ AccountId, ...more }));
  const namesOf = ({ AccessPointList = [] }: Awaited<ReturnType<typeof list>>) =>
    AccessPointList.map(({ Name }) => Name);

  test("is in name order, by pages, of one bucket or of all", async () => {
    const second = await points.bucket();
    for (const Name of ["list-c", "list-a"]) await create(Name);
    await points.accessPoint(second, { Name: "list-b" });
    expect(namesOf(await list({ Bucket }))).toEqual(["list-a", "list-c"]);
    const all = namesOf(await list());
    expect(all).toEqual(all.toSorted());
    expect(all).toEqual(expect.arrayContaining(["list-a", "list-b", "list-c"]));
    const paged: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await list({ MaxResults: 2, NextToken });
      paged.push(...namesOf(page));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(paged).toEqual(all);
    const [first] = (await list({ Bucket, MaxResults: 1 })).AccessPointList ?? [];
    expect(first).toMatchObject({ Name: "list-a", Bucket, BucketAccountId: ACCOUNT, NetworkOrigin: "Internet" });
  });

  test("shows of a bucket what the caller's account made of it", async () => {
    await create("shared-home");
    await points.accessPoint(Bucket, { by: OTHER, BucketAccountId: ACCOUNT, Name: "shared-away" });
    const other = points.controlOf(points.rootOf(OTHER));
    expect(namesOf(await list({ Bucket }))).toEqual(["shared-home"]);
    expect(namesOf(await list({ Bucket }, other, OTHER))).toEqual(["shared-away"]);
  });

  test("of another Region, or of what is no bucket, is empty", async () => {
    await create("of-home-region");
    const elsewhere = points.controlOf(points.world.server.credentials, "eu-west-1");
    expect(namesOf(await list({}, elsewhere))).toEqual([]);
    expect(namesOf(await list({ DataSourceType: "FSX_OPENZFS" }))).toEqual([]);
  });

  test("refuses a token that is not its own", async () => {
    await expectServiceError(list({ NextToken: "made-up" }), { name: "InvalidArgument", status: 400 });
  });
});

describe("a policy", () => {
  const put = (Name: string, Policy: string) =>
    points.control.send(new PutAccessPointPolicyCommand({ AccountId: ACCOUNT, Name, Policy }));
  const statement = (Resource: string | string[], Action: string | string[] = "s3:GetObject", more: object = {}) =>
    policy({ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action, Resource, ...more });

  test("is put, shown as it was put, and removed", async () => {
    await create("policed");
    const absent = { name: "NoSuchAccessPointPolicy", status: 404 };
    const show = () => points.control.send(new GetAccessPointPolicyCommand({ AccountId: ACCOUNT, Name: "policed" }));
    await expectServiceError(show(), { ...absent, message: "The specified accesspoint policy does not exist" });
    const text = statement(`${arnOf("policed")}/object/*`).replace(/^\{/, "{ ");
    await put("policed", text);
    expect((await show()).Policy).toBe(text);
    for (let time = 0; time < 2; time++)
      await points.control.send(new DeleteAccessPointPolicyCommand({ AccountId: ACCOUNT, Name: "policed" }));
    await expectServiceError(show(), absent);
    await expectServiceError(put("not-there", text), { name: "NoSuchAccessPoint", status: 404 });
  });

  test.each([
    ["of a bucket", (_name: string) => "arn:aws:s3:::bucket/*"],
    ["of another access point", (_name: string) => `${arnOf("other")}/object/*`],
    ["of objects without /object/", (name: string) => `${arnOf(name)}/key`],
    ["by alias", (_name: string) => "arn:aws:s3:::checked-abc-s3alias/*"],
  ])("cannot name resources %s", async (_what, resourceOf) => {
    const { name } = await points.accessPoint(Bucket);
    const refused = { name: "MalformedPolicy", status: 400, message: "Policy has invalid resource" };
    await expectServiceError(put(name, statement(resourceOf(name))), refused);
  });

  test("says what can be done with the access point or with objects behind it", async () => {
    const { name, arn } = await points.accessPoint(Bucket);
    await put(name, statement([arn, `${arn}/object/a/*`], ["s3:ListBucket", "s3:GetObject"]));
    await put(name, statement(`${arn}*`, "s3:*"));
    const refused = { name: "MalformedPolicy", status: 400 };
    await expectServiceError(put(name, statement(arn)), { ...refused, message: /does not apply/ });
    await expectServiceError(put(name, statement(`${arn}/object/*`, "s3:ListBucket")), refused);
    await expectServiceError(put(name, statement(arn, "s3:NoSuchAction")), refused);
    await expectServiceError(put(name, "{"), refused);
    await expectServiceError(put(name, statement(`${arn}/object/${"k".repeat(20_480)}`)), {
      ...refused,
      message: "Policies exceed the maximum allowed document size.",
    });
  });

  test("names users that are there, and is shown with them", async () => {
    const { name, arn } = await points.accessPoint(Bucket);
    const to = (user: string) => policy({ ...allow("s3:ListBucket", arn), Principal: { AWS: user } });
    const refused = { name: "MalformedPolicy", status: 400, message: /Invalid principal in policy/ };
    await expectServiceError(put(name, to(`arn:aws:iam::${ACCOUNT}:user/nobody-here`)), refused);
    const { arn: user } = await points.world.user("named-here");
    await put(name, to(user));
    const shown = await points.control.send(new GetAccessPointPolicyCommand({ AccountId: ACCOUNT, Name: name }));
    expect(shown.Policy).toBe(to(user));
  });

  describe("that is public", () => {
    const everybody = (arn: string, Condition?: object) =>
      policy({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/object/*`, Condition });
    const off = { PublicAccessBlockConfiguration: {} };
    const isPublic = async (Name: string) =>
      (await points.control.send(new GetAccessPointPolicyStatusCommand({ AccountId: ACCOUNT, Name }))).PolicyStatus
        ?.IsPublic;
    const openBucket = async () => {
      const { DeletePublicAccessBlockCommand: ofBucket } = await import("@aws-sdk/client-s3");
      await points.root.send(new ofBucket({ Bucket }));
    };

    test("is refused by the settings of the access point, of the bucket and of the account", async () => {
      const strict = await points.accessPoint(Bucket);
      const open = await points.accessPoint(Bucket, off);
      const message = /public policies are blocked by the BlockPublicPolicy block public access setting/;
      await expectServiceError(put(open.name, everybody(open.arn)), { ...DENIED, message });
      await openBucket();
      await expectServiceError(put(strict.name, everybody(strict.arn)), { ...DENIED, message });
      const PublicAccessBlockConfiguration = { BlockPublicPolicy: true };
      await points.control.send(
        new PutPublicAccessBlockCommand({ AccountId: ACCOUNT, PublicAccessBlockConfiguration }),
      );
      await expectServiceError(put(open.name, everybody(open.arn)), { ...DENIED, message });
      await points.control.send(new DeletePublicAccessBlockCommand({ AccountId: ACCOUNT }));
      await put(open.name, everybody(open.arn));
      expect(await isPublic(open.name)).toBe(true);
    });

    test("is so whatever ARNs of access points it names, unlike a bucket's, and is not with a VPC", async () => {
      await openBucket();
      const narrowed = { ArnLike: { "s3:DataAccessPointArn": arnOf("*") } };
      const open = await points.accessPoint(Bucket, off);
      await put(open.name, everybody(open.arn, narrowed));
      expect(await isPublic(open.name)).toBe(true);
      await put(open.name, everybody(open.arn, { StringEquals: { "aws:PrincipalAccount": ACCOUNT } }));
      expect(await isPublic(open.name)).toBe(false);
      const inVpc = await points.accessPoint(Bucket, { VpcConfiguration: { VpcId: "vpc-1" } });
      await put(inVpc.name, everybody(inVpc.arn));
      expect(await isPublic(inVpc.name)).toBe(false);
    });

    test("has no status while there is none", async () => {
      const { name } = await points.accessPoint(Bucket);
      await expectServiceError(isPublic(name), { name: "NoSuchAccessPointPolicy", status: 404 });
    });
  });
});

describe("permissions", () => {
  test("to make one may ask for a network origin and for tags", async () => {
    const arn = `${arnOf("by-user-")}*`;
    const vpcOnly = { Condition: { StringEquals: { "s3:AccessPointNetworkOrigin": "VPC" } } };
    const { keys } = await points.world.user("maker", allow("s3:CreateAccessPoint", arn, vpcOnly));
    const control = points.controlOf(keys);
    const make = (Name: string, more: object = {}) =>
      control.send(new CreateAccessPointCommand({ AccountId: ACCOUNT, Bucket, Name, ...more }));
    const inVpc = { VpcConfiguration: { VpcId: "vpc-1" } };
    await make("by-user-1", inVpc);
    await expectServiceError(make("by-user-2"), DENIED);
    await expectServiceError(make("of-user-2", inVpc), DENIED);
    const tagged = make("by-user-3", { ...inVpc, Tags: [{ Key: "team", Value: "ml" }] });
    await expectServiceError(tagged, { ...DENIED, message: /s3:TagResource/ });
  });

  test("may be given by the tags of the access point, which are added and removed", async () => {
    const { name, arn } = await points.accessPoint(Bucket, { Tags: [{ Key: "team", Value: "ml" }] });
    const byTag = { Condition: { StringEquals: { "aws:ResourceTag/team": "ml" } } };
    const { keys } = await points.world.user("tagged-user", allow("s3:GetAccessPointPolicyStatus", "*", byTag));
    const status = () =>
      points.controlOf(keys).send(new GetAccessPointPolicyStatusCommand({ AccountId: ACCOUNT, Name: name }));
    await expectServiceError(status(), { name: "NoSuchAccessPointPolicy", status: 404 });
    const tags = async () =>
      (await points.control.send(new ListTagsForResourceCommand({ AccountId: ACCOUNT, ResourceArn: arn }))).Tags;
    await points.control.send(
      new TagResourceCommand({ AccountId: ACCOUNT, ResourceArn: arn, Tags: [{ Key: "a", Value: "b" }] }),
    );
    expect(await tags()).toEqual([
      { Key: "team", Value: "ml" },
      { Key: "a", Value: "b" },
    ]);
    await points.control.send(new UntagResourceCommand({ AccountId: ACCOUNT, ResourceArn: arn, TagKeys: ["team"] }));
    expect(await tags()).toEqual([{ Key: "a", Value: "b" }]);
    await expectServiceError(status(), DENIED);
    const absent = new ListTagsForResourceCommand({ AccountId: ACCOUNT, ResourceArn: arnOf("absent") });
    await expectServiceError(points.control.send(absent), { name: "NoSuchAccessPoint", status: 404 });
  });
});

describe("a bucket", () => {
  const remove = (s3: S3Client = points.root) => s3.send(new DeleteBucketCommand({ Bucket }));

  test("with access points of its owner cannot be deleted; those of others do not keep it", async () => {
    const { name } = await points.accessPoint(Bucket);
    await points.accessPoint(Bucket, { by: OTHER, BucketAccountId: ACCOUNT });
    const message = "Bucket has access points attached and cannot be deleted.";
    await expectServiceError(remove(), { name: "BucketHasAccessPointsAttached", status: 400, message });
    await points.control.send(new DeleteAccessPointCommand({ AccountId: ACCOUNT, Name: name }));
    await remove();
  });

  test("that another account makes under the name of a deleted one is not reached", async () => {
    const theirs = uniqueBucket();
    const other = points.world.as(S3Client, points.rootOf(OTHER));
    await points.root.send(new CreateBucketCommand({ Bucket: theirs }));
    const { alias } = await points.accessPoint(theirs, { by: OTHER, BucketAccountId: ACCOUNT });
    await points.root.send(new DeleteBucketCommand({ Bucket: theirs }));
    const third = points.world.as(S3Client, points.rootOf("333344445555"));
    await third.send(new CreateBucketCommand({ Bucket: theirs }));
    const Policy = policy({
      Effect: "Allow",
      Principal: { AWS: OTHER },
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${theirs}`,
    });
    await third.send(new PutBucketPolicyCommand({ Bucket: theirs, Policy }));
    const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
    expect((await other.send(new ListObjectsV2Command({ Bucket: theirs }))).KeyCount).toBe(0);
    await expectServiceError(other.send(new ListObjectsV2Command({ Bucket: alias })), {
      name: "NoSuchBucket",
      status: 404,
    });
  });
});
