/** S3 as programs on the AWS SDK for JavaScript v3 use it: the aggregated client, streams, paginators, waiters, uploads of lib-storage, presigned URLs. */
import { lookup as resolveName } from "node:dns";
import { Agent } from "node:http";
import { Readable } from "node:stream";
import {
  GetObjectCommand,
  NoSuchBucket,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3,
  S3Client,
  type S3ServiceException,
  waitUntilBucketExists,
  waitUntilObjectExists,
  waitUntilObjectNotExists,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const Bucket = "sdk-v3";
const MIB = 1024 * 1024;
let server: TestServer;
let s3: S3;

beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3);
  await s3.createBucket({ Bucket });
});
afterAll(() => server.close());

/** Bytes of which no two stretches are alike. */
function pattern(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at + 4 <= sizeBytes; at += 4) bytes.writeUInt32BE(at, at);
  return bytes;
}

const textOf = async (Key: string): Promise<string | undefined> =>
  (await s3.getObject({ Bucket, Key })).Body?.transformToString();
const bytesOf = async (Key: string): Promise<Buffer> =>
  Buffer.from((await (await s3.getObject({ Bucket, Key })).Body?.transformToByteArray()) ?? []);

async function presign(command: GetObjectCommand | PutObjectCommand): Promise<string> {
  // The presigner's own type of a command does not survive exactOptionalPropertyTypes.
  return getSignedUrl(s3, command as Parameters<typeof getSignedUrl>[1], { expiresIn: 60 });
}

describe("bodies", () => {
  test("go up as text, bytes and stream of known length", async () => {
    await s3.putObject({ Bucket, Key: "up/text", Body: "text" });
    await s3.putObject({ Bucket, Key: "up/bytes", Body: new Uint8Array([1, 2]) });
    // AWS: only the last piece of a stream may be smaller than 8 KiB.
    const Body = Readable.from([Buffer.alloc(8_192, "s"), Buffer.from("end")]);
    await s3.putObject({ Bucket, Key: "up/stream", Body, ContentLength: 8_195 });
    expect(await Promise.all(["text", "stream"].map((name) => textOf(`up/${name}`)))).toEqual([
      "text",
      `${"s".repeat(8_192)}end`,
    ]);
    expect(await bytesOf("up/bytes")).toEqual(Buffer.from([1, 2]));
  });

  test("come down as a Node stream, piece by piece", async () => {
    await s3.putObject({ Bucket, Key: "down/node", Body: pattern(3 * MIB) });
    const { Body } = await s3.getObject({ Bucket, Key: "down/node" });
    const pieces: Buffer[] = [];
    for await (const piece of Body as Readable) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).equals(pattern(3 * MIB))).toBe(true);
  });

  test("come down as a web stream", async () => {
    await s3.putObject({ Bucket, Key: "down/web", Body: "through the web" });
    const { Body } = await s3.getObject({ Bucket, Key: "down/web" });
    expect(await new Response(Body?.transformToWebStream()).text()).toBe("through the web");
  });

  test("can be left unread, and the connection serves the next", async () => {
    await s3.putObject({ Bucket, Key: "down/left", Body: pattern(8 * MIB) });
    for (let round = 0; round < 5; round += 1) {
      const { Body } = await s3.getObject({ Bucket, Key: "down/left" });
      (Body as Readable).destroy();
    }
    expect((await s3.headObject({ Bucket, Key: "down/left" })).ContentLength).toBe(8 * MIB);
  });

  test("an abort signal ends an upload, and nothing of it stays", async () => {
    const abort = new AbortController();
    const Body = Readable.from(
      (async function* () {
        yield pattern(MIB);
        abort.abort();
        yield pattern(MIB);
      })(),
    );
    const put = s3.putObject({ Bucket, Key: "aborted", Body, ContentLength: 2 * MIB }, { abortSignal: abort.signal });
    await expect(put).rejects.toMatchObject({ name: "AbortError" });
    await expect(s3.headObject({ Bucket, Key: "aborted" })).rejects.toMatchObject({ name: "NotFound" });
  });
});

describe("lib-storage", () => {
  test("uploads a stream of unknown length in parts, several at once, with progress", async () => {
    const data = pattern(17 * MIB + 3);
    const seen: number[] = [];
    const upload = new Upload({
      client: s3,
      params: { Bucket, Key: "upload/large", Body: Readable.from(pieces(data)), ContentType: "x/y" },
      partSize: 5 * MIB,
      queueSize: 3,
    });
    upload.on("httpUploadProgress", ({ loaded }) => seen.push(loaded ?? 0));
    const done = await upload.done();
    expect([done.ETag?.endsWith('-4"'), Math.max(...seen)]).toEqual([true, data.length]);
    expect((await bytesOf("upload/large")).equals(data)).toBe(true);
  });

  test("sends a short stream in one request", async () => {
    const upload = new Upload({ client: s3, params: { Bucket, Key: "upload/short", Body: Readable.from(["short"]) } });
    expect((await upload.done()).ETag).not.toContain("-");
    expect(await textOf("upload/short")).toBe("short");
  });

  test("aborts what it began when its source fails", async () => {
    const Body = Readable.from(
      (async function* () {
        yield pattern(6 * MIB);
        throw new Error("source failed");
      })(),
    );
    await expect(new Upload({ client: s3, params: { Bucket, Key: "upload/failed", Body } }).done()).rejects.toThrow(
      "source failed",
    );
    expect((await s3.listMultipartUploads({ Bucket, Prefix: "upload/failed" })).Uploads).toBeUndefined();
  });

  test("keeps a checksum of the whole object when asked to", async () => {
    const params = { Bucket, Key: "upload/sum", Body: pattern(6 * MIB), ChecksumAlgorithm: "CRC32C" as const };
    await new Upload({ client: s3, params, partSize: 5 * MIB }).done();
    const head = await s3.headObject({ Bucket, Key: "upload/sum", ChecksumMode: "ENABLED" });
    expect(head.ChecksumCRC32C).toMatch(/^[A-Za-z0-9+/]{6}==/);
  });
});

function* pieces(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += 700_000) yield data.subarray(at, at + 700_000);
}

describe("calls of the client", () => {
  test("paginators go through all pages", async () => {
    await Promise.all(
      Array.from({ length: 25 }, (_, n) =>
        s3.putObject({ Bucket, Key: `pages/${String(n).padStart(2, "0")}`, Body: "x" }),
      ),
    );
    const counts: (number | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 10 }, { Bucket, Prefix: "pages/" }))
      counts.push(page.KeyCount);
    expect(counts).toEqual([10, 10, 5]);
  });

  test("waiters wait for buckets and objects", async () => {
    const how = { client: s3, maxWaitTime: 10, minDelay: 1 };
    await waitUntilBucketExists(how, { Bucket });
    await s3.putObject({ Bucket, Key: "waited", Body: "x" });
    await waitUntilObjectExists(how, { Bucket, Key: "waited" });
    await s3.deleteObject({ Bucket, Key: "waited" });
    await waitUntilObjectNotExists(how, { Bucket, Key: "waited" });
  });

  test("errors are the classes that the SDK has for them", async () => {
    await expect(s3.getObject({ Bucket, Key: "absent" })).rejects.toBeInstanceOf(NoSuchKey);
    await expect(s3.listObjectsV2({ Bucket: "no-such-bucket-anywhere" })).rejects.toBeInstanceOf(NoSuchBucket);
    const refused = await s3
      .getObject({ Bucket, Key: "absent" })
      .catch((error: unknown) => error as S3ServiceException);
    expect(refused).toMatchObject({ $fault: "client", Key: "absent" });
    expect((refused as S3ServiceException).$metadata.requestId).toMatch(/\S/);
  });

  test("checksums are made and verified on the way", async () => {
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"] as const) {
      await s3.putObject({ Bucket, Key: "sum", Body: "hello", ChecksumAlgorithm });
      const answer = await s3.getObject({ Bucket, Key: "sum", ChecksumMode: "ENABLED" });
      expect([answer[`Checksum${ChecksumAlgorithm}`]?.length, await answer.Body?.transformToString()]).toEqual([
        expect.any(Number),
        "hello",
      ]);
    }
  });

  test("conditions let one writer win of many", async () => {
    const tries = Array.from({ length: 12 }, (_, n) =>
      s3.putObject({ Bucket, Key: "won", Body: String(n), IfNoneMatch: "*" }),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  });

  test("a counter is kept by compare and swap", async () => {
    await s3.putObject({ Bucket, Key: "counter", Body: "0" });
    const increment = async (): Promise<void> => {
      for (;;) {
        const { ETag, Body } = await s3.getObject({ Bucket, Key: "counter" });
        const next = String(Number(await Body?.transformToString()) + 1);
        const refusal = await s3.putObject({ Bucket, Key: "counter", Body: next, IfMatch: ETag }).then(
          () => undefined,
          (error: unknown) => error as S3ServiceException,
        );
        if (refusal === undefined) return;
        expect(["PreconditionFailed", "ConditionalRequestConflict"]).toContain(refusal.name);
      }
    };
    await Promise.all(Array.from({ length: 10 }, increment));
    expect(await textOf("counter")).toBe("10");
  });

  test("presigned URLs read and write with fetch", async () => {
    const target = { Bucket, Key: "presigned/ü +&.txt" };
    const put = await fetch(await presign(new PutObjectCommand(target)), { method: "PUT", body: "from fetch" });
    const got = await fetch(await presign(new GetObjectCommand({ ...target, ResponseContentType: "text/x-a" })));
    expect([put.status, got.headers.get("content-type"), await got.text()]).toEqual([200, "text/x-a", "from fetch"]);
  });

  test("versions are listed, read and deleted", async () => {
    await s3.createBucket({ Bucket: "sdk-v3-versions" });
    const target = { Bucket: "sdk-v3-versions", Key: "k" };
    await s3.putBucketVersioning({ Bucket: target.Bucket, VersioningConfiguration: { Status: "Enabled" } });
    const old = await s3.putObject({ ...target, Body: "old" });
    await s3.putObject({ ...target, Body: "new" });
    expect(await (await s3.getObject({ ...target, VersionId: old.VersionId })).Body?.transformToString()).toBe("old");
    const marker = await s3.deleteObject(target);
    const { Versions, DeleteMarkers } = await s3.listObjectVersions({ Bucket: target.Bucket });
    expect([marker.DeleteMarker, Versions?.length, DeleteMarkers?.length]).toEqual([true, 2, 1]);
  });

  test("many are deleted at once, whatever their names", async () => {
    const names = ["many/a&b", "many/<x>", "many/'\"", "many/\u{1f40d}"];
    await Promise.all(names.map((Key) => s3.putObject({ Bucket, Key, Body: "x" })));
    const { Deleted, Errors } = await s3.deleteObjects({ Bucket, Delete: { Objects: names.map((Key) => ({ Key })) } });
    expect([Deleted?.map(({ Key }) => Key).sort(), Errors]).toEqual([names.sort(), undefined]);
  });

  test("copies keep or replace what an object has", async () => {
    await s3.putObject({ Bucket, Key: "copy/from +1", Body: "c", Metadata: { a: "1" }, Tagging: "t=1" });
    const CopySource = `${Bucket}/${encodeURIComponent("copy/from +1")}`;
    await s3.copyObject({ Bucket, Key: "copy/kept", CopySource });
    await s3.copyObject({
      Bucket,
      Key: "copy/new",
      CopySource,
      Metadata: { b: "2" },
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
      Tagging: "t=2",
    });
    const heads = await Promise.all(["kept", "new"].map((name) => s3.headObject({ Bucket, Key: `copy/${name}` })));
    const tags = await s3.getObjectTagging({ Bucket, Key: "copy/new" });
    expect([heads.map((head) => head.Metadata), tags.TagSet]).toEqual([
      [{ a: "1" }, { b: "2" }],
      [{ Key: "t", Value: "2" }],
    ]);
  });

  test("parts are uploaded, listed, read one by one and described", async () => {
    const target = { Bucket, Key: "parts" };
    const { UploadId } = await s3.createMultipartUpload({ ...target, ChecksumAlgorithm: "SHA256" });
    const Parts = await Promise.all(
      [pattern(5 * MIB), Buffer.from("end")].map(async (Body, index) => {
        const { ETag, ChecksumSHA256 } = await s3.uploadPart({
          ...target,
          UploadId,
          PartNumber: index + 1,
          Body,
          ChecksumAlgorithm: "SHA256",
        });
        return { PartNumber: index + 1, ETag, ChecksumSHA256 };
      }),
    );
    expect((await s3.listParts({ ...target, UploadId })).Parts?.map(({ Size }) => Size)).toEqual([5 * MIB, 3]);
    await s3.completeMultipartUpload({ ...target, UploadId, MultipartUpload: { Parts } });
    const second = await s3.getObject({ ...target, PartNumber: 2 });
    const told = await s3.getObjectAttributes({ ...target, ObjectAttributes: ["ObjectParts", "ObjectSize"] });
    expect([await second.Body?.transformToString(), second.PartsCount]).toEqual(["end", 2]);
    expect([told.ObjectSize, told.ObjectParts?.Parts?.length]).toEqual([5 * MIB + 3, 2]);
  });

  test("middleware sees requests and answers", async () => {
    const client = server.client(S3Client);
    const seen: unknown[] = [];
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        seen.push((result.response as { statusCode?: number }).statusCode);
        return result;
      },
      { step: "deserialize" },
    );
    await client.send(new PutObjectCommand({ Bucket, Key: "middleware", Body: "x" }));
    expect(seen).toEqual([200]);
  });

  test("dates, numbers and lists of headers come back as types", async () => {
    const Expires = new Date("2030-01-02T03:04:05Z");
    await s3.putObject({
      Bucket,
      Key: "types",
      Body: "x",
      Expires,
      CacheControl: "no-cache",
      ContentLanguage: "de",
      WebsiteRedirectLocation: "/there",
    });
    const head = await s3.headObject({ Bucket, Key: "types" });
    expect([head.ExpiresString, head.CacheControl, head.ContentLanguage, head.WebsiteRedirectLocation]).toEqual([
      "Wed, 02 Jan 2030 03:04:05 GMT",
      "no-cache",
      "de",
      "/there",
    ]);
    expect(head.LastModified).toBeInstanceOf(Date);
  });
});

describe("addressing", () => {
  test("a bucket of another Region is followed there", async () => {
    const west = new S3({ ...server.clientConfig, region: "eu-west-1" });
    const following = new S3({ ...server.clientConfig, followRegionRedirects: true });
    await west.createBucket({ Bucket: "sdk-v3-west" });
    await following.putObject({ Bucket: "sdk-v3-west", Key: "k", Body: "far" });
    const { Body } = await west.getObject({ Bucket: "sdk-v3-west", Key: "k" });
    expect(await Body?.transformToString()).toBe("far");
    west.destroy();
    following.destroy();
  });

  test("buckets are addressed by host name", async () => {
    const lookup: typeof resolveName = ((_name: string, options: object, done: (...args: unknown[]) => void) =>
      resolveName("127.0.0.1", options, done as never)) as never;
    const hosted = new S3({
      ...server.clientConfig,
      endpoint: `http://localhost:${server.port}`,
      forcePathStyle: false,
      requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ lookup }) }),
    });
    await hosted.putObject({ Bucket, Key: "hosted/a b", Body: "by host" });
    expect(await textOf("hosted/a b")).toBe("by host");
    expect((await hosted.listObjectsV2({ Bucket, Prefix: "hosted/" })).KeyCount).toBe(1);
    hosted.destroy();
  });
});
