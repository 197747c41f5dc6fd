/**
 * S3 as a mounted file system uses it (Mountpoint for Amazon S3 cannot be installed here, so its calls are made with the SDK): look-ups by HeadObject and
 * ListObjectsV2 side by side, sequential reads by growing ranges bound to an ETag, writes that only append, renames by copy and delete.
 *
 * @see https://github.com/awslabs/mountpoint-s3/blob/main/doc/SEMANTICS.md
 */
import { S3, type S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

const Bucket = "mounted";
const MIB = 1024 * 1024;
let server: TestServer;
let s3: S3;

beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3);
  await s3.createBucket({ Bucket });
});
afterAll(() => server.close());

function pattern(sizeBytes: number, salt = 0): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at + 4 <= sizeBytes; at += 4) bytes.writeUInt32BE(at + salt, at);
  return bytes;
}

const nameOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "fine",
    (error: unknown) => (error as S3ServiceException).name,
  );

interface Entry {
  readonly kind: "file" | "directory";
  readonly size?: number | undefined;
}

/** A name is a directory when a key lies below it, and then hides a file of the same name. */
async function lookUp(path: string): Promise<Entry | undefined> {
  const [file, below] = await Promise.all([
    s3.headObject({ Bucket, Key: path }).catch((error: unknown) => {
      if ((error as S3ServiceException).name !== "NotFound") throw error;
    }),
    s3.listObjectsV2({ Bucket, Prefix: `${path}/`, Delimiter: "/", MaxKeys: 1 }),
  ]);
  if ((below.KeyCount ?? 0) > 0) return { kind: "directory" };
  return file === undefined ? undefined : { kind: "file", size: file.ContentLength };
}

async function readDirectory(path: string, pageSize = 1_000): Promise<string[]> {
  const Prefix = path === "" ? "" : `${path}/`;
  const names: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.listObjectsV2({
      Bucket,
      Prefix,
      Delimiter: "/",
      MaxKeys: pageSize,
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    });
    names.push(...(page.CommonPrefixes ?? []).map((item) => `${item.Prefix?.slice(Prefix.length)}`));
    names.push(
      ...(page.Contents ?? []).map((item) => item.Key?.slice(Prefix.length) ?? "").filter((name) => name !== ""),
    );
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return names.sort();
}

async function range(Key: string, from: number, length: number, IfMatch?: string): Promise<Buffer> {
  const Range = `bytes=${from}-${from + length - 1}`;
  const { Body } = await s3.getObject({ Bucket, Key, Range, ...(IfMatch === undefined ? {} : { IfMatch }) });
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Reads from the start by windows that double, several ahead of the reader. */
async function readSequentially(Key: string): Promise<Buffer> {
  const { ContentLength: size = 0, ETag = "" } = await s3.headObject({ Bucket, Key });
  const windows: [from: number, length: number][] = [];
  for (let from = 0, length = 64 * 1024; from < size; from += length, length = Math.min(length * 2, 2 * MIB))
    windows.push([from, Math.min(length, size - from)]);
  const ahead: Promise<Buffer>[] = [];
  const read: Buffer[] = [];
  for (const [index, window] of windows.entries()) {
    ahead.push(range(Key, ...window, ETag));
    if (index >= 3) read.push((await ahead.shift()) ?? Buffer.alloc(0));
  }
  return Buffer.concat([...read, ...(await Promise.all(ahead))]);
}

/** A file handle that only appends; the file appears when it is closed. */
class Appender {
  private readonly parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC32C: string | undefined }[] = [];
  private readonly target: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined };
  private constructor(target: Appender["target"]) {
    this.target = target;
  }
  static async open(Key: string): Promise<Appender> {
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key, ChecksumAlgorithm: "CRC32C" });
    return new Appender({ Bucket, Key, UploadId });
  }
  async append(Body: Buffer): Promise<void> {
    const PartNumber = this.parts.length + 1;
    const { ETag, ChecksumCRC32C } = await s3.uploadPart({
      ...this.target,
      PartNumber,
      Body,
      ChecksumAlgorithm: "CRC32C",
    });
    this.parts.push({ PartNumber, ETag, ChecksumCRC32C });
  }
  async appendFrom(key: string, from: number, length: number): Promise<void> {
    const PartNumber = this.parts.length + 1;
    const CopySourceRange = `bytes=${from}-${from + length - 1}`;
    const { CopyPartResult } = await s3.uploadPartCopy({
      ...this.target,
      PartNumber,
      CopySource: `${Bucket}/${key}`,
      CopySourceRange,
    });
    this.parts.push({ PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32C: CopyPartResult?.ChecksumCRC32C });
  }
  async close(condition: { IfNoneMatch?: string } = {}): Promise<void> {
    await s3.completeMultipartUpload({ ...this.target, MultipartUpload: { Parts: this.parts }, ...condition });
  }
  async abandon(): Promise<void> {
    await s3.abortMultipartUpload(this.target);
  }
}

async function rename(from: string, to: string): Promise<void> {
  const { ETag } = await s3.headObject({ Bucket, Key: from });
  await s3.copyObject({
    Bucket,
    Key: to,
    CopySource: `${Bucket}/${encodeURIComponent(from)}`,
    CopySourceIfMatch: ETag,
  });
  await s3.deleteObject({ Bucket, Key: from, IfMatch: ETag });
}

describe("reading", () => {
  test("a file is read from start to end by growing windows", async () => {
    await s3.putObject({ Bucket, Key: "read/whole", Body: pattern(9 * MIB + 5) });
    expect((await readSequentially("read/whole")).equals(pattern(9 * MIB + 5))).toBe(true);
  });

  test("a file of parts is read over their borders", async () => {
    const file = await Appender.open("read/parts");
    await file.append(pattern(5 * MIB));
    await file.append(pattern(5 * MIB, 1));
    await file.append(Buffer.from("tail"));
    await file.close();
    const whole = Buffer.concat([pattern(5 * MIB), pattern(5 * MIB, 1), Buffer.from("tail")]);
    expect((await readSequentially("read/parts")).equals(whole)).toBe(true);
    expect((await range("read/parts", 5 * MIB - 8, 16)).equals(whole.subarray(5 * MIB - 8, 5 * MIB + 8))).toBe(true);
  });

  test("a reader jumps about", async () => {
    const whole = pattern(4 * MIB);
    await s3.putObject({ Bucket, Key: "read/jump", Body: whole });
    for (const at of [3_000_001, 17, 4 * MIB - 3, 1_048_576, 0])
      expect((await range("read/jump", at, 100)).equals(whole.subarray(at, at + 100))).toBe(true);
  });

  test("a window beyond the end is cut, one behind the end is refused", async () => {
    await s3.putObject({ Bucket, Key: "read/short", Body: "12345" });
    expect((await range("read/short", 3, 100)).toString()).toBe("45");
    expect(await nameOf(range("read/short", 5, 100))).toBe("InvalidRange");
  });

  test("a file that is replaced while it is read is noticed", async () => {
    const { ETag } = await s3.putObject({ Bucket, Key: "read/replaced", Body: pattern(MIB) });
    expect(await range("read/replaced", 0, 8, ETag)).toHaveLength(8);
    await s3.putObject({ Bucket, Key: "read/replaced", Body: pattern(MIB, 1) });
    expect(await nameOf(range("read/replaced", 8, 8, ETag))).toBe("PreconditionFailed");
  });

  test("a file that is deleted while it is read is noticed", async () => {
    const { ETag } = await s3.putObject({ Bucket, Key: "read/deleted", Body: "x" });
    await s3.deleteObject({ Bucket, Key: "read/deleted" });
    expect(await nameOf(range("read/deleted", 0, 1, ETag))).toBe("NoSuchKey");
  });

  test("many readers share a file", async () => {
    await s3.putObject({ Bucket, Key: "read/shared", Body: pattern(3 * MIB) });
    const found = await Promise.all(Array.from({ length: 8 }, () => readSequentially("read/shared")));
    expect(found.every((bytes) => bytes.equals(pattern(3 * MIB)))).toBe(true);
  });

  test("an empty file is read as nothing", async () => {
    await s3.putObject({ Bucket, Key: "read/empty", Body: "" });
    expect(await readSequentially("read/empty")).toHaveLength(0);
  });
});

describe("writing", () => {
  test("a file appears when it is closed, and not before", async () => {
    const file = await Appender.open("write/closed");
    await file.append(pattern(5 * MIB));
    expect([await lookUp("write/closed"), await lookUp("write")]).toEqual([undefined, undefined]);
    await file.append(Buffer.from("end"));
    await file.close();
    expect(await lookUp("write/closed")).toEqual({ kind: "file", size: 5 * MIB + 3 });
  });

  test("a file that is written anew shows the old bytes until it is closed", async () => {
    await s3.putObject({ Bucket, Key: "write/over", Body: "old" });
    const file = await Appender.open("write/over");
    await file.append(Buffer.from("newer"));
    expect((await range("write/over", 0, 10)).toString()).toBe("old");
    await file.close();
    expect((await range("write/over", 0, 10)).toString()).toBe("newer");
  });

  test("a file that is created exclusively is made once", async () => {
    const files = await Promise.all([Appender.open("write/once"), Appender.open("write/once")]);
    await Promise.all(files.map((file, index) => file.append(Buffer.from(String(index)))));
    const outcomes = await Promise.all(files.map((file) => nameOf(file.close({ IfNoneMatch: "*" }))));
    expect(outcomes.filter((outcome) => outcome === "fine")).toHaveLength(1);
    expect(["PreconditionFailed", "ConditionalRequestConflict"]).toContain(
      outcomes.find((outcome) => outcome !== "fine"),
    );
  });

  test("a write that is given up leaves nothing", async () => {
    const file = await Appender.open("write/abandoned");
    await file.append(pattern(5 * MIB));
    await file.abandon();
    expect(await lookUp("write/abandoned")).toBeUndefined();
    expect((await s3.listMultipartUploads({ Bucket, Prefix: "write/abandoned" })).Uploads).toBeUndefined();
  });

  test("appending to a file copies what is there and adds to it", async () => {
    await s3.putObject({ Bucket, Key: "write/log", Body: pattern(6 * MIB) });
    const file = await Appender.open("write/log");
    await file.appendFrom("write/log", 0, 6 * MIB);
    await file.append(Buffer.from("more"));
    await file.close();
    expect((await readSequentially("write/log")).equals(Buffer.concat([pattern(6 * MIB), Buffer.from("more")]))).toBe(
      true,
    );
  });

  test("many files are written at once", async () => {
    const names = Array.from({ length: 20 }, (_, n) => `write/at-once/${n}`);
    await Promise.all(
      names.map(async (name) => {
        const file = await Appender.open(name);
        await file.append(Buffer.from(name));
        await file.close();
      }),
    );
    expect(await readDirectory("write/at-once")).toHaveLength(20);
    expect((await range("write/at-once/7", 0, 100)).toString()).toBe("write/at-once/7");
  });

  test("bytes that were damaged on the way are refused", async () => {
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: "write/damaged", ChecksumAlgorithm: "CRC32C" });
    const part = { Bucket, Key: "write/damaged", UploadId, PartNumber: 1, Body: "damaged", ChecksumCRC32C: "AAAAAA==" };
    expect(await nameOf(s3.uploadPart(part))).toBe("BadDigest");
    expect((await s3.listParts({ Bucket, Key: "write/damaged", UploadId })).Parts).toBeUndefined();
  });
});

describe("directories", () => {
  test("are there as long as something lies below them", async () => {
    await s3.putObject({ Bucket, Key: "dirs/a/b/file", Body: "x" });
    expect([await lookUp("dirs"), await lookUp("dirs/a/b"), await lookUp("dirs/a/c")]).toEqual([
      { kind: "directory" },
      { kind: "directory" },
      undefined,
    ]);
    await s3.deleteObject({ Bucket, Key: "dirs/a/b/file" });
    expect(await lookUp("dirs")).toBeUndefined();
  });

  test("hide a file of the same name", async () => {
    await s3.putObject({ Bucket, Key: "hidden", Body: "file" });
    await s3.putObject({ Bucket, Key: "hidden/below", Body: "x" });
    expect(await lookUp("hidden")).toEqual({ kind: "directory" });
  });

  test("can be marked by a key that ends in a slash", async () => {
    await s3.putObject({ Bucket, Key: "marked/", Body: "" });
    expect([await lookUp("marked"), await readDirectory("marked")]).toEqual([{ kind: "directory" }, []]);
  });

  test("are listed over many pages, each name once", async () => {
    const files = Array.from({ length: 30 }, (_, n) => `pages/${n}`);
    const below = Array.from({ length: 40 }, (_, n) => `pages/sub${n % 10}/${n}`);
    await Promise.all([...files, ...below].map((Key) => s3.putObject({ Bucket, Key, Body: "x" })));
    const names = await readDirectory("pages", 7);
    expect([names.length, new Set(names).size]).toEqual([40, 40]);
  });

  test("a neighbour with the same beginning is not in them", async () => {
    await Promise.all(["near/x", "near-by/y", "near.txt"].map((Key) => s3.putObject({ Bucket, Key, Body: "x" })));
    expect(await readDirectory("near")).toEqual(["x"]);
  });

  test("names of any script and sign come back as they were", async () => {
    const names = ["ä ö", "日本", "a+b%20c", "x&y<z>", "\u{1f40d}"];
    await Promise.all(names.map((name) => s3.putObject({ Bucket, Key: `names/${name}`, Body: name })));
    expect(await readDirectory("names")).toEqual([...names].sort());
  });
});

describe("renaming and removing", () => {
  test("a file is renamed by copy and delete", async () => {
    await s3.putObject({ Bucket, Key: "rename/from ü", Body: "moved", ContentType: "x/y" });
    await rename("rename/from ü", "rename/to");
    expect(await readDirectory("rename")).toEqual(["to"]);
    expect((await s3.headObject({ Bucket, Key: "rename/to" })).ContentType).toBe("x/y");
  });

  test("a rename replaces its target at once", async () => {
    await s3.putObject({ Bucket, Key: "replace/new", Body: "new" });
    await s3.putObject({ Bucket, Key: "replace/target", Body: "old" });
    await rename("replace/new", "replace/target");
    expect((await range("replace/target", 0, 10)).toString()).toBe("new");
  });

  test("a file that changed meanwhile is not lost by a rename", async () => {
    const { ETag } = await s3.putObject({ Bucket, Key: "race/from", Body: "one" });
    await s3.copyObject({ Bucket, Key: "race/to", CopySource: `${Bucket}/race/from`, CopySourceIfMatch: ETag });
    await s3.putObject({ Bucket, Key: "race/from", Body: "two" });
    expect(await nameOf(s3.deleteObject({ Bucket, Key: "race/from", IfMatch: ETag }))).toBe("PreconditionFailed");
    expect((await range("race/from", 0, 10)).toString()).toBe("two");
  });

  test("a directory is renamed file by file", async () => {
    await Promise.all(["a", "b/c", "b/d"].map((name) => s3.putObject({ Bucket, Key: `moving/${name}`, Body: name })));
    const { Contents = [] } = await s3.listObjectsV2({ Bucket, Prefix: "moving/" });
    await Promise.all(Contents.map(({ Key = "" }) => rename(Key, Key.replace("moving/", "moved/"))));
    expect([await lookUp("moving"), await readDirectory("moved"), await readDirectory("moved/b")]).toEqual([
      undefined,
      ["a", "b/"],
      ["c", "d"],
    ]);
  });

  test("a removed file is gone at once, and may be removed again", async () => {
    await s3.putObject({ Bucket, Key: "removed", Body: "x" });
    for (let round = 0; round < 2; round += 1)
      expect(await nameOf(s3.deleteObject({ Bucket, Key: "removed" }))).toBe("fine");
    expect(await lookUp("removed")).toBeUndefined();
  });
});
