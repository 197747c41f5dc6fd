import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { openLocalFiles } from "../../src/storage/engines/filesystem/local-files.ts";
import type { CopyRequest, LocalFiles } from "../../src/storage/local-files.ts";
import { isStorageError, patterned } from "./bytes.ts";

describe("copies of objects as local files", () => {
  let directory: string;
  let files: LocalFiles;
  let made: string[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "lakebed.copies-"));
    files = await openLocalFiles({ directory, bytesMax: 100 });
    made = [];
    return () => rm(directory, { recursive: true, force: true });
  });
  const request = (name: string, sizeBytes: number): CopyRequest => ({
    name,
    sizeBytes,
    isKept: true,
    async *bytes() {
      made.push(name);
      yield patterned(sizeBytes);
    },
  });

  test("one copy serves everybody at once and later", async () => {
    const [first, second] = await Promise.all([files.copy(request("a", 40)), files.copy(request("a", 40))]);
    expect(first.path).toBe(second.path);
    expect(Buffer.compare(await readFile(first.path), patterned(40))).toBe(0);
    await first.release();
    await second.release();
    await (await files.copy(request("a", 40))).release();
    expect(made).toEqual(["a"]);
  });

  test("a copy that is not to be kept goes with its last user, and is for this user of the system alone", async () => {
    const secret = { ...request("a", 40), isKept: false };
    const [first, second] = await Promise.all([files.copy(secret), files.copy(secret)]);
    expect((await stat(first.path)).mode & 0o077).toBe(0);
    await first.release();
    expect(existsSync(first.path)).toBe(true);
    await second.release();
    expect(await readdir(directory)).toEqual([]);
    const whole = await files.copy(request("b", 100));
    expect(whole.sizeBytes).toBe(100);
  });

  test("the least recently used copy that nobody uses makes room", async () => {
    const a = await files.copy(request("a", 40));
    const b = await files.copy(request("b", 40));
    await a.release();
    await b.release();
    await (await files.copy(request("a", 40))).release();
    const c = await files.copy(request("c", 40));
    expect([existsSync(a.path), existsSync(b.path), existsSync(c.path)]).toEqual([true, false, true]);
  });

  test("copies in use are kept, and what does not fit beside them is refused as full", async () => {
    const a = await files.copy(request("a", 60));
    await expect(files.copy(request("b", 50))).rejects.toSatisfy(isStorageError("full"));
    expect(existsSync(a.path)).toBe(true);
    await a.release();
    await a.release();
    expect((await files.copy(request("b", 50))).sizeBytes).toBe(50);
  });

  test("a copy that fails leaves nothing and may be asked for again", async () => {
    const failing: CopyRequest = {
      name: "a",
      sizeBytes: 90,
      isKept: true,
      async *bytes() {
        yield patterned(10);
        throw new RangeError("no");
      },
    };
    const results = await Promise.allSettled([files.copy(failing), files.copy(failing)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await readdir(directory)).toEqual([]);
    expect(Buffer.compare(await readFile((await files.copy(request("a", 90))).path), patterned(90))).toBe(0);
  });

  test("opening empties the directory, closing removes it", async () => {
    await mkdir(directory);
    await writeFile(join(directory, "torn"), "half");
    const again = await openLocalFiles({ directory, bytesMax: 100 });
    expect(existsSync(join(directory, "torn"))).toBe(false);
    await again.copy(request("a", 10));
    await again.close();
    expect(existsSync(directory)).toBe(false);
  });
});
