import {
  CompleteMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendSigned, xmlText } from "../../support/raw-http.ts";
import { refusalOf, type S3Fixture, startS3, textOf } from "./fixture.ts";
import { beginUpload, completeUpload, FIVE_MIB, multipartEtag, sendPart } from "./multipart-steps.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const first = Buffer.alloc(FIVE_MIB, "a");
const second = Buffer.alloc(FIVE_MIB + 1, "b");
const bodyOf = async (key: string): Promise<Uint8Array | undefined> => {
  const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: key }));
  return await Body?.transformToByteArray();
};

describe("completing a multipart upload", () => {
  test("makes one object of the parts in order, with the ETag of their digests", async () => {
    const upload = await beginUpload(fixture, "three", {
      ContentType: "text/plain",
      Metadata: { color: "blue" },
      CacheControl: "no-store",
    });
    const parts = [
      await sendPart(fixture, upload, { number: 1, body: first }),
      await sendPart(fixture, upload, { number: 2, body: second }),
      await sendPart(fixture, upload, { number: 3, body: "end" }),
    ];
    const completed = await completeUpload(fixture, upload, parts);
    expect(completed).toMatchObject({
      Bucket: fixture.bucket,
      Key: "three",
      ETag: multipartEtag(first, second, "end"),
    });
    expect(completed.Location).toBe(`${fixture.server.endpoint}/${fixture.bucket}/three`);
    const head = await fixture.s3.send(new HeadObjectCommand({ Bucket: fixture.bucket, Key: "three" }));
    expect(head).toMatchObject({
      ContentType: "text/plain",
      Metadata: { color: "blue" },
      CacheControl: "no-store",
      ETag: completed.ETag,
    });
    expect(head.ContentLength).toBe(2 * FIVE_MIB + 4);
    const body = await bodyOf("three");
    expect(Buffer.from(body ?? []).equals(Buffer.concat([first, second, Buffer.from("end")]))).toBe(true);
  });

  test("can be read by range across parts, and by part", async () => {
    const upload = await beginUpload(fixture, "ranges");
    const parts = [
      await sendPart(fixture, upload, { number: 1, body: first }),
      await sendPart(fixture, upload, { number: 2, body: "second" }),
    ];
    await completeUpload(fixture, upload, parts);
    const read = (options: object) =>
      fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "ranges", ...options }));
    const across = await read({ Range: `bytes=${FIVE_MIB - 2}-${FIVE_MIB + 2}` });
    expect(await textOf(across.Body)).toBe("aasec");
    const part = await read({ PartNumber: 2 });
    expect(part).toMatchObject({ PartsCount: 2, ContentRange: `bytes ${FIVE_MIB}-${FIVE_MIB + 5}/${FIVE_MIB + 6}` });
    expect(await textOf(part.Body)).toBe("second");
  });

  test("takes the parts that are listed and drops the others", async () => {
    const upload = await beginUpload(fixture, "some");
    await sendPart(fixture, upload, { number: 1, body: "dropped" });
    const kept = await sendPart(fixture, upload, { number: 7, body: "kept" });
    await completeUpload(fixture, upload, [kept]);
    expect(Buffer.from((await bodyOf("some")) ?? []).toString()).toBe("kept");
  });

  test("takes the part that was uploaded last under a number", async () => {
    const upload = await beginUpload(fixture, "again");
    const old = await sendPart(fixture, upload, { number: 1, body: "old" });
    const parts = [await sendPart(fixture, upload, { number: 1, body: "new" })];
    expect(await refusalOf(completeUpload(fixture, upload, [old]))).toMatchObject({ code: "InvalidPart", status: 400 });
    await completeUpload(fixture, upload, parts);
    expect(Buffer.from((await bodyOf("again")) ?? []).toString()).toBe("new");
  });

  test("accepts ETags without quotes", async () => {
    const upload = await beginUpload(fixture, "unquoted");
    const { ETag = "" } = await sendPart(fixture, upload, { number: 1, body: "x" });
    await completeUpload(fixture, upload, [{ PartNumber: 1, ETag: ETag.replaceAll('"', "") }]);
  });

  test("twice gives the same answer twice", async () => {
    const upload = await beginUpload(fixture, "twice");
    const parts = [await sendPart(fixture, upload, { number: 1, body: "x" })];
    const { $metadata: _, ...one } = await completeUpload(fixture, upload, parts);
    const { $metadata: __, ...two } = await completeUpload(fixture, upload, parts);
    expect(two).toEqual(one);
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "twice", Body: "other" }));
    expect(await refusalOf(completeUpload(fixture, upload, parts))).toMatchObject({
      code: "NoSuchUpload",
      status: 404,
    });
  });

  test("at the same time succeeds for every client and makes one version", async () => {
    const bucket = await fixture.createBucket();
    await fixture.s3.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const upload = await beginUpload(fixture, "raced", { Bucket: bucket });
    const parts = [await sendPart(fixture, upload, { number: 1, body: "x" })];
    const answers = await Promise.all([1, 2, 3].map(() => completeUpload(fixture, upload, parts)));
    expect(new Set(answers.map((answer) => answer.VersionId)).size).toBe(1);
  });

  test("ends the upload", async () => {
    const upload = await beginUpload(fixture, "ended");
    await completeUpload(fixture, upload, [await sendPart(fixture, upload, { number: 1, body: "x" })]);
    expect(await refusalOf(fixture.s3.send(new ListPartsCommand(upload)))).toMatchObject({
      code: "NoSuchUpload",
      status: 404,
    });
    expect(await refusalOf(sendPart(fixture, upload, { number: 2, body: "x" }))).toMatchObject({
      code: "NoSuchUpload",
    });
  });

  test("reads ETags with entities for their quotes", async () => {
    const upload = await beginUpload(fixture, "entities");
    const { ETag = "" } = await sendPart(fixture, upload, { number: 1, body: "x" });
    const document = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><ETag>${ETag.replaceAll('"', "&quot;")}</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>`;
    const answer = await sendDocument(upload, document);
    expect(answer.status, answer.body).toBe(200);
    expect(xmlText(answer.body, "Key")).toBe("entities");
  });

  test("keeps the version id that versioning asks for", async () => {
    const bucket = await fixture.createBucket();
    await fixture.s3.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const upload = await beginUpload(fixture, "versioned", { Bucket: bucket });
    const { VersionId } = await completeUpload(fixture, upload, [
      await sendPart(fixture, upload, { number: 1, body: "x" }),
    ]);
    expect(VersionId).toMatch(/^[A-Za-z0-9_-]{32}$/);
    const head = await fixture.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "versioned" }));
    expect(head.VersionId).toBe(VersionId);
  });
});

describe("completing is refused", () => {
  test("without a document, and with a document without parts, in different words", async () => {
    const upload = await beginUpload(fixture, "empty");
    expect(await refusalOf(fixture.s3.send(new CompleteMultipartUploadCommand(upload)))).toMatchObject({
      code: "InvalidRequest",
      message: "You must specify at least one part",
    });
    const answer = await sendDocument(upload, "<CompleteMultipartUpload></CompleteMultipartUpload>");
    expect([answer.status, xmlText(answer.body, "Code")]).toEqual([400, "MalformedXML"]);
  });

  test("for an upload that is not there, or is another key's", async () => {
    const upload = await beginUpload(fixture, "mine");
    const part = await sendPart(fixture, upload, { number: 1, body: "x" });
    const expected = { code: "NoSuchUpload", status: 404 };
    expect(await refusalOf(completeUpload(fixture, { ...upload, Key: "yours" }, [part]))).toMatchObject(expected);
    expect(await refusalOf(completeUpload(fixture, { ...upload, UploadId: "fakeid" }, [part]))).toMatchObject(expected);
    expect(
      await refusalOf(completeUpload(fixture, { ...upload, Bucket: "no-such-bucket-here" }, [part])),
    ).toMatchObject({ code: "NoSuchBucket" });
  });

  test("for parts out of order, also twice the same", async () => {
    const upload = await beginUpload(fixture, "order");
    const one = await sendPart(fixture, upload, { number: 1, body: first });
    const two = await sendPart(fixture, upload, { number: 2, body: "x" });
    for (const parts of [
      [two, one],
      [one, one],
    ]) {
      expect(await refusalOf(completeUpload(fixture, upload, parts))).toMatchObject({
        code: "InvalidPartOrder",
        status: 400,
        message: "The list of parts was not in ascending order. Parts must be ordered by part number.",
      });
    }
  });

  test("for a part that is not there or has another ETag", async () => {
    const upload = await beginUpload(fixture, "wrong");
    const part = await sendPart(fixture, upload, { number: 1, body: "x" });
    const { ETag = "" } = part;
    const expected = {
      code: "InvalidPart",
      status: 400,
      fields: { PartNumber: "2", UploadId: upload.UploadId, ETag: ETag.replaceAll('"', "") },
    };
    expect(await refusalOf(completeUpload(fixture, upload, [{ PartNumber: 2, ETag }]))).toMatchObject(expected);
    expect(await refusalOf(completeUpload(fixture, upload, [{ PartNumber: 1, ETag: "0".repeat(32) }]))).toMatchObject({
      code: "InvalidPart",
    });
  });

  test("for part number 0", async () => {
    const upload = await beginUpload(fixture, "zero");
    expect(await refusalOf(completeUpload(fixture, upload, [{ PartNumber: 0, ETag: "x" }]))).toMatchObject({
      code: "InvalidArgument",
      message: "PartNumber must be >= 1",
    });
  });

  test("for a part below 5 MiB that is not the last", async () => {
    const upload = await beginUpload(fixture, "small");
    const parts = [
      await sendPart(fixture, upload, { number: 1, body: "data" }),
      await sendPart(fixture, upload, { number: 2, body: "data" }),
    ];
    expect(await refusalOf(completeUpload(fixture, upload, parts))).toMatchObject({
      code: "EntityTooSmall",
      status: 400,
      message: "Your proposed upload is smaller than the minimum allowed size",
      fields: { MinSizeAllowed: "5242880", ProposedSize: "4", PartNumber: "1" },
    });
  });

  test("for another object size than declared", async () => {
    const upload = await beginUpload(fixture, "sized");
    const parts = [await sendPart(fixture, upload, { number: 1, body: "data" })];
    expect(await refusalOf(completeUpload(fixture, upload, parts, { MpuObjectSize: 5 }))).toMatchObject({
      code: "InvalidRequest",
      message: "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4",
    });
    await completeUpload(fixture, upload, parts, { MpuObjectSize: 4 });
  });

  test("and the upload is still there to be completed rightly", async () => {
    const upload = await beginUpload(fixture, "retry");
    const part = await sendPart(fixture, upload, { number: 1, body: "x" });
    await refusalOf(completeUpload(fixture, upload, [{ ...part, ETag: "wrong" }]));
    await completeUpload(fixture, upload, [part]);
  });
});

describe("a condition", () => {
  const put = async (key: string, body: string): Promise<string> =>
    (await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: key, Body: body }))).ETag ?? "";
  const begin = async (key: string) => {
    const upload = await beginUpload(fixture, key);
    return { upload, parts: [await sendPart(fixture, upload, { number: 1, body: "part" })] };
  };

  test("If-None-Match lets the first writer win", async () => {
    const { upload, parts } = await begin("if-none");
    await put("if-none", "there");
    expect(await refusalOf(completeUpload(fixture, upload, parts, { IfNoneMatch: "*" }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    const fresh = await begin("if-none-fresh");
    await completeUpload(fixture, fresh.upload, fresh.parts, { IfNoneMatch: "*" });
  });

  test("If-None-Match conflicts with a delete while the upload ran", async () => {
    await put("deleted", "there");
    const { upload, parts } = await begin("deleted");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: fixture.bucket, Key: "deleted" }));
    expect(await refusalOf(completeUpload(fixture, upload, parts, { IfNoneMatch: "*" }))).toMatchObject({
      code: "ConditionalRequestConflict",
      status: 409,
      fields: { Condition: "If-None-Match", Key: "deleted" },
    });
    await completeUpload(fixture, upload, parts);
  });

  test("If-Match names the object to replace", async () => {
    const etag = await put("if-match", "old");
    const { upload, parts } = await begin("if-match");
    expect(await refusalOf(completeUpload(fixture, upload, parts, { IfMatch: '"0123"' }))).toMatchObject({
      code: "PreconditionFailed",
    });
    await completeUpload(fixture, upload, parts, { IfMatch: etag });
  });

  test("If-Match conflicts with a write while the upload ran, even of the same bytes", async () => {
    await put("touched", "same");
    const { upload, parts } = await begin("touched");
    const etag = await put("touched", "same");
    expect(await refusalOf(completeUpload(fixture, upload, parts, { IfMatch: etag }))).toMatchObject({
      code: "ConditionalRequestConflict",
      status: 409,
    });
  });

  test("If-Match finds no object that was deleted", async () => {
    const etag = await put("gone", "x");
    const { upload, parts } = await begin("gone");
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: fixture.bucket, Key: "gone" }));
    expect(await refusalOf(completeUpload(fixture, upload, parts, { IfMatch: etag }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
  });

  test("that S3 does not have is its own 501", async () => {
    const { upload, parts } = await begin("bad-condition");
    for (const condition of [{ IfMatch: "*" }, { IfNoneMatch: '"etag"' }, { IfMatch: '"etag"', IfNoneMatch: "*" }]) {
      expect(await refusalOf(completeUpload(fixture, upload, parts, condition))).toMatchObject({
        code: "NotImplemented",
        status: 501,
      });
    }
  });
});

function sendDocument(upload: { Bucket: string; Key: string; UploadId: string }, body: string) {
  const path = `/${upload.Bucket}/${upload.Key}`;
  return sendSigned(fixture.server, { method: "POST", path, query: { uploadId: upload.UploadId }, body });
}
