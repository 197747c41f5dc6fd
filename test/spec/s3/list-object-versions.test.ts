import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";

let fixture: S3Fixture;
let bucket: string;
/** Labels of version ids, in the order the versions came to be: `k1.1`, and `k1.2x` for a delete marker. */
let labels: Map<string | undefined, string>;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  bucket = await fixture.createBucket();
  labels = new Map();
  await setVersioning("Enabled");
});

const setVersioning = (Status: "Enabled" | "Suspended") =>
  fixture.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }));

async function write(...keys: string[]): Promise<void> {
  for (const name of keys) {
    const isDelete = name.startsWith("-");
    const key = name.replace("-", "");
    const turn = [...labels.values()].filter((label) => label.startsWith(`${key}.`)).length + 1;
    const target = { Bucket: bucket, Key: key };
    const { VersionId } = await (isDelete
      ? fixture.s3.send(new DeleteObjectCommand(target))
      : fixture.s3.send(new PutObjectCommand({ ...target, Body: name })));
    labels.set(VersionId, `${key}.${turn}${isDelete ? "x" : ""}`);
  }
}

const list = (options: Partial<ListObjectVersionsCommandInput> = {}) =>
  fixture.s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...options }));
const idOf = (label: string) => [...labels].find(([, name]) => name === label)?.[0];

/** Labels as shown, versions before delete markers, the latest of a key with `!`. */
function shown(page: ListObjectVersionsCommandOutput): string[] {
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
    (entry) => `${labels.get(entry.VersionId)}${entry.IsLatest === true ? "!" : ""}`,
  );
}

describe("listing versions", () => {
  test("shows the newest of a key first, whatever the timestamps say, and delete markers apart", async () => {
    await write("k0", "k1", "k2", "k2", "-k0", "-k1", "-k2", "k0", "k1");
    const page = await list();
    expect(shown(page)).toEqual(["k0.3!", "k0.1", "k1.3!", "k1.1", "k2.2", "k2.1", "k0.2x", "k1.2x", "k2.3x!"]);
    expect(page).toMatchObject({
      Name: bucket,
      Prefix: "",
      KeyMarker: "",
      VersionIdMarker: "",
      IsTruncated: false,
      MaxKeys: 1000,
    });
    expect(page.Versions?.[0]).toMatchObject({
      Key: "k0",
      Size: 2,
      StorageClass: "STANDARD",
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      Owner: { ID: expect.any(String) },
    });
    expect(page.DeleteMarkers?.[0]).toMatchObject({
      Key: "k0",
      IsLatest: false,
      LastModified: expect.any(Date),
      Owner: { ID: expect.any(String) },
    });
  });

  test("goes on behind a key, or behind one version of a key", async () => {
    await write("k0", "k1", "k1", "-k1", "k2");
    expect(shown(await list({ KeyMarker: "k1" }))).toEqual(["k2.1!"]);
    expect(shown(await list({ KeyMarker: "k1", VersionIdMarker: idOf("k1.3x") }))).toEqual(["k1.2", "k1.1", "k2.1!"]);
    expect(shown(await list({ KeyMarker: "k1", VersionIdMarker: idOf("k1.2") }))).toEqual(["k1.1", "k2.1!"]);
    expect(shown(await list({ KeyMarker: "k1", VersionIdMarker: idOf("k1.1") }))).toEqual(["k2.1!"]);
    expect(shown(await list({ KeyMarker: "" }))).toHaveLength(5);
  });

  test("marks the latest also on the page after it was shown", async () => {
    await write("k", "k");
    const first = await list({ MaxKeys: 1 });
    expect([shown(first), first.NextKeyMarker, labels.get(first.NextVersionIdMarker)]).toEqual([["k.2!"], "k", "k.2"]);
    const second = await list({
      MaxKeys: 1,
      KeyMarker: first.NextKeyMarker,
      VersionIdMarker: first.NextVersionIdMarker,
    });
    expect([shown(second), second.IsTruncated, second.NextKeyMarker]).toEqual([["k.1"], false, undefined]);
  });

  test.each([1, 2, 3, 4])("in pages of %d shows every version once", async (MaxKeys) => {
    await write("a", "a", "b/1", "b/2", "-a", "c", "c", "-b/1", "c");
    const whole = new Set(shown(await list()));
    const seen: string[] = [];
    let markers: Partial<ListObjectVersionsCommandInput> = {};
    for (;;) {
      const page: ListObjectVersionsCommandOutput = await list({ MaxKeys, ...markers });
      seen.push(...shown(page));
      if (page.IsTruncated !== true) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).toHaveLength(whole.size);
    expect(new Set(seen)).toEqual(whole);
  });

  test("misses nothing when every page is deleted before the next is asked for", async () => {
    await write("a", "a", "a", "-a", "a", "b", "-b", "c", "c");
    let markers: Partial<ListObjectVersionsCommandInput> = {};
    for (;;) {
      const page: ListObjectVersionsCommandOutput = await list({ MaxKeys: 2, ...markers });
      const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
        ({ Key, VersionId }) => ({ Key, VersionId }) as ObjectIdentifier,
      );
      if (Objects.length > 0) await fixture.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
      if (page.IsTruncated !== true) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    const left = await list();
    expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
  });

  test("rolls keys up to the delimiter, and pages by common prefixes", async () => {
    await write("folder/sub/1", "folder/sub/2", "folder/x", "folder/y");
    const of = (options: object) => list({ Prefix: "folder/", Delimiter: "/", MaxKeys: 1, ...options });
    const first = await of({});
    expect(first).toMatchObject({
      CommonPrefixes: [{ Prefix: "folder/sub/" }],
      NextKeyMarker: "folder/sub/",
      IsTruncated: true,
    });
    expect(first.NextVersionIdMarker).toBeUndefined();
    for (const KeyMarker of ["folder/sub/", "folder/sub/1"]) {
      const page = await of({ KeyMarker });
      expect([shown(page), page.CommonPrefixes, page.NextKeyMarker]).toEqual([["folder/x.1!"], undefined, "folder/x"]);
    }
  });

  test("of objects from before versioning shows the null version, which goes on being the oldest", async () => {
    bucket = await fixture.createBucket();
    await write("k");
    expect((await list()).Versions?.[0]).toMatchObject({ VersionId: "null", IsLatest: true });
    await setVersioning("Enabled");
    await write("k");
    const page = await list();
    expect(page.Versions?.map((version) => [version.VersionId === "null", version.IsLatest])).toEqual([
      [false, true],
      [true, false],
    ]);
    const next = await list({ KeyMarker: "k", VersionIdMarker: page.Versions?.[0]?.VersionId });
    expect(next.Versions?.map((version) => version.VersionId)).toEqual(["null"]);
  });

  test("while versioning is suspended shows one null version, in its place", async () => {
    await write("k");
    await setVersioning("Suspended");
    await write("k", "k");
    const page = await list();
    expect(page.Versions?.map((version) => [version.VersionId === "null", version.IsLatest])).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  test("encodes keys and markers when asked", async () => {
    await write("a b", "a b/c");
    const page = await list({ EncodingType: "url", MaxKeys: 1 });
    expect(page).toMatchObject({ EncodingType: "url", NextKeyMarker: "a%20b" });
    expect(page.Versions?.[0]?.Key).toBe("a%20b");
  });
});

describe("listing versions is refused", () => {
  test("for a version marker without a key marker, and in no bucket", async () => {
    const VersionIdMarker = "x".repeat(32);
    expect(await refusalOf(list({ VersionIdMarker }))).toMatchObject({
      code: "InvalidArgument",
      message: "A version-id marker cannot be specified without a key marker.",
      fields: { ArgumentName: "version-id-marker", ArgumentValue: VersionIdMarker },
    });
    expect(await refusalOf(list({ KeyMarker: "k", VersionIdMarker: "impossible" }))).toMatchObject({
      code: "InvalidArgument",
      message: "Invalid version id specified",
    });
    expect(await refusalOf(list({ Bucket: "no-such-bucket-here" }))).toMatchObject({ code: "NoSuchBucket" });
    expect(await refusalOf(list({ MaxKeys: -1 }))).toMatchObject({ code: "InvalidArgument" });
  });
});
