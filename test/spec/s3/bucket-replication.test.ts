/**
 * Replication: the configuration and what it makes of changes, through the SDK. Recorded answers: localstack/localstack test_s3.snapshot.json (TestS3BucketReplication);
 * everything else after the S3 user guide, "Replicating objects within and across Regions".
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketReplicationCommand,
  DeleteObjectCommand,
  GetBucketReplicationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectTaggingCommand,
  type ReplicationConfiguration,
  type ReplicationRule,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeUser, policyText, trustText } from "../../support/iam-story.ts";
import { refusalOf, type S3Fixture, startS3, textOf, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
let Role = "";
let source = "";
let target = "";
beforeAll(async () => {
  fixture = await startS3({ openCredentials: true, s3BucketQuota: 1000 });
  Role = await makeRole(fixture.server.client(IAMClient), "replication", "s3.amazonaws.com");
});
afterAll(() => fixture.close());
beforeEach(async () => {
  source = await versioned();
  target = await versioned();
});

async function makeRole(iam: IAMClient, RoleName: string, Service: string): Promise<string> {
  const AssumeRolePolicyDocument = trustText({ Service });
  const made = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policyText({ Action: ["s3:*"] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "replicate", PolicyDocument }));
  return made.Role?.Arn ?? "";
}

async function versioned(s3: S3Client = fixture.s3, more: object = {}): Promise<string> {
  const Bucket = uniqueBucket();
  await s3.send(new CreateBucketCommand({ Bucket, ...more }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  return Bucket;
}

const rule = (more: object = {}, to = target): ReplicationRule => ({
  ID: "all",
  Status: "Enabled",
  Priority: 1,
  Filter: {},
  DeleteMarkerReplication: { Status: "Disabled" },
  Destination: { Bucket: `arn:aws:s3:::${to}` },
  ...more,
});
const destination = (more: object, to = target) => ({ Destination: { Bucket: `arn:aws:s3:::${to}`, ...more } });
const configure = (Rules: readonly ReplicationRule[], Bucket = source, role = Role) =>
  fixture.s3.send(
    new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: role, Rules: [...Rules] } }),
  );
const configuration = async () =>
  (await fixture.s3.send(new GetBucketReplicationCommand({ Bucket: source }))).ReplicationConfiguration;
const put = (Key: string, more: Partial<PutObjectCommandInput> = {}, Bucket = source) =>
  fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}`, ...more }));
const head = (Bucket: string, Key: string, VersionId?: string): Promise<HeadObjectCommandOutput> =>
  fixture.s3.send(new HeadObjectCommand({ Bucket, Key, VersionId }));
const status = async (Bucket: string, Key: string) => (await head(Bucket, Key)).ReplicationStatus;
const isAbsent = async (Bucket: string, Key: string) => (await refusalOf(head(Bucket, Key))).status === 404;
const settled = (Key: string, wanted: string, Bucket = source) =>
  expect.poll(() => status(Bucket, Key), { timeout: 10_000, interval: 50 }).toBe(wanted);
const tagsOf = async (Bucket: string, Key: string) =>
  (await fixture.s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;
/** Everything that was written before has been seen to by replication once this is there. */
async function passed(Key = `fence/${randomUUID()}`): Promise<void> {
  await put(Key);
  await settled(Key, "COMPLETED");
}

describe("the configuration", () => {
  test("is shown as it was put, and removed, also twice", async () => {
    const missing = {
      code: "ReplicationConfigurationNotFoundError",
      status: 404,
      message: "The replication configuration was not found",
      fields: { BucketName: source },
    };
    expect(await refusalOf(configuration())).toMatchObject(missing);
    const timed = {
      StorageClass: "STANDARD",
      ReplicationTime: { Status: "Enabled", Time: { Minutes: 15 } },
      Metrics: { Status: "Enabled", EventThreshold: { Minutes: 15 } },
    };
    const wanted = rule({ ID: "rtc", Priority: 0, Status: "Disabled", ...destination(timed) });
    await configure([wanted]);
    expect(await configuration()).toEqual({ Role, Rules: [wanted] });
    for (let time = 0; time < 2; time += 1) {
      await fixture.s3.send(new DeleteBucketReplicationCommand({ Bucket: source }));
    }
    expect(await refusalOf(configuration())).toMatchObject(missing);
  });

  test("gives a rule without an id one", async () => {
    const { ID: _id, ...nameless } = rule();
    await configure([nameless]);
    expect((await configuration())?.Rules?.[0]?.ID).toMatch(/^[A-Za-z0-9_-]{10,}$/);
  });

  test("needs versioning at both ends", async () => {
    const plain = await fixture.createBucket();
    const invalid = { code: "InvalidRequest", status: 400 };
    const missing = "Destination bucket must have versioning enabled.";
    expect(await refusalOf(configure([rule()], plain))).toMatchObject({
      ...invalid,
      message: "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    });
    for (const to of [plain, "does-not-exist"]) {
      expect(await refusalOf(configure([rule({}, to)]))).toMatchObject({ ...invalid, message: missing });
    }
  });

  test("keeps versioning from being suspended", async () => {
    await configure([rule()]);
    const suspend = new PutBucketVersioningCommand({
      Bucket: source,
      VersioningConfiguration: { Status: "Suspended" },
    });
    expect(await refusalOf(fixture.s3.send(suspend))).toMatchObject({ code: "InvalidBucketState", status: 409 });
  });

  test.each<readonly [string, object, string]>([
    ["no rule", { Rules: [] }, "MalformedXML"],
    ["a role that is none", { Role: "somebody" }, "InvalidArgument"],
    ["a status that is none", { Status: "On" }, "MalformedXML"],
    ["two filters at once", { Filter: { Prefix: "a", Tag: { Key: "k", Value: "v" } } }, "MalformedXML"],
    ["And of one", { Filter: { And: { Prefix: "a" } } }, "MalformedXML"],
    ["a filter without priority", { Priority: undefined }, "InvalidRequest"],
    ["a filter without delete markers", { DeleteMarkerReplication: undefined }, "InvalidRequest"],
    [
      "priority without a filter",
      { Filter: undefined, Prefix: "", DeleteMarkerReplication: undefined },
      "InvalidRequest",
    ],
    [
      "markers by tag",
      { Filter: { Tag: { Key: "k", Value: "v" } }, DeleteMarkerReplication: { Status: "Enabled" } },
      "InvalidRequest",
    ],
    ["existing objects", { ExistingObjectReplication: { Status: "Enabled" } }, "InvalidRequest"],
    [
      "KMS objects without a key",
      { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } } },
      "InvalidRequest",
    ],
    ["an id that is too long", { ID: "i".repeat(256) }, "InvalidArgument"],
    ["no bucket ARN", { Destination: { Bucket: "just-a-name" } }, "InvalidArgument"],
  ])("with %s is refused", async (_name, change, code) => {
    const { Role: role = Role, Rules = [rule(change)] } = change as Partial<ReplicationConfiguration>;
    const { Role: _role, ...rest } = change as Partial<ReplicationConfiguration>;
    const rules = Rules.length === 0 ? [] : [rule(rest)];
    expect(await refusalOf(configure(rules, source, role))).toMatchObject({ code, status: 400 });
    expect(await refusalOf(configuration())).toMatchObject({ status: 404 });
  });

  test.each<readonly [string, object]>([
    ["a change of owner without an account", { AccessControlTranslation: { Owner: "Destination" } }],
    ["somebody else's account", { Account: "999999999999" }],
    ["replication time without metrics", { ReplicationTime: { Status: "Enabled", Time: { Minutes: 15 } } }],
    ["another time than 15 minutes", { Metrics: { Status: "Enabled", EventThreshold: { Minutes: 10 } } }],
  ])("with %s at the destination is InvalidRequest", async (_name, change) => {
    const refused = { code: "InvalidRequest", status: 400 };
    expect(await refusalOf(configure([rule(destination(change))]))).toMatchObject(refused);
  });

  test("with the source as destination, or with two rules of one id or priority, is refused", async () => {
    expect(await refusalOf(configure([rule({}, source)]))).toMatchObject({ code: "InvalidRequest" });
    expect(await refusalOf(configure([rule(), rule({ Priority: 2 })]))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusalOf(configure([rule(), rule({ ID: "other" })]))).toMatchObject({ code: "InvalidRequest" });
  });
});

describe("a replica", () => {
  test("has the bytes, version id, time and facts of its source, and says that it is one", async () => {
    await configure([rule()]);
    const written = await put("k", {
      ContentType: "text/x-test",
      Metadata: { color: "blue" },
      Tagging: "team=data",
      StorageClass: "STANDARD_IA",
    });
    await settled("k", "COMPLETED");
    const replica = await head(target, "k");
    const { LastModified } = await head(source, "k");
    expect(replica).toMatchObject({
      ReplicationStatus: "REPLICA",
      VersionId: written.VersionId,
      ETag: written.ETag,
      LastModified,
      ContentType: "text/x-test",
      Metadata: { color: "blue" },
      StorageClass: "STANDARD_IA",
    });
    expect(await tagsOf(target, "k")).toEqual([{ Key: "team", Value: "data" }]);
    const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: target, Key: "k" }));
    expect(await textOf(Body)).toBe("body of k");
  });

  test("of a multipart upload has its parts, and outlives its source", async () => {
    await configure([rule()]);
    const Key = "parts";
    const { UploadId } = await fixture.s3.send(new CreateMultipartUploadCommand({ Bucket: source, Key }));
    const bodies = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("the end")];
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const part = new UploadPartCommand({ Bucket: source, Key, UploadId, PartNumber, Body });
      Parts.push({ ETag: (await fixture.s3.send(part)).ETag, PartNumber });
    }
    const completed = await fixture.s3.send(
      new CompleteMultipartUploadCommand({ Bucket: source, Key, UploadId, MultipartUpload: { Parts } }),
    );
    await settled(Key, "COMPLETED");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: source, Key, VersionId: completed.VersionId }));
    const last = await fixture.s3.send(new GetObjectCommand({ Bucket: target, Key, PartNumber: 2 }));
    expect(last).toMatchObject({ PartsCount: 2, VersionId: completed.VersionId, ETag: completed.ETag });
    expect(await textOf(last.Body)).toBe("the end");
  });

  test("keeps the order of its source's versions", async () => {
    await configure([rule()]);
    const ids: (string | undefined)[] = [];
    for (let version = 0; version < 5; version += 1) ids.unshift((await put("k")).VersionId);
    await settled("k", "COMPLETED");
    const listed = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket: target }));
    expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual(ids);
  });

  test("is of the storage class that the rule names, in a bucket of another Region", async () => {
    const far = fixture.client({ region: "eu-west-1" });
    target = await versioned(far);
    await configure([rule(destination({ StorageClass: "GLACIER_IR" }))]);
    await put("k");
    await settled("k", "COMPLETED");
    const replica = await far.send(new HeadObjectCommand({ Bucket: target, Key: "k" }));
    expect(replica.StorageClass).toBe("GLACIER_IR");
  });

  test("is not replicated again, so two buckets that replicate to each other come to rest", async () => {
    const third = await versioned();
    await configure([rule()]);
    await configure([rule({}, source), rule({ ID: "on", Priority: 2 }, third)], target);
    await put("k");
    await settled("k", "COMPLETED");
    await put("back", {}, target);
    await settled("back", "COMPLETED", target);
    expect(await status(source, "back")).toBe("REPLICA");
    expect(await status(third, "back")).toBe("REPLICA");
    expect(await isAbsent(third, "k")).toBe(true);
    const { Versions } = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket: source }));
    expect(Versions).toHaveLength(2);
  });
});

describe("what is replicated", () => {
  test("is what the filter of an enabled rule matches, from its configuration on", async () => {
    await put("logs/early");
    await configure([
      rule({ ID: "prefix", Filter: { Prefix: "logs/" } }),
      rule({
        ID: "both",
        Priority: 2,
        Filter: { And: { Prefix: "data/", Tags: [{ Key: "keep", Value: "yes" }] } },
      }),
      rule({ ID: "off", Priority: 3, Filter: { Prefix: "off/" }, Status: "Disabled" }),
    ]);
    for (const Key of ["logs/late", "other", "data/untagged", "off/k"]) await put(Key);
    await put("data/tagged", { Tagging: "keep=yes&more=1" });
    await passed("logs/fence");
    const { Versions = [] } = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket: target }));
    expect(Versions.map(({ Key }) => Key)).toEqual(["data/tagged", "logs/fence", "logs/late"]);
    expect(await status(source, "other")).toBeUndefined();
    expect(await status(source, "logs/early")).toBeUndefined();
  });

  test("goes by the rule of highest priority, one for each destination", async () => {
    const second = await versioned();
    await configure([
      rule({ ID: "low", Priority: 1, ...destination({ StorageClass: "STANDARD_IA" }) }),
      rule({ ID: "high", Priority: 2, ...destination({ StorageClass: "ONEZONE_IA" }) }),
      rule({ ID: "second", Priority: 3 }, second),
    ]);
    await put("k");
    await settled("k", "COMPLETED");
    expect((await head(target, "k")).StorageClass).toBe("ONEZONE_IA");
    expect(await status(second, "k")).toBe("REPLICA");
  });

  test("are delete markers where the rule says so, and never deletes of versions", async () => {
    await configure([
      rule({ ID: "with", Filter: { Prefix: "with/" }, DeleteMarkerReplication: { Status: "Enabled" } }),
      rule({ ID: "without", Priority: 2 }),
    ]);
    const markers: (string | undefined)[] = [];
    for (const Key of ["with/k", "without/k"]) {
      await put(Key);
      markers.push((await fixture.s3.send(new DeleteObjectCommand({ Bucket: source, Key }))).VersionId);
    }
    const gone = await put("gone");
    await settled("gone", "COMPLETED");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: source, Key: "gone", VersionId: gone.VersionId }));
    await passed();
    const { DeleteMarkers = [] } = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket: target }));
    expect(DeleteMarkers).toMatchObject([{ Key: "with/k", VersionId: markers[0], IsLatest: true }]);
    expect((await head(target, "gone")).VersionId).toBe(gone.VersionId);
  });

  test("are delete markers with a rule of the first version, which has no Filter", async () => {
    const { Filter: _filter, Priority: _priority, DeleteMarkerReplication: _markers, ...first } = rule();
    await configure([{ ...first, Prefix: "" }]);
    await put("k");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: source, Key: "k" }));
    await passed();
    expect(await isAbsent(target, "k")).toBe(true);
    const { DeleteMarkers } = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket: target }));
    expect(DeleteMarkers).toHaveLength(1);
  });

  test("are changes of tags, and of a replica where modifications are in sync", async () => {
    const inSync = { SourceSelectionCriteria: { ReplicaModifications: { Status: "Enabled" } } };
    await configure([rule(inSync)]);
    await configure([rule(inSync, source)], target);
    await put("k");
    await settled("k", "COMPLETED");
    const tag = (Bucket: string, Value: string) =>
      fixture.s3.send(
        new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: { TagSet: [{ Key: "state", Value }] } }),
      );
    const stateOf = async (bucket: string) => (await tagsOf(bucket, "k"))?.[0]?.Value;
    await tag(source, "there");
    await expect.poll(() => stateOf(target), { timeout: 10_000 }).toBe("there");
    await tag(target, "back");
    await expect.poll(() => stateOf(source), { timeout: 10_000 }).toBe("back");
    await passed();
    expect([await status(source, "k"), await status(target, "k")]).toEqual(["COMPLETED", "REPLICA"]);
  });

  test("are locks, between buckets with Object Lock", async () => {
    const locked = { ObjectLockEnabledForBucket: true };
    const plain = target;
    target = await versioned(fixture.s3, locked);
    source = await versioned(fixture.s3, locked);
    expect(await refusalOf(configure([rule({}, plain)]))).toMatchObject({ code: "InvalidRequest" });
    await configure([rule()]);
    const until = new Date("2199-01-01T00:00:00Z");
    await put("k", { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: until });
    await settled("k", "COMPLETED");
    const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: until };
    expect(await head(target, "k")).toMatchObject(lock);
    await fixture.s3.send(new PutObjectLegalHoldCommand({ Bucket: source, Key: "k", LegalHold: { Status: "ON" } }));
    await passed();
    expect(await head(target, "k")).toMatchObject({ ...lock, ObjectLockLegalHoldStatus: "ON" });
  });
});

describe("the role", () => {
  const iam = () => fixture.server.client(IAMClient);

  test("must be S3's to assume, or replication fails visibly", async () => {
    const strange = await makeRole(iam(), "not-for-s3", "glue.amazonaws.com");
    await configure([rule()], source, strange);
    await put("k");
    await settled("k", "FAILED");
    expect(await isAbsent(target, "k")).toBe(true);
  });

  test("must be allowed to replicate; what failed stays so, what comes later goes", async () => {
    const RoleName = "comes-late";
    const late = await makeRole(iam(), RoleName, "s3.amazonaws.com");
    await iam().send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "replicate" }));
    const allow = (...Action: string[]) =>
      iam().send(
        new PutRolePolicyCommand({ RoleName, PolicyName: "replicate", PolicyDocument: policyText({ Action }) }),
      );
    await allow("s3:GetReplicationConfiguration", "s3:GetObjectVersionForReplication", "s3:ReplicateObject");
    await configure([rule({ DeleteMarkerReplication: { Status: "Enabled" } })], source, late);
    await put("plain");
    await settled("plain", "COMPLETED");
    await put("tagged", { Tagging: "a=b" });
    await settled("tagged", "FAILED");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: source, Key: "plain" }));
    await passed();
    await allow("s3:Get*", "s3:Replicate*");
    await put("later", { Tagging: "a=b" });
    await settled("later", "COMPLETED");
    expect(await status(source, "tagged")).toBe("FAILED");
    expect((await head(target, "plain")).ReplicationStatus).toBe("REPLICA");
  });

  test("in another account needs the destination's policy, and what changes the owner needs its own", async () => {
    const accountId = "999988887777";
    const theirs = fixture.client({ credentials: { accessKeyId: accountId, secretAccessKey: "any" } });
    target = await versioned(theirs);
    const allow = (...Action: string[]) =>
      theirs.send(
        new PutBucketPolicyCommand({
          Bucket: target,
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { AWS: Role }, Action, Resource: `arn:aws:s3:::${target}/*` }],
          }),
        }),
      );
    const theirStatus = async (Key: string) =>
      (await theirs.send(new HeadObjectCommand({ Bucket: target, Key }))).ReplicationStatus;
    await configure([
      rule({ ID: "same", Filter: { Prefix: "same/" } }),
      rule({
        ID: "changed",
        Priority: 2,
        Filter: { Prefix: "changed/" },
        ...destination({ Account: accountId, AccessControlTranslation: { Owner: "Destination" } }),
      }),
    ]);
    await put("same/1");
    await settled("same/1", "FAILED");
    await allow("s3:ReplicateObject");
    await put("same/2");
    await settled("same/2", "COMPLETED");
    expect(await theirStatus("same/2")).toBe("REPLICA");
    await put("changed/1");
    await settled("changed/1", "FAILED");
    await allow("s3:ReplicateObject", "s3:ObjectOwnerOverrideToBucketOwner");
    await put("changed/2");
    await settled("changed/2", "COMPLETED");
    expect(await theirStatus("changed/2")).toBe("REPLICA");
  });

  test("must be the caller's to pass", async () => {
    const user = fixture.client({ credentials: await makeUser(iam(), "no-pass", { Action: "s3:*" }) });
    const command = new PutBucketReplicationCommand({
      Bucket: source,
      ReplicationConfiguration: { Role, Rules: [rule()] },
    });
    expect(await refusalOf(user.send(command))).toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining("iam:PassRole"),
    });
  });
});

describe("a restart in the middle", () => {
  test("loses nothing and makes nothing twice", { timeout: 90_000 }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "lakebed-replication-"));
    try {
      const first = await startS3({ dataDir });
      const role = await makeRole(first.server.client(IAMClient), "replication", "s3.amazonaws.com");
      const [from, to] = [await versioned(first.s3), await versioned(first.s3)];
      const Rules = [rule({}, to)];
      await first.s3.send(
        new PutBucketReplicationCommand({ Bucket: from, ReplicationConfiguration: { Role: role, Rules } }),
      );
      const keys = Array.from({ length: 60 }, (_, index) => `k${String(index).padStart(2, "0")}`);
      await Promise.all(keys.map((Key) => first.s3.send(new PutObjectCommand({ Bucket: from, Key, Body: Key }))));
      await first.close();
      const second = await startS3({ dataDir });
      const versions = async (Bucket: string) =>
        ((await second.s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? []).map(
          ({ Key, VersionId }) => `${Key} ${VersionId}`,
        );
      const states = () =>
        Promise.all(
          keys.map(
            async (Key) => (await second.s3.send(new HeadObjectCommand({ Bucket: from, Key }))).ReplicationStatus,
          ),
        );
      await expect
        .poll(async () => new Set(await states()), { timeout: 60_000, interval: 500 })
        .toEqual(new Set(["COMPLETED"]));
      expect(await versions(to)).toEqual(await versions(from));
      await second.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
