/** The port that other services reach objects through; same bytes and records as over HTTP. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../../../src/auth/principal.ts";
import type { ObjectStore } from "../../../src/kit/ports/object-store.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import {
  addAccessPoint,
  putAccessPointPolicyText,
} from "../../../src/services/s3/access-points/access-point-record.ts";
import { createS3ResourceFacts } from "../../../src/services/s3/access/resource-facts.ts";
import { createObjectStore } from "../../../src/services/s3/object-store.ts";
import { createS3 } from "../../../src/services/s3/s3.ts";
import { addBucket } from "../../../src/services/s3/store/buckets.ts";
import { openMemoryStorage } from "../../../src/storage/memory-storage.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { policyAuthorizer } from "../../support/policy-authorizer.ts";
import { noKeys, noSealer } from "../../support/no-keys.ts";

const accountId = "111122223333";
const arn = `arn:aws:iam::${accountId}:root`;
const caller: Caller = {
  accountId,
  region: "eu-west-1",
  principal: { type: "root", accountId, accessKeyId: "AKIA", arn, userId: accountId },
};
const stranger: Caller = {
  ...caller,
  accountId: "999999999999",
  principal: { type: "root", accountId: "999999999999", accessKeyId: "AKIB", arn, userId: "999999999999" },
};
const nobody: Caller = { ...caller, principal: { type: "anonymous" } };

let storage: Storage;
let objects: ObjectStore;
let directory: string;
let bucket: string;
let count = 0;

beforeAll(async () => {
  const runtime = systemRuntime(silentLog());
  storage = await openMemoryStorage(runtime);
  // The authorizer asks S3 whose bucket it is, and S3 the authorizer who may do what.
  const authorizer = policyAuthorizer({ facts: { s3: { factsOf: (...asked) => facts.factsOf(...asked) } } });
  const s3 = createS3({
    authorizer,
    records: storage.records,
    bytes: storage.bytes,
    runtime,
    keys: noKeys,
    sealer: noSealer,
  });
  const facts = createS3ResourceFacts(s3);
  objects = createObjectStore(s3, authorizer);
  directory = await mkdtemp(join(tmpdir(), "lakebed-object-store-"));
});
afterAll(async () => {
  await storage.close();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  bucket = `bucket-${++count}`;
  await storage.records.transact((transaction) => {
    addBucket(transaction, { name: bucket, accountId, region: "us-east-1", createdMs: 0, versioning: "off" });
  });
});

const put = (key: string, text: string) => objects.put(caller, bucket, key, Buffer.from(text), "text/plain");

async function read(key: string, range?: { startBytes: number; endBytes: number }): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await objects.read(caller, bucket, key, range)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe("behaviour", () => {
  test("what is put is there, with its ETag and type", async () => {
    const summary = await put("a/b.txt", "hello");
    expect(summary).toMatchObject({
      bucket,
      key: "a/b.txt",
      sizeBytes: 5,
      contentType: "text/plain",
      versionId: undefined,
    });
    expect(summary.etag).toBe(createHash("md5").update("hello").digest("hex"));
    expect(await objects.head(caller, bucket, "a/b.txt")).toEqual(summary);
    expect(await read("a/b.txt")).toBe("hello");
  });

  test("a stream can be put, and a range read; the end of a range may lie behind the object's", async () => {
    await objects.put(caller, bucket, "k", chunksOf("0123", "", "456789"), "text/plain");
    expect(await read("k", { startBytes: 2, endBytes: 5 })).toBe("234");
    expect(await read("k", { startBytes: 8, endBytes: 500 })).toBe("89");
  });

  test("an empty object is read as nothing", async () => {
    await put("empty", "");
    expect(await read("empty")).toBe("");
  });

  test("a file becomes an object with the ETag of its bytes, and is gone", async () => {
    for (const size of [10, 3_000_000]) {
      const path = join(directory, `file-${size}`);
      const bytes = Buffer.alloc(size, "x");
      await writeFile(path, bytes);
      const summary = await objects.putFile(caller, bucket, "file", path, "text/csv");
      expect(summary).toMatchObject({
        sizeBytes: size,
        etag: createHash("md5").update(bytes).digest("hex"),
        contentType: "text/csv",
      });
      expect(await read("file")).toBe(bytes.toString());
      await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    }
  });

  test("an object is at hand as a local file", async () => {
    const bytes = Buffer.alloc(200_000, "y");
    await objects.put(caller, bucket, "k", bytes, "text/plain");
    const file = await objects.localFile(caller, bucket, "k");
    expect(file.sizeBytes).toBe(bytes.length);
    expect((await readFile(file.path)).equals(bytes)).toBe(true);
    await file.release();
  });

  test("lists in byte order, with prefix, delimiter and pages", async () => {
    for (const key of ["b", "a/1", "a/2", "a/x/3", "\u{1FAA3}", "\uFFFD"]) await put(key, key);
    const all = await objects.list(caller, { bucket, prefix: "", limit: 1000 });
    expect(all.objects.map(({ key }) => key)).toEqual(["a/1", "a/2", "a/x/3", "b", "\uFFFD", "\u{1FAA3}"]);
    expect(all.next).toBeUndefined();
    const folder = await objects.list(caller, { bucket, prefix: "a/", delimiter: "/", limit: 1000 });
    expect(folder).toMatchObject({ objects: [{ key: "a/1" }, { key: "a/2" }], commonPrefixes: ["a/x/"] });
    const keys: string[] = [];
    let startAfter: string | undefined;
    do {
      const page = await objects.list(caller, {
        bucket,
        prefix: "",
        limit: 2,
        ...(startAfter === undefined ? {} : { startAfter }),
      });
      keys.push(...page.objects.map(({ key }) => key));
      startAfter = page.next;
    } while (startAfter !== undefined);
    expect(keys).toEqual(all.objects.map(({ key }) => key));
  });

  test("deletes many, absent ones too", async () => {
    await put("a", "1");
    await put("b", "2");
    await objects.delete(caller, bucket, ["a", "absent", "b"]);
    expect((await objects.list(caller, { bucket, prefix: "", limit: 10 })).objects).toEqual([]);
  });

  test("the body of a put that fails leaves nothing", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(200_000);
      throw new RangeError("the source broke");
    }
    await expect(objects.put(caller, bucket, "broken", broken(), "text/plain")).rejects.toThrow("the source broke");
    expect(await objects.head(caller, bucket, "broken")).toBeUndefined();
  });
});

describe("errors", () => {
  test("an absent key has no head and cannot be read", async () => {
    expect(await objects.head(caller, bucket, "absent")).toBeUndefined();
    await expect(objects.read(caller, bucket, "absent")).rejects.toMatchObject({ code: "NoSuchKey" });
    await expect(objects.localFile(caller, bucket, "absent")).rejects.toMatchObject({ code: "NoSuchKey" });
  });

  test("a range that begins behind the end is InvalidRange", async () => {
    await put("k", "0123");
    await expect(objects.read(caller, bucket, "k", { startBytes: 4, endBytes: 5 })).rejects.toMatchObject({
      code: "InvalidRange",
      status: 416,
    });
    await expect(objects.read(caller, bucket, "k", { startBytes: 2, endBytes: 2 })).rejects.toMatchObject({
      code: "InvalidRange",
    });
  });

  test("an absent bucket is NoSuchBucket for every call", async () => {
    const gone = "absent-bucket";
    for (const call of callsOn(caller, gone)) await expect(call()).rejects.toMatchObject({ code: "NoSuchBucket" });
  });

  test("another account's bucket and an anonymous caller are AccessDenied for every call", async () => {
    for (const who of [stranger, nobody]) {
      for (const call of callsOn(who, bucket))
        await expect(call()).rejects.toMatchObject({ code: "AccessDenied", status: 403 });
    }
  });
});

function callsOn(who: Caller, name: string): (() => Promise<unknown>)[] {
  return [
    () => objects.list(who, { bucket: name, prefix: "", limit: 1 }),
    () => objects.head(who, name, "k"),
    () => objects.read(who, name, "k"),
    () => objects.put(who, name, "k", Buffer.from("x"), "text/plain"),
    () => objects.putFile(who, name, "k", join(directory, "absent"), "text/plain"),
    () => objects.delete(who, name, ["k"]),
    () => objects.localFile(who, name, "k"),
  ];
}

describe("through an alias of an access point", () => {
  const place = { accountId, region: "us-east-1", name: "point" };
  const block = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
  let alias: string;
  beforeEach(async () => {
    alias = `point-${count}-s3alias`;
    await storage.records.transact((transaction) => {
      const point = { ...place, name: `point-${count}`, alias, bucket, bucketAccountId: accountId, createdMs: 0 };
      addAccessPoint(transaction, { ...point, publicAccessBlock: block });
      const Resource = `arn:aws:s3:us-east-1:${accountId}:accesspoint/point-${count}/object/closed/*`;
      const Statement = [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource }];
      const text = JSON.stringify({ Version: "2012-10-17", Statement });
      putAccessPointPolicyText(transaction, { ...point, publicAccessBlock: block }, text);
    });
  });

  test("objects are written, listed, read and deleted, and are the bucket's", async () => {
    const summary = await objects.put(caller, alias, "a", Buffer.from("text"), "text/plain");
    expect(summary.bucket).toBe(bucket);
    expect(await read("a")).toBe("text");
    const { objects: listed } = await objects.list(caller, { bucket: alias, prefix: "", limit: 10 });
    expect(listed.map(({ key }) => key)).toEqual(["a"]);
    expect((await objects.head(caller, alias, "a"))?.sizeBytes).toBe(4);
    await objects.delete(caller, alias, ["a"]);
    expect(await objects.head(caller, bucket, "a")).toBeUndefined();
  });

  test("the policy of the access point decides too, and an unknown alias is no bucket", async () => {
    const denied = expect.objectContaining({ code: "AccessDenied" });
    await put("closed/a", "text");
    await expect(objects.read(caller, alias, "closed/a")).rejects.toThrow(denied);
    await expect(objects.head(stranger, alias, "open")).rejects.toThrow(denied);
    const absent = expect.objectContaining({ code: "NoSuchBucket" });
    await expect(objects.head(caller, "other-s3alias", "a")).rejects.toThrow(absent);
  });
});
