/** The kept decoded manifests of objects in parts: the same answers, within a bound. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";
import type { RecordStore } from "../../../src/storage/record-store.ts";
import { MANIFEST_CACHE_EXTENTS_MAX } from "../../../src/services/s3/limits.ts";
import { manifestKey } from "../../../src/services/s3/store/keys.ts";
import { readManifest } from "../../../src/services/s3/store/manifests.ts";
import { encodeRecord } from "../../../src/services/s3/store/record-codec.ts";
import type { Manifest } from "../../../src/services/s3/store/version-record.ts";

let records: RecordStore;
beforeAll(() => void (records = openMemoryRecordStore()));
afterAll(() => records.close());

const manifestOf = (name: string, count: number): Manifest => ({
  extents: Array.from({ length: count }, (_, index) => ({ id: `${name}-${index}`, kind: "blob", sizeBytes: 1 })),
});
const put = (id: string, count: number) =>
  records.transact((transaction) => transaction.put(manifestKey(id), encodeRecord(manifestOf(id, count))));
const read = (id: string) => records.read((reader) => readManifest(reader, id));

test("a manifest is decoded once", async () => {
  await put("once", 3);
  const first = await read("once");
  expect(first).toEqual(manifestOf("once", 3));
  expect(await read("once")).toBe(first);
});

test("an absent one is undefined, and is found when it is there", async () => {
  expect(await read("later")).toBeUndefined();
  await put("later", 1);
  expect(await read("later")).toEqual(manifestOf("later", 1));
});

test("those used longest ago make room, and are read again", async () => {
  const size = MANIFEST_CACHE_EXTENTS_MAX / 5;
  for (const id of ["a", "b", "c", "d"]) await put(id, size);
  const a = await read("a");
  const b = await read("b");
  for (const id of ["c", "d", "a"]) await read(id);
  await put("e", size * 2);
  await read("e");
  expect(await read("a")).toBe(a);
  const again = await read("b");
  expect(again).not.toBe(b);
  expect(again).toEqual(b);
});

test("one that is larger than all room is read every time", async () => {
  await put("huge", MANIFEST_CACHE_EXTENTS_MAX + 1);
  const first = await read("huge");
  expect(await read("huge")).not.toBe(first);
});
