/** Many queries whose clients do not read: the limit of them, and that clients who go give their place back. Assumed: AWS does not tell its limit; the code is of its error reference. */
import { PutObjectCommand, SelectObjectContentCommand } from "@aws-sdk/client-s3";
import { Agent } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { QUERIES_MAX } from "../../../../src/services/s3/select/select-limits.ts";
import { type S3Fixture, startS3 } from "../fixture.ts";
import { answerOf, inputOf, refusal } from "./support.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
  const Body = `${"x".repeat(99)}\n`.repeat(240_000);
  await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "long", Body }));
});
afterAll(() => fixture.close());

test("queries that nobody reads from occupy their places until their clients go, and no thread", async () => {
  const input = inputOf(fixture.bucket, "long", { sql: "SELECT * FROM S3Object" });
  const httpAgent = new Agent({ maxSockets: 200 });
  const idle = fixture.client({ requestHandler: { httpAgent } });
  const one = { ...input, Expression: "SELECT COUNT(*) FROM S3Object" };
  const begin = (): Promise<unknown> => idle.send(new SelectObjectContentCommand(input));
  await Promise.all(Array.from({ length: QUERIES_MAX - 1 }, begin));
  // All threads have slow readers, and answer all the same.
  expect((await answerOf(fixture.s3, one)).text).toBe("240000\n");
  await begin();
  expect(await refusal(answerOf(fixture.s3, one))).toMatchObject({ code: "Busy", status: 503 });
  httpAgent.destroy();
  await vi.waitFor(async () => expect((await answerOf(fixture.s3, one)).text).toBe("240000\n"), {
    timeout: 20_000,
    interval: 100,
  });
});
