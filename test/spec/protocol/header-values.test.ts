/** Header values over a real connection: whatever a client stores or asks for, the answer arrives. */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "header-values" }));
  await s3.send(new PutObjectCommand({ Bucket: "header-values", Key: "k", Body: "hello" }));
});

afterAll(() => server.close());

test.each([
  ["attachment; filename=日本.txt", "attachment; filename=日本.txt"],
  ["attachment; filename=a\u0001b\u007fc", "attachment; filename=a b c"],
])("the requested disposition %j is answered", async (asked, expected) => {
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: "header-values", Key: "k", ResponseContentDisposition: asked }),
  );
  expect(Buffer.from(answer.ContentDisposition ?? "", "latin1").toString("utf8")).toBe(expected);
  expect(await answer.Body?.transformToString()).toBe("hello");
});
