/**
 * What many objects cost: bytes of records for each, CPU of a listing page at the beginning and at the end of the bucket and of a point read,
 * memory, and the time to open the store again. Records are written in process, without bodies: an object of 4 KiB as PutObject leaves it, its
 * version and the bit in its pack. `node --import tsx bench/listing.ts [10000 1000000 ...]`; sizes grow one bucket step by step.
 */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as client from "@aws-sdk/client-s3";
import { loadServiceModel } from "../src/model/load-service-model.ts";
import { protocolOf } from "../src/protocol/protocols.ts";
import { silentLog } from "../src/runtime/log.ts";
import { systemRuntime } from "../src/runtime/runtime.ts";
import { ListedSource } from "../src/services/s3/listing/listed-source.ts";
import { listPage } from "../src/services/s3/listing/list-page.ts";
import { pageMembers } from "../src/services/s3/listing/show-object.ts";
import { putCurrent } from "../src/services/s3/store/history.ts";
import { readCurrentObject } from "../src/services/s3/store/read-version.ts";
import type { ObjectVersion } from "../src/services/s3/store/version-record.ts";
import { openStorage } from "../src/storage/open-storage.ts";
import { entryBytes } from "../src/storage/packs/pack-entry.ts";
import { markLive, takeNextPack } from "../src/storage/packs/pack-records.ts";
import { packedId } from "../src/storage/packs/packed-id.ts";
import type { Reader } from "../src/storage/record-store.ts";
import type { Storage } from "../src/storage/storage.ts";

const BUCKET = "bench";
const OBJECT_BYTES = 4096;
const OBJECTS_PER_PACK = 16_000;
const BATCH = 10_000;
const PAGES = 300;
const ROUNDS = 7;
const READS = 20_000;

const runtime = systemRuntime(silentLog());
const model = loadServiceModel("s3", client as unknown as Record<string, unknown>);
const listing = model.operations.get("ListObjectsV2");
if (listing === undefined) throw new Error("S3 has no ListObjectsV2");
const protocol = protocolOf(model.protocol);

const keyOf = (index: number): string =>
  `dataset/shard-${String(Math.floor(index / 10_000)).padStart(6, "0")}/sample-${String(index).padStart(9, "0")}.jpg`;

function versionOf(index: number, id: string): ObjectVersion {
  const hex = index.toString(16).padStart(8, "0");
  return {
    isDeleteMarker: false,
    versionId: "null",
    sequence: 1,
    lastModifiedMs: (1_764_000_000 + (index % 100_000)) * 1000,
    sizeBytes: OBJECT_BYTES,
    etag: hex.repeat(4),
    system: { contentType: "image/jpeg" },
    checksum: { algorithm: "CRC64NVME", type: "FULL_OBJECT", value: "AAAAAAAAAAA=" },
    extents: [{ id, kind: "packed", sizeBytes: OBJECT_BYTES }],
  };
}

async function fill(storage: Storage, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += BATCH) {
    await storage.records.transact((transaction) => {
      for (let index = start; index < Math.min(start + BATCH, to); index++) {
        if (index % OBJECTS_PER_PACK === 0) takeNextPack(transaction);
        const offset = (index % OBJECTS_PER_PACK) * entryBytes(OBJECT_BYTES, 0);
        const id = packedId({ pack: Math.floor(index / OBJECTS_PER_PACK), offset });
        putCurrent(transaction, { bytes: storage.bytes, bucket: BUCKET, key: keyOf(index) }, versionOf(index, id));
        markLive(transaction, id);
      }
    });
  }
}

/** Least CPU of some rounds: other programs on the machine only ever add to it. */
function leastMicros(count: number, work: (index: number) => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let index = 0; index < count; index++) work(index);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / count);
  }
  return least;
}

function writePage(reader: Reader, after: string | undefined): void {
  const source = new ListedSource(reader, BUCKET);
  const seen = after === undefined ? undefined : { upTo: after };
  const page = listPage(source, { prefix: "", delimiter: undefined, limit: 1000, seen });
  const output = { Name: BUCKET, ...pageMembers(source, page, { showText: (text) => text, ownerOf: undefined }) };
  const { body } = protocol.serializeOutput(model, listing as NonNullable<typeof listing>, output, "ID");
  if (!(body instanceof Uint8Array) || page.entries.length !== 1000) throw new Error("a page is not whole");
}

async function bytesIn(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  const stats = await Promise.all(names.map((name) => stat(join(directory, name))));
  return stats.reduce((sum, file) => sum + (file.isFile() ? file.blocks * 512 : 0), 0);
}

/** Resident memory that is this process's own, and that are pages of the store's file. */
async function resident(): Promise<string> {
  const status = await readFile("/proc/self/status", "utf8");
  const of = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return `${of("RssAnon")} + ${of("RssFile")} MiB`;
}

async function measure(storage: Storage, count: number, directory: string): Promise<void> {
  const last = count - 1500;
  const [first, deep, spread, point] = await storage.records.read(
    (reader) =>
      [
        leastMicros(PAGES, () => writePage(reader, undefined)),
        leastMicros(PAGES, (index) => writePage(reader, keyOf(last - (index % 100)))),
        leastMicros(PAGES, (index) => writePage(reader, keyOf((index * 2_654_435_761) % last))),
        leastMicros(READS, (index) => void readCurrentObject(reader, BUCKET, keyOf((index * 2_654_435_761) % last))),
      ] as const,
  );
  const cells = [
    count.toLocaleString("en").padStart(12),
    `${((await bytesIn(directory)) / count).toFixed(0)} B`.padStart(8),
    `${first.toFixed(0)} us`.padStart(9),
    `${deep.toFixed(0)} us`.padStart(9),
    `${spread.toFixed(0)} us`.padStart(9),
    `${point.toFixed(1)} us`.padStart(9),
    (await resident()).padStart(16),
  ];
  process.stdout.write(`${cells.join("  ")}\n`);
}

const sizes = process.argv.slice(2).map(Number);
const dataDirectory = await mkdtemp(join(tmpdir(), "lakebed.bench-"));
const options = { dataDirectory, records: "lmdb", blobs: "filesystem" } as const;
let storage = await openStorage(runtime, options);
try {
  process.stdout.write("     objects  an object  1st page  last page  any page   a point  own + file memory\n");
  let filled = 0;
  for (const size of sizes.length === 0 ? [10_000, 1_000_000] : sizes) {
    await fill(storage, filled, size);
    filled = size;
    await measure(storage, size, dataDirectory);
  }
  await storage.close();
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  storage = await openStorage(runtime, options);
  await storage.records.read((reader) => writePage(reader, undefined));
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - wall;
  process.stdout.write(
    `opened again, with a page: ${wallMs.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of CPU\n`,
  );
} finally {
  await storage.close();
  await rm(dataDirectory, { recursive: true, force: true });
}
