import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandInput } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";
import { beginUpload } from "./multipart-steps.ts";

let fixture: S3Fixture;
/** Upload ids in the order they began, by key. */
const ids: Record<string, string[]> = {};
beforeAll(async () => {
  fixture = await startS3();
  for (const key of ["test_c", "test_b", "test_a", "test_a", "test_a"]) {
    (ids[key] ??= []).push((await beginUpload(fixture, key)).UploadId);
  }
});
afterAll(() => fixture.close());

const list = (options: Partial<ListMultipartUploadsCommandInput> = {}) =>
  fixture.s3.send(new ListMultipartUploadsCommand({ Bucket: fixture.bucket, ...options }));
const names = (page: { Uploads?: { Key?: string | undefined; UploadId?: string | undefined }[] | undefined }) =>
  (page.Uploads ?? []).map((upload) => `${upload.Key}:${ids[upload.Key ?? ""]?.indexOf(upload.UploadId ?? "")}`);
const ALL = ["test_a:0", "test_a:1", "test_a:2", "test_b:0", "test_c:0"];

describe("listing multipart uploads", () => {
  test("shows them by key, and those of one key as they began", async () => {
    const page = await list();
    expect(names(page)).toEqual(ALL);
    expect(page).toMatchObject({
      Bucket: fixture.bucket,
      IsTruncated: false,
      MaxUploads: 1000,
      NextKeyMarker: "test_c",
      NextUploadIdMarker: ids["test_c"]?.[0],
    });
    expect(page.Prefix).toBeUndefined();
    expect(page.Uploads?.[0]).toMatchObject({
      Initiated: expect.any(Date),
      StorageClass: "STANDARD",
      Owner: { ID: expect.any(String) },
    });
  });

  test("goes on behind a key, or behind one upload of a key", async () => {
    expect(names(await list({ KeyMarker: "test_a" }))).toEqual(["test_b:0", "test_c:0"]);
    expect(names(await list({ KeyMarker: "test_a", UploadIdMarker: ids["test_a"]?.[0] }))).toEqual([
      "test_a:1",
      "test_a:2",
      "test_b:0",
      "test_c:0",
    ]);
    expect(names(await list({ KeyMarker: "test_c" }))).toEqual([]);
  });

  test("ignores an upload id marker without a key marker", async () => {
    expect(names(await list({ UploadIdMarker: ids["test_a"]?.[0] }))).toEqual(ALL);
  });

  test("in pages of any size shows every upload once", async () => {
    for (const size of [1, 2, 3, 4]) {
      const seen: string[] = [];
      let markers = {};
      for (;;) {
        const page = await list({ MaxUploads: size, ...markers });
        seen.push(...names(page));
        if (page.IsTruncated !== true) break;
        markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      }
      expect(seen).toEqual(ALL);
    }
  });

  test("rolls keys up to the delimiter", async () => {
    const bucket = await fixture.createBucket();
    for (const key of ["folder/sub/1", "folder/sub/2", "folder/x", "folder/y"])
      await beginUpload(fixture, key, { Bucket: bucket });
    const of = (options: object) => list({ Bucket: bucket, Prefix: "folder/", Delimiter: "/", ...options });
    const page = await of({});
    expect(page.CommonPrefixes).toEqual([{ Prefix: "folder/sub/" }]);
    expect(page.Uploads?.map((upload) => upload.Key)).toEqual(["folder/x", "folder/y"]);
    for (const marker of ["folder/sub/", "folder/sub/1"]) {
      const next = await of({ KeyMarker: marker, MaxUploads: 1 });
      expect(next).toMatchObject({ IsTruncated: true, NextKeyMarker: "folder/x", KeyMarker: marker });
      expect(next.CommonPrefixes).toBeUndefined();
    }
    const first = await of({ MaxUploads: 1 });
    expect(first).toMatchObject({
      IsTruncated: true,
      NextKeyMarker: "folder/sub/",
      CommonPrefixes: [{ Prefix: "folder/sub/" }],
    });
  });

  test("encodes keys when asked", async () => {
    const bucket = await fixture.createBucket();
    await beginUpload(fixture, "a b+(1)/é\u{1}", { Bucket: bucket });
    const page = await list({ Bucket: bucket, EncodingType: "url" });
    expect(page).toMatchObject({ EncodingType: "url", NextKeyMarker: "a%20b%2B%281%29/%C3%A9%01" });
    expect(page.Uploads?.[0]?.Key).toBe("a%20b%2B%281%29/%C3%A9%01");
  });

  test("shows the checksum that an upload will have", async () => {
    const bucket = await fixture.createBucket();
    await beginUpload(fixture, "k", { Bucket: bucket, ChecksumAlgorithm: "CRC32C", ChecksumType: "FULL_OBJECT" });
    expect((await list({ Bucket: bucket })).Uploads?.[0]).toMatchObject({
      ChecksumAlgorithm: "CRC32C",
      ChecksumType: "FULL_OBJECT",
    });
  });
});

describe("listing multipart uploads is refused", () => {
  test("in no bucket, and for parameters that cannot be", async () => {
    expect(await refusalOf(list({ Bucket: "no-such-bucket-here" }))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
    expect(await refusalOf(list({ KeyMarker: "test_a", UploadIdMarker: "nonsense" }))).toMatchObject({
      code: "InvalidArgument",
      message: "Invalid uploadId marker",
    });
    expect(await refusalOf(list({ MaxUploads: -1 }))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusalOf(list({ EncodingType: "value" as never }))).toMatchObject({
      code: "InvalidArgument",
      message: "Invalid Encoding Method specified in Request",
    });
  });
});
