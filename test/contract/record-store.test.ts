import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import { expect, test } from "vitest";
import { LMDB_FORMAT_VERSION, openLmdbRecordStore } from "../../src/storage/engines/lmdb/record-store.ts";
import { isStorageError } from "./bytes.ts";
import { RECORD_ENGINES } from "./record-engines.ts";
import { recordStoreSuite } from "./record-store-suite.ts";

for (const engine of RECORD_ENGINES) recordStoreSuite(engine, { propertyRuns: 60, isOrdered: true });

test("an LMDB environment of a newer format is refused and left as it is", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lakebed.newer-"));
  const newer = open<Uint8Array, Uint8Array>({
    path: directory,
    noSubdir: false,
    encoding: "binary",
    keyEncoding: "binary",
  });
  await newer.put(Buffer.from("\xfdformat", "latin1"), Uint8Array.of(LMDB_FORMAT_VERSION + 1));
  await newer.close();
  await expect(openLmdbRecordStore(directory)).rejects.toSatisfy(isStorageError("format"));
  await expect(openLmdbRecordStore(directory)).rejects.toSatisfy(isStorageError("format"));
  await rm(directory, { recursive: true, force: true });
});

test("a directory that cannot be opened is an io error", async () => {
  await expect(openLmdbRecordStore("/dev/null/records")).rejects.toSatisfy(isStorageError("io"));
});
