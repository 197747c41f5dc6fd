/**
 * What storage costs in CPU, not in wall time: the machine's disk and neighbours decide how long a flush takes, but CPU
 * per operation is ours. `node --import tsx bench/storage.ts`. Prints one line a measurement; the budget is beside it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../src/runtime/log.ts";
import { systemRuntime } from "../src/runtime/runtime.ts";
import type { Extents } from "../src/storage/objects.ts";
import { openStorage } from "../src/storage/open-storage.ts";

const WRITERS = 64;
const WRITES = 20_000;
const READS = 100_000;
const STREAM_BYTES = 256 * 1024 * 1024;

interface Measured {
  readonly cpuMicros: number;
  readonly wallMs: number;
}

async function measured(work: () => Promise<unknown>): Promise<Measured> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMicros: user + system, wallMs: performance.now() - wall };
}

function report(name: string, count: number, { cpuMicros, wallMs }: Measured, budget = ""): void {
  const perOperation = (cpuMicros / count).toFixed(1).padStart(7);
  const perSecond = Math.round((count / wallMs) * 1000)
    .toString()
    .padStart(7);
  console.log(`${name.padEnd(52)} ${perOperation} us CPU  ${perSecond}/s  ${budget}`);
}

/** Runs `count` operations, `WRITERS` at a time. */
async function concurrently(count: number, operation: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await operation(next++);
  };
  await Promise.all(Array.from({ length: WRITERS }, worker));
}

const runtime = systemRuntime(silentLog());
const dataDirectory = await mkdtemp(join(tmpdir(), "lakebed.bench-"));
const { records, bytes, close } = await openStorage(runtime, { dataDirectory, records: "lmdb", blobs: "filesystem" });
const value = Buffer.alloc(1024, 7);
const keyOf = (index: number): readonly string[] => ["bench", String((index * 2_654_435_761) % 4_294_967_296)];

try {
  await concurrently(2000, (index) => records.transact((transaction) => transaction.put(["warm", index], value)));
  report(
    "durable 1 KB put, 64 writers, keys in any order",
    WRITES,
    await measured(() =>
      concurrently(WRITES, (index) => records.transact((transaction) => transaction.put(keyOf(index), value))),
    ),
    "budget 40 us",
  );
  report(
    "durable 1 KB put, 64 writers, keys in order",
    WRITES,
    await measured(() =>
      concurrently(WRITES, (index) => records.transact((transaction) => transaction.put(["ordered", index], value))),
    ),
    "budget 40 us",
  );
  report(
    "durable 1 KB put, 1 writer",
    300,
    await measured(async () => {
      for (let index = 0; index < 300; index++)
        await records.transact((transaction) => transaction.put(["one", index], value));
    }),
  );
  report(
    "1 KB get",
    READS,
    await measured(() => concurrently(READS, (index) => records.get(keyOf(index % WRITES)))),
    "budget 8 us",
  );
  report(
    "range of 20",
    5000,
    await measured(() =>
      concurrently(5000, (index) =>
        records.read((reader) => reader.range({ prefix: ["ordered"], start: ["ordered", index], limit: 20 })),
      ),
    ),
  );

  const body = Buffer.alloc(4096, 9);
  const kept: Extents[] = [];
  report(
    "4 KiB object: stage, commit with its record",
    WRITES,
    await measured(() =>
      concurrently(WRITES, async (index) => {
        const staged = await bytes.stage(body);
        await records.transact((transaction) => {
          const extents = staged.commit(transaction);
          kept[index] = extents;
          transaction.put(["object", index], Buffer.from(JSON.stringify(extents)));
        });
      }),
    ),
  );
  report(
    "4 KiB object: read inline",
    READS,
    await measured(() =>
      concurrently(READS, (index) =>
        records.read((reader) => bytes.readSmall(reader, kept[index % WRITES] as Extents)),
      ),
    ),
  );

  const chunk = Buffer.alloc(65_536, 5);
  let large: Extents = [];
  const mebibytes = STREAM_BYTES / 2 ** 20;
  report(
    "blob written, per MiB (64 KiB chunks)",
    mebibytes,
    await measured(async () => {
      const staged = await bytes.stage(
        (async function* () {
          for (let sent = 0; sent < STREAM_BYTES; sent += chunk.length) yield chunk;
        })(),
      );
      large = await records.transact((transaction) => staged.commit(transaction));
    }),
  );
  report(
    "blob read and verified, per MiB",
    mebibytes,
    await measured(async () => {
      let total = 0;
      for await (const part of bytes.read(large)) total += part.length;
      if (total !== STREAM_BYTES) throw new RangeError(`read ${total} bytes`);
    }),
  );
} finally {
  await close();
  await rm(dataDirectory, { recursive: true, force: true });
}
