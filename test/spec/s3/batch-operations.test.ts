/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html */
import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { S3CopyObjectOperation } from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { batchFixture, type BatchFixture, keysIn, makeBatchRole } from "./batch-fixture.ts";
import { textOf, uniqueBucket } from "./fixture.ts";

let server: TestServer;
let s3: S3Client;
let role: string;
let jobs: BatchFixture;
let Bucket: string;
let reportBucket: string;
beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
  role = await makeBatchRole(server, "jobs");
});
afterAll(() => server.close());
beforeEach(async () => {
  Bucket = uniqueBucket();
  reportBucket = uniqueBucket();
  for (const name of [Bucket, reportBucket]) await s3.send(new CreateBucketCommand({ Bucket: name }));
  jobs = batchFixture(server, s3, { reportBucket, role });
});

const put = (Key: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}`, ...more }));
const tagsOf = async (Key: string, of = Bucket): Promise<object | undefined> =>
  (await s3.send(new GetObjectTaggingCommand({ Bucket: of, Key }))).TagSet;

describe("operations", () => {
  test("tag, and delete tags; keys of manifests are URL-encoded, and rows of absent objects fail", async () => {
    await put("plain");
    await put('with space, "quotes" and ü');
    const encoded = encodeURIComponent('with space, "quotes" and ü');
    const Manifest = await jobs.csv([`${Bucket},plain`, `${Bucket},${encoded}`, `${Bucket},absent`]);
    const TagSet = [{ Key: "team", Value: "data" }];
    const id = await jobs.create({ S3PutObjectTagging: { TagSet } }, { Manifest });
    const job = await jobs.until(id, "Complete");
    expect(job.ProgressSummary).toMatchObject({
      TotalNumberOfTasks: 3,
      NumberOfTasksSucceeded: 2,
      NumberOfTasksFailed: 1,
    });
    expect(job.TerminationDate).toBeInstanceOf(Date);
    expect(await tagsOf("plain")).toEqual(TagSet);
    expect(await tagsOf('with space, "quotes" and ü')).toEqual(TagSet);
    expect(await jobs.report(id)).toEqual([
      [Bucket, "plain", "", "succeeded", "200", "", "Successful"],
      [Bucket, encoded, "", "succeeded", "200", "", "Successful"],
      [Bucket, "absent", "", "failed", "404", "NoSuchKey", "The specified key does not exist."],
    ]);
    const removing = await jobs.create(
      { S3DeleteObjectTagging: {} },
      { Manifest: await jobs.csv([`${Bucket},plain`]) },
    );
    await jobs.until(removing, "Complete");
    expect(await tagsOf("plain")).toEqual([]);
  });

  test("copy with new metadata, tags, class and prefix", async () => {
    await put("a", { Metadata: { old: "1" }, Tagging: "from=source" });
    const target = uniqueBucket();
    await s3.send(new CreateBucketCommand({ Bucket: target }));
    const copy: S3CopyObjectOperation = {
      TargetResource: `arn:aws:s3:::${target}`,
      TargetKeyPrefix: "copies",
      NewObjectMetadata: {
        ContentType: "text/plain",
        UserMetadata: { new: "2" },
        SSEAlgorithm: "AES256",
        HttpExpiresDate: new Date("2031-01-01T00:00:00Z"),
      },
      NewObjectTagging: [{ Key: "k", Value: "v w+x" }],
      StorageClass: "STANDARD_IA",
      UnModifiedSinceConstraint: new Date(Date.now() + 3_600_000),
    };
    const Manifest = await jobs.csv([`${Bucket},a`]);
    const id = await jobs.create({ S3PutObjectCopy: copy }, { Manifest });
    const job = await jobs.until(id, "Complete");
    expect(job.ProgressSummary?.NumberOfTasksFailed, JSON.stringify(await jobs.report(id))).toBe(0);
    const head = await s3.send(new HeadObjectCommand({ Bucket: target, Key: "copies/a" }));
    expect(head).toMatchObject({
      ContentType: "text/plain",
      Metadata: { new: "2" },
      StorageClass: "STANDARD_IA",
      ServerSideEncryption: "AES256",
      ExpiresString: "Wed, 01 Jan 2031 00:00:00 GMT",
    });
    expect(await tagsOf("copies/a", target)).toEqual([{ Key: "k", Value: "v w+x" }]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: target, Key: "copies/a" }));
    expect(await textOf(Body)).toBe("body of a");
    const described = job.Operation?.S3PutObjectCopy;
    expect(described?.UnModifiedSinceConstraint).toEqual(copy.UnModifiedSinceConstraint);
    const plain = { TargetResource: copy.TargetResource };
    const kept = await jobs.create({ S3PutObjectCopy: plain }, { Manifest });
    await jobs.until(kept, "Complete");
    const keptHead = await s3.send(new HeadObjectCommand({ Bucket: target, Key: "a" }));
    expect(keptHead.Metadata).toEqual({ old: "1" });
    expect(await tagsOf("a", target)).toEqual([{ Key: "from", Value: "source" }]);
  });

  test("restore archives, hold and retain, and set access control lists", async () => {
    const locked = uniqueBucket();
    await s3.send(new CreateBucketCommand({ Bucket: locked, ObjectLockEnabledForBucket: true }));
    const { VersionId = "" } = await s3.send(new PutObjectCommand({ Bucket: locked, Key: "held", Body: "x" }));
    const one = await jobs.csv([`${locked},held,${VersionId}`], ["Bucket", "Key", "VersionId"]);
    const hold = await jobs.create({ S3PutObjectLegalHold: { LegalHold: { Status: "ON" } } }, { Manifest: one });
    await jobs.until(hold, "Complete");
    const held = await s3.send(new GetObjectLegalHoldCommand({ Bucket: locked, Key: "held" }));
    expect(held.LegalHold?.Status).toBe("ON");
    const RetainUntilDate = new Date(Math.ceil(Date.now() / 1000) * 1000 + 86_400_000);
    const Retention = { Mode: "GOVERNANCE", RetainUntilDate } as const;
    const retain = await jobs.create({ S3PutObjectRetention: { Retention } }, { Manifest: one });
    await jobs.until(retain, "Complete");
    const retained = await s3.send(new GetObjectRetentionCommand({ Bucket: locked, Key: "held" }));
    expect(retained.Retention).toEqual(Retention);

    await put("cold", { StorageClass: "GLACIER" });
    const restore = { ExpirationInDays: 2, GlacierJobTier: "BULK" } as const;
    const Manifest = await jobs.csv([`${Bucket},cold`]);
    const restoring = await jobs.create({ S3InitiateRestoreObject: restore }, { Manifest });
    expect((await jobs.until(restoring, "Complete")).ProgressSummary?.NumberOfTasksSucceeded).toBe(1);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "cold" }))).Restore).toBe('ongoing-request="true"');

    const OwnershipControls = { Rules: [{ ObjectOwnership: "ObjectWriter" as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    const PublicAccessBlockConfiguration = { BlockPublicAcls: false, IgnorePublicAcls: false };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const acl = { AccessControlPolicy: { CannedAccessControlList: "public-read" as const } };
    const listing = await jobs.create({ S3PutObjectAcl: acl }, { Manifest });
    await jobs.until(listing, "Complete");
    const { Grants = [] } = await s3.send(new GetObjectAclCommand({ Bucket, Key: "cold" }));
    expect(Grants.map(({ Permission }) => Permission).toSorted()).toEqual(["FULL_CONTROL", "READ"]);
  });

  test("compute checksums at rest, of archived objects too, and tell them in the report", async () => {
    await put("cold", { StorageClass: "GLACIER" });
    const Manifest = await jobs.csv([`${Bucket},cold`]);
    const operation = {
      S3ComputeObjectChecksum: { ChecksumAlgorithm: "SHA256", ChecksumType: "FULL_OBJECT" },
    } as const;
    const id = await jobs.create(operation, { Manifest });
    await jobs.until(id, "Complete");
    const [row = []] = await jobs.report(id);
    const digest = createHash("sha256").update("body of cold").digest();
    expect(row.slice(0, 6)).toEqual([Bucket, "cold", "", "succeeded", "200", ""]);
    expect(JSON.parse(row[6] ?? "")).toEqual({
      checksum_base64: digest.toString("base64"),
      etag: createHash("md5").update("body of cold").digest("hex"),
      checksumAlgorithm: "SHA256",
      checksumType: "FULL_OBJECT",
      checksum_hex: digest.toString("hex").toUpperCase(),
    });
  });

  test("replicate what was there before the rules were", async () => {
    const target = uniqueBucket();
    await s3.send(new CreateBucketCommand({ Bucket: target }));
    for (const name of [Bucket, target])
      await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: "Enabled" } }));
    await put("in/early");
    await put("out/early");
    const Role = await makeBatchRole(server, `replication-${target}`, [{ Action: "s3:*" }], "s3.amazonaws.com");
    const rule = {
      ID: "r",
      Status: "Enabled",
      Priority: 1,
      Filter: { Prefix: "in/" },
      DeleteMarkerReplication: { Status: "Disabled" },
      Destination: { Bucket: `arn:aws:s3:::${target}` },
    } as const;
    await s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role, Rules: [rule] } }));
    const ManifestGenerator = {
      S3JobManifestGenerator: {
        SourceBucket: `arn:aws:s3:::${Bucket}`,
        EnableManifestOutput: false,
        Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ["NONE" as const] },
      },
    };
    const id = await jobs.create({ S3ReplicateObject: {} }, { ManifestGenerator });
    const { ProgressSummary } = await jobs.until(id, "Complete");
    expect(ProgressSummary).toMatchObject({ TotalNumberOfTasks: 1, NumberOfTasksSucceeded: 1 });
    expect(await keysIn(s3, target)).toEqual(["in/early"]);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "in/early" }))).ReplicationStatus).toBe("COMPLETED");
    const again = await jobs.create({ S3ReplicateObject: {} }, { ManifestGenerator });
    expect((await jobs.until(again, "Failed")).FailureReasons?.[0]?.FailureReason).toBe(
      "Manifest generation found no keys matching the filter criteria.",
    );
  });
});
