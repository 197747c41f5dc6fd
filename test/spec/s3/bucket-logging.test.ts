/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html */
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketLoggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type LoggingEnabled,
  PutBucketAclCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CreateAccessPointCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { advanceClock } from "../../support/state-clock.ts";
import { localNames } from "../../support/local-names.ts";
import { refusalOf, textOf, uniqueBucket } from "./fixture.ts";

let server: TestServer;
let s3: S3Client;
let Bucket: string;
let target: string;
beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
});
afterAll(() => server.close());
beforeEach(async () => {
  Bucket = uniqueBucket();
  target = uniqueBucket();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new CreateBucketCommand({ Bucket: target }));
});

const put = (more: Partial<LoggingEnabled> = {}): Promise<unknown> => {
  const LoggingEnabled = { TargetBucket: target, TargetPrefix: "logs/", ...more };
  return s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
};
const off = (): Promise<unknown> => s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
const get = async (): Promise<LoggingEnabled | undefined> =>
  (await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled;
const allowDelivery = (more: object = {}): Promise<unknown> => {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${target}/*`,
    Condition: {
      ArnLike: { "aws:SourceArn": `arn:aws:s3:::${Bucket}` },
      StringEquals: { "aws:SourceAccount": server.accountId },
    },
    ...more,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return s3.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
};

/** Keys of the log files, and all their lines, after state time was moved on. */
async function delivered(): Promise<{ readonly keys: readonly string[]; readonly lines: readonly string[] }> {
  await advanceClock(server, 120_000);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: target }));
  const keys = Contents.map(({ Key }) => Key ?? "");
  const texts = await Promise.all(
    keys.map(async (Key) => textOf((await s3.send(new GetObjectCommand({ Bucket: target, Key }))).Body)),
  );
  return { keys, lines: texts.flatMap((text) => text.split("\n").filter((line) => line !== "")) };
}

/** The fields of a line: bracketed and quoted ones are one each. */
const fieldsOf = (line: string): string[] => line.match(/\[[^\]]*\]|"[^"]*"|\S+/g) ?? [];

describe("the configuration", () => {
  test("is absent at first, shown as it was put, and taken away", async () => {
    expect(await get()).toBeUndefined();
    await put();
    expect(await get()).toEqual({ TargetBucket: target, TargetPrefix: "logs/" });
    for (const TargetObjectKeyFormat of [
      { SimplePrefix: {} },
      { PartitionedPrefix: { PartitionDateSource: "EventTime" } },
      { PartitionedPrefix: { PartitionDateSource: "DeliveryTime" } },
    ] as const) {
      await put({ TargetObjectKeyFormat });
      expect(await get()).toMatchObject({ TargetObjectKeyFormat });
    }
    await off();
    expect(await get()).toBeUndefined();
  });

  test("needs a target that is there, the owner's, and in the same Region", async () => {
    const missing = uniqueBucket();
    expect(await refusalOf(put({ TargetBucket: missing }))).toMatchObject({
      code: "InvalidTargetBucketForLogging",
      status: 400,
      message: "The target bucket for logging does not exist",
      fields: { TargetBucket: missing },
    });
    const elsewhere = uniqueBucket();
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket: elsewhere, CreateBucketConfiguration }));
    expect(await refusalOf(put({ TargetBucket: elsewhere }))).toMatchObject({
      code: "CrossLocationLoggingProhibitted",
      status: 403,
      message: "Cross S3 location logging not allowed.",
    });
  });

  test("takes no target grants where bucket owners are enforced", async () => {
    const TargetGrants = [
      {
        Permission: "READ" as const,
        Grantee: { Type: "Group" as const, URI: "http://acs.amazonaws.com/groups/global/AllUsers" },
      },
    ];
    expect(await refusalOf(put({ TargetGrants }))).toMatchObject({ code: "AccessControlListNotSupported" });
  });

  test("is of a bucket that is there", async () => {
    Bucket = uniqueBucket();
    expect(await refusalOf(get())).toMatchObject({ code: "NoSuchBucket", status: 404 });
    expect(await refusalOf(off())).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});

describe("log files", () => {
  test("have a line of 26 fields for each call, refused ones too", async () => {
    await allowDelivery();
    await put();
    const Key = "a folder/ü.txt";
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "something" }));
    await s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=0-3" })).then(({ Body }) => textOf(Body));
    await s3.send(new HeadObjectCommand({ Bucket, Key }));
    await refusalOf(s3.send(new GetObjectCommand({ Bucket, Key: "missing" })));
    await s3.send(new ListObjectsV2Command({ Bucket }));
    await s3.send(new ListObjectsV2Command({ Bucket: target }));
    const { keys, lines } = await delivered();
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^logs\/\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[A-F\d]{16}$/);
    const told = lines.map(fieldsOf);
    expect(told.every((fields) => fields.length === 26)).toBe(true);
    const encoded = "a%20folder/%C3%BC.txt";
    expect(told.map((fields) => [6, 7, 9, 10, 11, 12].map((field) => fields[field]))).toEqual([
      // The call that turned it on is answered after that.
      ["REST.PUT.LOGGING_STATUS", "-", "200", "-", "-", "-"],
      ["REST.PUT.OBJECT", encoded, "200", "-", "-", "9"],
      ["REST.GET.OBJECT", encoded, "206", "-", "4", "9"],
      ["REST.HEAD.OBJECT", encoded, "200", "-", "-", "9"],
      ["REST.GET.OBJECT", "missing", "404", "NoSuchKey", expect.stringMatching(/^\d+$/), "-"],
      ["REST.GET.BUCKET", "-", "200", "-", expect.stringMatching(/^\d+$/), "-"],
    ]);
    const [owner, bucket, time, address, requester, requestId] = told[1] ?? [];
    expect(owner).toMatch(/^[\da-f]{64}$/);
    expect([bucket, address, requester]).toEqual([Bucket, "127.0.0.1", owner]);
    expect(time).toMatch(/^\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\]$/);
    expect(requestId).toMatch(/^[A-Z\d]{16}$/);
    expect(told[1]?.[8]).toBe(`"PUT /${Bucket}/${encoded}?x-id=PutObject HTTP/1.1"`);
    expect(told[1]?.slice(13, 15).every((field) => /^\d+$/.test(field))).toBe(true);
    expect(told[1]?.slice(15, 18)).toEqual(['"-"', expect.stringMatching(/^"aws-sdk-js/), "-"]);
    expect(told[1]?.slice(19)).toEqual(["SigV4", "-", "AuthHeader", `127.0.0.1:${server.port}`, "-", "-", "-"]);
  });

  test("tell the access point through which a bucket was reached", async () => {
    await allowDelivery();
    await put();
    const { accountId: AccountId, region, credentials } = server;
    const control = new S3ControlClient({ ...localNames(server), region, credentials, maxAttempts: 1 });
    const { Alias = "", AccessPointArn = "" } = await control.send(
      new CreateAccessPointCommand({ AccountId, Name: "logged", Bucket }),
    );
    control.destroy();
    await s3.send(new PutObjectCommand({ Bucket: Alias, Key: "through", Body: "x" }));
    await refusalOf(s3.send(new GetObjectCommand({ Bucket: Alias, Key: "missing" })));
    const told = (await delivered()).lines.map(fieldsOf).map((fields) => [1, 6, 7, 24].map((field) => fields[field]));
    expect(told.slice(1)).toEqual([
      [Bucket, "REST.PUT.OBJECT", "through", AccessPointArn],
      [Bucket, "REST.GET.OBJECT", "missing", AccessPointArn],
    ]);
  });

  test("name each key of a DeleteObjects", async () => {
    await allowDelivery();
    await put();
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a" }, { Key: "b c" }] } }));
    const { lines } = await delivered();
    expect(lines.map(fieldsOf).map((fields) => [fields[6], fields[7], fields[9]])).toEqual([
      ["REST.PUT.LOGGING_STATUS", "-", "200"],
      ["REST.POST.MULTI_OBJECT_DELETE", "-", "200"],
      ["BATCH.DELETE.OBJECT", "a", "204"],
      ["BATCH.DELETE.OBJECT", "b%20c", "204"],
    ]);
  });

  test("hold no signature of a presigned URL", async () => {
    await allowDelivery();
    await put();
    const command = new GetObjectCommand({ Bucket, Key: "k" }) as unknown as Parameters<typeof getSignedUrl>[1];
    await (await fetch(await getSignedUrl(s3, command))).text();
    const { lines } = await delivered();
    const fields = fieldsOf(lines.at(-1) ?? "");
    expect(fields[8]).toMatch(/X-Amz-Signature=REDACTED/);
    expect(fields[21]).toBe("QueryString");
  });

  test.each([
    ["DeliveryTime", /\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[A-F\d]{16}$/],
    ["EventTime", /\d{4}-\d\d-\d\d-00-00-00-[A-F\d]{16}$/],
  ] as const)("are partitioned by account, Region, bucket and day: %s", async (PartitionDateSource, name) => {
    await allowDelivery();
    await put({ TargetPrefix: "", TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource } } });
    const { keys } = await delivered();
    expect(keys[0]).toMatch(new RegExp(`^${server.accountId}/us-east-1/${Bucket}/\\d{4}/\\d\\d/\\d\\d/`));
    expect(keys[0]).toMatch(name);
  });

  test("wait until the target's policy lets log delivery write", async () => {
    await put();
    expect((await delivered()).keys).toEqual([]);
    await allowDelivery({ Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } });
    expect((await delivered()).keys).toEqual([]);
    await allowDelivery();
    expect((await delivered()).lines.map((line) => fieldsOf(line)[6])).toEqual(["REST.PUT.LOGGING_STATUS"]);
  });

  test("come also where the target's access control list lets log delivery write", async () => {
    target = uniqueBucket();
    const ObjectOwnership = "ObjectWriter" as const;
    await s3.send(new CreateBucketCommand({ Bucket: target, ObjectOwnership }));
    await s3.send(new PutBucketAclCommand({ Bucket: target, ACL: "log-delivery-write" as "private" }));
    await put();
    expect((await delivered()).lines.map((line) => fieldsOf(line)[6])).toEqual(["REST.PUT.LOGGING_STATUS"]);
  });

  test("end when logging is turned off", async () => {
    await allowDelivery();
    await put();
    await delivered();
    await off();
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect((await delivered()).keys).toHaveLength(1);
  });
});
