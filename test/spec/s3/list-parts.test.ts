import { ListPartsCommand, type ListPartsCommandInput, paginateListParts } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";
import { beginUpload, md5Hex, sendPart, type Upload } from "./multipart-steps.ts";

let fixture: S3Fixture;
let upload: Upload;
const numbers = [1, 2, 3, 9, 10, 100];
beforeAll(async () => {
  fixture = await startS3();
  upload = await beginUpload(fixture, "key");
  for (const number of [...numbers].reverse()) await sendPart(fixture, upload, { number, body: `part ${number}` });
});
afterAll(() => fixture.close());

const list = (options: Partial<ListPartsCommandInput> = {}) =>
  fixture.s3.send(new ListPartsCommand({ ...upload, ...options }));

describe("listing parts", () => {
  test("shows them by number, with size, ETag and time", async () => {
    const listed = await list();
    expect(listed).toMatchObject({
      Bucket: upload.Bucket,
      Key: "key",
      UploadId: upload.UploadId,
      IsTruncated: false,
      MaxParts: 1000,
      StorageClass: "STANDARD",
    });
    expect(listed.Parts?.map((part) => part.PartNumber)).toEqual(numbers);
    expect(listed.Parts?.[0]).toMatchObject({ Size: 6, ETag: `"${md5Hex("part 1")}"`, LastModified: expect.any(Date) });
    expect(listed.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect(listed.Initiator?.ID).toBe(listed.Owner?.ID);
    expect([listed.PartNumberMarker, listed.NextPartNumberMarker]).toEqual(["0", "100"]);
  });

  test("goes on after a marker, which need not be a part", async () => {
    const page = await list({ MaxParts: 2, PartNumberMarker: "2" });
    expect(page.Parts?.map((part) => part.PartNumber)).toEqual([3, 9]);
    expect(page).toMatchObject({ IsTruncated: true, PartNumberMarker: "2", NextPartNumberMarker: "9", MaxParts: 2 });
    expect((await list({ PartNumberMarker: "50" })).Parts?.map((part) => part.PartNumber)).toEqual([100]);
    const end = await list({ PartNumberMarker: "100" });
    expect([end.IsTruncated, end.Parts, end.NextPartNumberMarker]).toEqual([false, undefined, undefined]);
  });

  test("can be followed by the SDK's paginator", async () => {
    const seen: (number | undefined)[] = [];
    for await (const page of paginateListParts({ client: fixture.s3, pageSize: 1 }, upload)) {
      seen.push(...(page.Parts ?? []).map((part) => part.PartNumber));
    }
    expect(seen).toEqual(numbers);
  });

  test("of an upload without parts shows none", async () => {
    const empty = await beginUpload(fixture, "empty");
    const listed = await list(empty);
    expect([listed.IsTruncated, listed.Parts, listed.NextPartNumberMarker]).toEqual([false, undefined, undefined]);
  });

  test("cuts pages at a thousand, and may ask for none", async () => {
    expect((await list({ MaxParts: 5000 })).MaxParts).toBe(1000);
    const none = await list({ MaxParts: 0 });
    expect([none.Parts, none.IsTruncated]).toEqual([undefined, false]);
  });
});

describe("listing parts is refused", () => {
  test("for an upload that is not there, or is another key's", async () => {
    expect(await refusalOf(list({ UploadId: "fakeid" }))).toMatchObject({ code: "NoSuchUpload", status: 404 });
    expect(await refusalOf(list({ Key: "other" }))).toMatchObject({ code: "NoSuchUpload" });
    expect(await refusalOf(list({ Bucket: "no-such-bucket-here" }))).toMatchObject({ code: "NoSuchBucket" });
  });

  test("for a negative page or an odd marker", async () => {
    expect(await refusalOf(list({ MaxParts: -1 }))).toMatchObject({ code: "InvalidArgument", status: 400 });
    expect(await refusalOf(list({ PartNumberMarker: "next" }))).toMatchObject({ code: "InvalidArgument" });
  });
});
