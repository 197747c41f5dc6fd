/** Lifecycle through the SDK: configurations and their refusals, what rules do when the clock is moved, and the headers that announce it. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type StorageClass,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCliFor } from "../../support/cli.ts";
import { DAY_MS, stateClock } from "../../support/state-time.ts";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

const clock = stateClock("2030-01-15T10:30:00Z");
const LARGE = new Uint8Array(128 * 1024);
let fixture: S3Fixture;

beforeAll(async () => {
  fixture = await startS3({ clock });
});
afterAll(() => fixture.close());

const rule = (change: Partial<LifecycleRule>): LifecycleRule => ({
  ID: "rule",
  Status: "Enabled",
  Filter: { Prefix: "" },
  ...change,
});

async function configure(Bucket: string, Rules: LifecycleRule[], minimum?: string) {
  const TransitionDefaultMinimumObjectSize = minimum as "varies_by_storage_class" | undefined;
  return await fixture.s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules },
      ...(minimum === undefined ? {} : { TransitionDefaultMinimumObjectSize }),
    }),
  );
}
const configured = (Bucket: string) => fixture.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
const put = (Bucket: string, Key: string, Body: Uint8Array | string = "x", StorageClass?: StorageClass) =>
  fixture.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(StorageClass === undefined ? {} : { StorageClass }) }));
const head = (Bucket: string, Key: string) => fixture.s3.send(new HeadObjectCommand({ Bucket, Key }));
async function keysOf(Bucket: string): Promise<(string | undefined)[]> {
  const { Contents = [] } = await fixture.s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}
async function pass(span: string): Promise<void> {
  expect((await runCliFor(fixture.server, "clock", "advance", span)).code).toBe(0);
}
async function versioned(): Promise<string> {
  const Bucket = await fixture.createBucket();
  const VersioningConfiguration = { Status: "Enabled" as const };
  await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  return Bucket;
}
/** `M` for markers, else the storage class, newest first. */
async function versionsOf(Bucket: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket }));
  const all = [
    ...Versions.map(({ LastModified, StorageClass, IsLatest }) => ({
      LastModified,
      IsLatest,
      text: StorageClass ?? "",
    })),
    ...DeleteMarkers.map(({ LastModified, IsLatest }) => ({ LastModified, IsLatest, text: "M" })),
  ];
  all.sort(
    (one, other) =>
      Number(other.IsLatest) - Number(one.IsLatest) || Number(other.LastModified) - Number(one.LastModified),
  );
  return all.map(({ text }) => text);
}
const midnightAfterNow = (days: number): string =>
  new Date(Math.ceil((clock.nowMs() + days * DAY_MS) / DAY_MS) * DAY_MS).toUTCString();

describe("a configuration", () => {
  test("comes back as it was put, with every kind of filter and action", async () => {
    const Bucket = await fixture.createBucket();
    const Rules: LifecycleRule[] = [
      rule({
        ID: "a",
        Filter: {},
        Expiration: { Days: 365 },
        Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }],
      }),
      rule({
        ID: "b",
        Filter: { Tag: { Key: "k", Value: "v" } },
        Expiration: { Date: new Date("2031-01-01T00:00:00Z") },
      }),
      rule({
        ID: "c",
        Status: "Disabled",
        Filter: { ObjectSizeGreaterThan: 10 },
        Transitions: [{ Days: 0, StorageClass: "GLACIER" }],
      }),
      rule({
        ID: "d",
        Filter: { ObjectSizeLessThan: 10 },
        NoncurrentVersionExpiration: { NoncurrentDays: 3, NewerNoncurrentVersions: 2 },
      }),
      rule({
        ID: "e",
        Filter: {
          And: {
            Prefix: "p/",
            Tags: [
              { Key: "a", Value: "1" },
              { Key: "b", Value: "2" },
            ],
            ObjectSizeGreaterThan: 1,
            ObjectSizeLessThan: 9,
          },
        },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: "ONEZONE_IA", NewerNoncurrentVersions: 1 }],
      }),
      rule({
        ID: "f",
        Filter: { Prefix: "logs/" },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        Expiration: { ExpiredObjectDeleteMarker: true },
      }),
    ];
    const answer = await configure(Bucket, Rules);
    expect(answer.TransitionDefaultMinimumObjectSize).toBe("all_storage_classes_128K");
    const found = await configured(Bucket);
    expect(found.Rules).toEqual(Rules);
    expect(found.TransitionDefaultMinimumObjectSize).toBe("all_storage_classes_128K");
  });

  test("of the old form has prefixes without filters", async () => {
    const Bucket = await fixture.createBucket();
    const Rules: LifecycleRule[] = [
      { ID: "one", Status: "Enabled", Prefix: "a/", Expiration: { Days: 1 } },
      { ID: "two", Status: "Enabled", Prefix: "b/", Expiration: { Days: 2 } },
    ];
    await configure(Bucket, Rules);
    expect((await configured(Bucket)).Rules).toEqual(Rules);
  });

  test("gives nameless rules an id", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, [{ Status: "Enabled", Filter: {}, Expiration: { Days: 1 } }]);
    expect((await configured(Bucket)).Rules?.[0]?.ID).toMatch(/^[A-Za-z0-9+/]{48}$/);
  });

  test("remembers the minimum size", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, [rule({ Expiration: { Days: 1 } })], "varies_by_storage_class");
    expect((await configured(Bucket)).TransitionDefaultMinimumObjectSize).toBe("varies_by_storage_class");
    const refusal = await refusalOf(configure(Bucket, [rule({ Expiration: { Days: 1 } })], "value"));
    expect(refusal).toMatchObject({
      code: "InvalidRequest",
      message: "Invalid TransitionDefaultMinimumObjectSize found: value",
    });
  });

  test("is not there before it is put and after it is deleted, and goes with its bucket", async () => {
    const Bucket = await fixture.createBucket();
    const missing = {
      code: "NoSuchLifecycleConfiguration",
      status: 404,
      message: "The lifecycle configuration does not exist",
    };
    expect(await refusalOf(configured(Bucket))).toMatchObject(missing);
    await fixture.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    await configure(Bucket, [rule({ Expiration: { Days: 1 } })]);
    await fixture.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(await refusalOf(configured(Bucket))).toMatchObject(missing);
    await configure(Bucket, [rule({ Expiration: { Days: 1 } })]);
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
    await fixture.createBucket(Bucket);
    expect(await refusalOf(configured(Bucket))).toMatchObject(missing);
    await put(Bucket, "k");
    await pass("3d");
    expect(await keysOf(Bucket)).toEqual(["k"]);
  });

  const days = (Days: number) => ({ Expiration: { Days } });
  const AND = (And: NonNullable<NonNullable<LifecycleRule["Filter"]>["And"]>) => ({ Filter: { And }, ...days(1) });
  const TAGS = { Filter: { Tag: { Key: "a", Value: "b" } } };
  const SIZE = { Filter: { ObjectSizeLessThan: 5 } };
  test.each<[string, Partial<LifecycleRule>[], string, string | RegExp]>([
    ["no rule", [], "MalformedXML", /./],
    [
      "1,001 rules",
      Array.from({ length: 1001 }, (_, index) => ({ ID: String(index), ...days(1) })),
      "MalformedXML",
      /./,
    ],
    [
      "an id of 256 characters",
      [{ ID: "x".repeat(256), ...days(1) }],
      "InvalidArgument",
      "ID length should not exceed allowed limit of 255",
    ],
    [
      "an id twice",
      [days(1), days(2)],
      "InvalidArgument",
      "Rule ID must be unique. Found same ID for more than one rule",
    ],
    ["another status", [{ Status: "enabled" as "Enabled", ...days(1) }], "MalformedXML", /./],
    ["no action", [{}], "InvalidRequest", "At least one action needs to be specified in a rule"],
    ["no filter and no prefix", [{ Filter: undefined, ...days(1) }], "MalformedXML", /./],
    [
      "a filter after a prefix",
      [
        { Filter: undefined, Prefix: "", ...days(1) },
        { ID: "2", ...days(1) },
      ],
      "InvalidRequest",
      "Filter element can only be used in Lifecycle V2.",
    ],
    [
      "a prefix after a filter",
      [days(1), { ID: "2", Filter: undefined, Prefix: "", ...days(1) }],
      "InvalidRequest",
      "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.",
    ],
    [
      "old prefixes that overlap",
      [
        { Filter: undefined, Prefix: "", ...days(1) },
        { ID: "2", Filter: undefined, Prefix: "a", ...days(1) },
      ],
      "InvalidRequest",
      "Found overlapping prefixes '' and 'a' for same action type 'Expiration'",
    ],
    [
      "two predicates in a filter",
      [{ Filter: { Prefix: "a", ObjectSizeLessThan: 3 }, ...days(1) }],
      "MalformedXML",
      /./,
    ],
    ["one predicate in an And", [AND({ Prefix: "a" })], "MalformedXML", /./],
    [
      "a tag key twice",
      [
        AND({
          Tags: [
            { Key: "a", Value: "1" },
            { Key: "a", Value: "2" },
          ],
        }),
      ],
      "InvalidRequest",
      "Duplicate Tag Keys are not allowed.",
    ],
    [
      "sizes that leave nothing",
      [AND({ ObjectSizeGreaterThan: 5, ObjectSizeLessThan: 5 })],
      "InvalidRequest",
      "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
    ],
    [
      "a size below nothing",
      [{ Filter: { ObjectSizeLessThan: 0 }, ...days(1) }],
      "InvalidRequest",
      "'ObjectSizeLessThan' should be between 1 and 1099511627776000.",
    ],
    [
      "expiration after no day",
      [days(0)],
      "InvalidArgument",
      "'Days' for Expiration action must be a positive integer",
    ],
    ["days and a date", [{ Expiration: { Days: 1, Date: new Date(0) } }], "MalformedXML", /./],
    ["days and a marker", [{ Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }], "MalformedXML", /./],
    ["an empty expiration", [{ Expiration: {} }], "MalformedXML", /./],
    [
      "a date at no midnight",
      [{ Expiration: { Date: new Date("2031-01-01T00:00:01Z") } }],
      "InvalidArgument",
      "'Date' must be at midnight GMT",
    ],
    ["noncurrent without days", [{ NoncurrentVersionExpiration: { NewerNoncurrentVersions: 2 } }], "MalformedXML", /./],
    [
      "noncurrent after no day",
      [{ NoncurrentVersionExpiration: { NoncurrentDays: 0 } }],
      "InvalidArgument",
      "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    ],
    [
      "newer versions in the old form",
      [
        {
          Filter: undefined,
          Prefix: "",
          NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 },
        },
      ],
      "InvalidRequest",
      "NewerNoncurrentVersions element can only be used in Lifecycle V2.",
    ],
    [
      "a marker by tags",
      [{ ...TAGS, Expiration: { ExpiredObjectDeleteMarker: true } }],
      "InvalidRequest",
      "ExpiredObjectDeleteMarker cannot be specified with Tags.",
    ],
    [
      "a marker by size",
      [{ ...SIZE, Expiration: { ExpiredObjectDeleteMarker: false } }],
      "InvalidRequest",
      "ExpiredObjectDeleteMarker cannot be specified with Object Size.",
    ],
    [
      "uploads by tags",
      [{ ...TAGS, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
      "InvalidRequest",
      "AbortIncompleteMultipartUpload cannot be specified with Tags.",
    ],
    [
      "uploads by size",
      [{ ...SIZE, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
      "InvalidRequest",
      "AbortIncompleteMultipartUpload cannot be specified with Object Size.",
    ],
    [
      "uploads after no day",
      [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }],
      "InvalidArgument",
      "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
    ],
    [
      "infrequent access before 30 days",
      [{ Transitions: [{ Days: 29, StorageClass: "ONEZONE_IA" }] }],
      "InvalidArgument",
      "'Days' in Transition action must be greater than or equal to 30 for storageClass 'ONEZONE_IA'",
    ],
    [
      "a class twice",
      [
        {
          Transitions: [
            { Days: 1, StorageClass: "GLACIER" },
            { Days: 2, StorageClass: "GLACIER" },
          ],
        },
      ],
      "InvalidRequest",
      "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '(prefix=)'",
    ],
    [
      "a class to which nothing moves",
      [{ Transitions: [{ Days: 1, StorageClass: "STANDARD" as "GLACIER" }] }],
      "MalformedXML",
      /./,
    ],
    ["a transition without a time", [{ Transitions: [{ StorageClass: "GLACIER" }] }], "MalformedXML", /./],
    [
      "classes too soon after one another",
      [
        {
          Transitions: [
            { Days: 60, StorageClass: "GLACIER" },
            { Days: 100, StorageClass: "DEEP_ARCHIVE" },
          ],
        },
      ],
      "InvalidArgument",
      "'Days' in the 'Transition' action for StorageClass 'DEEP_ARCHIVE' for filter '(prefix=)' must be 90 days more than 'filter '(prefix=)'' in the 'Transition' action for StorageClass 'GLACIER'",
    ],
    [
      "expiration before a transition",
      [{ ...days(30), Transitions: [{ Days: 30, StorageClass: "GLACIER" }] }],
      "InvalidArgument",
      "'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the Transition action",
    ],
    [
      "days mixed with dates",
      [{ ...days(30), Transitions: [{ Date: new Date("2031-01-01T00:00:00Z"), StorageClass: "GLACIER" }] }],
      "InvalidRequest",
      "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '(prefix=)'",
    ],
  ])("with %s is refused", async (_why, changes, code, message) => {
    const refusal = await refusalOf(configure(fixture.bucket, changes.map(rule)));
    expect([refusal.code, refusal.status]).toEqual([code, 400]);
    if (typeof message === "string") expect(refusal.message).toBe(message);
    else expect(refusal.message).toMatch(message);
    expect((await refusalOf(configured(fixture.bucket))).code).toBe("NoSuchLifecycleConfiguration");
  });
});

describe("expiration", () => {
  test("happens at the midnight after the days, and is announced", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, [rule({ ID: "after 3 days", Filter: { Prefix: "a" }, Expiration: { Days: 3 } })]);
    const expected = `expiry-date="${midnightAfterNow(3)}", rule-id="after 3 days"`;
    expect((await put(Bucket, "a")).Expiration).toBe(expected);
    expect((await put(Bucket, "b")).Expiration).toBeUndefined();
    expect((await head(Bucket, "a")).Expiration).toBe(expected);
    expect((await fixture.s3.send(new GetObjectCommand({ Bucket, Key: "a" }))).Expiration).toBe(expected);
    const copy = { Bucket, Key: "a2", CopySource: `${Bucket}/b` };
    expect((await fixture.s3.send(new CopyObjectCommand(copy))).Expiration).toBe(expected);
    clock.advance(Date.parse(midnightAfterNow(3)) - clock.nowMs() - 1000);
    await pass("0s");
    expect(await keysOf(Bucket)).toEqual(["a", "a2", "b"]);
    await pass("1s");
    expect(await keysOf(Bucket)).toEqual(["b"]);
  });

  test("at a date holds for what is written later, too", async () => {
    const Bucket = await fixture.createBucket();
    const date = new Date(Math.ceil(clock.nowMs() / DAY_MS) * DAY_MS + DAY_MS);
    await configure(Bucket, [rule({ Expiration: { Date: date } })]);
    await put(Bucket, "before");
    await pass("12h");
    expect(await keysOf(Bucket)).toEqual(["before"]);
    await pass("2d");
    expect(await keysOf(Bucket)).toEqual([]);
    await put(Bucket, "after");
    await pass("1d");
    expect(await keysOf(Bucket)).toEqual([]);
  });

  test("follows tags and sizes, also tags that came later", async () => {
    const Bucket = await fixture.createBucket();
    const Tag = { Key: "kind", Value: "tmp" };
    await configure(Bucket, [
      rule({ ID: "tag", Filter: { Tag }, Expiration: { Days: 1 } }),
      rule({
        ID: "size",
        Filter: { And: { ObjectSizeGreaterThan: 2, ObjectSizeLessThan: 5 } },
        Expiration: { Days: 1 },
      }),
    ]);
    for (const length of [2, 3, 4, 5]) await put(Bucket, `size-${length}`, "x".repeat(length));
    await put(Bucket, "tagged", "x".repeat(9));
    await pass("2d");
    expect(await keysOf(Bucket)).toEqual(["size-2", "size-5", "tagged"]);
    await fixture.s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet: [Tag] } }));
    expect((await head(Bucket, "tagged")).Expiration).toContain('rule-id="tag"');
    await pass("1d");
    expect(await keysOf(Bucket)).toEqual(["size-2", "size-5"]);
  });

  test("is of the soonest rule; disabled rules and deleted configurations do nothing", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, [
      rule({ ID: "late", Expiration: { Days: 9 } }),
      rule({ ID: "soon", Expiration: { Days: 5 } }),
      rule({ ID: "off", Status: "Disabled", Expiration: { Days: 1 } }),
    ]);
    expect((await put(Bucket, "k")).Expiration).toContain('rule-id="soon"');
    await pass("3d");
    await fixture.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect((await head(Bucket, "k")).Expiration).toBeUndefined();
    await pass("30d");
    expect(await keysOf(Bucket)).toEqual(["k"]);
  });

  test("of versioned objects is a delete marker; it goes when it is alone", async () => {
    const Bucket = await versioned();
    await configure(Bucket, [
      rule({ ID: "expire", Expiration: { Days: 10 } }),
      rule({ ID: "old", NoncurrentVersionExpiration: { NoncurrentDays: 5 } }),
    ]);
    await put(Bucket, "k");
    await pass("11d");
    expect(await versionsOf(Bucket)).toEqual(["M", "STANDARD"]);
    const named = await fixture.s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(named.DeleteMarkers?.[0]?.LastModified?.toISOString()).toMatch(/T00:00:00.000Z$/);
    await pass("5d");
    expect(await versionsOf(Bucket)).toEqual(["M"]);
    await pass("10d");
    expect(await versionsOf(Bucket)).toEqual([]);
  });

  test("a marker that is all that is left goes by ExpiredObjectDeleteMarker at the next midnight", async () => {
    const Bucket = await versioned();
    await configure(Bucket, [rule({ Expiration: { ExpiredObjectDeleteMarker: true } })]);
    const { VersionId } = await put(Bucket, "k");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await pass("3d");
    expect(await versionsOf(Bucket)).toEqual(["M", "STANDARD"]);
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));
    await pass("1d");
    expect(await versionsOf(Bucket)).toEqual([]);
  });

  test("of noncurrent versions counts from when their successor came, and leaves the newest alone", async () => {
    const Bucket = await versioned();
    await configure(Bucket, [
      rule({ NoncurrentVersionExpiration: { NoncurrentDays: 10, NewerNoncurrentVersions: 2 } }),
    ]);
    for (let count = 0; count < 5; count++) {
      await put(Bucket, "k", String(count));
      clock.advance(1000);
    }
    await pass("10d");
    expect(await versionsOf(Bucket)).toHaveLength(5);
    await pass("1d");
    expect(await versionsOf(Bucket)).toHaveLength(3);
  });
});

describe("transitions", () => {
  test("go down class by class, and are shown", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, [
      rule({
        Transitions: [
          { Days: 30, StorageClass: "STANDARD_IA" },
          { Days: 90, StorageClass: "GLACIER" },
          { Days: 180, StorageClass: "DEEP_ARCHIVE" },
        ],
        Expiration: { Days: 365 },
      }),
    ]);
    await put(Bucket, "k", LARGE);
    await put(Bucket, "cold", LARGE, "GLACIER");
    const classes = async () => [(await head(Bucket, "k")).StorageClass, (await head(Bucket, "cold")).StorageClass];
    await pass("30d");
    expect(await classes()).toEqual([undefined, "GLACIER"]);
    await pass("1d");
    expect(await classes()).toEqual(["STANDARD_IA", "GLACIER"]);
    await pass("60d");
    expect(await classes()).toEqual(["GLACIER", "GLACIER"]);
    expect((await refusalOf(fixture.s3.send(new GetObjectCommand({ Bucket, Key: "k" })))).code).toBe(
      "InvalidObjectState",
    );
    await pass("90d");
    expect(await classes()).toEqual(["DEEP_ARCHIVE", "DEEP_ARCHIVE"]);
    await pass("185d");
    expect(await keysOf(Bucket)).toEqual([]);
  });

  test("leave small objects alone, unless the archives take them or the rule has a size", async () => {
    const small = LARGE.subarray(1);
    const moved = async (filter: LifecycleRule["Filter"], minimum?: string): Promise<(string | undefined)[]> => {
      const Bucket = await fixture.createBucket();
      const Transitions = [{ Days: 1, StorageClass: "GLACIER_IR" as const }];
      await configure(
        Bucket,
        [
          rule({ ID: "instant", ...(filter === undefined ? {} : { Filter: { ...filter } }), Transitions }),
          rule({ ID: "archive", Filter: { Prefix: "archive/" }, Transitions: [{ Days: 1, StorageClass: "GLACIER" }] }),
        ],
        minimum,
      );
      for (const key of ["archive/small", "small"]) await put(Bucket, key, small);
      await pass("2d");
      return [(await head(Bucket, "archive/small")).StorageClass, (await head(Bucket, "small")).StorageClass];
    };
    expect(await moved({ Prefix: "" })).toEqual([undefined, undefined]);
    expect(await moved({ Prefix: "" }, "varies_by_storage_class")).toEqual(["GLACIER", undefined]);
    expect(await moved({ ObjectSizeGreaterThan: 0 })).toEqual(["GLACIER_IR", "GLACIER_IR"]);
  });

  test("of noncurrent versions", async () => {
    const Bucket = await versioned();
    await configure(Bucket, [
      rule({ NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: "STANDARD_IA" }] }),
    ]);
    await put(Bucket, "k", LARGE);
    clock.advance(1000);
    await put(Bucket, "k", LARGE);
    await pass("31d");
    expect(await versionsOf(Bucket)).toEqual(["STANDARD", "STANDARD_IA"]);
  });
});

test("uploads that were begun too long ago are aborted, and it is announced", async () => {
  const Bucket = await fixture.createBucket();
  await configure(Bucket, [
    rule({ ID: "abort", Filter: { Prefix: "up/" }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }),
  ]);
  const begin = (Key: string) => fixture.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = await begin("up/a");
  const other = await begin("other");
  expect([upload.AbortRuleId, upload.AbortDate?.toUTCString()]).toEqual(["abort", midnightAfterNow(2)]);
  expect([other.AbortRuleId, other.AbortDate]).toEqual([undefined, undefined]);
  const name = { Bucket, Key: "up/a", UploadId: upload.UploadId };
  const part = await fixture.s3.send(new UploadPartCommand({ ...name, PartNumber: 1, Body: "part" }));
  const listed = await fixture.s3.send(new ListPartsCommand(name));
  expect([listed.AbortRuleId, listed.AbortDate?.toUTCString()]).toEqual(["abort", midnightAfterNow(2)]);
  await pass("3d");
  const { Uploads } = await fixture.s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads?.map(({ Key }) => Key)).toEqual(["other"]);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  const late = fixture.s3.send(new CompleteMultipartUploadCommand({ ...name, MultipartUpload }));
  expect((await refusalOf(late)).code).toBe("NoSuchUpload");
});

test("with a short day rules act within seconds, and headers speak of real days", async () => {
  const own = stateClock("2030-01-15T10:30:00Z");
  const short = await startS3({ clock: own, s3LifecycleDaySeconds: 10 });
  try {
    const { bucket: Bucket, s3, server } = short;
    const Rules = [rule({ Expiration: { Days: 2 } })];
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    const answer = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(answer.Expiration).toContain("Fri, 18 Jan 2030 00:00:00 GMT");
    const count = async () => (await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount;
    await runCliFor(server, "clock", "advance", "19s");
    expect(await count()).toBe(1);
    await runCliFor(server, "clock", "advance", "1s");
    expect(await count()).toBe(0);
  } finally {
    await short.close();
  }
});
