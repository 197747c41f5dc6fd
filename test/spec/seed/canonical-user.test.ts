/**
 * Bucket policies that name an account by its canonical user id, as S3 knows it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { expectServiceError, startTestServer } from "../../support/server.ts";

test("a canonical user id in a bucket policy means the account that the seed file gave it to", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lakebed-canonical-"));
  const seedPath = join(directory, "seed.json");
  const canonicalId = "ab".repeat(32);
  const keys = { accessKeyId: "OTHERROOT", secretAccessKey: "other-root-secret" };
  writeFileSync(seedPath, JSON.stringify({ accounts: [{ id: "777788889999", canonicalId, rootKeys: [keys] }] }));
  const server = await startTestServer({ seedPath });
  const owner = server.client(S3Client);
  const other = new S3Client({ ...server.clientConfig, credentials: { ...keys } });
  const object = { Bucket: "canonical-bucket", Key: "a" };
  await owner.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  await owner.send(new PutObjectCommand({ ...object, Body: "1" }));
  const policyFor = (CanonicalUser: string) =>
    new PutBucketPolicyCommand({
      Bucket: object.Bucket,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { CanonicalUser },
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::canonical-bucket/*",
          },
        ],
      }),
    });
  await owner.send(policyFor("cd".repeat(32)));
  await expectServiceError(other.send(new GetObjectCommand(object)), { name: "AccessDenied", status: 403 });
  await owner.send(policyFor(canonicalId));
  const { Body } = await other.send(new GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe("1");
  other.destroy();
  await server.close();
  rmSync(directory, { recursive: true });
});
