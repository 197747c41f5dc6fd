/** Requests through access points: how they are named, which operations take them, and what they answer. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketCorsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchHost } from "../../../support/fetch-host.ts";
import { expectServiceError } from "../../../support/server.ts";
import { ACCOUNT } from "../../sts/identity-world.ts";
import { textOf } from "../fixture.ts";
import { type AccessPoint, AccessPoints, OTHER, REGION } from "./fixture.ts";

let points: AccessPoints;
let s3: S3Client;
let bucket: string;
let point: AccessPoint;
beforeAll(async () => {
  points = await AccessPoints.start();
  s3 = points.virtual(points.world.server.credentials);
  bucket = await points.bucket();
  point = await points.accessPoint(bucket);
  await points.root.send(new PutObjectCommand({ Bucket: bucket, Key: "k/a b+c", Body: "body" }));
});
afterAll(() => points.close());

describe("an access point is named", () => {
  const read = async (client: S3Client, Bucket: string) =>
    await textOf((await client.send(new GetObjectCommand({ Bucket, Key: "k/a b+c" }))).Body);

  test("by its ARN, which the SDK makes `NAME-ACCOUNT` before the endpoint's host", async () => {
    const hosts: string[] = [];
    const client = points.virtual(points.world.server.credentials);
    client.middlewareStack.add(
      (next) => (args) => {
        hosts.push((args.request as { hostname: string }).hostname);
        return next(args);
      },
      { step: "finalizeRequest" },
    );
    expect(await read(client, point.arn)).toBe("body");
    expect(hosts).toEqual([`${point.name}-${ACCOUNT}.localhost`]);
  });

  test("by its alias, in a path and in a host", async () => {
    expect(await read(points.root, point.alias)).toBe("body");
    expect(await read(s3, point.alias)).toBe("body");
  });

  test.each([
    (name: string) => `${name}-${ACCOUNT}.s3-accesspoint.${REGION}.localhost`,
    (name: string) => `${name}-${ACCOUNT}.s3-accesspoint.${REGION}.amazonaws.com`,
    (name: string) => `${name}-${ACCOUNT}.s3-accesspoint.dualstack.${REGION}.amazonaws.com`,
    (name: string) => `${name}-${ACCOUNT}.s3-accesspoint-fips.${REGION}.localhost`,
    (name: string) => `${name}-${ACCOUNT}.s3-accesspoint.localhost`,
  ])("by hosts of AWS (%#)", async (hostOf) => {
    const { port, credentials } = points.world.server;
    const { S3Client: Client } = await import("@aws-sdk/client-s3");
    const host = hostOf(point.name);
    const signer = new Client({ endpoint: `http://${host}`, bucketEndpoint: true, region: REGION, credentials });
    const command = new GetObjectCommand({ Bucket: `http://${host}`, Key: "k/a b+c" });
    const url = new URL(await getSignedUrl(signer, command as never, { expiresIn: 60 }));
    expect(url.host).toBe(host);
    const answer = await fetchHost({ port }, host, `${url.pathname}${url.search}`);
    expect([answer.status, answer.text]).toEqual([200, "body"]);
    signer.destroy();
  });

  test("by its ARN in a path, for clients that send no other host", async () => {
    const { endpoint, port } = points.world.server;
    const { S3Client: Client } = await import("@aws-sdk/client-s3");
    const path = `${endpoint}/${encodeURIComponent(point.arn)}`;
    const signer = new Client({ ...points.world.server.clientConfig, bucketEndpoint: true, forcePathStyle: false });
    const command = new GetObjectCommand({ Bucket: path, Key: "k/a b+c" });
    const url = new URL(await getSignedUrl(signer, command as never, { expiresIn: 60 }));
    const answer = await fetchHost({ port }, url.host, `${url.pathname}${url.search}`);
    expect([answer.status, answer.text]).toEqual([200, "body"]);
    signer.destroy();
  });

  test("and a bucket of the name that a host label has is the bucket", async () => {
    const Bucket = `twin-${ACCOUNT}`;
    const twin = await points.accessPoint(bucket, { Name: "twin" });
    expect(await read(s3, twin.arn)).toBe("body");
    await points.root.send(new CreateBucketCommand({ Bucket }));
    await points.root.send(new PutObjectCommand({ Bucket, Key: "k/a b+c", Body: "the bucket's" }));
    expect(await read(s3, Bucket)).toBe("the bucket's");
    expect(await read(points.root, twin.alias)).toBe("body");
  });

  test("in its Region: elsewhere there is none, and its alias tells where it is", async () => {
    const elsewhere = points.virtual(points.world.server.credentials, "eu-west-1");
    const absent = `${point.name}-${ACCOUNT}`;
    await expectServiceError(read(elsewhere, absent), { name: "NoSuchBucket", status: 404 });
    await expectServiceError(read(elsewhere, point.alias), { name: "PermanentRedirect", status: 301 });
  });

  test("that is not there is no access point, and its alias no bucket (codes assumed)", async () => {
    const { port, credentials } = points.world.server;
    const unknown = point.alias.replace(/-[a-z0-9]{34}-/, `-${"z".repeat(34)}-`);
    await expectServiceError(read(points.root, unknown), { name: "NoSuchBucket", status: 404 });
    const { S3Client: Client } = await import("@aws-sdk/client-s3");
    const host = `absent-${ACCOUNT}.s3-accesspoint.${REGION}.localhost`;
    const signer = new Client({ endpoint: `http://${host}`, bucketEndpoint: true, region: REGION, credentials });
    const command = new GetObjectCommand({ Bucket: `http://${host}`, Key: "k" });
    const url = new URL(await getSignedUrl(signer, command as never, { expiresIn: 60 }));
    const answer = await fetchHost({ port }, host, `${url.pathname}${url.search}`);
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining("<Code>NoSuchAccessPoint</Code>")]);
    signer.destroy();
  });
});

describe("through an access point", () => {
  const through = () => ({ Bucket: point.alias });
  const of = (Key: string) => ({ Bucket: point.alias, Key });

  test("objects are written, read, tagged, listed and deleted", async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: point.arn, Key: "o/1", Body: "one" }));
    expect((await points.root.send(new HeadObjectCommand({ Bucket: bucket, Key: "o/1" }))).ETag).toBe(ETag);
    expect((await s3.send(new HeadObjectCommand(of("o/1")))).ContentLength).toBe(3);
    const sizes = new GetObjectAttributesCommand({ ...of("o/1"), ObjectAttributes: ["ObjectSize"] });
    expect((await s3.send(sizes)).ObjectSize).toBe(3);
    const TagSet = [{ Key: "a", Value: "b" }];
    await s3.send(new PutObjectTaggingCommand({ ...of("o/1"), Tagging: { TagSet } }));
    expect((await s3.send(new GetObjectTaggingCommand(of("o/1")))).TagSet).toEqual(TagSet);
    await s3.send(new DeleteObjectTaggingCommand(of("o/1")));
    expect((await s3.send(new GetObjectAclCommand(of("o/1")))).Grants).toHaveLength(1);
    const prefix = { ...through(), Prefix: "o/" };
    for (const command of [new ListObjectsV2Command(prefix), new ListObjectsCommand(prefix)]) {
      const { Contents = [], Name } = await s3.send(command as ListObjectsV2Command);
      expect([Contents.map(({ Key }) => Key), Name]).toEqual([["o/1"], bucket]);
    }
    expect((await s3.send(new ListObjectVersionsCommand(prefix))).Versions).toHaveLength(1);
    await s3.send(new DeleteObjectCommand(of("o/1")));
    await s3.send(new PutObjectCommand({ ...of("o/2"), Body: "two" }));
    const many = new DeleteObjectsCommand({ ...through(), Delete: { Objects: [{ Key: "o/2" }] } });
    expect((await s3.send(many)).Deleted).toEqual([{ Key: "o/2" }]);
    await expectServiceError(s3.send(new GetObjectCommand(of("o/2"))), { name: "NoSuchKey", status: 404 });
  });

  test("uploads are made of parts, and answers name the bucket", async () => {
    const created = await s3.send(new CreateMultipartUploadCommand(of("mp")));
    expect(created.Bucket).toBe(bucket);
    const upload = { ...of("mp"), UploadId: created.UploadId };
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "part" }));
    const CopySource = `${encodeURIComponent(`${point.arn}/object/k/a b+c`)}`;
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 2, CopySource }));
    expect(CopyPartResult?.ETag).toBeDefined();
    expect((await s3.send(new ListPartsCommand(upload))).Parts).toHaveLength(2);
    expect((await s3.send(new ListMultipartUploadsCommand(through()))).Uploads).toHaveLength(1);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const done = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    expect(done.Bucket).toBe(bucket);
    const other = await s3.send(new CreateMultipartUploadCommand(of("given-up")));
    await s3.send(new AbortMultipartUploadCommand({ ...of("given-up"), UploadId: other.UploadId }));
  });

  test.each([
    ["alias", (one: AccessPoint) => `${one.alias}/${encodeURIComponent("k/a b+c")}`],
    ["ARN", (one: AccessPoint) => encodeURIComponent(`${one.arn}/object/k/a b+c`)],
    ["ARN with a slash before it", (one: AccessPoint) => `/${one.arn}/object/${encodeURIComponent("k/a b+c")}`],
  ])("objects are copied from an %s", async (_what, sourceOf) => {
    const Bucket = await points.bucket();
    await points.root.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: sourceOf(point) }));
    expect(await textOf((await points.root.send(new GetObjectCommand({ Bucket, Key: "copy" }))).Body)).toBe("body");
  });

  test("nothing is copied into another Region (code assumed)", async () => {
    const elsewhere = points.virtual(points.world.server.credentials, "eu-west-1");
    const Bucket = "copies-elsewhere";
    await elsewhere.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    const copy = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${point.alias}/k/a%20b%2Bc` });
    await expectServiceError(elsewhere.send(copy), { name: "InvalidRequest", status: 400 });
  });

  test("some things of the bucket are shown", async () => {
    expect(await s3.send(new HeadBucketCommand(through()))).toMatchObject({
      BucketRegion: REGION,
      AccessPointAlias: true,
    });
    expect((await s3.send(new HeadBucketCommand({ Bucket: point.arn }))).AccessPointAlias).toBe(false);
    expect((await s3.send(new GetBucketLocationCommand(through()))).LocationConstraint).toBeUndefined();
    expect((await s3.send(new GetBucketAclCommand(through()))).Grants).toHaveLength(1);
    await s3.send(new GetBucketNotificationConfigurationCommand(through()));
    await expectServiceError(s3.send(new GetBucketCorsCommand(through())), {
      name: "NoSuchCORSConfiguration",
      status: 404,
    });
    await expectServiceError(s3.send(new GetBucketPolicyCommand(through())), {
      name: "NoSuchBucketPolicy",
      status: 404,
    });
  });

  test("the bucket itself is not managed (code assumed)", async () => {
    const refused = { name: "MethodNotAllowed", status: 405 };
    await expectServiceError(s3.send(new GetBucketVersioningCommand(through())), refused);
    const tagging = { ...through(), Tagging: { TagSet: [] } };
    await expectServiceError(s3.send(new PutBucketTaggingCommand(tagging)), refused);
  });

  test("URLs are presigned", async () => {
    const url = new URL(await getSignedUrl(s3, new GetObjectCommand({ Bucket: point.arn, Key: "k/a b+c" }) as never));
    const { port } = points.world.server;
    const answer = await fetchHost({ port }, url.host, `${url.pathname}${url.search}`);
    expect([answer.status, answer.text]).toEqual([200, "body"]);
  });

  test("browsers are let in by the bucket's rules", async () => {
    const Bucket = await points.bucket();
    const { alias, name } = await points.accessPoint(Bucket);
    const CORSRules = [{ AllowedMethods: ["GET"], AllowedOrigins: ["https://page.example"] }];
    await points.root.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const { port } = points.world.server;
    for (const [host, path] of [
      [`127.0.0.1:${port}`, `/${alias}/k`],
      [`${alias}.localhost`, "/k"],
      [`${name}-${ACCOUNT}.s3-accesspoint.${REGION}.localhost`, "/k"],
      [`${name}-${ACCOUNT}.localhost`, "/k"],
    ] as const) {
      const headers = { origin: "https://page.example", "access-control-request-method": "GET" };
      const { status } = await fetchHost({ port }, host, path, { method: "OPTIONS", headers });
      expect([host, status]).toEqual([host, 200]);
    }
  });

  test("another account's bucket expects its owner, not the access point's", async () => {
    const visiting = await points.accessPoint(bucket, { by: OTHER, BucketAccountId: ACCOUNT });
    await points.delegate(bucket, OTHER);
    const other = points.virtual(points.rootOf(OTHER));
    const head = (ExpectedBucketOwner: string) =>
      other.send(new HeadObjectCommand({ Bucket: visiting.arn, Key: "k/a b+c", ExpectedBucketOwner }));
    expect((await head(ACCOUNT)).ContentLength).toBe(4);
    await expectServiceError(head(OTHER), { name: "Unknown", status: 403 });
  });
});
