/** Intelligent-Tiering: objects move by their last access on state time, and archive tiers by configuration. */
import {
  DeleteBucketIntelligentTieringConfigurationCommand,
  GetBucketIntelligentTieringConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type IntelligentTieringConfiguration,
  ListBucketIntelligentTieringConfigurationsCommand,
  PutBucketIntelligentTieringConfigurationCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, stateClock } from "../../support/state-time.ts";
import { runCliFor } from "../../support/cli.ts";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

const clock = stateClock("2030-01-15T10:30:00Z");
const BODY = new Uint8Array(128 * 1024).fill(7);
let fixture: S3Fixture;

beforeAll(async () => {
  fixture = await startS3({ clock });
});
afterAll(() => fixture.close());

const BOTH: IntelligentTieringConfiguration = {
  Id: "both",
  Status: "Enabled",
  Tierings: [
    { AccessTier: "ARCHIVE_ACCESS", Days: 90 },
    { AccessTier: "DEEP_ARCHIVE_ACCESS", Days: 180 },
  ],
};

async function configure(Bucket: string, configuration: IntelligentTieringConfiguration): Promise<void> {
  const input = { Bucket, Id: configuration.Id, IntelligentTieringConfiguration: configuration };
  await fixture.s3.send(new PutBucketIntelligentTieringConfigurationCommand(input));
}

async function put(Bucket: string, Key: string, body: Uint8Array = BODY, Tagging?: string): Promise<void> {
  const StorageClass = "INTELLIGENT_TIERING" as const;
  await fixture.s3.send(
    new PutObjectCommand({ Bucket, Key, Body: body, StorageClass, ...(Tagging === undefined ? {} : { Tagging }) }),
  );
}

async function read(Bucket: string, Key: string): Promise<number> {
  const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket, Key }));
  return ((await Body?.transformToByteArray()) ?? []).length;
}

async function statusOf(Bucket: string, Key: string): Promise<[string | undefined, string | undefined]> {
  const { ArchiveStatus, Restore } = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key }));
  return [ArchiveStatus, Restore];
}

describe("configurations", () => {
  test("are put, read, listed and deleted by their ids", async () => {
    const Bucket = await fixture.createBucket();
    const filtered: IntelligentTieringConfiguration = {
      Id: "filtered",
      Status: "Disabled",
      Filter: { And: { Prefix: "logs/", Tags: [{ Key: "kind", Value: "cold" }] } },
      Tierings: [{ AccessTier: "DEEP_ARCHIVE_ACCESS", Days: 730 }],
    };
    const byTag: IntelligentTieringConfiguration = {
      ...filtered,
      Id: "tag",
      Filter: { Tag: { Key: "a", Value: "b" } },
    };
    const byPrefix: IntelligentTieringConfiguration = { ...filtered, Id: "prefix", Filter: { Prefix: "a/" } };
    for (const configuration of [BOTH, filtered, byTag, byPrefix]) await configure(Bucket, configuration);
    const get = new GetBucketIntelligentTieringConfigurationCommand({ Bucket, Id: "filtered" });
    expect((await fixture.s3.send(get)).IntelligentTieringConfiguration).toEqual(filtered);
    const list = await fixture.s3.send(new ListBucketIntelligentTieringConfigurationsCommand({ Bucket }));
    expect([list.IsTruncated, list.IntelligentTieringConfigurationList]).toEqual([
      false,
      [BOTH, filtered, byPrefix, byTag],
    ]);
    await fixture.s3.send(new DeleteBucketIntelligentTieringConfigurationCommand({ Bucket, Id: "filtered" }));
    expect(await refusalOf(fixture.s3.send(get))).toMatchObject({ code: "NoSuchConfiguration", status: 404 });
    const again = new DeleteBucketIntelligentTieringConfigurationCommand({ Bucket, Id: "filtered" });
    expect(await refusalOf(fixture.s3.send(again))).toMatchObject({ code: "NoSuchConfiguration", status: 404 });
  });

  test("come 100 a page (assumed)", async () => {
    const Bucket = await fixture.createBucket();
    for (let index = 0; index < 101; index++) await configure(Bucket, { ...BOTH, Id: String(index + 1000) });
    const list = (ContinuationToken?: string) =>
      fixture.s3.send(
        new ListBucketIntelligentTieringConfigurationsCommand({
          Bucket,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        }),
      );
    const first = await list();
    const second = await list(first.NextContinuationToken);
    expect([first.IntelligentTieringConfigurationList?.length, first.IsTruncated]).toEqual([100, true]);
    expect(second.IntelligentTieringConfigurationList?.map(({ Id }) => Id)).toEqual(["1100"]);
  });

  test.each([
    ["no tier", { Tierings: [] }, "MalformedXML"],
    ["a tier twice", { Tierings: [BOTH.Tierings?.[0], BOTH.Tierings?.[0]] }, "InvalidArgument"],
    ["89 days of Archive Access", { Tierings: [{ AccessTier: "ARCHIVE_ACCESS", Days: 89 }] }, "InvalidArgument"],
    [
      "179 days of Deep Archive Access",
      { Tierings: [{ AccessTier: "DEEP_ARCHIVE_ACCESS", Days: 179 }] },
      "InvalidArgument",
    ],
    ["731 days", { Tierings: [{ AccessTier: "ARCHIVE_ACCESS", Days: 731 }] }, "InvalidArgument"],
    ["another status", { Status: "On" }, "MalformedXML"],
    ["two filters", { Filter: { Prefix: "a", Tag: { Key: "a", Value: "b" } } }, "MalformedXML"],
  ])("with %s are refused (code assumed)", async (_why, change, code) => {
    const configuration = { ...BOTH, ...change } as IntelligentTieringConfiguration;
    expect(await refusalOf(configure(fixture.bucket, configuration))).toMatchObject({ code, status: 400 });
  });
});

describe("an object", () => {
  test("stays at hand without a configuration, however long nobody reads it", async () => {
    await put(fixture.bucket, "forgotten");
    clock.advance(900 * DAY_MS);
    expect(await statusOf(fixture.bucket, "forgotten")).toEqual([undefined, undefined]);
    expect(await read(fixture.bucket, "forgotten")).toBe(BODY.length);
  });

  test("goes to the archive tiers after their days without access, and is refused there", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, BOTH);
    await put(Bucket, "k");
    clock.advance(90 * DAY_MS - 1);
    expect(await statusOf(Bucket, "k")).toEqual([undefined, undefined]);
    clock.advance(1);
    expect(await statusOf(Bucket, "k")).toEqual(["ARCHIVE_ACCESS", undefined]);
    expect(await refusalOf(read(Bucket, "k"))).toMatchObject({
      code: "InvalidObjectState",
      status: 403,
      fields: { StorageClass: "INTELLIGENT_TIERING", AccessTier: "ARCHIVE_ACCESS" },
    });
    clock.advance(90 * DAY_MS);
    expect(await statusOf(Bucket, "k")).toEqual(["DEEP_ARCHIVE_ACCESS", undefined]);
  });

  test("that is read starts again", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, BOTH);
    await put(Bucket, "k");
    clock.advance(89 * DAY_MS);
    expect(await read(Bucket, "k")).toBe(BODY.length);
    // Advancing by the command writes what was noted of reads.
    await runCliFor(fixture.server, "clock", "advance", "89d");
    expect(await statusOf(Bucket, "k")).toEqual([undefined, undefined]);
    clock.advance(DAY_MS);
    expect(await statusOf(Bucket, "k")).toEqual(["ARCHIVE_ACCESS", undefined]);
  });

  test("whose head is looked at does not", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, BOTH);
    await put(Bucket, "k");
    await runCliFor(fixture.server, "clock", "advance", "89d");
    await statusOf(Bucket, "k");
    await runCliFor(fixture.server, "clock", "advance", "1d");
    expect((await statusOf(Bucket, "k"))[0]).toBe("ARCHIVE_ACCESS");
  });

  test.each([
    ["90d", "Expedited", "1h", 202],
    ["90d", "Standard", "5h", 202],
    ["180d", "Standard", "12h", 202],
    ["180d", "Bulk", "48h", 202],
  ] as const)("archived after %s comes back by %s within %s, for good", async (idle, Tier, delay, status) => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, BOTH);
    await put(Bucket, "k");
    await runCliFor(fixture.server, "clock", "advance", idle);
    const restore = new RestoreObjectCommand({ Bucket, Key: "k", RestoreRequest: { GlacierJobParameters: { Tier } } });
    expect((await fixture.s3.send(restore)).$metadata.httpStatusCode).toBe(status);
    expect((await statusOf(Bucket, "k"))[1]).toBe('ongoing-request="true"');
    await runCliFor(fixture.server, "clock", "advance", delay);
    expect(await statusOf(Bucket, "k")).toEqual([undefined, undefined]);
    expect(await read(Bucket, "k")).toBe(BODY.length);
    clock.advance(80 * DAY_MS);
    expect(await read(Bucket, "k")).toBe(BODY.length);
  });

  test("in an archive tier is not restored for days", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, BOTH);
    await put(Bucket, "k");
    clock.advance(91 * DAY_MS);
    const restore = new RestoreObjectCommand({ Bucket, Key: "k", RestoreRequest: { Days: 1 } });
    expect(await refusalOf(fixture.s3.send(restore))).toMatchObject({
      code: "InvalidArgument",
      message:
        "INTELLIGENT_TIERING objects are not subject to restore expiry. Do not specify Days when restoring this object",
    });
  });

  test("below 128 KB is not monitored", async () => {
    const Bucket = await fixture.createBucket();
    await configure(Bucket, BOTH);
    await put(Bucket, "small", BODY.subarray(1));
    clock.advance(365 * DAY_MS);
    expect(await read(Bucket, "small")).toBe(BODY.length - 1);
  });

  test("is archived by configurations that are enabled and whose filter it matches", async () => {
    const Bucket = await fixture.createBucket();
    const Filter = { And: { Prefix: "logs/", Tags: [{ Key: "kind", Value: "cold" }] } };
    await configure(Bucket, { ...BOTH, Filter });
    await configure(Bucket, { ...BOTH, Id: "off", Status: "Disabled" });
    await put(Bucket, "logs/cold", BODY, "kind=cold");
    await put(Bucket, "logs/warm", BODY, "kind=warm");
    await put(Bucket, "cold", BODY, "kind=cold");
    clock.advance(100 * DAY_MS + HOUR_MS);
    const states = await Promise.all(["logs/cold", "logs/warm", "cold"].map((key) => statusOf(Bucket, key)));
    expect(states.map(([status]) => status)).toEqual(["ARCHIVE_ACCESS", undefined, undefined]);
  });
});
