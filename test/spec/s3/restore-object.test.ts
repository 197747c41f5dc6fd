/**
 * Archive classes and RestoreObject: what archived objects refuse, how long each tier takes on state time, what is shown meanwhile, and when a copy
 * is gone again.
 */
import {
  CopyObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  type RestoreRequest,
  type StorageClass,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, stateClock } from "../../support/state-time.ts";
import { refusalOf, type S3Fixture, startS3, textOf } from "./fixture.ts";

const clock = stateClock("2030-01-15T10:30:00Z");
let fixture: S3Fixture;

beforeAll(async () => {
  fixture = await startS3({ clock });
});
afterAll(() => fixture.close());

let keys = 0;
async function put(StorageClass: StorageClass, Body = "cold"): Promise<{ Bucket: string; Key: string }> {
  keys += 1;
  const name = { Bucket: fixture.bucket, Key: `object-${keys}` };
  await fixture.s3.send(new PutObjectCommand({ ...name, Body, StorageClass }));
  return name;
}
type Name = { Bucket: string; Key: string; VersionId?: string };
const get = async (name: Name): Promise<string> => textOf((await fixture.s3.send(new GetObjectCommand(name))).Body);
const head = (name: Name) => fixture.s3.send(new HeadObjectCommand(name));
async function restore(name: Name, RestoreRequest?: RestoreRequest): Promise<number | undefined> {
  const { $metadata } = await fixture.s3.send(new RestoreObjectCommand({ ...name, RestoreRequest }));
  return $metadata.httpStatusCode;
}

describe.each(["GLACIER", "DEEP_ARCHIVE"] as const)("an object in %s", (archive) => {
  test("refuses to be read, and says why", async () => {
    const name = await put(archive);
    expect(await refusalOf(get(name))).toMatchObject({
      code: "InvalidObjectState",
      status: 403,
      message: "The operation is not valid for the object's storage class",
      fields: { StorageClass: archive },
    });
  });

  test("refuses to be copied", async () => {
    const { Bucket, Key } = await put(archive);
    const copy = fixture.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` }));
    expect(await refusalOf(copy)).toMatchObject({
      code: "InvalidObjectState",
      status: 403,
      message: "Operation is not valid for the source object's storage class",
    });
  });

  test("shows its head and attributes, and lies in listings", async () => {
    const name = await put(archive);
    const { StorageClass, ContentLength, Restore } = await head(name);
    expect([StorageClass, ContentLength, Restore]).toEqual([archive, 4, undefined]);
    const attributes = new GetObjectAttributesCommand({ ...name, ObjectAttributes: ["StorageClass", "ObjectSize"] });
    expect(await fixture.s3.send(attributes)).toMatchObject({ StorageClass: archive, ObjectSize: 4 });
    const { Contents } = await fixture.s3.send(new ListObjectsV2Command({ Bucket: name.Bucket, Prefix: name.Key }));
    expect(Contents?.[0]).toMatchObject({ StorageClass: archive });
  });
});

describe("a restore", () => {
  test.each([
    ["GLACIER", "Expedited", 5 * MINUTE_MS],
    ["GLACIER", "Standard", 5 * HOUR_MS],
    ["GLACIER", "Bulk", 12 * HOUR_MS],
    ["DEEP_ARCHIVE", "Standard", 12 * HOUR_MS],
    ["DEEP_ARCHIVE", "Bulk", 48 * HOUR_MS],
  ] as const)("from %s by %s takes its time", async (archive, Tier, delayMs) => {
    const name = await put(archive);
    expect(await restore(name, { Days: 2, GlacierJobParameters: { Tier } })).toBe(202);
    expect((await head(name)).Restore).toBe('ongoing-request="true"');
    clock.advance(delayMs - 1);
    expect((await refusalOf(get(name))).code).toBe("InvalidObjectState");
    clock.advance(1);
    expect(await get(name)).toBe("cold");
    expect((await head(name)).Restore).toMatch(/^ongoing-request="false", expiry-date=".* 00:00:00 GMT"$/);
    expect((await head(name)).StorageClass).toBe(archive);
  });

  test("without a tier is Standard", async () => {
    const name = await put("GLACIER");
    await restore(name, { Days: 1 });
    clock.advance(5 * HOUR_MS);
    expect(await get(name)).toBe("cold");
  });

  test("ends at the midnight after its days, counted from when the copy is there", async () => {
    clock.advance(DAY_MS - (clock.nowMs() % DAY_MS) + 10 * HOUR_MS);
    const name = await put("GLACIER");
    await restore(name, { Days: 2 });
    clock.advance(5 * HOUR_MS);
    const lastMidnight = clock.nowMs() - (clock.nowMs() % DAY_MS);
    const expiry = lastMidnight + 3 * DAY_MS;
    expect((await head(name)).Restore).toContain(new Date(expiry).toUTCString());
    clock.advance(expiry - clock.nowMs() - 1);
    expect(await get(name)).toBe("cold");
    clock.advance(1);
    expect((await refusalOf(get(name))).code).toBe("InvalidObjectState");
    expect((await head(name)).Restore).toBeUndefined();
    expect(await restore(name, { Days: 1 })).toBe(202);
  });

  test("that goes on is not asked for again, but may be made faster", async () => {
    const name = await put("GLACIER");
    await restore(name, { Days: 1, Tier: "Bulk" });
    expect(await refusalOf(restore(name, { Days: 1, Tier: "Bulk" }))).toMatchObject({
      code: "RestoreAlreadyInProgress",
      status: 409,
      message: "Object restore is already in progress",
    });
    expect(await restore(name, { Days: 1, Tier: "Expedited" })).toBe(202);
    clock.advance(5 * MINUTE_MS);
    expect(await get(name)).toBe("cold");
  });

  test("of a restored object moves the expiry only, and answers 200", async () => {
    const name = await put("GLACIER");
    await restore(name, { Days: 1, Tier: "Expedited" });
    clock.advance(HOUR_MS);
    expect(await restore(name, { Days: 10, Tier: "Bulk" })).toBe(200);
    expect(await get(name)).toBe("cold");
    const expiry = Math.ceil((clock.nowMs() + 10 * DAY_MS) / DAY_MS) * DAY_MS;
    expect((await head(name)).Restore).toContain(new Date(expiry).toUTCString());
  });

  test("lets the object be copied to another class for good", async () => {
    const { Bucket, Key } = await put("DEEP_ARCHIVE");
    await restore({ Bucket, Key }, { Days: 1 });
    clock.advance(12 * HOUR_MS);
    const copy = { Bucket, Key, CopySource: `${Bucket}/${Key}`, StorageClass: "STANDARD" as const };
    await fixture.s3.send(new CopyObjectCommand(copy));
    clock.advance(10 * DAY_MS);
    expect(await get({ Bucket, Key })).toBe("cold");
    const { StorageClass, Restore } = await head({ Bucket, Key });
    expect([StorageClass, Restore]).toEqual([undefined, undefined]);
  });

  test("is of one version, current or not", async () => {
    const Bucket = await fixture.createBucket();
    const versioning = { Bucket, VersioningConfiguration: { Status: "Enabled" as const } };
    await fixture.s3.send(new PutBucketVersioningCommand(versioning));
    const old = await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "old", StorageClass: "GLACIER" }));
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "new", StorageClass: "GLACIER" }));
    const name = { Bucket, Key: "k", ...(old.VersionId === undefined ? {} : { VersionId: old.VersionId }) };
    await restore(name, { Days: 1, Tier: "Expedited" });
    clock.advance(5 * MINUTE_MS);
    expect(await get(name)).toBe("old");
    expect((await refusalOf(get({ Bucket, Key: "k" }))).code).toBe("InvalidObjectState");
    const asked = { Bucket, OptionalObjectAttributes: ["RestoreStatus" as const] };
    const { Versions } = await fixture.s3.send(new ListObjectVersionsCommand(asked));
    expect(Versions?.map(({ RestoreStatus }) => RestoreStatus?.IsRestoreInProgress)).toEqual([undefined, false]);
  });

  test("is shown by listings that ask for it", async () => {
    const Bucket = await fixture.createBucket();
    for (const Key of ["archived", "coming", "restored"])
      await fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", StorageClass: "GLACIER" }));
    await restore({ Bucket, Key: "restored" }, { Days: 1, Tier: "Expedited" });
    clock.advance(HOUR_MS);
    await restore({ Bucket, Key: "coming" }, { Days: 1 });
    const expiry = Math.ceil((clock.nowMs() - HOUR_MS + 5 * MINUTE_MS + DAY_MS) / DAY_MS) * DAY_MS;
    const expected = [
      undefined,
      { IsRestoreInProgress: true },
      { IsRestoreInProgress: false, RestoreExpiryDate: new Date(expiry) },
    ];
    const asked = { Bucket, OptionalObjectAttributes: ["RestoreStatus" as const] };
    const listings = [
      await fixture.s3.send(new ListObjectsV2Command(asked)),
      await fixture.s3.send(new ListObjectsCommand(asked)),
    ];
    for (const listing of listings)
      expect(listing.Contents?.map(({ RestoreStatus }) => RestoreStatus)).toEqual(expected);
    const { Contents } = await fixture.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ RestoreStatus }) => RestoreStatus)).toEqual([undefined, undefined, undefined]);
  });
});

describe("a restore is refused", () => {
  test.each([undefined, "STANDARD_IA", "GLACIER_IR", "INTELLIGENT_TIERING"] as const)(
    "for class %s, whose objects are at hand",
    async (storageClass) => {
      const name = await put(storageClass ?? "STANDARD");
      expect(await refusalOf(restore(name, { Days: 1 }))).toMatchObject({
        code: "InvalidObjectState",
        status: 403,
        message: "Restore is not allowed for the object's current storage class",
        fields: { StorageClass: storageClass ?? "STANDARD" },
      });
    },
  );

  test("for Deep Archive by Expedited (wording assumed)", async () => {
    const name = await put("DEEP_ARCHIVE");
    expect(await refusalOf(restore(name, { Days: 1, Tier: "Expedited" }))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
    });
    expect((await head(name)).Restore).toBeUndefined();
  });

  test.each([
    ["without days", {}, "MalformedXML", 400],
    ["for no day", { Days: 0 }, "InvalidArgument", 400],
    ["by a tier that does not exist", { Days: 1, Tier: "Soon" }, "MalformedXML", 400],
    ["to select, as AWS does for new customers", { Type: "SELECT" }, "MethodNotAllowed", 405],
  ])("%s (code assumed)", async (_why, request, code, status) => {
    const name = await put("GLACIER");
    expect(await refusalOf(restore(name, request as RestoreRequest))).toMatchObject({ code, status });
    expect((await head(name)).Restore).toBeUndefined();
  });

  test("where there is nothing", async () => {
    const nowhere = restore({ Bucket: "no-such-bucket-at-all", Key: "k" }, { Days: 1 });
    expect(await refusalOf(nowhere)).toMatchObject({ code: "NoSuchBucket", status: 404 });
    const nothing = restore({ Bucket: fixture.bucket, Key: "nothing" }, { Days: 1 });
    expect(await refusalOf(nothing)).toMatchObject({ code: "NoSuchKey", status: 404 });
  });
});

test.each([
  ["EXPRESS_ONEZONE", /directory buckets/],
  ["OUTPOSTS", /no Outpost/],
  ["SNOW", /Snow/],
  ["FSX_OPENZFS", /FSx/],
  ["GLACIER_DEEPER", /not valid$/],
])("class %s is refused, with its reason", async (storageClass, message) => {
  const refusal = await refusalOf(put(storageClass as StorageClass));
  expect(refusal).toMatchObject({ code: "InvalidStorageClass", status: 400 });
  expect(refusal.message).toMatch(message);
});
