/** Directory buckets (S3 Express One Zone): sessions, appending, renaming, and what they do not have. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  CreateSessionCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListDirectoryBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  RenameObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manualClock } from "../../../src/runtime/clock.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let s3: S3Client;
/** With an endpoint of its own the SDK wants a session for every operation, also for making the bucket; this client signs without. */
let control: S3Client;
const clock = manualClock(Date.now());
let count = 0;

beforeAll(async () => {
  server = await startTestServer({ clock });
  s3 = server.client(S3Client);
  control = new S3Client({ ...server.clientConfig, disableS3ExpressSessionAuth: true });
  await control.send(new CreateBucketCommand({ Bucket: "general" }));
});
afterAll(async () => {
  control.destroy();
  await server.close();
});

const ZONE = "use1-az4";
const nextName = (): string => `express${(count += 1)}--${ZONE}--x-s3`;

async function createBucket(Bucket = nextName(), zone = ZONE): Promise<string> {
  const CreateBucketConfiguration = {
    Location: { Type: "AvailabilityZone", Name: zone },
    Bucket: { Type: "Directory", DataRedundancy: "SingleAvailabilityZone" },
  } as const;
  await control.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  return Bucket;
}

const put = (Bucket: string, Key: string, Body: string, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Bucket: string, Key: string) =>
  await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe("buckets", () => {
  test("are made in the zone of their name, told of by HeadBucket, and listed apart from the others", async () => {
    const Bucket = await createBucket();
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({
      BucketArn: `arn:aws:s3express:us-east-1:${server.accountId}:bucket/${Bucket}`,
      BucketLocationType: "AvailabilityZone",
      BucketLocationName: ZONE,
      BucketRegion: "us-east-1",
    });
    const { Buckets: directory = [] } = await s3.send(new ListDirectoryBucketsCommand({}));
    expect(directory.map(({ Name }) => Name)).toContain(Bucket);
    const { Buckets: general = [] } = await s3.send(new ListBucketsCommand({}));
    expect(general.map(({ Name }) => Name)).toEqual(["general"]);
  });

  test("are listed page by page", async () => {
    await Promise.all([createBucket(), createBucket()]);
    const first = await s3.send(new ListDirectoryBucketsCommand({ MaxDirectoryBuckets: 1 }));
    expect(first.Buckets).toHaveLength(1);
    const { ContinuationToken } = first;
    const second = await s3.send(new ListDirectoryBucketsCommand({ MaxDirectoryBuckets: 1, ContinuationToken }));
    expect(second.Buckets?.[0]?.Name).not.toBe(first.Buckets?.[0]?.Name);
  });

  test("are removed when they are empty", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "v");
    const refusal = { name: "BucketNotEmpty", status: 409 };
    await expectServiceError(s3.send(new DeleteBucketCommand({ Bucket })), refusal);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    const { Buckets = [] } = await s3.send(new ListDirectoryBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).not.toContain(Bucket);
  });

  test("have a name that tells the zone of their configuration", async () => {
    const wrongZone = { name: "InvalidRequest", status: 400 };
    await expectServiceError(createBucket(nextName(), "use1-az6"), wrongZone);
    const plain = control.send(new CreateBucketCommand({ Bucket: nextName() }));
    await expectServiceError(plain, { name: "InvalidRequest", status: 400 });
    const Bucket = await createBucket();
    await expectServiceError(createBucket(Bucket), { name: "BucketAlreadyOwnedByYou", status: 409 });
  });

  test("have no versions, and say so", async () => {
    const Bucket = await createBucket();
    const call = s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await expectServiceError(call, { name: "MethodNotAllowed", status: 405 });
  });
});

describe("objects", () => {
  test("are of the one class that there is", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "v");
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "k" }))).StorageClass).toBe("EXPRESS_ONEZONE");
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ Key: "k", StorageClass: "EXPRESS_ONEZONE" }]);
  });

  test("come and go in all the ways of a session", async () => {
    const Bucket = await createBucket();
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "dir/parts" }));
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key: "dir/parts", UploadId, PartNumber: 1, Body: "part" }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "dir/parts", UploadId, MultipartUpload }));
    expect(await read(Bucket, "dir/parts")).toBe("part");
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/dir/parts` }));
    expect(await read(Bucket, "copy")).toBe("part");
    const attributes = new GetObjectAttributesCommand({ Bucket, Key: "copy", ObjectAttributes: ["ObjectSize"] });
    expect((await s3.send(attributes)).ObjectSize).toBe(4);
    const begun = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "never" }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "never", UploadId: begun.UploadId }));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
    expect([listed.Contents?.map(({ Key }) => Key), listed.CommonPrefixes]).toEqual([["copy"], [{ Prefix: "dir/" }]]);
    const Objects = [{ Key: "copy" }, { Key: "dir/parts" }];
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
  });

  test("are listed by slash and whole folders only", async () => {
    const Bucket = await createBucket();
    const refusal = { name: "InvalidArgument", status: 400 };
    await expectServiceError(s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "-" })), refusal);
    await expectServiceError(s3.send(new ListObjectsV2Command({ Bucket, Prefix: "half" })), refusal);
    await expectServiceError(s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "a" })), refusal);
  });

  test("are deleted on condition of their size or time", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "four");
    const refusal = { name: "PreconditionFailed", status: 412 };
    await expectServiceError(s3.send(new DeleteObjectCommand({ Bucket, Key: "k", IfMatchSize: 5 })), refusal);
    const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket, Key: "k" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", IfMatchSize: 4, IfMatchLastModifiedTime: LastModified }));
    const elsewhere = s3.send(new DeleteObjectCommand({ Bucket: "general", Key: "k", IfMatchSize: 4 }));
    await expectServiceError(elsewhere, { name: "NotImplemented", status: 501 });
  });
});

describe("appending", () => {
  test("puts bytes behind those that are there, and keeps headers and checksum of the whole", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "log", "one,", { ContentType: "text/csv", ChecksumAlgorithm: "CRC32" });
    const long = "x".repeat(100_000);
    const grown = await put(Bucket, "log", long, { WriteOffsetBytes: 4, ChecksumAlgorithm: "CRC32" });
    expect(grown.Size).toBe(100_004);
    const last = await put(Bucket, "log", "end", { WriteOffsetBytes: 100_004, ChecksumAlgorithm: "CRC32" });
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: "log", ChecksumMode: "ENABLED" }));
    // The SDK compares the checksum with what it reads.
    expect(await object.Body?.transformToString()).toBe(`one,${long}end`);
    expect(object).toMatchObject({ ContentType: "text/csv", ETag: last.ETag, ContentLength: 100_007 });
    expect(object.ChecksumCRC32).toMatch(/=$/);
    const range = await s3.send(new GetObjectCommand({ Bucket, Key: "log", Range: "bytes=2-5" }));
    expect(await range.Body?.transformToString()).toBe("e,xx");
  });

  test("at zero makes the object", async () => {
    const Bucket = await createBucket();
    expect((await put(Bucket, "new", "first", { WriteOffsetBytes: 0 })).Size).toBe(5);
    expect(await read(Bucket, "new")).toBe("first");
  });

  test("anywhere but at the end is InvalidWriteOffset, and leaves the object as it was", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "12345");
    const refusal = { name: "InvalidWriteOffset", status: 400 };
    await expectServiceError(put(Bucket, "k", "x", { WriteOffsetBytes: 4 }), refusal);
    await expectServiceError(put(Bucket, "absent", "x", { WriteOffsetBytes: 1 }), refusal);
    expect(await read(Bucket, "k")).toBe("12345");
  });

  test("of several at once exactly one fits each place", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "0");
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => put(Bucket, "k", String(i), { WriteOffsetBytes: 1 })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await read(Bucket, "k")).toMatch(/^0\d$/);
  });

  test("is not for general purpose buckets", async () => {
    await expectServiceError(put("general", "k", "v", { WriteOffsetBytes: 0 }), {
      name: "NotImplemented",
      status: 501,
    });
  });
});

describe("renaming", () => {
  const rename = (Bucket: string, from: string, Key: string, more = {}) =>
    s3.send(new RenameObjectCommand({ Bucket, Key, RenameSource: from, ...more }));

  test("moves the object, and replaces what was there", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "a b/from", "moved");
    await put(Bucket, "to", "replaced");
    await rename(Bucket, encodeURIComponent("a b/from"), "to");
    expect(await read(Bucket, "to")).toBe("moved");
    await expectServiceError(read(Bucket, "a b/from"), { name: "NoSuchKey", status: 404 });
  });

  test("checks conditions on both ends", async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, "from", "1");
    await put(Bucket, "to", "2");
    const refusal = { name: "PreconditionFailed", status: 412 };
    await expectServiceError(rename(Bucket, "from", "to", { DestinationIfNoneMatch: "*" }), refusal);
    await expectServiceError(rename(Bucket, "from", "to", { SourceIfMatch: '"other"' }), refusal);
    await rename(Bucket, "from", "to", { SourceIfMatch: ETag });
    expect(await read(Bucket, "to")).toBe("1");
  });

  test("is done once for each token", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "from", "1");
    const ClientToken = "a-token-of-its-own";
    await rename(Bucket, "from", "to", { ClientToken });
    await rename(Bucket, "from", "to", { ClientToken });
    expect(await read(Bucket, "to")).toBe("1");
    const mismatch = { name: "IdempotencyParameterMismatch", status: 400 };
    await expectServiceError(rename(Bucket, "else", "to", { ClientToken }), mismatch);
    await expectServiceError(rename(Bucket, "from", "other"), { name: "NoSuchKey", status: 404 });
  });

  test("is not for general purpose buckets", async () => {
    await expectServiceError(rename("general", "a", "b"), { name: "InvalidRequest", status: 400 });
  });
});

describe("sessions", () => {
  const newSession = (Bucket: string, SessionMode: "ReadOnly" | "ReadWrite") =>
    s3.send(new CreateSessionCommand({ Bucket, SessionMode }));

  /** A client that has these credentials and no others, and makes no session of its own. */
  async function sessionClient(Bucket: string, mode: "ReadOnly" | "ReadWrite"): Promise<S3Client> {
    const { Credentials } = await newSession(Bucket, mode);
    if (Credentials?.AccessKeyId === undefined || Credentials.SecretAccessKey === undefined)
      throw new Error("no session");
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    return new S3Client({ ...server.clientConfig, credentials, disableS3ExpressSessionAuth: true });
  }

  test("for reading refuse to write", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "v");
    const reader = await sessionClient(Bucket, "ReadOnly");
    expect((await reader.send(new HeadObjectCommand({ Bucket, Key: "k" }))).ContentLength).toBe(1);
    const write = reader.send(new PutObjectCommand({ Bucket, Key: "k", Body: "w" }));
    await expectServiceError(write, { name: "AccessDenied", status: 403 });
    reader.destroy();
  });

  test("are good for their bucket, and for five minutes", async () => {
    const Bucket = await createBucket();
    const other = await createBucket();
    await put(Bucket, "k", "v");
    const writer = await sessionClient(Bucket, "ReadWrite");
    await writer.send(new PutObjectCommand({ Bucket, Key: "k", Body: "w" }));
    const elsewhere = writer.send(new PutObjectCommand({ Bucket: other, Key: "k", Body: "w" }));
    await expectServiceError(elsewhere, { name: "AccessDenied", status: 403 });
    clock.advance(5 * 60_000 + 1);
    const late = writer.send(new PutObjectCommand({ Bucket, Key: "k", Body: "w" }));
    await expectServiceError(late, { name: "ExpiredToken", status: 400 });
    writer.destroy();
  });

  test("are for directory buckets", async () => {
    await expectServiceError(newSession("general", "ReadOnly"), { name: /NoSuchBucket/.source, status: 404 });
  });

  test("are given to whom s3express:CreateSession is allowed, in the mode that is allowed", async () => {
    const Bucket = await createBucket();
    await put(Bucket, "k", "v");
    const iam = server.client(IAMClient);
    await iam.send(new CreateUserCommand({ UserName: "trainer" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "trainer" }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    };
    const trainer = new S3Client({ ...server.clientConfig, credentials });
    const get = () => trainer.send(new HeadObjectCommand({ Bucket, Key: "k" }));
    const s3Only = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
    await iam.send(new AttachUserPolicyCommand({ UserName: "trainer", PolicyArn: s3Only }));
    await expect(get()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    const Resource = `arn:aws:s3express:us-east-1:${server.accountId}:bucket/${Bucket}`;
    const Condition = { StringEquals: { "s3express:SessionMode": "ReadOnly" } };
    const Statement = [{ Effect: "Allow", Action: "s3express:CreateSession", Resource, Condition }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutUserPolicyCommand({ UserName: "trainer", PolicyName: "read", PolicyDocument }));
    const plain = new S3Client({ ...server.clientConfig, credentials, disableS3ExpressSessionAuth: true });
    expect((await plain.send(new HeadObjectCommand({ Bucket, Key: "k" }))).ContentLength).toBe(1);
    const write = plain.send(new PutObjectCommand({ Bucket, Key: "k", Body: "w" }));
    await expectServiceError(write, { name: "AccessDenied", status: 403, message: /s3express:CreateSession/ });
    for (const client of [trainer, plain]) client.destroy();
  });

  test("can be refused by the bucket's policy", async () => {
    const Bucket = await createBucket();
    const Resource = `arn:aws:s3express:us-east-1:${server.accountId}:bucket/${Bucket}`;
    const policy = (Action: string) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action, Resource }] });
    const foreign = control.send(new PutBucketPolicyCommand({ Bucket, Policy: policy("s3:GetObject") }));
    await expectServiceError(foreign, { name: "MalformedPolicy", status: 400 });
    await control.send(new PutBucketPolicyCommand({ Bucket, Policy: policy("s3express:CreateSession") }));
    expect((await control.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain("CreateSession");
    await expect(newSession(Bucket, "ReadOnly")).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});
