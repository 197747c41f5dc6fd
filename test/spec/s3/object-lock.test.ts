/**
 * Object Lock: the settings of a bucket, retention, event holds and legal holds of versions, and what they keep from being deleted. Expected errors are those that
 * were recorded from S3 (localstack/localstack test_s3.snapshot.json and test_s3_api.snapshot.json, ceph/s3-tests test_object_lock_*).
 */
import { IAMClient } from "@aws-sdk/client-iam";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockConfiguration,
  type ObjectLockRetention,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/runtime/clock.ts";
import { makeUser } from "../../support/iam-story.ts";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

const DAY_MS = 86_400_000;
const clock = systemClock();
let fixture: S3Fixture;
let Bucket: string;
beforeAll(async () => void (fixture = await startS3({ clock, s3BucketQuota: 1000 })));
afterAll(() => fixture.close());
beforeEach(async () => {
  Bucket = uniqueBucket();
  await fixture.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
});

const LOCKED = {
  code: "AccessDenied",
  status: 403,
  message: "Access Denied because object protected by object lock.",
};
const MALFORMED = { code: "MalformedXML", status: 400 };
const NO_LOCK = { code: "NoSuchObjectLockConfiguration", status: 404 };
const inDays = (days: number): Date => new Date(Math.floor(clock.nowMs() / 1000) * 1000 + days * DAY_MS);
const configure = (ObjectLockConfiguration: unknown, bucket = Bucket) =>
  fixture.s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: bucket,
      ObjectLockConfiguration: ObjectLockConfiguration as ObjectLockConfiguration,
    }),
  );
const configuration = async (bucket = Bucket) =>
  (await fixture.s3.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }))).ObjectLockConfiguration;
const put = (more: Partial<PutObjectCommandInput> = {}) =>
  fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body", ...more }));
const head = (more: { Key?: string; VersionId?: string } = {}) =>
  fixture.s3.send(new HeadObjectCommand({ Bucket, Key: "k", ...more }));
const retain = (Retention: unknown, more: { VersionId?: string; BypassGovernanceRetention?: boolean } = {}) =>
  fixture.s3.send(
    new PutObjectRetentionCommand({ Bucket, Key: "k", Retention: Retention as ObjectLockRetention, ...more }),
  );
const retention = async (VersionId?: string) =>
  (await fixture.s3.send(new GetObjectRetentionCommand({ Bucket, Key: "k", VersionId }))).Retention;
const hold = (Status: string, VersionId?: string) =>
  fixture.s3.send(
    new PutObjectLegalHoldCommand({ Bucket, Key: "k", VersionId, LegalHold: { Status: Status as "ON" } }),
  );
const legalHold = async () =>
  (await fixture.s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: "k" }))).LegalHold?.Status;
const remove = (VersionId: string | undefined, BypassGovernanceRetention?: boolean) =>
  fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId, BypassGovernanceRetention }));

describe("the configuration of a bucket", () => {
  test("is on from CreateBucket, with versioning, and holds a default retention", async () => {
    expect((await fixture.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    expect(await configuration()).toEqual({ ObjectLockEnabled: "Enabled" });
    const rule = { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } };
    await configure({ ObjectLockEnabled: "Enabled", Rule: rule });
    expect(await configuration()).toEqual({ ObjectLockEnabled: "Enabled", Rule: rule });
    await configure({ ObjectLockEnabled: "Enabled" });
    expect(await configuration()).toEqual({ ObjectLockEnabled: "Enabled" });
  });

  test("is turned on for a bucket that is there, once its versioning is enabled", async () => {
    const bucket = await fixture.createBucket();
    const missing = { code: "ObjectLockConfigurationNotFoundError", status: 404, fields: { BucketName: bucket } };
    expect(await refusalOf(configuration(bucket))).toMatchObject(missing);
    const refused = {
      code: "InvalidBucketState",
      status: 409,
      message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    };
    for (const status of [undefined, "Suspended"] as const) {
      if (status !== undefined) await setVersioning(bucket, status);
      expect(await refusalOf(configure({ ObjectLockEnabled: "Enabled" }, bucket))).toMatchObject(refused);
    }
    await setVersioning(bucket, "Enabled");
    await configure({ ObjectLockEnabled: "Enabled" }, bucket);
    expect(await configuration(bucket)).toEqual({ ObjectLockEnabled: "Enabled" });
  });

  test("keeps versioning from being suspended", async () => {
    expect(await refusalOf(setVersioning(Bucket, "Suspended"))).toMatchObject({
      code: "InvalidBucketState",
      status: 409,
      message: "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    });
    await setVersioning(Bucket, "Enabled");
  });

  test.each([
    {},
    { ObjectLockEnabled: "Disabled" },
    { Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } } },
    { ObjectLockEnabled: "Enabled", Rule: {} },
    { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: {} } },
    { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE" } } },
    { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Days: 1 } } },
    { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "governance", Days: 1 } } },
    { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1, Years: 1 } } },
  ])("%j is MalformedXML", async (document) => {
    expect(await refusalOf(configure(document))).toMatchObject(MALFORMED);
    expect(await configuration()).toEqual({ ObjectLockEnabled: "Enabled" });
  });

  test.each([
    [{ Days: 0 }, "Default retention period must be a positive integer value."],
    [{ Years: -1 }, "Default retention period must be a positive integer value."],
    [{ Days: 36_501 }, "Default retention period too large."],
    [{ Years: 101 }, "Default retention period too large."],
  ])("a period of %j is refused", async (period, message) => {
    const document = { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE", ...period } } };
    const refused = { code: "InvalidArgument", status: 400, message };
    expect(await refusalOf(configure(document))).toMatchObject(refused);
  });
});

const setVersioning = (bucket: string, Status: "Enabled" | "Suspended") =>
  fixture.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }));

describe("retention", () => {
  test("is put, shown and read, and keeps a version from being deleted until it is over", async () => {
    const { VersionId } = await put();
    expect(await refusalOf(retention())).toMatchObject(NO_LOCK);
    const wanted = { Mode: "GOVERNANCE", RetainUntilDate: inDays(10) } as const;
    await retain(wanted);
    expect(await retention()).toEqual(wanted);
    const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: wanted.RetainUntilDate };
    expect(await head()).toMatchObject(lock);
    expect(await fixture.s3.send(new GetObjectCommand({ Bucket, Key: "k" }))).toMatchObject(lock);
    expect(await refusalOf(remove(VersionId))).toMatchObject(LOCKED);
    clock.advance(10 * DAY_MS + 1000);
    await remove(VersionId);
    expect(await refusalOf(head({ VersionId: VersionId ?? "" }))).toMatchObject({ status: 404 });
  });

  test("ends to the millisecond", async () => {
    const until = new Date(clock.nowMs() + 60_500);
    const { VersionId } = await put({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: until });
    const wanted = (await retention())?.RetainUntilDate;
    clock.advance(until.getTime() - clock.nowMs());
    expect(Number(wanted)).toBeLessThanOrEqual(clock.nowMs());
    await remove(VersionId);
  });

  test("in governance mode gives way to the bypass, in compliance mode to nothing", async () => {
    const governed = await put({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(1) });
    const complied = await put({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: inDays(1) });
    expect(await refusalOf(remove(governed.VersionId, false))).toMatchObject(LOCKED);
    await remove(governed.VersionId, true);
    expect(await refusalOf(remove(complied.VersionId, true))).toMatchObject(LOCKED);
    clock.advance(DAY_MS + 1000);
    await remove(complied.VersionId);
  });

  test("does not keep a delete without version id, which adds a marker; the marker may go", async () => {
    const { VersionId } = await put({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: inDays(1) });
    const marker = await remove(undefined);
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusalOf(remove(VersionId))).toMatchObject(LOCKED);
    const notAllowed = { code: "MethodNotAllowed", status: 405 };
    const later = { Mode: "GOVERNANCE", RetainUntilDate: inDays(1) };
    expect(await refusalOf(retain(later, { VersionId: marker.VersionId ?? "" }))).toMatchObject(notAllowed);
    expect(await refusalOf(retention(marker.VersionId))).toMatchObject(notAllowed);
    await remove(marker.VersionId);
    expect((await head()).VersionId).toBe(VersionId);
  });

  test("is lengthened by anybody and shortened with the bypass only", async () => {
    await put({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(5) });
    await retain({ Mode: "GOVERNANCE", RetainUntilDate: inDays(6) });
    const shorter = { Mode: "GOVERNANCE", RetainUntilDate: inDays(2) } as const;
    expect(await refusalOf(retain(shorter))).toMatchObject(LOCKED);
    expect(await refusalOf(retain({}))).toMatchObject(LOCKED);
    expect(await refusalOf(retain({ Mode: "COMPLIANCE", RetainUntilDate: inDays(6) }))).toMatchObject(LOCKED);
    await retain(shorter, { BypassGovernanceRetention: true });
    expect(await retention()).toEqual(shorter);
    await retain({}, { BypassGovernanceRetention: true });
    expect(await refusalOf(retention())).toMatchObject(NO_LOCK);
  });

  test("in compliance mode is never shortened, removed or weakened", async () => {
    await put({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: inDays(5) });
    const bypass = { BypassGovernanceRetention: true };
    for (const weaker of [
      {},
      { Mode: "COMPLIANCE", RetainUntilDate: inDays(4) },
      { Mode: "GOVERNANCE", RetainUntilDate: inDays(9) },
    ]) {
      expect(await refusalOf(retain(weaker, bypass))).toMatchObject(LOCKED);
    }
    const longer = { Mode: "COMPLIANCE", RetainUntilDate: inDays(6) } as const;
    await retain(longer);
    expect(await retention()).toEqual(longer);
  });

  test("comes from the bucket's default unless the write names its own, for copies too", async () => {
    await configure({ ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 3 } } });
    await put();
    const { LastModified, ObjectLockRetainUntilDate: until, ObjectLockMode: mode } = await head();
    expect(mode).toBe("COMPLIANCE");
    expect(Math.floor(Number(until) / 1000) * 1000).toBe(Number(LastModified) + 3 * DAY_MS);
    const own = inDays(1);
    await put({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: own });
    expect(await head()).toMatchObject({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: own });
    await configure({ ObjectLockEnabled: "Enabled" });
    await fixture.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` }));
    expect((await head({ Key: "copy" })).ObjectLockMode).toBeUndefined();
  });

  test("of years ends on the same day of the calendar (assumed)", async () => {
    await configure({ ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE", Years: 4 } } });
    await put();
    const { LastModified, ObjectLockRetainUntilDate: until } = await head();
    const end = new Date(Number(LastModified));
    end.setUTCFullYear(end.getUTCFullYear() + 4);
    expect(Math.floor(Number(until) / 1000) * 1000).toBe(end.getTime());
  });

  test("of a multipart upload is settled when it is created", async () => {
    const begin = () => fixture.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" }));
    const before = await begin();
    await configure({ ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 3 } } });
    const after = await begin();
    await configure({ ObjectLockEnabled: "Enabled" });
    const modes: (string | undefined)[] = [];
    for (const { UploadId } of [before, after]) {
      const { ETag } = await fixture.s3.send(
        new UploadPartCommand({ Bucket, Key: "k", UploadId, PartNumber: 1, Body: "part" }),
      );
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      const { VersionId } = await fixture.s3.send(
        new CompleteMultipartUploadCommand({ Bucket, Key: "k", UploadId, MultipartUpload }),
      );
      modes.push((await head()).ObjectLockMode);
      if (modes.length === 2) expect(await refusalOf(remove(VersionId))).toMatchObject(LOCKED);
    }
    expect(modes).toEqual([undefined, "GOVERNANCE"]);
  });

  test("is decided for each entry of DeleteObjects", async () => {
    const locked = await put({ Key: "a", ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(1) });
    const free = await put({ Key: "b" });
    const objects = [
      { Key: "a", VersionId: locked.VersionId },
      { Key: "b", VersionId: free.VersionId },
    ];
    const send = (BypassGovernanceRetention?: boolean) =>
      fixture.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: objects }, BypassGovernanceRetention }));
    expect(await send()).toMatchObject({
      Deleted: [{ Key: "b", VersionId: free.VersionId }],
      Errors: [{ Key: "a", VersionId: locked.VersionId, Code: "AccessDenied", Message: LOCKED.message }],
    });
    const second = await send(true);
    expect(second.Errors).toBeUndefined();
    expect(second.Deleted).toMatchObject(objects);
  });

  test.each([
    [{ Mode: "governance", RetainUntilDate: new Date(4e12) }, MALFORMED],
    [{ RetainUntilDate: new Date(4e12) }, MALFORMED],
    [{ Mode: "GOVERNANCE" }, MALFORMED],
    [
      { Mode: "GOVERNANCE", RetainUntilDate: new Date("2020-01-01") },
      { code: "InvalidArgument", status: 400, message: "The retain until date must be in the future!" },
    ],
  ])("%j is refused", async (document, refused) => {
    await put();
    expect(await refusalOf(retain(document))).toMatchObject(refused);
    expect(await refusalOf(retention())).toMatchObject(NO_LOCK);
  });

  test("for a date that only an advanced clock has passed is refused with state time", async () => {
    await put();
    const until = new Date(clock.wallMs() + 60 * DAY_MS);
    clock.advance(61 * DAY_MS);
    const message = /in the future! State time is 20.*advanced\.$/;
    const wanted = { Mode: "GOVERNANCE", RetainUntilDate: until };
    const refused = await refusalOf(retain(wanted));
    expect([refused.code, refused.message]).toEqual(["InvalidArgument", expect.stringMatching(message)]);
    const members = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: until } as const;
    expect((await refusalOf(put(members))).message).toMatch(message);
  });

  test("asks for the bucket, its lock and the object, in this order", async () => {
    const wanted = { Mode: "GOVERNANCE", RetainUntilDate: inDays(1) };
    expect(await refusalOf(retain(wanted))).toMatchObject({ code: "NoSuchKey", status: 404 });
    Bucket = await fixture.createBucket();
    const noLock = { code: "InvalidRequest", status: 400, message: "Bucket is missing Object Lock Configuration" };
    expect(await refusalOf(retain(wanted))).toMatchObject(noLock);
    expect(await refusalOf(retention())).toMatchObject(noLock);
    Bucket = uniqueBucket();
    expect(await refusalOf(retain(wanted))).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});

describe("a write", () => {
  const both = "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied";
  test.each([
    [{ ObjectLockMode: "GOVERNANCE" }, both],
    [{ ObjectLockRetainUntilDate: new Date(4e12) }, both],
    [{ ObjectLockMode: "BAD", ObjectLockRetainUntilDate: new Date(4e12) }, "Unknown wormMode directive."],
    [{ ObjectLockLegalHoldStatus: "on" }, "Legal Hold must be either of 'ON' or 'OFF'"],
    [
      { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: new Date("2020-01-01") },
      "The retain until date must be in the future!",
    ],
  ])("with %j is InvalidArgument", async (members, message) => {
    const more = members as Partial<PutObjectCommandInput>;
    const refused = { code: "InvalidArgument", status: 400, message };
    expect(await refusalOf(put(more))).toMatchObject(refused);
    const upload = new CreateMultipartUploadCommand({ Bucket, Key: "k", ...(more as object) });
    expect(await refusalOf(fixture.s3.send(upload))).toMatchObject(refused);
  });

  test("into a bucket without Object Lock cannot name a lock", async () => {
    Bucket = await fixture.createBucket();
    const refused = { code: "InvalidRequest", status: 400, message: "Bucket is missing ObjectLockConfiguration" };
    expect(await refusalOf(put({ ObjectLockLegalHoldStatus: "ON" }))).toMatchObject(refused);
  });

  test("with a lock, its own or the default, carries a digest", async () => {
    const bare = fixture.client({ requestChecksumCalculation: "WHEN_REQUIRED" });
    const command = (more: object) => new PutObjectCommand({ Bucket, Key: "k", Body: "body", ...more });
    const refused = {
      code: "InvalidRequest",
      status: 400,
      message:
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
    };
    await bare.send(command({}));
    expect(await refusalOf(bare.send(command({ ObjectLockLegalHoldStatus: "OFF" })))).toMatchObject(refused);
    await configure({ ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } } });
    expect(await refusalOf(bare.send(command({})))).toMatchObject(refused);
    await bare.send(command({ ContentMD5: "hBotaJrYa9FhFEdFPCLG/A==" }));
  });
});

describe("a legal hold", () => {
  test("keeps a version until it is turned off, whatever its retention and any bypass", async () => {
    const { VersionId } = await put();
    expect(await refusalOf(legalHold())).toMatchObject(NO_LOCK);
    await hold("ON");
    expect(await legalHold()).toBe("ON");
    expect((await head()).ObjectLockLegalHoldStatus).toBe("ON");
    clock.advance(1000 * DAY_MS);
    expect(await refusalOf(remove(VersionId))).toMatchObject(LOCKED);
    expect(await refusalOf(remove(VersionId, true))).toMatchObject(LOCKED);
    await hold("OFF");
    expect(await legalHold()).toBe("OFF");
    expect((await head()).ObjectLockLegalHoldStatus).toBe("OFF");
    await remove(VersionId);
  });

  test("is set by a write and belongs to that version", async () => {
    const held = await put({ ObjectLockLegalHoldStatus: "ON" });
    await put();
    expect((await head()).ObjectLockLegalHoldStatus).toBeUndefined();
    expect((await head({ VersionId: held.VersionId ?? "" })).ObjectLockLegalHoldStatus).toBe("ON");
    expect(await refusalOf(remove(held.VersionId))).toMatchObject(LOCKED);
  });

  test("is ON or OFF, in a bucket with Object Lock, on an object that is there", async () => {
    expect(await refusalOf(hold("abc"))).toMatchObject(MALFORMED);
    expect(await refusalOf(hold("ON"))).toMatchObject({ code: "NoSuchKey", status: 404 });
    Bucket = await fixture.createBucket();
    const noLock = { code: "InvalidRequest", status: 400, message: "Bucket is missing Object Lock Configuration" };
    expect(await refusalOf(hold("ON"))).toMatchObject(noLock);
    expect(await refusalOf(legalHold())).toMatchObject(noLock);
  });
});

describe("an event hold", () => {
  test("protects until it is released, and then for its duration", async () => {
    const { VersionId } = await put({
      ObjectLockMode: "COMPLIANCE",
      ObjectLockEventHold: "ON",
      ObjectLockEventHoldDurationDays: 30,
    });
    expect(await head()).toMatchObject({
      ObjectLockMode: "COMPLIANCE",
      ObjectLockEventHold: "ON",
      ObjectLockEventHoldDurationDays: 30,
    });
    clock.advance(400 * DAY_MS);
    expect(await refusalOf(remove(VersionId, true))).toMatchObject(LOCKED);
    const releasedMs = clock.nowMs();
    await retain({ EventHold: "OFF" });
    const { RetainUntilDate, EventHold, Mode } = (await retention()) ?? {};
    expect({ EventHold, Mode }).toEqual({ EventHold: undefined, Mode: "COMPLIANCE" });
    expect(Number(RetainUntilDate)).toBeGreaterThanOrEqual(Math.floor((releasedMs + 30 * DAY_MS) / 1000) * 1000);
    clock.advance(29 * DAY_MS);
    expect(await refusalOf(remove(VersionId, true))).toMatchObject(LOCKED);
    clock.advance(2 * DAY_MS);
    await remove(VersionId);
  });

  test("comes from the bucket's default unless the write says OFF", async () => {
    const rule = { DefaultRetention: { Mode: "GOVERNANCE", DefaultEventHold: { Years: 2 } } };
    await configure({ ObjectLockEnabled: "Enabled", Rule: rule });
    expect(await configuration()).toEqual({ ObjectLockEnabled: "Enabled", Rule: rule });
    await put();
    expect(await retention()).toEqual({ Mode: "GOVERNANCE", EventHold: "ON", EventHoldDuration: { Years: 2 } });
    await put({ ObjectLockEventHold: "OFF" });
    expect(await refusalOf(retention())).toMatchObject(NO_LOCK);
  });

  test("is shortened with the bypass only (assumed)", async () => {
    await put();
    await retain({ Mode: "GOVERNANCE", EventHold: "ON", EventHoldDuration: { Days: 9 } });
    const shorter = { Mode: "GOVERNANCE", EventHold: "ON", EventHoldDuration: { Days: 8 } } as const;
    expect(await refusalOf(retain(shorter))).toMatchObject(LOCKED);
    await retain({ ...shorter, EventHoldDuration: { Days: 10 } });
    await retain(shorter, { BypassGovernanceRetention: true });
    expect(await retention()).toEqual(shorter);
  });

  test.each([
    { ObjectLockMode: "GOVERNANCE", ObjectLockEventHold: "ON" },
    { ObjectLockEventHold: "ON", ObjectLockEventHoldDurationDays: 3 },
    { ObjectLockMode: "GOVERNANCE", ObjectLockEventHoldDurationDays: 3 },
    {
      ObjectLockMode: "GOVERNANCE",
      ObjectLockEventHold: "ON",
      ObjectLockEventHoldDurationDays: 3,
      ObjectLockEventHoldDurationYears: 3,
    },
  ] as const)("of a write with %j is InvalidArgument (assumed)", async (members) => {
    expect(await refusalOf(put(members))).toMatchObject({ code: "InvalidArgument", status: 400 });
  });
});

describe("permissions", () => {
  const iam = () => fixture.server.client(IAMClient);
  const everything = { Action: "s3:*" };
  let users = 0;
  const asUser = async (...statements: Parameters<typeof makeUser>[2][]) => {
    users += 1;
    return fixture.client({ credentials: await makeUser(iam(), `user-${users}`, ...statements) });
  };

  test("to see retention and hold are permissions of their own", async () => {
    await put({
      ObjectLockMode: "GOVERNANCE",
      ObjectLockRetainUntilDate: inDays(1),
      ObjectLockLegalHoldStatus: "ON",
    });
    const blind = await asUser({ Action: ["s3:GetObject", "s3:GetObjectRetention"] });
    const seen = await blind.send(new HeadObjectCommand({ Bucket, Key: "k" }));
    expect(seen.ObjectLockMode).toBe("GOVERNANCE");
    expect(seen.ObjectLockLegalHoldStatus).toBeUndefined();
    const blinder = await asUser({ Action: "s3:GetObject" });
    const got = await blinder.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect([got.ObjectLockMode, got.ObjectLockRetainUntilDate, got.ObjectLockLegalHoldStatus]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("the bypass needs s3:BypassGovernanceRetention", async () => {
    const { VersionId } = await put({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(1) });
    const user = await asUser(everything, { Effect: "Deny", Action: "s3:BypassGovernanceRetention" });
    const command = new DeleteObjectCommand({ Bucket, Key: "k", VersionId, BypassGovernanceRetention: true });
    expect(await refusalOf(user.send(command))).toMatchObject({ code: "AccessDenied", status: 403 });
    const many = await user.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: "k", VersionId }] },
        BypassGovernanceRetention: true,
      }),
    );
    expect(many.Errors).toMatchObject([{ Code: "AccessDenied", VersionId }]);
    expect((await head()).VersionId).toBe(VersionId);
  });

  test("lock members of a write need s3:PutObjectRetention and s3:PutObjectLegalHold", async () => {
    const user = await asUser({ Action: ["s3:PutObject", "s3:PutObjectRetention"] });
    const write = (more: object) => user.send(new PutObjectCommand({ Bucket, Key: "k", Body: "b", ...more }));
    await write({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(1) });
    expect(await refusalOf(write({ ObjectLockLegalHoldStatus: "ON" }))).toMatchObject({ code: "AccessDenied" });
  });

  test("a policy limits mode and length by condition keys", async () => {
    const user = await asUser(
      everything,
      {
        Effect: "Deny",
        Action: ["s3:PutObjectRetention", "s3:PutObject"],
        Condition: { NumericGreaterThan: { "s3:object-lock-remaining-retention-days": "10" } },
      },
      {
        Effect: "Deny",
        Action: "s3:PutObjectRetention",
        Condition: { StringEquals: { "s3:object-lock-mode": "COMPLIANCE" } },
      },
      {
        Effect: "Deny",
        Action: "s3:PutObjectLegalHold",
        Condition: { StringEquals: { "s3:object-lock-legal-hold": "OFF" } },
      },
    );
    await put();
    const ask = (Mode: "GOVERNANCE" | "COMPLIANCE", days: number) =>
      user.send(
        new PutObjectRetentionCommand({ Bucket, Key: "k", Retention: { Mode, RetainUntilDate: inDays(days) } }),
      );
    await ask("GOVERNANCE", 10);
    expect(await refusalOf(ask("GOVERNANCE", 12))).toMatchObject({ code: "AccessDenied" });
    expect(await refusalOf(ask("COMPLIANCE", 10))).toMatchObject({ code: "AccessDenied" });
    const holdAs = (Status: "ON" | "OFF") =>
      user.send(new PutObjectLegalHoldCommand({ Bucket, Key: "k", LegalHold: { Status } }));
    await holdAs("ON");
    expect(await refusalOf(holdAs("OFF"))).toMatchObject({ code: "AccessDenied" });
  });
});

test("the bypass is refused in a bucket without Object Lock, whatever it says", async () => {
  Bucket = await fixture.createBucket();
  await put();
  const refused = {
    code: "InvalidArgument",
    status: 400,
    message: "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
  };
  for (const bypass of [true, false]) expect(await refusalOf(remove(undefined, bypass))).toMatchObject(refused);
  const many = new DeleteObjectsCommand({
    Bucket,
    Delete: { Objects: [{ Key: "k" }] },
    BypassGovernanceRetention: true,
  });
  expect(await refusalOf(fixture.s3.send(many))).toMatchObject(refused);
});
