/**
 * The SQL port on DuckDB, in supervised worker processes: a query that crashes, runs out of memory or is killed fails alone.
 * Each query has a scratch directory of its own (output and spill), removed when its result is released or it failed; what a
 * crash of the whole program leaves there is removed at the next start.
 */
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Runtime } from "../../../runtime/runtime.ts";
import { DEFAULT_ENGINE_LIMITS, type EngineLimits } from "../../limits.ts";
import type { OutputFile, QueryEngine, QueryRequest, QueryResult } from "../../query-engine.ts";
import { createWorkerPool } from "./worker-pool.ts";

export interface DuckdbEngineOptions {
  readonly runtime: Pick<Runtime, "clock" | "ids" | "timers">;
  /** Owned by the engine alone; on the file system of the blobs, so that results can be moved instead of copied. */
  readonly scratchDirectory: string;
  readonly limits?: Partial<EngineLimits>;
}

/** Bytes of an output file that are read at once. */
const READ_BYTES = 256 * 1024;

async function listFiles(directory: string): Promise<OutputFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(directory, path).split(sep).join("/");
      const read = (): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: READ_BYTES });
      return { path, name, sizeBytes: (await stat(path)).size, read };
    });
  return (await Promise.all(files)).sort((left, right) => (left.name < right.name ? -1 : 1));
}

export async function createDuckdbEngine(options: DuckdbEngineOptions): Promise<QueryEngine> {
  const { clock, ids, timers } = options.runtime;
  const limits: EngineLimits = { ...DEFAULT_ENGINE_LIMITS, ...options.limits };
  const pool = createWorkerPool(limits, timers);
  await rm(options.scratchDirectory, { recursive: true, force: true });
  await mkdir(options.scratchDirectory, { recursive: true });

  async function run(request: QueryRequest): Promise<QueryResult> {
    const scratchDirectory = join(options.scratchDirectory, ids.token(12));
    const release = (): Promise<void> => rm(scratchDirectory, { recursive: true, force: true });
    const queuedMs = clock.monotonicMs();
    let startedMs = queuedMs;
    try {
      const outcome = await pool.withWorker(request.signal, (worker) => {
        startedMs = clock.monotonicMs();
        return worker.run({
          settings: {
            threads: limits.threadsPerWorker,
            memoryBytes: limits.memoryBytesPerWorker,
            readPaths: request.readPaths,
            scratchDirectory,
          },
          setup: request.setup ?? [],
          query: request.query,
          rowLimit: request.rowLimit,
          output: request.output,
          signal: request.signal,
        });
      });
      const files = request.output === undefined ? [] : await listFiles(join(scratchDirectory, "out"));
      const { columns, rows, rowCount, engineMs } = outcome;
      return { columns, rows, files, rowCount, engineMs, queueMs: startedMs - queuedMs, release };
    } catch (error) {
      await release();
      throw error;
    }
  }

  return {
    run,
    async close() {
      pool.close();
      await rm(options.scratchDirectory, { recursive: true, force: true });
    },
  };
}
