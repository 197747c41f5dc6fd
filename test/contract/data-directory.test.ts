import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { BlobId } from "../../src/storage/blob-store.ts";
import { DIRECTORY_FORMAT_VERSION, openDataDirectory } from "../../src/storage/data-directory.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { collect, isStorageError, patterned } from "./bytes.ts";
import { testRuntime } from "./object-bytes-suite.ts";

describe("the data directory", () => {
  let path: string;
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), "lakebed.data-")), "deep", "data");
    return () => rm(path, { recursive: true, force: true });
  });
  const open = (): Promise<Storage> =>
    openStorage(testRuntime(), { dataDirectory: path, records: "lmdb", blobs: "filesystem" });
  const thrownBy = (call: () => unknown): unknown => {
    try {
      call();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test("is made for its owner's eyes only, with a version", async () => {
    openDataDirectory(path, "token").release();
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(path, "VERSION"), "utf8")).toBe(`${DIRECTORY_FORMAT_VERSION}\n`);
    expect((await readdir(path)).toSorted()).toEqual(["VERSION", "blobs", "packs", "records"]);
  });

  test("belongs to one at a time, and is free again after release", async () => {
    const first = openDataDirectory(path, "one");
    expect(thrownBy(() => openDataDirectory(path, "two"))).toSatisfy(isStorageError("locked"));
    first.release();
    openDataDirectory(path, "three").release();
    expect(existsSync(join(path, "LOCK"))).toBe(false);
  });

  test("a storage that is open keeps others out, and close lets them in", async () => {
    const storage = await open();
    await expect(open()).rejects.toSatisfy(isStorageError("locked"));
    await storage.close();
    await (await open()).close();
  });

  test("the lock of a killed process is taken over", async () => {
    const directory = openDataDirectory(path, "first");
    const lock = JSON.parse(await readFile(join(path, "LOCK"), "utf8")) as object;
    directory.release();
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    child.kill("SIGKILL");
    await once(child, "exit");
    await writeFile(join(path, "LOCK"), JSON.stringify({ ...lock, pid: child.pid }));
    openDataDirectory(path, "second").release();
  });

  test("the lock of another process with a recycled id is taken over, a torn lock too", async () => {
    const directory = openDataDirectory(path, "first");
    const lock = JSON.parse(await readFile(join(path, "LOCK"), "utf8")) as object;
    directory.release();
    await writeFile(join(path, "LOCK"), JSON.stringify({ ...lock, startedAt: "1" }));
    openDataDirectory(path, "second").release();
    await writeFile(join(path, "LOCK"), '{"pid":');
    openDataDirectory(path, "third").release();
  });

  test("a newer format is refused, and the refusal leaves no lock", async () => {
    openDataDirectory(path, "token").release();
    await writeFile(join(path, "VERSION"), `${DIRECTORY_FORMAT_VERSION + 1}\n`);
    expect(thrownBy(() => openDataDirectory(path, "token"))).toSatisfy(isStorageError("format"));
    expect(existsSync(join(path, "LOCK"))).toBe(false);
    await writeFile(join(path, "VERSION"), "what?");
    expect(thrownBy(() => openDataDirectory(path, "token"))).toSatisfy(isStorageError("corrupt"));
  });

  test("a file in its place is an io error", async () => {
    openDataDirectory(path, "token").release();
    expect(thrownBy(() => openDataDirectory(join(path, "VERSION"), "token"))).toSatisfy(isStorageError("io"));
  });

  test("bytes survive closing; a torn blob that no record names is swept at the next start", async () => {
    const first = await open();
    const staged = await first.bytes.stage(patterned(200_000));
    const extents = await first.records.transact((transaction) => staged.commit(transaction));
    const torn = await first.blobs.create();
    await torn.write(patterned(3_000_000));
    await torn.finish();
    const tornPath = first.blobs.localPath?.(torn.id) ?? "";
    await first.close();
    await truncate(tornPath, 1_234_567);
    await writeFile(join(path, "blobs", "stray"), "not a blob");

    const second = await open();
    await second.bytes.sweep(8e15);
    expect(existsSync(tornPath)).toBe(false);
    expect(Buffer.compare(await collect(second.bytes.read(extents)), patterned(200_000))).toBe(0);
    await second.close();
  });

  test("a changed or shortened blob is noticed, and the blocks before it still read", async () => {
    const storage = await open();
    const staged = await storage.bytes.stage(patterned(3 * 1024 * 1024));
    const extents = await storage.records.transact((transaction) => staged.commit(transaction));
    const file = storage.blobs.localPath?.(extents[0]?.id as BlobId) ?? "";
    const content = await readFile(file);
    content[1_500_000] = (content[1_500_000] ?? 0) ^ 1;
    await writeFile(file, content);
    expect(await collect(storage.bytes.read(extents, { startBytes: 0, endBytes: 1_000_000 }))).toHaveLength(1_000_000);
    await expect(
      collect(storage.bytes.read(extents, { startBytes: 1_480_000, endBytes: 1_480_010 })),
    ).rejects.toSatisfy(isStorageError("corrupt"));
    await truncate(file, 2_500_000);
    await expect(
      collect(storage.bytes.read(extents, { startBytes: 2_495_000, endBytes: 2_495_001 })),
    ).rejects.toSatisfy(isStorageError("corrupt"));
    await storage.close();
  });
});
