/** Get- and PutBucketRequestPayment, and who is let in and told that he pays. */
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketRequestPaymentCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type Payer,
  PutBucketPolicyCommand,
  PutBucketRequestPaymentCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AclFixture, startAcls } from "./acl-fixture.ts";
import { refusalOf } from "./fixture.ts";

const DENIED = { code: "AccessDenied", status: 403 };
const Key = "k";
const PAYING = { RequestPayer: "requester" } as const;

let acls: AclFixture;
let Bucket: string;
beforeAll(async () => {
  acls = await startAcls();
  Bucket = await acls.createBucket();
  await acls.owner.send(new PutObjectCommand({ Bucket, Key, Body: "1" }));
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await acls.owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
});
afterAll(() => acls.close());

const setPayer = (payer: string) =>
  acls.owner.send(
    new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer: payer as Payer } }),
  );
const payer = async () => (await acls.owner.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer;

test("the owner pays until he says otherwise", async () => {
  expect(await payer()).toBe("BucketOwner");
  await setPayer("Requester");
  expect(await payer()).toBe("Requester");
  expect(await refusalOf(setPayer("Somebody"))).toMatchObject({ code: "MalformedXML", status: 400 });
  await setPayer("BucketOwner");
  expect(await payer()).toBe("BucketOwner");
  expect((await acls.other.send(new GetObjectCommand({ Bucket, Key, ...PAYING }))).RequestCharged).toBeUndefined();
});

test("other accounts must say that they pay, and are told that they did", async () => {
  await setPayer("Requester");
  const s3 = acls.other;
  for (const [silent, paying] of [
    [
      () => s3.send(new GetObjectCommand({ Bucket, Key })),
      () => s3.send(new GetObjectCommand({ Bucket, Key, ...PAYING })),
    ],
    [
      () => s3.send(new ListObjectsV2Command({ Bucket })),
      () => s3.send(new ListObjectsV2Command({ Bucket, ...PAYING })),
    ],
    [
      () => s3.send(new PutObjectCommand({ Bucket, Key: "n", Body: "1" })),
      () => s3.send(new PutObjectCommand({ Bucket, Key: "n", Body: "1", ...PAYING })),
    ],
    [
      () => s3.send(new DeleteObjectCommand({ Bucket, Key: "n" })),
      () => s3.send(new DeleteObjectCommand({ Bucket, Key: "n", ...PAYING })),
    ],
  ] as const) {
    expect(await refusalOf(silent())).toMatchObject(DENIED);
    expect((await paying()).RequestCharged).toBe("requester");
  }
  expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key })))).toMatchObject({ status: 403 });
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key, ...PAYING }))).RequestCharged).toBe("requester");
});

test("the owner says nothing and is charged nothing; anonymous callers have no account to charge", async () => {
  await setPayer("Requester");
  expect((await acls.owner.send(new GetObjectCommand({ Bucket, Key, ...PAYING }))).RequestCharged).toBeUndefined();
  expect(await refusalOf(acls.anonymous.send(new GetObjectCommand({ Bucket, Key, ...PAYING })))).toMatchObject(DENIED);
});

test("a presigned URL says it in its query", async () => {
  await setPayer("Requester");
  const sign = (more: object) =>
    getSignedUrl(acls.other, new GetObjectCommand({ Bucket, Key, ...more }) as never, {
      unhoistableHeaders: new Set<string>(),
    });
  const refused = await fetch(await sign({}));
  expect(refused.status).toBe(403);
  const paid = await fetch(await sign(PAYING));
  expect(paid.status).toBe(200);
  expect(paid.headers.get("x-amz-request-charged")).toBe("requester");
});

test("who copies pays for the source too", async () => {
  await setPayer("Requester");
  const own = await acls.createBucket({ ACL: "public-read-write" });
  const copy = (more: object) =>
    acls.other.send(new CopyObjectCommand({ Bucket: own, Key: "copy", CopySource: `${Bucket}/${Key}`, ...more }));
  expect(await refusalOf(copy({}))).toMatchObject(DENIED);
  expect((await copy(PAYING)).RequestCharged).toBe("requester");
});
