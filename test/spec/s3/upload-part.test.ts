import { createHash } from "node:crypto";
import { GetObjectCommand, ListPartsCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchange, requestBytes, sendSigned, signRequest, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3, textOf, withHeaders } from "./fixture.ts";
import { beginUpload, completeUpload, md5Hex, sendPart, type Upload } from "./multipart-steps.ts";

let fixture: S3Fixture;
let upload: Upload;
beforeAll(async () => {
  fixture = await startS3();
  upload = await beginUpload(fixture, "key");
});
afterAll(() => fixture.close());

const sendRaw = (query: Record<string, string>, headers: Record<string, string>, body: string) =>
  sendSigned(fixture.server, {
    method: "PUT",
    path: `/${upload.Bucket}/${upload.Key}`,
    query: { uploadId: upload.UploadId, ...query },
    headers,
    body,
  });

describe("uploading a part", () => {
  test("answers with the MD5 of its bytes", async () => {
    expect(await sendPart(fixture, upload, { number: 1, body: "some bytes" })).toMatchObject({
      ETag: `"${md5Hex("some bytes")}"`,
    });
  });

  test("may be empty", async () => {
    const empty = await beginUpload(fixture, "empty");
    await completeUpload(fixture, empty, [await sendPart(fixture, empty, { number: 1, body: "" })]);
    const { Body, ContentLength } = await fixture.s3.send(
      new GetObjectCommand({ Bucket: empty.Bucket, Key: empty.Key }),
    );
    expect([await textOf(Body), ContentLength]).toEqual(["", 0]);
  });

  test("does not show the object before it is completed", async () => {
    expect(
      await refusalOf(fixture.s3.send(new GetObjectCommand({ Bucket: upload.Bucket, Key: upload.Key }))),
    ).toMatchObject({ code: "NoSuchKey" });
  });

  test("of one number at the same time leaves one of them", async () => {
    const raced = await beginUpload(fixture, "raced");
    const bodies = Array.from({ length: 8 }, (_, index) => String(index).repeat(70_000));
    await Promise.all(bodies.map((body) => sendPart(fixture, raced, { number: 1, body })));
    const { Parts } = await fixture.s3.send(new ListPartsCommand(raced));
    expect(Parts).toHaveLength(1);
    await completeUpload(fixture, raced, [{ PartNumber: 1, ETag: Parts?.[0]?.ETag ?? "" }]);
    const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: raced.Bucket, Key: raced.Key }));
    expect(bodies).toContain(await textOf(Body));
  });

  test("verifies Content-MD5", async () => {
    const ContentMD5 = createHash("md5").update("right").digest("base64");
    await sendPart(fixture, upload, { number: 2, body: "right", ContentMD5 });
    expect(await refusalOf(sendPart(fixture, upload, { number: 2, body: "wrong", ContentMD5 }))).toMatchObject({
      code: "BadDigest",
      status: 400,
      fields: { ExpectedDigest: ContentMD5 },
    });
    expect(await refusalOf(sendPart(fixture, upload, { number: 2, body: "x", ContentMD5: "000" }))).toMatchObject({
      code: "InvalidDigest",
    });
    const { Parts } = await fixture.s3.send(new ListPartsCommand(upload));
    expect(Parts?.find((part) => part.PartNumber === 2)?.ETag).toBe(`"${md5Hex("right")}"`);
  });
});

describe("a part is refused", () => {
  test.each([0, -1, 10_001])("with number %d", async (number) => {
    const answer = await sendRaw({ partNumber: String(number) }, {}, "x");
    expect([answer.status, xmlText(answer.body, "Code"), xmlText(answer.body, "Message")]).toEqual([
      400,
      "InvalidArgument",
      "Part number must be an integer between 1 and 10000, inclusive",
    ]);
  });

  test("without an upload of that id, of another key, and in no bucket", async () => {
    const send = (other: Partial<Upload>) =>
      refusalOf(fixture.s3.send(new UploadPartCommand({ ...upload, ...other, PartNumber: 1, Body: "x" })));
    expect(await send({ UploadId: "fakeid" })).toMatchObject({
      code: "NoSuchUpload",
      status: 404,
      fields: { UploadId: "fakeid" },
    });
    expect(await send({ Key: "other" })).toMatchObject({ code: "NoSuchUpload" });
    expect(await send({ Bucket: "no-such-bucket-here" })).toMatchObject({ code: "NoSuchBucket" });
  });

  test("when it says to be longer than 5 GiB, before a byte is read", async () => {
    const message = await signRequest(fixture.server, {
      method: "PUT",
      path: `/${upload.Bucket}/${upload.Key}`,
      query: { uploadId: upload.UploadId, partNumber: "1" },
      headers: { "content-length": "5368709121", "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    });
    const answer = await exchange(fixture.server, requestBytes(message));
    expect([answer.status, xmlText(answer.body, "Code")]).toEqual([400, "EntityTooLarge"]);
  });

  test("when it names a checksum algorithm without a checksum", async () => {
    const answer = await sendRaw({ partNumber: "1" }, { "x-amz-sdk-checksum-algorithm": "CRC32" }, "x");
    expect([answer.status, xmlText(answer.body, "Code")]).toEqual([400, "InvalidRequest"]);
    expect(xmlText(answer.body, "Message")).toMatch(/^x-amz-sdk-checksum-algorithm specified, but no corresponding/);
  });

  test("with two checksums", async () => {
    const headers = { "x-amz-checksum-crc32": "jNz6Og==", "x-amz-checksum-crc32c": "z8Sbzg==" };
    const answer = await sendRaw({ partNumber: "1" }, headers, "x");
    expect(xmlText(answer.body, "Message")).toBe(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  });

  test("with half a customer key", async () => {
    const command = withHeaders(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "x" }), {
      "x-amz-server-side-encryption-customer-algorithm": "AES256",
    });
    expect(await refusalOf(fixture.s3.send(command))).toMatchObject({ status: 400, code: "InvalidArgument" });
  });
});
