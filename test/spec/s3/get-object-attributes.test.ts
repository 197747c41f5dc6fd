import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  type GetObjectAttributesCommandInput,
  ObjectAttributes,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendSigned, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";
import { beginUpload, completeUpload, FIVE_MIB, sendPart } from "./multipart-steps.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const ALL = Object.values(ObjectAttributes);
const attributesOf = (Key: string, options: Partial<GetObjectAttributesCommandInput> = {}) =>
  fixture.s3.send(new GetObjectAttributesCommand({ Bucket: fixture.bucket, Key, ObjectAttributes: ALL, ...options }));
const put = (Key: string, options: object = {}) =>
  fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key, Body: "content", ...options }));

describe("the attributes of an object", () => {
  test("are what is known of it, with the ETag bare", async () => {
    const stored = await put("plain");
    const { $metadata: _, ...attributes } = await attributesOf("plain");
    expect(attributes).toEqual({
      ETag: stored.ETag?.replaceAll('"', ""),
      Checksum: { ChecksumCRC32: stored.ChecksumCRC32, ChecksumType: "FULL_OBJECT" },
      ObjectSize: 7,
      StorageClass: "STANDARD",
      LastModified: expect.any(Date),
    });
  });

  test("are only those asked for, with or without spaces between their names", async () => {
    await put("some", { StorageClass: "STANDARD_IA" });
    const { $metadata: _, ...attributes } = await attributesOf("some", { ObjectAttributes: ["StorageClass"] });
    expect(attributes).toEqual({ StorageClass: "STANDARD_IA", LastModified: expect.any(Date) });
    const send = (names: string) =>
      sendSigned(fixture.server, {
        path: `/${fixture.bucket}/some`,
        query: { attributes: "" },
        headers: { "x-amz-object-attributes": names },
      });
    for (const names of ["ETag, ObjectSize", "ETag,ObjectSize"]) {
      const answer = await send(names);
      expect([answer.status, xmlText(answer.body, "ObjectSize"), xmlText(answer.body, "StorageClass")]).toEqual([
        200,
        "7",
        undefined,
      ]);
    }
  });

  test("of a multipart object with COMPOSITE checksum list its parts, in pages", async () => {
    const upload = await beginUpload(fixture, "parts", { ChecksumAlgorithm: "SHA256" });
    const bodies = [Buffer.alloc(FIVE_MIB, "1"), Buffer.alloc(FIVE_MIB, "2"), Buffer.from("3")];
    const parts = [];
    for (const [index, body] of bodies.entries()) {
      const { ETag } = await sendPart(fixture, upload, { number: index + 1, body, ChecksumAlgorithm: "SHA256" });
      parts.push({
        PartNumber: index + 1,
        ETag: ETag ?? "",
        ChecksumSHA256: createHash("sha256").update(body).digest("base64"),
      });
    }
    await completeUpload(fixture, upload, parts);
    const { ObjectParts, ObjectSize, Checksum } = await attributesOf("parts");
    expect([ObjectSize, Checksum?.ChecksumType, Checksum?.ChecksumSHA256]).toEqual([
      2 * FIVE_MIB + 1,
      "COMPOSITE",
      expect.not.stringContaining("-"),
    ]);
    expect(ObjectParts).toMatchObject({
      TotalPartsCount: 3,
      IsTruncated: false,
      MaxParts: 1000,
      PartNumberMarker: "0",
      NextPartNumberMarker: "3",
    });
    expect(ObjectParts?.Parts).toEqual(
      parts.map(({ PartNumber, ChecksumSHA256 }, index) => ({
        PartNumber,
        ChecksumSHA256,
        Size: bodies[index]?.length,
      })),
    );
    const page = (await attributesOf("parts", { MaxParts: 1, PartNumberMarker: "1" })).ObjectParts;
    expect(page).toMatchObject({
      TotalPartsCount: 3,
      IsTruncated: true,
      MaxParts: 1,
      PartNumberMarker: "1",
      NextPartNumberMarker: "2",
    });
    expect(page?.Parts?.map((part) => part.PartNumber)).toEqual([2]);
  });

  test("of another multipart object count its parts", async () => {
    const upload = await beginUpload(fixture, "default");
    await completeUpload(fixture, upload, [await sendPart(fixture, upload, { number: 1, body: "x" })]);
    expect((await attributesOf("default")).ObjectParts).toEqual({ TotalPartsCount: 1 });
  });

  test("are those of the version named", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId } = await put("k", { Bucket });
    await put("k", { Bucket, Body: "longer content" });
    expect(await attributesOf("k", { Bucket, VersionId: VersionId ?? "" })).toMatchObject({ VersionId, ObjectSize: 7 });
    const marker = await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await refusalOf(attributesOf("k", { Bucket }))).toMatchObject({ code: "NoSuchKey", status: 404 });
    expect(await refusalOf(attributesOf("k", { Bucket, VersionId: marker.VersionId ?? "" }))).toMatchObject({
      code: "MethodNotAllowed",
      status: 405,
    });
  });
});

describe("the attributes of an object are refused", () => {
  test("in no bucket, for no key, and for names that are none", async () => {
    await put("there");
    expect(await refusalOf(attributesOf("k", { Bucket: "no-such-bucket-here" }))).toMatchObject({
      code: "NoSuchBucket",
    });
    expect(await refusalOf(attributesOf("nothing"))).toMatchObject({ code: "NoSuchKey", status: 404 });
    expect(await refusalOf(attributesOf("there", { ObjectAttributes: ["Color" as never] }))).toMatchObject({
      code: "InvalidArgument",
      message: "Invalid attribute name specified.",
      fields: { ArgumentName: "x-amz-object-attributes", ArgumentValue: "Color" },
    });
    expect(await refusalOf(attributesOf("there", { MaxParts: -1 }))).toMatchObject({ code: "InvalidArgument" });
  });

  test("when none is asked for", async () => {
    const answer = await sendSigned(fixture.server, { path: `/${fixture.bucket}/there`, query: { attributes: "" } });
    expect([answer.status, xmlText(answer.body, "Code")]).toEqual([400, "InvalidRequest"]);
  });
});
