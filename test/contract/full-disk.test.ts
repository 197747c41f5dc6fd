/** A full disk, made of a small file system in memory; that takes the right to mount one. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStorage } from "../../src/storage/open-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { isStorageError, patterned } from "./bytes.ts";
import { testRuntime } from "./object-bytes-suite.ts";

const directory = await mkdtemp(join(tmpdir(), "lakebed.full-"));
const isMounted = spawnSync("/bin/mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", directory]).status === 0;
if (!isMounted) console.warn("A full disk was NOT tested: this user may not mount a small file system.");

afterAll(async () => {
  if (isMounted) spawnSync("/bin/umount", [directory]);
  await rm(directory, { recursive: true, force: true });
});

describe.runIf(isMounted)("on a full disk", () => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(testRuntime(), { dataDirectory: directory, records: "lmdb", blobs: "filesystem" });
    return () => storage.close();
  });
  const put = (key: string, sizeBytes: number): Promise<void> =>
    storage.records.transact((transaction) => transaction.put([key], patterned(sizeBytes)));

  test("a blob that does not fit is refused as full and leaves nothing", async () => {
    await expect(storage.bytes.stage(patterned(6_000_000))).rejects.toSatisfy(isStorageError("full"));
    const left: string[] = [];
    for await (const { id } of storage.blobs.list()) left.push(id);
    expect(left).toEqual([]);
  });

  test("records that do not fit are refused as full, all of the group, and the store goes on", async () => {
    await put("before", 1000);
    const results = await Promise.allSettled([put("large", 5_000_000), put("beside", 10)]);
    for (const result of results) expect((result as PromiseRejectedResult).reason).toSatisfy(isStorageError("full"));
    expect(await storage.records.get(["large"])).toBeUndefined();
    expect(await storage.records.get(["beside"])).toBeUndefined();
    expect(await storage.records.get(["before"])).toHaveLength(1000);
    await put("after", 1000);
    expect(await storage.records.get(["after"])).toHaveLength(1000);
  });
});
