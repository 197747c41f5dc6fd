/** Who learns that a key is not there: whoever may list the bucket, also when he may not read it. */
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AclFixture, OTHER, startAcls } from "./acl-fixture.ts";
import { refusalOf } from "./fixture.ts";

let acls: AclFixture;
beforeAll(async () => {
  acls = await startAcls();
});
afterAll(() => acls.close());

async function bucketAllowing(Action: string | string[], Condition: Record<string, unknown> = {}): Promise<string> {
  const Bucket = await acls.createBucket({ ObjectOwnership: "BucketOwnerEnforced" });
  await acls.owner.send(new PutObjectCommand({ Bucket, Key: "public/there", Body: "1" }));
  const statement = {
    Effect: "Allow",
    Principal: { AWS: OTHER },
    Action,
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    Condition,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await acls.owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return Bucket;
}

const get = (Bucket: string, Key: string, s3: S3Client = acls.other, VersionId?: string) =>
  refusalOf(s3.send(new GetObjectCommand({ Bucket, Key, VersionId })));
const head = (Bucket: string, Key: string) => refusalOf(acls.other.send(new HeadObjectCommand({ Bucket, Key })));

const DENIED = { code: "AccessDenied", status: 403 };
const ABSENT = { code: "NoSuchKey", status: 404 };

describe("another account", () => {
  test("that may read and not list is denied", async () => {
    const Bucket = await bucketAllowing("s3:GetObject");
    expect(await get(Bucket, "absent")).toMatchObject(DENIED);
    expect(await head(Bucket, "absent")).toMatchObject({ status: 403 });
  });

  test("that may list is told, whether it may read or not", async () => {
    for (const actions of [["s3:ListBucket"], ["s3:ListBucket", "s3:GetObject"]]) {
      const Bucket = await bucketAllowing(actions);
      expect(await get(Bucket, "absent")).toMatchObject(ABSENT);
      expect(await head(Bucket, "absent")).toMatchObject({ status: 404 });
    }
  });

  test("that may list some prefixes is told of those alone", async () => {
    const Bucket = await bucketAllowing(["s3:ListBucket", "s3:GetObject"], { StringLike: { "s3:prefix": "public/*" } });
    expect(await get(Bucket, "public/absent")).toMatchObject(ABSENT);
    expect(await head(Bucket, "public/absent")).toMatchObject({ status: 404 });
    expect(await get(Bucket, "private/absent")).toMatchObject(DENIED);
    expect(await head(Bucket, "private/absent")).toMatchObject({ status: 403 });
  });

  test("that may list and not read is denied what is there, and versions by their names", async () => {
    const Bucket = await bucketAllowing("s3:ListBucket");
    expect(await get(Bucket, "public/there")).toMatchObject(DENIED);
    expect(await get(Bucket, "absent", acls.other, "null")).toMatchObject(DENIED);
  });
});

test("an anonymous caller of a bucket that nobody opened is denied", async () => {
  const Bucket = await bucketAllowing("s3:ListBucket");
  expect(await get(Bucket, "absent", acls.anonymous)).toMatchObject(DENIED);
});
