import {
  AbortMultipartUploadCommand,
  type AbortMultipartUploadCommandInput,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";
import { beginUpload, completeUpload, sendPart, type Upload } from "./multipart-steps.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const abort = (upload: Upload, options: Partial<AbortMultipartUploadCommandInput> = {}) =>
  fixture.s3.send(new AbortMultipartUploadCommand({ ...upload, ...options }));

describe("aborting a multipart upload", () => {
  test("ends it, with its parts", async () => {
    const upload = await beginUpload(fixture, "aborted");
    const part = await sendPart(fixture, upload, { number: 1, body: "x" });
    expect((await abort(upload)).$metadata.httpStatusCode).toBe(204);
    expect(await refusalOf(completeUpload(fixture, upload, [part]))).toMatchObject({ code: "NoSuchUpload" });
    expect(await refusalOf(sendPart(fixture, upload, { number: 2, body: "x" }))).toMatchObject({
      code: "NoSuchUpload",
    });
    const { Uploads } = await fixture.s3.send(
      new ListMultipartUploadsCommand({ Bucket: fixture.bucket, Prefix: "aborted" }),
    );
    expect(Uploads).toBeUndefined();
  });

  test("at the same time as completing it lets exactly one of them win", async () => {
    for (let round = 0; round < 5; round++) {
      const upload = await beginUpload(fixture, `race-${round}`);
      const part = await sendPart(fixture, upload, { number: 1, body: "x" });
      const [completed, aborted] = await Promise.allSettled([completeUpload(fixture, upload, [part]), abort(upload)]);
      expect([completed.status, aborted.status].sort()).toEqual(["fulfilled", "rejected"]);
      const head = fixture.s3.send(new HeadObjectCommand({ Bucket: upload.Bucket, Key: upload.Key }));
      if (completed.status === "fulfilled") await head;
      else expect(await refusalOf(head)).toMatchObject({ status: 404 });
    }
  });

  test("takes the time at which it began as a condition", async () => {
    const upload = await beginUpload(fixture, "timed");
    const { Uploads } = await fixture.s3.send(
      new ListMultipartUploadsCommand({ Bucket: fixture.bucket, Prefix: "timed" }),
    );
    const initiated = Uploads?.[0]?.Initiated ?? new Date(0);
    expect(
      await refusalOf(abort(upload, { IfMatchInitiatedTime: new Date(initiated.getTime() - 60_000) })),
    ).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    await abort(upload, { IfMatchInitiatedTime: initiated });
  });
});

describe("aborting is refused", () => {
  test("for an upload that is not there, was completed, or is another key's", async () => {
    const upload = await beginUpload(fixture, "done");
    await completeUpload(fixture, upload, [await sendPart(fixture, upload, { number: 1, body: "x" })]);
    const other = await beginUpload(fixture, "other");
    for (const name of [upload, { ...other, Key: "elsewhere" }, { ...other, UploadId: "fakeid" }]) {
      expect(await refusalOf(abort(name))).toMatchObject({ code: "NoSuchUpload", status: 404 });
    }
    expect(await refusalOf(abort({ ...other, Bucket: "no-such-bucket-here" }))).toMatchObject({ code: "NoSuchBucket" });
  });
});
