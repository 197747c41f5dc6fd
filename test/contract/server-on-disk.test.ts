/** The whole server on its default engines: what clients were told is stored is there after a restart. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/kit/errors.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { patterned } from "./bytes.ts";

describe("a server on LMDB and files", () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "lakebed.server-"));
    return () => rm(dataDir, { recursive: true, force: true });
  });
  const start = (): Promise<TestServer> => startTestServer({ dataDir, records: "lmdb", blobs: "filesystem" });

  test("keeps objects of every size, copies and deletions over a restart", async () => {
    const sizes = [0, 1, 4096, 65_536, 65_537, 3_000_001];
    const first = await start();
    const writer = first.client(S3Client);
    await writer.send(new CreateBucketCommand({ Bucket: "kept" }));
    for (const size of sizes)
      await writer.send(new PutObjectCommand({ Bucket: "kept", Key: `size/${size}`, Body: patterned(size) }));
    await writer.send(new CopyObjectCommand({ Bucket: "kept", Key: "copy", CopySource: "kept/size/3000001" }));
    await writer.send(new DeleteObjectCommand({ Bucket: "kept", Key: "size/3000001" }));
    await first.close();

    const second = await start();
    const reader = second.client(S3Client);
    const { Contents = [] } = await reader.send(new ListObjectsV2Command({ Bucket: "kept" }));
    expect(Contents.map(({ Key, Size }) => [Key, Size])).toEqual([
      ["copy", 3_000_001],
      ...sizes.slice(0, -1).map((size) => [`size/${size}`, size]),
    ]);
    for (const { Key = "", Size = 0 } of Contents) {
      const { Body } = await reader.send(new GetObjectCommand({ Bucket: "kept", Key }));
      expect(Buffer.compare((await Body?.transformToByteArray()) ?? new Uint8Array(1), patterned(Size))).toBe(0);
    }
    const range = await reader.send(
      new GetObjectCommand({ Bucket: "kept", Key: "copy", Range: "bytes=1048570-1048580" }),
    );
    expect(
      Buffer.compare(
        (await range.Body?.transformToByteArray()) ?? new Uint8Array(),
        patterned(3_000_001).subarray(1_048_570, 1_048_581),
      ),
    ).toBe(0);
    await second.close();
  });

  test("keeps a second server out of its directory", async () => {
    const owner = await start();
    await expect(start()).rejects.toBeInstanceOf(ConfigError);
    await owner.close();
  });
});
