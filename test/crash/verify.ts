/**
 * Opens a directory after a kill and proves: every acknowledged operation is there; at most the one operation of each
 * worker that was not acknowledged is there too, whole; every object reads back as written; and after a sweep the stored bytes are exactly
 * those that objects name, each with its right number of owners.
 */
import assert from "node:assert/strict";
import { silentLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import type { Extents } from "../../src/storage/objects.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { allPacks, isLive, liveUnits } from "../../src/storage/packs/pack-records.ts";
import type { Entry, Key } from "../../src/storage/record-store.ts";
import type { Storage } from "../../src/storage/storage.ts";
import {
  type Body,
  bytesOf,
  MANY,
  type Operation,
  operationOf,
  PACK_BYTES,
  recordKey,
  objectKey,
  seqKey,
  WORKERS,
} from "./load.ts";

const RECORD_KEYS = 8;
const OBJECT_KEYS = 4;
const FAR_FUTURE_MS = 8e15;

/** What a worker's keys should hold. */
interface WorkerModel {
  seq: number;
  many: Body | undefined;
  readonly records: Map<number, Body>;
  readonly objects: Map<number, readonly Body[]>;
}

export class Verifier {
  readonly #seed: number;
  readonly #workers: WorkerModel[] = Array.from({ length: WORKERS }, () => ({
    seq: 0,
    many: undefined,
    records: new Map(),
    objects: new Map(),
  }));

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** `acknowledged` holds the last acknowledged number of each worker. @throws {AssertionError} on any loss or leftover */
  async verify(dataDirectory: string, acknowledged: readonly number[]): Promise<void> {
    const storage = await openStorage(systemRuntime(silentLog()), {
      dataDirectory,
      records: "lmdb",
      blobs: "filesystem",
      packBytes: PACK_BYTES,
    });
    try {
      for (const [worker, model] of this.#workers.entries()) {
        await this.#advance(storage, worker, Math.max(model.seq, acknowledged[worker] ?? 0));
        await checkRecords(storage, worker, model);
        await checkMany(storage, worker, model.many);
        await checkObjects(storage, worker, model);
      }
      const total = this.#workers.reduce((sum, { seq }) => sum + seq, 0);
      assert.equal(
        numberIn(await storage.records.get(["counter"])),
        total,
        "the shared counter lost or invented an increment",
      );
      await checkNoOrphans(storage);
    } finally {
      await storage.close();
    }
  }

  async #advance(storage: Storage, worker: number, acknowledged: number): Promise<void> {
    const model = this.#workers[worker] as WorkerModel;
    const stored = numberIn(await storage.records.get(seqKey(worker)));
    assert.ok(
      stored >= acknowledged,
      `worker ${worker}: operation ${acknowledged} was acknowledged, ${stored} is the last stored`,
    );
    assert.ok(
      stored <= acknowledged + 1,
      `worker ${worker}: operation ${stored} is stored before ${acknowledged + 1} was acknowledged`,
    );
    while (model.seq < stored) applyToModel(model, operationOf(this.#seed, worker, ++model.seq));
  }
}

function applyToModel(model: WorkerModel, operation: Operation): void {
  const { records, objects } = model;
  switch (operation.kind) {
    case "put-records":
      for (const key of operation.keys) records.set(key, operation.value);
      return;
    case "put-many":
      model.many = operation.value;
      return;
    case "delete-records":
      for (const key of operation.keys) records.delete(key);
      return;
    case "put-object":
      objects.set(operation.key, operation.parts);
      return;
    case "copy-object": {
      const source = objects.get(operation.from);
      if (source !== undefined) objects.set(operation.to, source);
      return;
    }
    case "delete-object":
      objects.delete(operation.key);
      return;
    case "discard":
  }
}

async function checkRecords(storage: Storage, worker: number, { records }: WorkerModel): Promise<void> {
  const stored = await storage.records.read((reader) =>
    Array.from({ length: RECORD_KEYS }, (_, key) => reader.get(recordKey(worker, key))),
  );
  for (const [key, value] of stored.entries()) {
    const expected = records.get(key);
    assert.equal(
      value === undefined,
      expected === undefined,
      `worker ${worker}: record ${key} is ${value === undefined ? "missing" : "back"}`,
    );
    if (value !== undefined && expected !== undefined)
      assert.ok(Buffer.compare(value, bytesOf(expected)) === 0, `worker ${worker}: record ${key} differs`);
  }
  const listed = await storage.records.read(
    (reader) => reader.range({ prefix: ["record", worker], limit: 100 }).length,
  );
  assert.equal(listed, records.size, `worker ${worker}: the listing of records differs`);
}

async function checkMany(storage: Storage, worker: number, expected: Body | undefined): Promise<void> {
  const stored = await allOf(storage, ["many", worker]);
  assert.equal(
    stored.length,
    expected === undefined ? 0 : MANY,
    `worker ${worker}: a transaction of ${MANY} records is there in part`,
  );
  const bytes = expected === undefined ? new Uint8Array() : bytesOf(expected);
  for (const { value } of stored)
    assert.ok(
      Buffer.compare(value, bytes) === 0,
      `worker ${worker}: a transaction of ${MANY} records is mixed with another`,
    );
}

async function checkObjects(storage: Storage, worker: number, { objects }: WorkerModel): Promise<void> {
  for (let key = 0; key < OBJECT_KEYS; key++) {
    const record = await storage.records.get(objectKey(worker, key));
    const parts = objects.get(key);
    assert.equal(
      record === undefined,
      parts === undefined,
      `worker ${worker}: object ${key} is ${record === undefined ? "missing" : "back"}`,
    );
    if (record === undefined || parts === undefined) continue;
    const read: Uint8Array[] = [];
    for await (const chunk of storage.bytes.read(extentsIn(record))) read.push(chunk);
    assert.ok(
      Buffer.compare(Buffer.concat(read), Buffer.concat(parts.map(bytesOf))) === 0,
      `worker ${worker}: object ${key} differs`,
    );
  }
}

async function checkNoOrphans(storage: Storage): Promise<void> {
  await storage.bytes.sweep(FAR_FUTURE_MS);
  const owners = new Map<string, number>();
  const blobs = new Set<string>();
  const packed = new Set<string>();
  for (const { value } of await allOf(storage, ["object"])) {
    for (const { id, kind } of extentsIn(value)) {
      owners.set(id, (owners.get(id) ?? 0) + 1);
      if (kind === "blob") blobs.add(id);
      if (kind === "packed") packed.add(id);
    }
  }
  const named = (await allOf(storage, ["bytes"])).map(({ key }) => String(key[1]));
  const unpacked = [...owners.keys()].filter((id) => !packed.has(id));
  assert.deepEqual(named.toSorted(), unpacked.toSorted(), "stored bytes are not those that objects name");
  const counted = new Map(
    (await allOf(storage, ["bytes-owners"])).map(({ key, value }) => [
      String(key[1]),
      Buffer.from(value).readUInt32LE(),
    ]),
  );
  for (const [id, count] of owners)
    assert.equal(counted.get(id) ?? 1, count, `the bytes ${id} have a wrong number of owners`);
  assert.deepEqual(await allOf(storage, ["bytes-garbage"]), [], "the garbage queue is not empty after a sweep");
  await checkPacks(storage, packed);
  const files: string[] = [];
  for await (const { id } of storage.blobs.list()) files.push(id);
  assert.deepEqual(files.toSorted(), [...blobs].toSorted(), "the blobs on disk are not those that objects name");
}

/** Exactly the entries that objects name are alive. */
async function checkPacks(storage: Storage, packed: ReadonlySet<string>): Promise<void> {
  await storage.records.read((reader) => {
    for (const id of packed) assert.ok(isLive(reader, id), `the packed bytes ${id} are not alive`);
    const alive = [...allPacks(reader)].flatMap(({ pack }) => [...liveUnits(reader, pack)]);
    assert.equal(alive.length, packed.size, "packed bytes are alive that no object names");
  });
}

function allOf(storage: Storage, prefix: Key): Promise<Entry[]> {
  return storage.records.read((reader) => reader.range({ prefix, limit: 10_000 }));
}

function extentsIn(record: Uint8Array): Extents {
  return JSON.parse(Buffer.from(record).toString()) as Extents;
}

function numberIn(record: Uint8Array | undefined): number {
  return record === undefined ? 0 : Number(Buffer.from(record).toString());
}
