/** The process that is killed: opens the directory, says so, and writes until it dies. Each line is one acknowledgement. */
import { writeSync } from "node:fs";
import { silentLog } from "../../src/runtime/log.ts";
import { RUN_BYTES, RunPool } from "../../src/runtime/run-pool.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { type Extents, SMALL_BYTES_MAX, type StagedBytes } from "../../src/storage/objects.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import type { Transaction } from "../../src/storage/record-store.ts";
import type { Storage } from "../../src/storage/storage.ts";
import {
  bytesOf,
  COUNTER_KEY,
  MANY,
  manyKey,
  objectKey,
  type Operation,
  operationOf,
  PACK_BYTES,
  recordKey,
  seqKey,
  WORKERS,
} from "./load.ts";

const STREAM_CHUNK_BYTES = 50_000;
/** Writes packs anew, too. */
const SWEEP_INTERVAL_MS = 30;

const [dataDirectory = "", seedText = ""] = process.argv.slice(2);
const seed = Number(seedText);
const runtime = systemRuntime(silentLog());
const storage = await openStorage(runtime, {
  dataDirectory,
  records: "lmdb",
  blobs: "filesystem",
  packBytes: PACK_BYTES,
  // Whatever lies in runs goes past the page cache, however short.
  cachedWriteBytes: 0,
});
const runs = new RunPool();
const say = (line: string): void => void writeSync(1, `${line}\n`);
say("ready");
runtime.timers.every(SWEEP_INTERVAL_MS, async () => void (await storage.bytes.sweep(0)));
await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));

async function work(worker: number): Promise<void> {
  let seq = numberIn(await storage.records.get(seqKey(worker)));
  for (;;) {
    seq += 1;
    await perform(storage, worker, { seq, operation: operationOf(seed, worker, seq) });
    say(`${worker} ${seq}`);
  }
}

async function perform(
  { records, bytes }: Storage,
  worker: number,
  step: { seq: number; operation: Operation },
): Promise<void> {
  const { seq, operation } = step;
  const staged = await stageAll(operation);
  await records.transact((transaction) => {
    apply(transaction, worker, { operation, staged });
    transaction.put(seqKey(worker), numberBytes(seq));
    transaction.put(COUNTER_KEY, numberBytes(numberIn(transaction.get(COUNTER_KEY)) + 1));
  });
  if (operation.kind === "discard") for (const one of staged) await one.discard();

  function apply(
    transaction: Transaction,
    at: number,
    what: { operation: Operation; staged: readonly StagedBytes[] },
  ): void {
    switch (what.operation.kind) {
      case "put-records":
        for (const key of what.operation.keys) transaction.put(recordKey(at, key), bytesOf(what.operation.value));
        return;
      case "put-many":
        for (let index = 0; index < MANY; index++) transaction.put(manyKey(at, index), bytesOf(what.operation.value));
        return;
      case "delete-records":
        for (const key of what.operation.keys) transaction.delete(recordKey(at, key));
        return;
      case "put-object":
        return replace(
          transaction,
          objectKey(at, what.operation.key),
          what.staged.flatMap((one) => one.commit(transaction)),
        );
      case "copy-object": {
        const source = transaction.get(objectKey(at, what.operation.from));
        if (source === undefined || what.operation.from === what.operation.to) return;
        return replace(transaction, objectKey(at, what.operation.to), bytes.share(transaction, extentsIn(source)));
      }
      case "delete-object":
        return replace(transaction, objectKey(at, what.operation.key), undefined);
      case "discard":
    }
  }

  function replace(transaction: Transaction, key: readonly (string | number)[], extents: Extents | undefined): void {
    const old = transaction.get(key);
    if (old !== undefined) bytes.release(transaction, extentsIn(old));
    if (extents === undefined) transaction.delete(key);
    else transaction.put(key, Buffer.from(JSON.stringify(extents)));
  }
}

async function stageAll(operation: Operation): Promise<StagedBytes[]> {
  const bodies =
    operation.kind === "put-object" ? operation.parts : operation.kind === "discard" ? [operation.body] : [];
  const staged: StagedBytes[] = [];
  for (const body of bodies) {
    const bytes = bytesOf(body);
    staged.push(
      await storage.bytes.stage(
        body.seed % 2 === 0 && bytes.length > SMALL_BYTES_MAX ? runsOf(bytes) : chunksOf(bytes),
      ),
    );
  }
  return staged;
}

async function* chunksOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < body.length; offset += STREAM_CHUNK_BYTES)
    yield body.subarray(offset, offset + STREAM_CHUNK_BYTES);
}

/** As large bodies come in: gathered in memory that is used again. */
async function* runsOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < body.length; offset += RUN_BYTES) {
    const run = await runs.take({ flushRun: () => {} });
    const piece = body.subarray(offset, offset + RUN_BYTES);
    run.bytes.set(piece);
    yield run.bytes.subarray(0, piece.length);
    runs.giveBack(run);
  }
}

function extentsIn(record: Uint8Array): Extents {
  return JSON.parse(Buffer.from(record).toString()) as Extents;
}

function numberBytes(value: number): Uint8Array {
  return Buffer.from(String(value));
}

function numberIn(record: Uint8Array | undefined): number {
  return record === undefined ? 0 : Number(Buffer.from(record).toString());
}
