import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Fixture, startS3, textOf } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

describe("a presigned URL", () => {
  test("uploads with a plain PUT", async () => {
    const url = await fixture.presign(new PutObjectCommand({ Bucket: fixture.bucket, Key: "up/load.txt" }), {
      expiresIn: 60,
    });
    const answer = await fetch(url, { method: "PUT", body: "uploaded" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
    const got = await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "up/load.txt" }));
    expect(await textOf(got.Body)).toBe("uploaded");
  });

  test("downloads with a plain GET, also a range of it", async () => {
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "down", Body: "0123456789" }));
    const url = await fixture.presign(new GetObjectCommand({ Bucket: fixture.bucket, Key: "down" }));
    expect(await (await fetch(url)).text()).toBe("0123456789");
    const part = await fetch(url, { headers: { range: "bytes=2-3" } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe("23");
  });

  test("can name the headers of the answer", async () => {
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "named", Body: "x" }));
    const command = new GetObjectCommand({
      Bucket: fixture.bucket,
      Key: "named",
      ResponseContentDisposition: 'attachment; filename="report.csv"',
    });
    const answer = await fetch(await fixture.presign(command));
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="report.csv"');
  });

  test("is good for its own method and key only", async () => {
    const url = await fixture.presign(new GetObjectCommand({ Bucket: fixture.bucket, Key: "named" }));
    expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(403);
    expect((await fetch(url.replace("/named", "/other"))).status).toBe(403);
  });
});
